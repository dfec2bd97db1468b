//! The ledgers, and the clone that they are in.

use super::Check;
use crate::app::desk::is_behind;
use crate::app::log::verified;
use crate::app::simulated::Simulated;
use crate::app::walk::operator::local_name;
use crate::app::{Session, stores};
use crate::console::render::Mark;
use crate::ledger::{DRIVER, Ledgers};
use crate::store::Store;
use duckops_core::text::shell_word;
use duckops_core::world::actions::LEDGERS;
use duckops_core::world::actions::ledger::file_name;
use std::sync::Arc;

/// What git needs to be told, once in each clone.
const CONFIG: &str = "duckops log merge %O %A %B";

pub fn checks(session: &Session, drill: Option<&Simulated>) -> Vec<Check> {
    let real = session.settings.state_dir.clone();
    let state_dir = if drill.is_some() { stores::drills_dir(&real) } else { real };
    let store = Store::at(&state_dir, Arc::clone(&session.clock));
    let dir = stores::ledger_dir(&session.settings, drill);
    let ledgers =
        Ledgers::new(dir, store.anchors(), local_name(session).unwrap_or_default(), Arc::clone(&session.clock));
    let mut checks: Vec<_> = LEDGERS.iter().map(|ledger| log(session, &ledgers, ledger)).collect();
    checks.extend(clone(&ledgers));
    checks
}

fn log(session: &Session, ledgers: &Ledgers, ledger: &'static str) -> Check {
    let what = file_name(ledger);
    let path = ledgers.path(ledger);
    let verified = match verified(ledgers, ledger) {
        Ok(verified) => verified,
        Err(error) => {
            return Check {
                next: error.hint.map(|hint| hint.to_string()),
                ..Check::of(what, Mark::Unknown, error.message.to_string())
            };
        }
    };
    match (verified.wrong().count(), path.exists()) {
        (0, true) => Check::of(what, Mark::Ok, format!("{}: {}", path.display(), verified.counts())),
        (0, false) => Check::of(what, Mark::Ok, format!("{} is not there yet", path.display())),
        (_, _) => Check::of(what, Mark::Fail, format!("{}: {}", path.display(), verified.counts()))
            .next(session.again(&format!("duckops log {ledger} verify"))),
    }
}

/// How git merges them, and whether they are the newest there are.
fn clone(ledgers: &Ledgers) -> Vec<Check> {
    let mut checks = Vec::new();
    let clone = match ledgers.clone_of("governance") {
        Ok(Some(clone)) => clone,
        Ok(None) => {
            return vec![Check::of("git", Mark::Ok, "the logs are in no git work tree: there is nothing to merge")];
        }
        Err(why) => return vec![Check::unknown("git", &why)],
    };
    let dir = shell_word(&clone.dir.display().to_string());
    checks.push(match clone.driver.as_deref() {
        Some(CONFIG) => Check::of("merge driver", Mark::Ok, "this clone merges logs with duckops"),
        Some(other) => {
            Check::of("merge driver", Mark::Seen, format!("this clone merges logs with another command: {other}"))
        }
        None => Check::of(
            "merge driver",
            Mark::Fail,
            "this clone does not know how to merge logs: git would cut entries up",
        )
        .next(format!("git -C {dir} config merge.{DRIVER}.driver '{CONFIG}'")),
    });
    checks.push(match clone.attributes {
        true => Check::of(".gitattributes", Mark::Ok, "logs keep their line ends, and are merged by the driver"),
        false => Check::of(
            ".gitattributes",
            Mark::Fail,
            "it does not say that logs keep their line ends and are merged by the driver",
        )
        .next(format!(
            "printf '%s -text merge={DRIVER}\\n' {} >> {dir}/.gitattributes",
            LEDGERS.iter().map(|ledger| file_name(ledger)).collect::<Vec<_>>().join(" ")
        )),
    });
    for ledger in LEDGERS {
        match ledgers.behind(ledger) {
            Ok(None) => {}
            Ok(Some(behind)) => {
                let why = is_behind(&ledgers.path(ledger), &behind);
                checks.push(Check { mark: Mark::Fail, ..Check::unknown("upstream", &why) });
            }
            Err(why) => checks.push(Check::unknown("upstream", &why)),
        }
    }
    checks
}
