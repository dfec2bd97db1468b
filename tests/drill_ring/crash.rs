//! Cut off anywhere, then taken up again: repaired once, written down once.

use super::served::{GO_BACK, Served, approved, entries, resumed, walk};
use super::terminal::{PROMPTS, Terminal, to};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Takes the run up until it is closed, with an approval where one is asked for.
fn to_the_end(place: &Duckops) {
    for _ in 0..3 {
        let ran = walk(place, &resumed());
        match ran.code {
            0 => return,
            2 if ran.err.contains("no unfinished run") => return,
            _ => approved(place, &ran),
        }
    }
    panic!("it does not come to an end");
}

fn is_whole(served: &Served, place: &Duckops) {
    to_the_end(place);
    served.is_repaired_once();
    assert_eq!(entries(place), (1, 3));
    let runs = place.run(&["runs", "list"]).out;
    assert!(runs.contains("resolved"), "{runs}");
}

#[test]
fn killed_at_any_prompt() {
    let _ring = ring::enter("drill");
    each(PROMPTS.len(), |at| {
        let served = Served::start("inc-001");
        let place = served.duckops();
        let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
        to(&place, &person, PROMPTS[at].0);
        person.kill();
        is_whole(&served, &place);
    });
}

/// No file may grow past so many half kilobytes: the process is killed while it writes, mostly within a line.
fn cut_off(place: &Duckops, more: &[&str], halves: usize) -> Ran {
    let known = place.command(&[&["triage", "inc-001"], more].concat());
    let vars = known.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "ulimit -c 0; ulimit -f $0; exec \"$@\"", &halves.to_string()]);
    command.arg(known.get_program()).args(known.get_args());
    command.env_clear().envs(vars).env("DUCKOPS_DIES_AT_LIMITS", "yes");
    command.current_dir(&place.dir).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code().unwrap_or(KILLED), out: text(&output.stdout), err: text(&output.stderr) }
}

const KILLED: i32 = -1;
/// The events of a walk: the first is some 22 KB, for it holds the runbook; all of them are some 80 KB.
const CUTS: std::ops::Range<usize> = 48..153;

#[test]
fn cut_off_while_writing_any_part_of_the_run() {
    let _ring = ring::enter("drill");
    let places: Vec<_> = CUTS.step_by(3).collect();
    let killed = AtomicUsize::new(0);
    each(places.len(), |at| {
        let served = Served::start("inc-001");
        let place = served.duckops();
        let mut ran = cut_off(&place, &GO_BACK, places[at]);
        if ran.code == 4 {
            approved(&place, &ran);
            ran = cut_off(&place, &resumed(), places[at]);
        }
        assert!([0, KILLED].contains(&ran.code), "{} KB: {}{}", places[at] / 2, ran.out, ran.err);
        killed.fetch_add(usize::from(ran.code == KILLED), Ordering::Relaxed);
        is_whole(&served, &place);
    });
    let killed = killed.into_inner();
    assert!(killed + 5 > places.len(), "a walk writes less now: only {killed} of {} were killed", places.len());
}

/// A run that was killed before its first event was written is no run: it stands in nobody's way.
#[test]
fn cut_off_at_the_opening() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let ran = cut_off(&place, &GO_BACK, 4);
    assert_eq!(ran.code, KILLED, "{}{}", ran.out, ran.err);
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    served.is_repaired_once();
}

/// Several at once: each has its own stack and its own place.
fn each(count: usize, trial: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for at in std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed)).take_while(|at| *at < count) {
                    trial(at);
                }
            });
        }
    });
}
