//! The ledgers, what people signed of them, and the clone that they are in.

use super::{Check, git};
use crate::app::log::{Came, Vouched, verified};
use crate::app::simulated::Simulated;
use crate::app::walk::operator::local_name;
use crate::app::{Session, stores};
use crate::console::render::Mark;
use crate::ledger::Ledgers;
use crate::store::Store;
use duckops_core::world::Known;
use duckops_core::world::actions::LEDGERS;
use duckops_core::world::actions::ledger::file_name;
use std::sync::Arc;

pub fn checks(session: &Session, drill: Option<&Simulated>) -> Vec<Check> {
    let state_dir = stores::dir(&session.settings.state_dir, drill.is_some());
    let store = Store::at(&state_dir, Arc::clone(&session.clock));
    let dir = stores::ledger_dir(&session.settings, drill);
    let ledgers =
        Ledgers::new(dir, store.anchors(), local_name(session).unwrap_or_default(), Arc::clone(&session.clock));
    let mut checks: Vec<_> = LEDGERS.iter().flat_map(|ledger| log(session, &ledgers, ledger)).collect();
    checks.extend(git::checks(&ledgers));
    checks
}

fn log(session: &Session, ledgers: &Ledgers, ledger: &'static str) -> Vec<Check> {
    let what = file_name(ledger);
    let path = ledgers.path(ledger);
    let (verified, vouched) = match verified(session, ledgers, ledger) {
        Ok(verified) => verified,
        Err(error) => return vec![Check::failed(what, &error)],
    };
    let check = match (verified.wrong().count(), path.exists()) {
        (0, true) => Check::of(what, Mark::Ok, format!("{}: {}", path.display(), verified.counts())),
        (0, false) => Check::of(what, Mark::Ok, format!("{} is not there yet", path.display())),
        (_, _) => Check::of(what, Mark::Fail, format!("{}: {}", path.display(), verified.counts()))
            .command(session.again(&format!("duckops log {ledger} verify"))),
    };
    [check].into_iter().chain(signatures(session, ledgers, ledger, vouched)).collect()
}

/// Nothing where nobody has signed.
fn signatures(
    session: &Session,
    ledgers: &Ledgers,
    ledger: &'static str,
    vouched: Known<Vec<Vouched>>,
) -> Option<Check> {
    let (what, path) = (format!("{}.sig", file_name(ledger)), ledgers.signatures_path(ledger));
    let vouched = match vouched {
        Ok(vouched) => vouched,
        Err(why) => return Some(Check::unknown(what, &why)),
    };
    if vouched.is_empty() && std::fs::symlink_metadata(&path).is_err() {
        return None;
    }
    let worst = |is: fn(&Came) -> bool| vouched.iter().find(|one| is(&one.came));
    let wrong = worst(|came| matches!(came, Came::Wrong(_)));
    let unknown = worst(|came| matches!(came, Came::Unknown(_)));
    let verify = session.again(&format!("duckops log {ledger} verify"));
    Some(match (wrong, unknown, vouched.last()) {
        (Some(wrong), ..) => Check::of(what, Mark::Fail, wrong.text()).command(verify),
        (None, Some(unknown), _) => {
            let check = Check::of(what, Mark::Unknown, unknown.text());
            if let Some(hint) = unknown.hint() { check.next(hint.to_string()) } else { check.command(verify) }
        }
        (None, None, Some(last)) => Check::of(what, Mark::Ok, last.text()),
        (None, None, None) => {
            let text = format!("{}: no signed statement stands in it", path.display());
            Check::of(what, Mark::Fail, text).command(verify)
        }
    })
}
