//! The looks of a probe, and what is kept of them.

use super::wanted::Wanted;
use super::{Probed, bundle, warn};
use crate::app::health::gather;
use crate::app::stage::{self, Stage};
use crate::app::world::World;
use crate::app::{Session, past};
use crate::console::Answers;
use crate::error::Error;
use crate::settings::Resolved;
use crate::store::LastProbe;
use duckops_core::health::checks::{CHECKS, Check, Context, Kind, Level, bad, judged, worst};
use duckops_core::health::seen::Seen;
use duckops_core::text::Clean;
use duckops_core::world::Evidence;
use std::time::Duration;

/// The time is shared out so that an API that never answers still leaves some to find out whether the network works,
/// and some to say so: a sixth to find out who we are, a sixth for the control endpoint, some for the machine, and what
/// is left for the looks.
pub async fn probed(session: &Session, wanted: &Wanted) -> Result<Probed, Error> {
    let (mut settings, whole) = (session.settings.clone(), wanted.for_looks());
    let patience = whole / 6;
    at_most(&mut settings, "aws_timeout", patience);
    let begun = async {
        match &wanted.ping {
            Some(ping) => ping.begins(whole / 4).await,
            None => Ok(()),
        }
    };
    let (begun, found) = tokio::join!(begun, looked(session, wanted, settings, patience));
    if let Err(why) = begun {
        warn(session, &format!("the ping at the beginning did not arrive: {}", why.text));
    }
    found
}

async fn looked(session: &Session, wanted: &Wanted, settings: Resolved, patience: Duration) -> Result<Probed, Error> {
    let mut nobody = Answers::default();
    let mut stage = match stage::find_within(session, settings, None, &mut nobody, patience).await? {
        Ok(stage) => stage,
        Err(left) => return Err(Error::new(stage::left_exit(&left), "the probe was interrupted")),
    };
    let world = World::without_a_walk(session, &stage)?;
    let spent = session.clock.elapsed() + patience + wanted.for_looks() * 3 / 20;
    at_most(&mut stage.settings, "probe_timeout", wanted.for_looks().saturating_sub(spent));
    let evidence = gather(&world, &stage.settings.values, &looks(&wanted.kinds)).await;
    let context = Context { settings: &stage.settings.values, limits: &wanted.limits };
    let checks = judged(wanted.kinds.iter().copied(), Seen(&evidence), &context);
    if !session.settings.quiet {
        past::warn(session, &stage.history);
    }
    kept(session, &stage, wanted, world, checks, evidence).await
}

/// What there is to see, each look once. How figures changed tells which runbook it is.
fn looks(kinds: &[&Kind]) -> Vec<&'static str> {
    let mut looks: Vec<_> = kinds.iter().flat_map(|kind| kind.looks).copied().collect();
    if looks.contains(&"beak.status") {
        looks.push("history.change");
    }
    looks.sort_unstable();
    looks.dedup();
    looks
}

async fn kept(
    session: &Session,
    stage: &Stage,
    wanted: &Wanted,
    world: World,
    checks: Vec<Check>,
    looks: Vec<Evidence>,
) -> Result<Probed, Error> {
    let trends = past::trends(stage);
    let mut probed = Probed { checks, trends, drill: stage.scenario(), runbook: None, evidence: None };
    if worst(&probed.checks) > Level::Unknown {
        probed.runbook = bundle::runbook(session, stage, &world, &looks).await;
        probed.evidence = bundle::keep(session, stage, &probed, looks);
    }
    keep(session, stage, &wanted.kinds, &probed);
    Ok(probed)
}

fn at_most(settings: &mut Resolved, name: &str, limit: Duration) {
    let time = settings.values.duration(name).min(limit);
    settings.set(name, &format!("{}ms", time.as_millis()));
}

/// Which checks these are, when they are not all that there are.
fn part(kinds: &[&Kind]) -> Option<Clean> {
    let is_whole = CHECKS.iter().all(|check| kinds.iter().any(|kind| kind.name == check.name));
    let names = || match kinds {
        [_] | [_, _] => kinds.iter().map(|kind| kind.name).collect::<Vec<_>>().join(" and "),
        _ => format!("{} of {} checks", kinds.len(), CHECKS.len()),
    };
    (!is_whole).then(|| Clean::new(names()))
}

/// The checks that are not well, in a few words each, the worst first.
pub fn what(checks: &[Check]) -> Clean {
    Clean::new(bad(checks).iter().map(|check| check.brief.as_str()).collect::<Vec<_>>().join(", "))
}

/// What cannot be kept changes nothing of what was found.
fn keep(session: &Session, stage: &Stage, kinds: &[&Kind], probed: &Probed) {
    let (state, what) = (Clean::new(worst(&probed.checks).word()), what(&probed.checks));
    let runbook = probed.runbook.as_ref().map(Clean::new);
    let last = LastProbe { at: session.clock.now(), state, what, only: part(kinds), runbook };
    let kept = stage.store(session).and_then(|store| store.keep_probe(session.environment.pid, &last));
    if let Err(error) = kept {
        warn(session, &format!("the probe is not kept: {error}"));
    }
}
