//! The gate: asked by one person, answered by another, used once.

use super::checklist;
use super::served::{GO_BACK, Served, approved, entries, ledger, ledgers, request, resumed, walk};
use super::terminal::Terminal;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;

/// A place where the operator is ana, and a walk that has stopped at the gate.
fn stopped(served: &Served) -> (Duckops, String) {
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let ran = walk(&place, &GO_BACK);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    (place, request(&ran))
}

fn approve(place: &Duckops, request: &str, by: &[&str]) -> Ran {
    place.run(&[&["approve", request, "--method", "call", "--reference", "#1"], by].concat())
}

#[test]
fn a_request_is_listed_approved_by_another_person_and_used_once() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    let listed = place.run(&["approvals"]);
    assert!(listed.code == 0 && listed.out.contains(&id) && listed.out.contains("DRILL prod"), "{listed:?}");
    for (by, code, why) in [
        (&[][..], 4, "not said: approver"),
        (&["--approver", "ana"][..], 1, "ana asked for it: the approver is somebody else"),
        (&["--approver", " ANA "], 1, "asked for it"),
        (&["--approver", "mallory"], 1, "mallory is not among the approvers (Josh)"),
        (&["--approver", "Josh", "--reference", " "], 2, ""),
    ] {
        let ran = approve(&place, &id, by);
        assert!(ran.code != 0 && ran.err.contains(why), "{by:?} exits {code} and says {why}: {ran:?}");
    }
    let stopped_again = walk(&place, &resumed());
    assert_eq!((stopped_again.code, request(&stopped_again)), (4, id.clone()), "the same request still waits");
    let said = approve(&place, &id, &["--approver", "Josh"]);
    assert_eq!(said.code, 0, "{said:?}");
    for text in ["DRILL", "prod 43 -> 41", "before", "after", "asked by"] {
        assert!(said.out.contains(text), "{text}: {}", said.out);
    }
    let twice = approve(&place, &id, &["--approver", "Josh"]);
    let decided = format!("{id} is decided already: approved by Josh (call) at 2026-11-22T02:14:07Z, reference #1");
    assert!(twice.code == 5 && twice.err.contains(&decided), "by whom and which way: {twice:?}");
    assert_eq!(place.run(&["approvals"]).out, "no request waits for an approval\n");
    let ran = walk(&place, &resumed());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let recorded = place.run(&["runs", "show", &id[..4], "--json"]).out;
    assert!(recorded.contains("\"by_approval\":true"), "nobody typed any words: {recorded}");
    let late = place.run(&["deny", &id, "--reason", "too late"]);
    assert!(late.code == 5 && late.err.contains("is used up"), "{late:?}");
    served.is_repaired_once();
    assert_eq!(entries(&place), (1, 3));
}

/// The line that is printed is the line that is typed, but for the reference, which only its reader knows.
#[test]
fn the_printed_command_is_whole() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    let printed = format!("duckops approve {id} --approver Josh --method call --reference \"…\"");
    let again = walk(&place, &resumed());
    assert!(again.err.contains(&format!("approval until 02:44:07Z: {printed}\n")), "{}", again.err);
    assert!(place.run(&["approvals"]).out.contains(&printed));
    let ran = place.run(&["approve", &id, "--approver", "Josh", "--method", "call", "--reference", "…"]);
    assert!(ran.code == 4 && ran.err.contains("not said: reference") && ran.err.contains(&printed), "{ran:?}");
    let shout = place.run(&["approve", &id, "--approver", "Josh", "--method", "shout", "--reference", "#1"]);
    assert!(shout.code == 2 && shout.err.contains("call, chat, \"in person\", other"), "{shout:?}");
    let mute = place.run(&["approve", &id]);
    assert!(mute.code == 4 && mute.err.contains("not said: approver, method, reference"), "{mute:?}");
    let said = place.run(&["approve", &id, "--approver", "josh", "--method", "in person", "--reference", "#1"]);
    assert_eq!(said.code, 0, "{said:?}");
}

/// Nobody waits half an hour for an approval that cannot come.
#[test]
fn where_only_the_operator_may_approve_it_is_said_before_it_is_asked_for() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "Josh");
    let ran = walk(&place, &GO_BACK);
    let why = "nobody else may approve: the operator Josh is the only approver";
    assert!(ran.code == 4 && ran.err.contains(why), "{}{}", ran.out, ran.err);
    assert_eq!(place.run(&["approvals"]).out, "no request waits for an approval\n");
}

