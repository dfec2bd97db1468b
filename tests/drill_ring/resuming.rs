//! Which run is gone on with, and what two walks on one stack share.

use super::served::{GO_BACK, Served, approved, ledger, resumed, run_of, walk};
use super::terminal::Terminal;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn says(ran: &Ran, code: i32, texts: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    for text in texts {
        assert!(ran.err.contains(text) || ran.out.contains(text), "`{text}` is not said:\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn resume_alone_takes_the_only_unfinished_run_of_the_family() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&place.run(&["triage", "--resume"]), 2, &["no triage is unfinished"]);
    says(&place.run(&["triage", "--resume=NONE"]), 2, &["there is no run NONE"]);
    approved(&place, &walk(&place, &GO_BACK));
    says(&place.run(&["checklist", "--resume"]), 2, &["no checklist is unfinished"]);
    let ran = place.run(&[&["triage", "--resume"], &GO_BACK[..]].concat());
    says(&ran, 0, &["INC-001", "RESOLVED"]);
}

#[test]
fn with_several_unfinished_runs_they_are_listed_and_one_is_named() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &[]), 4, &[]);
    let first = run_of(&place);
    let place = place.with("DUCKOPS_SEED", "8");
    says(&walk(&place, &["--new"]), 4, &[]);
    let ran = place.run(&["triage", "--resume"]);
    says(&ran, 4, &["2 runs are unfinished: ", &first, "say which: duckops triage --resume="]);
    says(&place.run(&["triage", &format!("--resume={first}")]), 4, &[&format!("--resume={first}")]);
}

#[test]
fn a_run_of_the_other_world_is_said_to_be_there() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &[]), 4, &[]);
    let run = run_of(&place);
    // The same home, and nothing of the drill in the environment.
    let real = |args: &[&str]| {
        let mut command = place.command(args);
        for (name, _) in &served.vars {
            command.env_remove(name);
        }
        // Ids are by chance, here by a seed: another one, so that they are not the same in both worlds.
        place.ran(command.env("DUCKOPS_SEED", "8").args(["--api", "http://127.0.0.1:9/prod"]))
    };
    let named = format!("--resume={run}");
    let of_drill = [&format!("run {run} is of the drill inc-001 at http://127.0.0.1")[..], "this stack is real"];
    for args in [&["triage", "inc-001", &named][..], &["triage", &named], &["triage", "inc-001", "--resume"]] {
        says(&real(args), 2, &of_drill);
    }
    says(&real(&["checklist", "pre-deploy", "--new"]), 4, &[]);
    let runs = std::fs::read_dir(place.state().join("runs")).unwrap().map(|run| run.unwrap().file_name());
    let run = runs.map(|name| name.into_string().unwrap()).next().unwrap();
    let ran = walk(&place, &[&format!("--resume={run}")]);
    says(&ran, 2, &[&format!("run {run} is real; this stack is a drill's"), "unset DUCKOPS_API AWS_ENDPOINT_URL"]);
}

/// The stack keeps its state, and so do its logs: the second walk sees what the first one promoted.
#[test]
fn two_walks_on_one_stack_share_its_ledgers() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    approved(&place, &walk(&place, &GO_BACK));
    says(&walk(&place, &resumed()), 0, &[]);
    let place = place.with("DUCKOPS_SEED", "8");
    let ran = walk(&place, &["--new"]);
    assert!(ran.out.contains("the newest: version 43 rolled-back"), "{}{}", ran.out, ran.err);
    let said = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("every error that was seen came before it had settled: none came since"), "{said}");
    assert!(!said.contains("going back is unlikely to help"), "of a way back that helped: {said}");
    assert_eq!(ledger(&place, "DEPLOY-LOG.md").matches("duckops-entry@v1").count(), 3);
    let shown = place.run(&["log", "deploy", "show"]);
    assert_eq!(shown.out.matches("assumed-role/").count(), 3, "the log command reads the same: {shown:?}");
}

/// Another stack of the same scenario has a past of its own.
#[test]
fn another_stack_has_other_ledgers() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-001", "--auto"]).code, 0);
    let place = place.with("DUCKOPS_NOW", "2026-11-22T03:00:00Z").with("DUCKOPS_SEED", "8");
    assert_eq!(place.run(&["drill", "inc-001", "--auto"]).code, 0);
    assert_eq!(std::fs::read_dir(place.state().join("drill/ledgers")).unwrap().count(), 2);
}

/// Damage in the middle is never guessed at; what is whole before it can be read.
#[test]
fn a_damaged_run_is_shown_as_far_as_it_is_whole() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-001", "--auto"]).code, 0);
    let events = place.state().join("drill/runs/QE34/events.jsonl");
    let text = std::fs::read_to_string(&events).unwrap();
    std::fs::write(&events, text.replacen("\"seq\":9,", "\"seq\":8,", 1)).unwrap();
    let shown = place.run(&["runs", "show", "QE34"]);
    assert!(shown.out.contains("1/12 Probe the status route") && !shown.out.contains("RESOLVED"), "{}", shown.out);
    says(&shown, 2, &["events.jsonl is damaged at byte ", "duckops runs show QE34"]);
    let up_to = place.run(&["runs", "show", "QE34", "--up-to", "5"]);
    says(&up_to, 0, &[]);
    assert!(up_to.out.contains("1/12 Probe the status route"), "{}", up_to.out);
    says(&place.run(&["runs", "show", "QE34", "--up-to", "20"]), 2, &["damaged at byte"]);
}

