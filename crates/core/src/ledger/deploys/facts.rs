//! What the deploy log amounts to: which version should be live, and which was known to work.

use super::{Deploy, Said};
use crate::ledger::DeployState;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::Deploys;
use crate::world::{Facts as _, Known, Table, Version, Why, WhyKind};

/// Which versions are asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Not to be offered as known-good.
    pub other_than: Option<&'a Clean>,
    pub of: Option<&'a Clean>,
}

/// The facts of the entries of [`read`](super::read), which are the oldest first.
pub fn facts(deploys: &[Deploy], asked: Asked<'_>, path: &Clean) -> Deploys {
    if deploys.is_empty() {
        return Deploys::unknown(&no_entry());
    }
    let good = last_good(deploys, asked.other_than);
    let promotion = last_promotion(deploys);
    Deploys {
        expected: expected(deploys).map(version),
        last_good: good.clone().map(version),
        last_good_at: good.and_then(time),
        last_promotion: promotion.clone().and_then(time),
        last_promoted: promotion.map(version),
        said: said(deploys, asked.of),
        known_good: known_good(deploys, asked.of),
        count: i64::try_from(deploys.len()).map_err(|_| Why::not_reported("the number of entries")),
        list: Ok(list(deploys)),
        path: Ok(path.clone()),
    }
}

/// `rolled-back, 2026-11-18: Fleet view; slow to start`.
fn said(deploys: &[Deploy], of: Option<&Clean>) -> Known<Clean> {
    let of = of.ok_or_else(|| Why::not_looked("a version"))?;
    let newest = deploys.iter().rev().find(|deploy| &deploy.version == of);
    let deploy = newest.ok_or_else(|| Why::absent(format!("DEPLOY-LOG.md does not name version {of}")))?;
    let good =
        deploys.iter().any(|deploy| &deploy.version == of && deploy.state.state() == Some(DeployState::Verified));
    let never = match (good, was_promoted(deploys, of)) {
        (true, true) => "",
        (true, false) => ", never promoted",
        (false, _) => ", never verified",
    };
    let (state, at, what) = (deploy.state.text(), deploy.at.text(), &deploy.what);
    Ok(Clean::new(format!("{of} is {state}{never}, {at}: {what}")))
}

fn known_good(deploys: &[Deploy], of: Option<&Clean>) -> Known<bool> {
    let of = of.ok_or_else(|| Why::not_looked("a version"))?;
    Ok(deploys.iter().any(|deploy| &deploy.version == of && is_good(deploys, deploy)))
}

/// Why nothing is known when there is no log, or none with an entry.
pub fn no_entry() -> Why {
    Why::absent("DEPLOY-LOG.md has no entry")
        .hint("ask who deployed last which version works; when it is known: duckops log deploy mark VERSION verified")
}

fn version(deploy: &Deploy) -> Version {
    Version(deploy.version.clone())
}

fn time(deploy: &Deploy) -> Known<Utc> {
    let unsaid =
        || Why::new(WhyKind::NotReported, format!("line {} of DEPLOY-LOG.md does not say the time", deploy.line));
    deploy.at.exact().ok_or_else(unsaid)
}

/// The newest version that was live and that no newer entry calls rolled back. One that is called bad may still be
/// live: that says what it is like, not where the alias went.
fn expected(deploys: &[Deploy]) -> Known<&Deploy> {
    let mut gone = Vec::new();
    for deploy in deploys.iter().rev() {
        match deploy.state {
            Said::State(DeployState::RolledBack) => gone.push(&deploy.version),
            Said::State(_) if was_live(deploys, deploy) && !gone.contains(&&deploy.version) => {
                let note = |other: &Deploy| other.version == deploy.version && other.state == Said::Nothing;
                return unless_unclear(deploys, deploy, |other| !note(other));
            }
            _ => {}
        }
    }
    Err(never_live())
}

/// A version that went out, by an entry that says so or that says what came of it.
fn was_live(deploys: &[Deploy], deploy: &Deploy) -> bool {
    deploy.state.state().is_some_and(DeployState::is_live) && was_promoted(deploys, &deploy.version)
}

/// The beginning of the time for which the version that was promoted last has been live: what "verified" says
/// of it later is no promotion.
fn last_promotion(deploys: &[Deploy]) -> Known<&Deploy> {
    let newest = deploys.iter().rposition(|deploy| was_live(deploys, deploy)).ok_or_else(never_live)?;
    let mut first = &deploys[newest];
    for deploy in deploys[..newest].iter().rev() {
        let Some(state) = deploy.state.state() else { continue };
        let same = deploy.version == first.version;
        match state {
            _ if was_live(deploys, deploy) && same => first = deploy,
            state if was_live(deploys, deploy) || (state.is_gone() && same) => break,
            _ => {}
        }
    }
    unless_unclear(deploys, first, |_| true)
}