/// A drill in this process takes its defaults, whatever the team's settings say.
#[test]
fn who_may_approve_is_told_by_the_run_that_asks() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    std::fs::write(place.dir.join("duckops.toml"), "approvers = [\"Mina\"]\n").unwrap();
    let ran = approve(&place, &id, &["--approver", "Mina"]);
    assert!(ran.code == 1 && ran.err.contains("Mina is not among the approvers (Josh)"), "{ran:?}");
    assert_eq!(approve(&place, &id, &["--approver", "Josh"]).code, 0);
}

#[test]
fn without_an_approver_it_asks_who() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let id = request(&walk(&place, &GO_BACK));
    let ran = approve(&place, &id, &[]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("not said: approver") && ran.err.contains("--approver Josh"), "{}", ran.err);
    assert_eq!(approve(&place, "NONE-1", &["--approver", "Josh"]).code, 2);
}

#[test]
fn a_denied_change_is_not_made() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    let said = place.run(&["--operator", "Josh", "deny", &id, "--reason", "not during the launch"]);
    assert_eq!(said.code, 0, "{said:?}");
    let ran = walk(&place, &resumed());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("not during the launch") && ran.err.contains("Josh"), "{}", ran.err);
    assert!(ran.err.replace("\n    ", " ").contains("come back and ask again"), "what can be done now: {}", ran.err);
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

/// A deputy who is asked a minute after the no of another one must not say yes without knowing of it.
#[test]
fn what_was_denied_is_asked_for_again_by_a_key_and_says_so() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    assert_eq!(place.run(&["--operator", "Josh", "deny", &id, "--reason", "wait for tom"]).code, 0);
    assert_eq!(walk(&place, &resumed()).code, 1);
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.until("[c] prod 43 -> 41 (approval next)").shows("QE34-1 denied by Josh");
    assert_eq!(place.run(&["approvals"]).out, "no request waits for an approval\n", "nothing is asked without a key");
    person.answers("(approval next)", "c").until("[t] they");
    let denied = format!("{id} (prod 43 -> 41) denied by Josh at 2026-11-22T02:14:07Z: wait for tom");
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let screen = one_line(&person.screen());
    let heard = format!("Asked before: {denied}\"");
    assert!(screen.contains(&format!("earlier {denied}")) && screen.contains(&heard), "{}", person.screen());
    person.answers("[t] they", "q");
    person.ended(4);
    let second = id.replace("-1", "-2");
    let said = approve(&place, &second, &["--approver", "Josh"]);
    assert!(said.code == 0 && one_line(&said.out).contains(&format!("earlier {denied}")), "{said:?}");
}

#[test]
fn a_no_stands_in_the_log() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    assert_eq!(place.run(&["--operator", "Josh", "deny", &id, "--reason", "wait for tom"]).code, 0);
    assert_eq!(walk(&place, &resumed()).code, 1);
    std::fs::write(place.dir.join("a.toml"), "[answers]\npromote = { skip = \"Josh said no\" }\n").unwrap();
    let ran = walk(&place, &["--resume", "--answers", "a.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let log = ledger(&place, "GOVERNANCE-LOG.md");
    assert!(log.contains("denied by Josh at 2026-11-22T02:14:07Z: wait for tom"), "{log}");
    assert!(
        ran.out.contains("denied                 QE34-1 (prod 43 -> 41) denied by Josh"),
        "at the end: {}",
        ran.out
    );
}

#[test]
fn only_an_approver_or_whoever_asked_denies() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    let ran = place.run(&["--operator", "mallory", "deny", &id, "--reason", "no"]);
    let why = format!("{id} is not denied: mallory may not: only ana, who asked, or an approver (Josh)");
    assert!(ran.code == 1 && ran.err.contains(&why) && ran.err.contains("--operator NAME"), "{ran:?}");
    assert!(place.run(&["approvals"]).out.contains(&id), "it still waits");
    let ran = place.run(&["deny", &id, "--reason", "a mistake of mine"]);
    assert!(ran.code == 0 && ran.out.starts_with(&format!("denied {id}: prod 43 -> 41")), "{ran:?}");
}

