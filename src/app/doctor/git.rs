//! The clone that the ledgers are in.

use super::Check;
use crate::app::desk::is_behind;
use crate::console::render::Mark;
use crate::ledger::{DRIVER, Ledgers};
use duckops_core::text::shell_word;
use duckops_core::world::actions::LEDGERS;

/// What git needs to be told, once in each clone.
const CONFIG: &str = "duckops log merge %O %A %B";

/// How git merges them, and whether they are the newest there are.
pub fn checks(ledgers: &Ledgers) -> Vec<Check> {
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
        .command(format!("git -C {dir} config merge.{DRIVER}.driver '{CONFIG}'")),
    });
    checks.push(attributes(ledgers, &dir));
    for ledger in LEDGERS {
        match ledgers.behind(ledger) {
            Ok(None) => {}
            Ok(Some(behind)) => {
                let why = is_behind(&ledgers.path(ledger), &behind);
                let check = Check::of("upstream", Mark::Fail, why.text.as_str());
                checks.push(why.hint.iter().fold(check, Check::advised));
            }
            Err(why) => checks.push(Check::unknown("upstream", &why)),
        }
    }
    checks
}

/// `.gitattributes` lies in the repository, so it is said once for everybody.
fn attributes(ledgers: &Ledgers, dir: &str) -> Check {
    let what = ".gitattributes";
    let mut lines = Vec::new();
    for ledger in LEDGERS {
        match ledgers.unsaid(ledger) {
            Ok(unsaid) => lines.extend(unsaid),
            Err(why) => return Check::unknown(what, &why),
        }
    }
    // The line about signatures is one for all of them.
    lines.sort_by_key(|line| line.starts_with('*'));
    lines.dedup();
    let lines: Vec<_> = lines.iter().map(|line| shell_word(line)).collect();
    if lines.is_empty() {
        let text = "logs keep their line ends and are merged by the driver, and signatures of both sides are kept";
        return Check::of(what, Mark::Ok, text);
    }
    let text = "it does not say that logs keep their line ends and are merged by the driver, and that signatures of \
                both sides are kept";
    Check::of(what, Mark::Fail, text).command(format!("printf '%s\\n' {} >> {dir}/.gitattributes", lines.join(" ")))
}
