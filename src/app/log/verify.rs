//! `duckops log … verify`.

use super::signed::{self, Came, Vouched};
use super::unread;
use crate::app::Session;
use crate::app::desk::Desk;
use crate::cli::LogVerifyArgs;
use crate::console::render::{Page, table};
use crate::error::{Error, Exit};
use crate::ledger::Ledgers;
use duckops_core::ledger::anchor::Noted;
use duckops_core::ledger::verify::{Finding, Findings, What};
use duckops_core::ledger::{Ledger, deploys};
use duckops_core::text::Clean;
use duckops_core::world::{Known, Table, WhyKind};
use serde_json::{Value, json};
use std::collections::HashSet;

/// So many lines are shown of a ledger that lost much; `--json` has all.
const SHOWN: usize = 20;

/// One ledger, looked at.
pub struct Verified {
    pub ledger: &'static str,
    pub path: String,
    findings: Findings,
    /// So many entries are people's: nothing says whether they are as they were written.
    by_hand: usize,
    /// What people signed of it.
    vouched: Vec<Vouched>,
    /// Finds the first entry that is missing.
    find: Option<String>,
}

pub fn run(session: &Session, desk: &Desk, ledgers: &[&'static str], args: &LogVerifyArgs) -> Result<Exit, Error> {
    let mut unreadable = None;
    let mut all = Vec::new();
    for ledger in ledgers {
        match vouched(session, &desk.ledgers, ledger, args) {
            Ok(verified) => {
                all.push(verified.verified());
                match session.settings.json {
                    true => session.json(&verified.json())?,
                    false => session.out(&verified.shown(&session.page()))?,
                }
            }
            Err(error) if error.exit == Exit::Unknown => unreadable = Some(session.complain(&error)),
            Err(error) => return Err(error),
        }
    }
    let (exit, says) = match (all.contains(&Some(false)), all.contains(&None)) {
        (true, _) => (Exit::No, "does NOT verify\n"),
        (false, true) => (Exit::Unknown, "could not check everything\n"),
        (false, false) => (Exit::Done, "verified\n"),
    };
    if !session.settings.json && unreadable.is_none() {
        session.out(says)?;
    }
    Ok(unreadable.unwrap_or(exit))
}

/// What is found in a ledger, and what of it is signed; with `--sign` it is signed first, if nothing is wrong.
fn vouched(
    session: &Session,
    ledgers: &Ledgers,
    ledger: &'static str,
    args: &LogVerifyArgs,
) -> Result<Verified, Error> {
    let (noted, bytes) = known(ledgers, ledger)?;
    let parsed = Ledger::parse(&bytes);
    let verified = found(ledgers, ledger, noted, (&parsed, &bytes), args.since.as_deref())?;
    if let Some(signer) = &args.sign {
        let path = ledgers.path(ledger);
        match (parsed.heads().is_empty(), verified.wrong().count()) {
            (true, _) => session.err(&format!("nothing to sign: {} has no entry\n", path.display())),
            (false, 0) => signed::sign(session, ledgers, ledger, &parsed, (signer, args.key.as_deref()))?,
            (false, _) => session.err(&format!("not signed: {} does not verify\n", path.display())),
        }
    }
    let vouched = signed::all(session, ledgers, ledger, &parsed).map_err(|why| unread(&why))?;
    Ok(Verified { vouched, ..verified })
}

/// What is found in a ledger, and apart from it what people signed of it.
pub fn verified(
    session: &Session,
    ledgers: &Ledgers,
    ledger: &'static str,
) -> Result<(Verified, Known<Vec<Vouched>>), Error> {
    let (noted, bytes) = known(ledgers, ledger)?;
    let parsed = Ledger::parse(&bytes);
    let found = found(ledgers, ledger, noted, (&parsed, &bytes), None)?;
    Ok((found, signed::all(session, ledgers, ledger, &parsed)))
}

/// What is known of a ledger is read before it: what is noted meanwhile is not missed in it.
fn known(ledgers: &Ledgers, ledger: &'static str) -> Result<(Noted, Vec<u8>), Error> {
    let noted = ledgers.noted(ledger).map_err(|why| unread(&why))?;
    let bytes = ledgers.read(ledger).map_err(|why| unread(&why))?.unwrap_or_default();
    Ok((noted, bytes))
}

fn found(
    ledgers: &Ledgers,
    ledger: &'static str,
    noted: Noted,
    (parsed, bytes): (&Ledger<'_>, &[u8]),
    since: Option<&str>,
) -> Result<Verified, Error> {
    let mut findings = parsed.verify(ledger, &noted.expected(parsed));
    if let Some(commit) = since {
        let older = ledgers.at_commit(ledger, commit).map_err(|why| match why.kind {
            WhyKind::Absent => Error::wrong(why.text.to_string()).hint("git log --oneline").hint_of(&why),
            _ => unread(&why),
        })?;
        let lost = parsed.lost(&Ledger::parse(&older.unwrap_or_default()), commit);
        let told: HashSet<_> = findings.told.iter().filter_map(|one| one.entry.clone()).collect();
        findings.told.extend(lost.into_iter().filter(|lost| lost.entry.as_ref().is_none_or(|one| !told.contains(one))));
    }
    let missing = findings.told.iter().find(|finding| finding.what == What::Missing);
    let find = missing.and_then(|finding| ledgers.find_command(ledger, finding.entry.as_deref()?));
    Ok(Verified {
        ledger,
        path: ledgers.path(ledger).display().to_string(),
        findings,
        by_hand: by_hand(ledger, parsed, bytes),
        vouched: Vec::new(),
        find,
    })
}

/// Of the deploy log, which is read as entries whoever wrote them.
fn by_hand(ledger: &str, parsed: &Ledger<'_>, bytes: &[u8]) -> usize {
    let ours: HashSet<_> = parsed.entries().map(|entry| entry.line).collect();
    let rows = if ledger == "deploy" { deploys::read(bytes) } else { Vec::new() };
    rows.iter().filter(|row| row.by_hand && !ours.contains(&row.line)).count()
}

impl Verified {
    pub fn wrong(&self) -> impl Iterator<Item = &Finding> {
        self.findings.told.iter().filter(|finding| finding.what.is_wrong())
    }

    /// Nothing where it could not be found out.
    fn verified(&self) -> Option<bool> {
        let wrong = self.wrong().count() + self.came(|came| matches!(came, Came::Wrong(_)));
        let unknown = self.came(|came| matches!(came, Came::Unknown(_)));
        (wrong > 0 || unknown == 0).then_some(wrong == 0)
    }

    fn came(&self, is: impl Fn(&Came) -> bool) -> usize {
        self.vouched.iter().filter(|one| is(&one.came)).count()
    }

    fn count(&self, what: What) -> usize {
        match what {
            What::Intact => self.findings.intact.len(),
            what => self.findings.told.iter().filter(|finding| finding.what == what).count(),
        }
    }

    /// `12 intact, 1 merged, 4 by hand`.
    pub fn counts(&self) -> String {
        let found = What::ALL.into_iter().map(|what| (what, self.count(what))).filter(|(_, count)| *count > 0);
        let found = found.map(|(what, count)| format!("{count} {}", what.word()));
        let by_hand = (self.by_hand > 0).then(|| format!("{} by hand", self.by_hand));
        let counts: Vec<_> = found.chain(by_hand).collect();
        if counts.is_empty() { "no entry".into() } else { counts.join(", ") }
    }

    fn json(&self) -> Value {
        let finding = |finding: Finding| json!({ "line": finding.line, "entry": finding.entry, "what": finding.what.word(), "text": finding.text });
        json!({
            "ledger": self.ledger, "path": self.path, "verified": self.verified(),
            "by_hand": self.by_hand, "findings": self.findings.all().map(finding).collect::<Vec<_>>(),
            "signatures": self.vouched.iter().map(Vouched::json).collect::<Vec<_>>(),
        })
    }

    /// How many of each, and where those are that somebody should look at.
    fn shown(&self, page: &Page) -> String {
        let mut out = format!("{}\n    {}\n", page.bold(&self.path), self.counts());
        for one in &self.vouched {
            out.push_str(&page.fact("signed", &one.text()));
        }
        let told: Vec<_> = self.findings.told.iter().filter(|one| one.what != What::Merged).collect();
        let mut rows = Table::new(["line", "finding", "entry", "what it says"]);
        for one in told.iter().take(SHOWN) {
            let entry = one.entry.as_deref().unwrap_or("-");
            rows.row([
                Clean::new(one.line.to_string()),
                Clean::new(one.what.word()),
                Clean::new(entry),
                one.text.clone(),
            ]);
        }
        if !told.is_empty() {
            out.push_str(&table(page, &rows));
        }
        if told.len() > SHOWN {
            out.push_str(&format!("    and {} more: --json has all\n", told.len() - SHOWN));
        }
        let find = self.find.iter().map(|command| page.command("find it", command));
        out.extend(find);
        out + "\n"
    }
}