/// Before it is used, by whoever asked: nothing is changed, and the next one needs another approval.
#[test]
fn an_approval_that_was_taken_back_changes_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    let said = approve(&place, &id, &["--approver", "Josh"]);
    let how = format!("to take it back before it is used: duckops deny {id} --reason WHY --operator Josh");
    assert!(said.out.contains(&how), "{said:?}");
    let back = place.run(&["deny", &id, "--reason", "42 was meant"]);
    assert!(back.code == 0 && back.out.contains("approval taken back"), "{back:?}");
    let ran = walk(&place, &resumed());
    assert!(ran.code == 1 && ran.err.contains("denied by ana") && ran.err.contains("42 was meant"), "{ran:?}");
    let ran = walk(&place, &resumed());
    assert_eq!((ran.code, request(&ran)), (4, id.replace("-1", "-2")), "{ran:?}");
    assert!(ran.out.contains("QE34-1 denied by ana at"), "whoever asks again is told: {}", ran.out);
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

/// Taken back while the entry about it was on the screen: what was not agreed to must not stand in the log.
#[test]
fn an_approval_that_was_taken_back_is_not_written_down_as_given() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let ran = checklist::checklist(&place, "rollback", &checklist::GO_BACK);
    approved(&place, &ran);
    let mut person = Terminal::start(&place, &["checklist", "rollback"], false);
    person.until("write GOVERNANCE-LOG.md");
    let back = place.run(&["deny", &request(&ran), "--reason", "wait for Mina", "--operator", "Josh"]);
    assert_eq!(back.code, 0, "{back:?}");
    person.answers("write GOVERNANCE-LOG.md", "c");
    person.ended(1);
    assert!(person.screen().contains("wait for Mina"), "{}", person.screen());
    let logs = place.dir.join(ledgers(&place)).join("GOVERNANCE-LOG.md");
    assert!(!std::fs::read_to_string(logs).is_ok_and(|log| log.contains("Rollback approved")));
    let ran = checklist::checklist(&place, "rollback", &[]);
    assert_eq!((ran.code, request(&ran).ends_with("-2")), (4, true), "asked for anew: {ran:?}");
}

/// The log said "approved by Josh" for ever, and the walk ended a step before the one that somebody was at.
#[test]
fn an_approval_that_was_written_down_and_taken_back_is_written_down_as_taken_back() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let ran = checklist::checklist(&place, "rollback", &checklist::GO_BACK);
    approved(&place, &ran);
    let mut person = Terminal::start(&place, &["checklist", "rollback"], false);
    person.answers("write GOVERNANCE-LOG.md", "c").until("it is approved");
    let back = place.run(&["deny", &request(&ran), "--reason", "wait for Mina", "--operator", "Josh"]);
    assert_eq!(back.code, 0, "{back:?}");
    person.answers("it is approved", "c").shows("5/8 Go back: not done, Josh took the approval back");
    person.answers("write GOVERNANCE-LOG.md", "c");
    person.ended(1);
    assert!(person.screen().contains("Left at 4/8 Approval"), "{}", person.screen());
    let log = std::fs::read_to_string(place.dir.join(ledgers(&place)).join("GOVERNANCE-LOG.md")).unwrap();
    let (given, back) = (log.find("Rollback approved: prod 43 -> 41"), log.find("the approval was taken back"));
    assert!(given.is_some() && given < back && log.contains("denied by Josh"), "{log}");
    assert_eq!(served.alias()["FunctionVersion"], "43");
    let ran = checklist::checklist(&place, "rollback", &[]);
    assert_eq!((ran.code, request(&ran).ends_with("-2")), (4, true), "asked for anew: {ran:?}");
}

/// What a checklist asked for is void when the checklist is put away.
#[test]
fn a_reset_withdraws_what_was_asked_for() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let ran = checklist::checklist(&place, "rollback", &checklist::GO_BACK);
    assert_eq!(place.run(&["checklist", "rollback", "--reset"]).code, 0);
    let late = approve(&place, &request(&ran), &["--approver", "Josh"]);
    assert!(late.code != 0 && late.err.contains("decided"), "{late:?}");
    assert!(!place.run(&["approvals"]).out.contains(&request(&ran)));
}

