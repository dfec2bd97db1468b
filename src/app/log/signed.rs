//! Heads of ledgers, signed and verified: who vouches for what stands in a log.

use crate::app::Session;
use crate::app::approvals::git_key;
use crate::error::{Error, Exit};
use crate::ledger::Ledgers;
use crate::signing::{self, AllowedSigners};
use duckops_core::ledger::heads::{Signed, Statement, statements};
use duckops_core::ledger::{Ledger, short};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::{Known, Why};
use serde_json::{Value, json};
use std::path::Path;

/// What became of a signed statement.
pub struct Vouched {
    /// In the file of signatures.
    line: usize,
    who: Option<(Clean, Utc)>,
    pub came: Came,
}

pub enum Came {
    /// All that it is of stands there as it was signed: so many entries, and so many that came later.
    Holds(usize, usize),
    Wrong(Clean),
    /// It could not be found out.
    Unknown(Why),
}

/// Every statement about a ledger.
pub fn all(session: &Session, ledgers: &Ledgers, ledger: &str, parsed: &Ledger) -> Known<Vec<Vouched>> {
    let signers = signers(session);
    Ok(statements(&ledgers.signatures(ledger)?).iter().map(|signed| one(&signers, ledger, parsed, signed)).collect())
}

fn one(signers: &AllowedSigners, ledger: &str, parsed: &Ledger, signed: &Signed) -> Vouched {
    let Some(statement) = &signed.statement else {
        return Vouched {
            line: signed.line,
            who: None,
            came: Came::Wrong("it is no whole statement: take it out, and sign again".into()),
        };
    };
    let came = match signers.vouches(&signed.text, &signed.signature, &statement.signer, statement.at) {
        Err(why) => Came::Unknown(why),
        Ok(Err(said)) => Came::Wrong(Clean::new(not_theirs(&said))),
        Ok(Ok(())) if statement.ledger != ledger => {
            Came::Wrong(Clean::new(format!("it is of the {} log", statement.ledger)))
        }
        Ok(Ok(())) => match parsed.under(&statement.heads) {
            Ok(many) => Came::Holds(many, parsed.entries().count().saturating_sub(many)),
            Err(gone) => Came::Wrong(not_as_signed(&gone)),
        },
    };
    Vouched { line: signed.line, who: Some((statement.signer.clone(), statement.at)), came }
}

/// `ssh-keygen` does not always say more.
fn not_theirs(said: &str) -> String {
    let because = if said.is_empty() { String::new() } else { format!(": {said}") };
    format!("the file of allowed signers does not have it as theirs{because}")
}

fn not_as_signed(gone: &[String]) -> Clean {
    let ids: Vec<_> = gone.iter().take(3).map(|digest| short(digest)).collect();
    let more = if gone.len() > 3 { format!(" and {} more", gone.len() - 3) } else { String::new() };
    let entries = if gone.len() == 1 { "entry" } else { "entries" };
    Clean::new(format!("{entries} {}{more} was signed and is not there as it was", ids.join(", ")))
}

impl Vouched {
    /// `josh@example.com at 2026-11-22T02:14:07Z: 12 entries, 2 later ones are not signed`.
    pub fn text(&self) -> String {
        let who = self.who.as_ref().map(|(signer, at)| format!("{signer} at {}", stamp(*at)));
        let place = who.iter().cloned().chain([format!("line {}", self.line)]).collect::<Vec<_>>().join(", ");
        let who = who.unwrap_or_default();
        let entries = |many: usize| if many == 1 { "1 entry".into() } else { format!("{many} entries") };
        match &self.came {
            Came::Holds(many, 0) => format!("{who}: {}", entries(*many)),
            Came::Holds(many, later) => format!("{who}: {}; {} came later", entries(*many), entries(*later)),
            Came::Wrong(what) => format!("{place}: WRONG: {what}"),
            Came::Unknown(why) => format!("{place}: could not check: {}", why.text),
        }
    }

    /// What makes it possible to check.
    pub fn hint(&self) -> Option<&Clean> {
        if let Came::Unknown(why) = &self.came { why.hint.as_deref() } else { None }
    }

    pub fn json(&self) -> Value {
        let (state, text) = match &self.came {
            Came::Holds(..) => ("good", None),
            Came::Wrong(what) => ("wrong", Some(what)),
            Came::Unknown(why) => ("unknown", Some(&why.text)),
        };
        let entries = if let Came::Holds(many, _) = &self.came { Some(many) } else { None };
        let (signer, at) = self.who.as_ref().map(|(who, at)| (who, stamp(*at))).unzip();
        json!({ "line": self.line, "signer": signer, "at": at, "state": state, "entries": entries, "text": text })
    }
}

fn signers(session: &Session) -> AllowedSigners {
    AllowedSigners::new(&session.settings.values.text("allowed_signers"), session.environment.temporary())
}

/// Signs the heads of a log that verifies. A signature that would not be verified is not kept.
pub fn sign(
    session: &Session,
    ledgers: &Ledgers,
    ledger: &str,
    parsed: &Ledger,
    (signer, key): (&str, Option<&Path>),
) -> Result<(), Error> {
    let signer = Clean::new(signer);
    let unsigned = |why: &Why| Error::unknown(format!("{} is not signed", ledgers.path(ledger).display()), why);
    let key = key.map(|key| session.environment.cwd.join(key)).or_else(|| git_key(session));
    let key = key.ok_or_else(|| {
        Error::new(Exit::Stopped, "not said: which key signs").hint("say which: --key ~/.ssh/id_ed25519")
    })?;
    let statement = Statement { ledger: ledger.into(), at: session.clock.now(), signer, heads: parsed.heads() };
    let text = statement.text();
    let scratch = session.environment.temporary();
    let signature = signing::sign(signing::HEADS, &text, &key, &scratch).map_err(|why| unsigned(&why))?;
    let good = signers(session).vouches(&text, &signature, &statement.signer, statement.at);
    if let Err(said) = good.map_err(|why| unsigned(&why))? {
        let hint = format!("a line of the file of allowed signers: {} KEY", statement.signer);
        let message = format!("the {ledger} log is not signed as {}", statement.signer);
        return Err(Error::new(Exit::No, message).because(not_theirs(&said)).hint(hint));
    }
    let path = ledgers.add_signature(ledger, &format!("{text}{signature}")).map_err(|why| unsigned(&why))?;
    session.err(&format!("signed: {}\n", path.display()));
    Ok(())
}