/// Nothing is certain when a newer entry does not say what became of its version.
fn unless_unclear<'a>(deploys: &[Deploy], found: &'a Deploy, matters: impl Fn(&Deploy) -> bool) -> Known<&'a Deploy> {
    let newer = deploys.iter().rev().take_while(|deploy| !std::ptr::eq(*deploy, found));
    match newer.filter(|deploy| matters(deploy)).find(|deploy| deploy.state.state().is_none()) {
        Some(Deploy { version, line, .. }) => {
            let text = format!("line {line} of DEPLOY-LOG.md names version {version}, not what became of it");
            let hint = format!("write into DEPLOY-LOG.md in which state {version} is");
            Err(Why::new(WhyKind::NotReported, text).hint(hint))
        }
        None => Ok(found),
    }
}

fn never_live() -> Why {
    Why::absent("no entry of DEPLOY-LOG.md says that a version went out")
        .hint("if you know what is live, write it into DEPLOY-LOG.md as promoted")
}

/// The newest good entry. Not the newest other one: a version that was promoted, but never verified, may be as broken
/// as the one that fails now.
fn last_good<'a>(deploys: &'a [Deploy], other_than: Option<&Clean>) -> Known<&'a Deploy> {
    let candidates = deploys.iter().rev().filter(|deploy| Some(&deploy.version) != other_than);
    let verified = candidates.clone().find(|deploy| is_good(deploys, deploy));
    verified.ok_or_else(|| {
        let other = if other_than.is_some() { "other " } else { "" };
        let why = Why::absent(format!("no {other}version is verified in DEPLOY-LOG.md and good to this day"));
        // What never went out is no way back.
        let is_none = |state: DeployState| state.is_gone() || state == DeployState::Planned;
        match candidates.clone().find(|deploy| !deploy.state.state().is_some_and(is_none)) {
            Some(nearest) => why.hint(format!(
                "the nearest is version {} (line {}, {}): choose it only if you know that it works",
                nearest.version,
                nearest.line,
                candidate(deploys, nearest)
            )),
            None => why.hint("choose from the versions of Lambda"),
        }
    })
}

/// The entry "verified" of a version that was live, when it is still the last word on it.
fn is_good(deploys: &[Deploy], deploy: &Deploy) -> bool {
    deploy.state == Said::State(DeployState::Verified)
        && was_promoted(deploys, &deploy.version)
        && is_last_word(deploys, deploy)
}

fn candidate(deploys: &[Deploy], deploy: &Deploy) -> String {
    let is_expected = deploy.state == Said::State(DeployState::Verified) && !was_promoted(deploys, &deploy.version);
    format!("{}{}", deploy.state.text(), if is_expected { ", never promoted" } else { "" })
}

/// Whether the log says that a version was live. What a person wrote into it by hand says so by itself; what a command
/// wrote does not: nobody can have seen that a version works which never went out.
pub fn was_promoted(deploys: &[Deploy], version: &Clean) -> bool {
    let says = |deploy: &Deploy| match deploy.state.state() {
        Some(DeployState::Promoted) => true,
        Some(DeployState::Verified) => deploy.by_hand,
        _ => false,
    };
    deploys.iter().any(|deploy| &deploy.version == version && says(deploy))
}

/// A plan changes nothing. What cannot be dated may have been said after.
fn is_last_word(deploys: &[Deploy], verified: &Deploy) -> bool {
    let planned = Said::State(DeployState::Planned);
    let mut after = false;
    deploys.iter().all(|deploy| {
        after |= std::ptr::eq(deploy, verified);
        let undated_end = deploy.at.day().is_none() && deploy.state.state().is_some_and(DeployState::is_gone);
        let counts = deploy.version == verified.version && deploy.state != planned && deploy.state != verified.state;
        !(counts && (after || undated_end))
    })
}

fn list(deploys: &[Deploy]) -> Table {
    let mut table = Table::new(["when", "version", "state", "operator", "what changed"]);
    for deploy in deploys.iter().rev() {
        let operator = deploy.operator.clone().unwrap_or_else(|| Clean::new("-"));
        table.row([deploy.at.text(), deploy.version.clone(), deploy.state.text(), operator, deploy.what.clone()]);
    }
    table
}