/// Nobody approves what is not to be done any more, nor finds it among what waits.
#[test]
fn a_request_for_another_change_is_withdrawn() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, first) = stopped(&served);
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.until("[t] they");
    let shown = place.run(&["runs", "show", "QE34"]);
    assert!(shown.out.contains("Now at 6/12 Go back to it") && shown.out.contains("holds this run"), "{}", shown.out);
    assert!(!shown.out.contains("Left at"), "{}", shown.out);
    person.answers("[t] they", "b");
    person.picks("arrows and Enter", "k", "42 ").answers("why>", "42 was quiet\r");
    person.until("when you know better").answers("step 5 of 12 >", "c").answers("approval next", "c");
    person.until("[t] they").until("-2");
    assert!(!place.run(&["approvals"]).out.contains(&first), "only the second one waits");
    let late = approve(&place, &first, &["--approver", "Josh"]);
    assert!(late.code == 5 && late.err.contains("it is to be prod 43 -> 42 now"), "{late:?}");
    person.answers("[t] they", "q");
    person.ended(4);
}

/// It was approved, and then another version was chosen: no screen says that this one is approved.
#[test]
fn what_was_approved_is_not_what_is_chosen_afterwards() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, first) = stopped(&served);
    assert_eq!(approve(&place, &first, &["--approver", "Josh"]).code, 0);
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.answers("DRILL >", "b\r");
    person.picks("arrows and Enter", "k", "42 ").answers("why>", "42 was quiet\r");
    person.until("when you know better").answers("step 5 of 12 >", "c").until("approval next");
    let screen = person.screen();
    assert!(screen.contains(&format!("does not count         {first} is approved")), "{screen}");
    let heading = screen.lines().find(|line| line.starts_with("6/12 Go back to it"));
    assert!(heading.is_some_and(|line| line.contains("needs approval")), "{screen}");
    person.answers("approval next", "q");
    person.ended(4);
}

/// Whoever approved 43 -> 41 did not approve what the alias has become meanwhile.
#[test]
fn an_approval_does_not_hold_for_another_change() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (one, id) = stopped(&served);
    let other = served.duckops();
    approved(&other, &walk(&other, &GO_BACK));
    assert_eq!(walk(&other, &resumed()).code, 0);
    assert_eq!(approve(&one, &id, &["--approver", "Josh"]).code, 0);
    let ran = walk(&one, &resumed());
    let (_, anew) = ran.out.split_once("the change was not made").unwrap();
    assert!(anew.contains("1/12 Probe the status route") && !anew.contains("ESCALATED"), "looked at anew: {anew}");
    assert_eq!(ran.code, 5, "{}{}", ran.out, ran.err);
    served.is_repaired_once();
}

/// The files below a folder and those in it, with what others may do with them.
fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copied(&entry.path(), &to),
            false => assert!(std::fs::copy(entry.path(), to).is_ok()),
        }
    }
}

/// Its own memory says that the approval is not used yet: what stands in between is the change's own guard.
#[test]
fn a_copy_of_the_state_directory_makes_the_change_no_second_time() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, id) = stopped(&served);
    assert_eq!(approve(&place, &id, &["--approver", "Josh"]).code, 0);
    let (copy, used) = (served.duckops().with("DUCKOPS_OPERATOR", "ana"), served.duckops());
    copied(&place.state(), &copy.state());
    assert_eq!(walk(&place, &resumed()).code, 0);
    let ran = walk(&copy, &resumed());
    let refused = "PreconditionFailedException: the alias changed since it was looked at";
    assert!(ran.code == 5 && ran.out.contains(refused), "{}{}", ran.out, ran.err);
    served.is_repaired_once();
    // One that was made afterwards knows.
    copied(&place.state(), &used.state());
    let late = approve(&used, &id, &["--approver", "Josh"]);
    assert!(late.code == 5 && late.err.contains("is decided already"), "{late:?}");
    let late = used.run(&["deny", &id, "--reason", "too late"]);
    assert!(late.code == 5 && late.err.contains("is used up"), "{late:?}");
    assert_eq!(walk(&used, &[&format!("--resume={}", &id[..4])]).code, 2, "the run is closed");
}
