//! Incident mode, the change freeze, the logs, snapshots: what each command says, how it exits, what it leaves behind.

mod drills;
mod freeze;
mod incident;
mod logs;
mod merge;
mod reading;
mod snapshot;
mod then_and_now;
mod verify;
mod walk;

use crate::support::duckops::Duckops;

/// What a terminal would show of some commands, a minute apart: stdout, then stderr, then how it ended. What
/// stands between quotes is one word.
fn session(place: &Duckops, commands: &[&str]) -> String {
    let one = |(n, typed): (usize, &&str)| {
        let (now, seed) = (format!("2026-11-22T02:{:02}:07Z", 14 + n), (7 + n).to_string());
        let ran = place.ran(place.command(&words(typed)).env("DUCKOPS_NOW", now).env("DUCKOPS_SEED", seed));
        format!("$ duckops {typed}\n{}{}[{}]\n", ran.out, ran.err, ran.code)
    };
    commands.iter().enumerate().map(one).collect()
}

fn words(typed: &str) -> Vec<&str> {
    let parts = typed.split('\'').enumerate();
    parts.flat_map(|(n, part)| if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

/// The column of doctor's marks.
pub const WORD: usize = 6;

/// What `doctor` says of the machine: the rows of API and AWS left out.
fn of_the_machine(screen: &str) -> String {
    let (mut out, mut asked) = (String::new(), false);
    for line in screen.lines() {
        let named = line.get(WORD..).and_then(|row| row.split(':').next());
        let is_of = |check: &str| named == Some(check) || line.contains(&format!("\"check\":\"{check}\""));
        asked = (asked || is_of("API")) && !is_of("GOVERNANCE-LOG.md");
        if !asked {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

fn place() -> Duckops {
    Duckops::new().at_a_set_time().without_a_network()
}