/// A team changes a runbook while somebody walks it: what changed is said, and the run goes on with its own copy.
#[test]
fn a_runbook_that_changed_since_is_gone_on_with_as_it_was() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    approved(&place, &walk(&place, &GO_BACK));
    let ours = place.dir.join("team");
    std::fs::create_dir(&ours).unwrap();
    let ours_now = |text: &str| std::fs::write(ours.join("inc-001.md"), text).unwrap();
    let text = include_str!("../../runbooks/inc-001.md");
    ours_now(&text.replace("Only a 200 is good", "Nothing but a 200 is good").replace("A repaired stack", "A stack"));
    let place = place.with("DUCKOPS_RUNBOOK_DIR", ours.to_str().unwrap());
    let mut person = Terminal::start(&place, &["triage", "inc-001", "--resume"], false);
    person.answers("The runbook has changed", "").shows("changed  Watch it (soak)").shows("go on with it as it was");
    person.answers("runbook:", "q");
    person.ended(4);
    ours_now(&text.replace("pass        =", "pas         ="));
    says(&walk(&place, &["--new"]), 2, &["has mistakes"]);
    let ran = walk(&place, &resumed());
    says(&ran, 0, &["inc-001 cannot be used as it is now: going on with it as run ", "duckops runbook lint"]);
    served.is_repaired_once();
}

/// A team's own runbook lies in a directory that this command was not told of: the run has its own copy.
#[test]
fn a_run_of_a_runbook_that_is_not_found_from_here_is_gone_on_with() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let ours = place.dir.join("team");
    std::fs::create_dir(&ours).unwrap();
    let text = include_str!("../../runbooks/inc-001.md").replace("\"inc-001\"", "\"inc-901\"");
    std::fs::write(ours.join("inc-901.md"), text).unwrap();
    let stopped = place.run(&[&["triage", "inc-901", "--runbook-dir", "./team"], &GO_BACK[..]].concat());
    approved(&place, &stopped);
    let ran = place.run(&[&["triage"], &resumed()[..]].concat());
    says(&ran, 0, &["inc-901 is not found from here: going on with it as run ", "it was ~/team/inc-901.md"]);
    served.is_repaired_once();
}

/// What was seen before somebody left can be asked for when they are back.
#[test]
fn the_evidence_of_an_open_step_is_there_after_coming_back() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.answers("step 1 of 12 >", "q");
    person.ended(4);
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.answers("step 1 of 12 >", "e");
    person.shows("status ses sandbox").answers("step 1 of 12 >", "q");
    person.ended(4);
}

/// Somebody left their terminal open: a second person goes on, and the first one's next key does nothing.
#[test]
fn a_run_is_taken_over_from_whoever_does_not_go_on() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.answers("step 1 of", "c").until("step 2 of");
    let run = run_of(&place);
    says(&walk(&place, &["--resume"]), 5, &["holds this run since", &format!("duckops runs take-over {run}")]);
    says(&place.run(&["runs", "take-over", &run]), 4, &[&format!("duckops runs take-over {run} --yes")]);
    let taken = place.run(&["runs", "take-over", &run, "--yes"]);
    says(&taken, 0, &["stops before it changes anything", &format!("duckops triage inc-001 --resume={run}")]);
    person.answers("step 2 of", "c");
    person.ended(5);
    let said = person.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("has taken this run over at")
            && said.contains("no further change was sent; not saved: that it went on"),
        "{said}"
    );
    says(&walk(&place, &["--resume"]), 4, &[]);
    says(&place.run(&["runs", "take-over", &run]), 0, &[&format!("nobody holds run {run}")]);
}

/// With several a person is asked; the last of those that are listed is taken here.
#[test]
fn at_a_terminal_it_is_asked_which_run() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &[]), 4, &[]);
    let place = place.with("DUCKOPS_SEED", "8");
    says(&walk(&place, &["--new"]), 4, &[]);
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.picks("Which run do you go on with?", "k", "DRILL inc-001 QE34");
    // A cursor is on the list of runs too.
    person.answers("DRILL version:", "q");
    person.ended(4);
    let runs = std::fs::read_dir(place.state().join("drill/runs")).unwrap();
    let last = runs.map(|run| run.unwrap().file_name().into_string().unwrap()).max().unwrap();
    assert!(person.screen().contains(&format!("--resume={last}")), "{}", person.screen());
}

/// What is printed on stdout is for programs; a person copies one line.
#[test]
fn a_served_drill_says_how_to_export_its_variables() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut command = place.command(&["drill", "serve"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let line = lines.take(3).last().unwrap();
    child.kill().and_then(|()| child.wait()).unwrap();
    let names =
        ["DUCKOPS_API=http://127", "AWS_ENDPOINT_URL=", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_REGION="];
    assert!(line.trim_start().starts_with("export ") && names.iter().all(|name| line.contains(name)), "{line}");
}

#[test]
fn whoever_finds_a_run_held_is_told_how_to_begin_another() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let person = Terminal::start(&place, &["checklist", "rollback"], false);
    person.until("step 1 of 8");
    let ran = place.run(&["checklist", "rollback"]);
    says(&ran, 5, &["holds this run", "duckops runs take-over", "duckops checklist rollback --new"]);
}
