//! What is told of dry runs, and of incidents that only probes and snapshots saw, or that were left while still red.

use super::served::{GO_BACK, Served, approved, ledger, resumed, run_of, walk};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;

const START: [&str; 6] = ["incident", "start", "--severity", "P1", "--title", "agents are dead"];
const END: [&str; 8] = ["incident", "end", "--components", "fleet", "--root-cause", "x", "--actions", "y"];

fn at(place: &Duckops, now: &str, args: &[&str]) -> Ran {
    place.ran(place.command(args).env("DUCKOPS_NOW", format!("2026-11-22T{now}Z")))
}

fn id(started: &Ran) -> String {
    let line = started.out.lines().find_map(|line| line.strip_prefix("    incident ")).unwrap();
    line.trim().to_owned()
}

/// One line, however it was broken.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(text: &str, wanted: &[&str]) {
    let words = words(text);
    for one in wanted {
        assert!(words.contains(one), "no `{one}` in:\n{text}");
    }
}

#[test]
fn a_dry_run_is_told_as_one() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let incident = id(&place.run(&START));
    let walked = place.run(&["triage", "inc-003", "--dry-run"]);
    has(
        &walked.out,
        &["a dry run is no part of it", "this is not to be pasted: a dry run", "DRILL: DRY RUN: All spaceduck"],
    );
    assert!(!walked.out.contains("To paste:") && !walked.out.contains("this walk is a part"), "{}", walked.out);
    let run = run_of(&place);
    let page = place.run(&["handoff", &run]).out;
    has(
        &page,
        &[
            "DRY RUN: everything was read, nothing was changed, nobody was told",
            "Would have been escalated to spaceduck-bot team; nothing was changed, nobody was told",
            "nothing: in a dry run nobody is told. It would have been: DRILL: DRY RUN: All",
            "tell us when pulses are back.",
        ],
    );
    assert!(!page.contains(": escalated to"), "{page}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["handoff", &run, "--json"]).out).unwrap();
    assert_eq!(json["dry_run"], true);
    let update = place.run(&["update", &run]).out;
    assert!(update.starts_with("DRILL: DRY RUN: INC-003"), "{update}");
    has(&update, &["Would have been escalated to spaceduck-bot team"]);
    assert!(!update.contains("Ended: escalated"), "{update}");
    assert!(!place.run(&["handoff", &incident]).out.contains(&format!("run {run}")), "it is no part of the incident");
}

/// What nobody was asked was not chosen by anybody.
#[test]
fn an_answer_that_a_dry_run_assumed_is_not_told_as_chosen() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    place.run(&["triage", "inc-001", "--dry-run"]);
    let run = run_of(&place);
    let update = place.run(&["update", &run]).out;
    has(&update, &["Assumed, not asked in a dry run: Go back to which version? 41"]);
    assert!(!update.contains("Chosen:"), "{update}");
    has(&place.run(&["handoff", &run]).out, &["Go back to which version? 41 (not asked in a dry run)"]);
    let reasons = update.matches("it depends on a change that was not made").count();
    assert_eq!(reasons, 1, "{update}");
}

#[test]
fn the_page_of_an_incident_knows_what_its_snapshots_and_probes_saw() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let started = at(&place, "02:14:07", &START);
    let incident = id(&started);
    assert!(started.out.contains(&format!("next: duckops handoff {incident}\n")), "{}", started.out);
    let page = at(&place, "02:20:07", &["handoff", &incident]).out;
    has(
        &page,
        &["snapshot I-QE34: api answer 200 OK", "6 min ago", "look again: duckops status", "look how it stands"],
    );
    at(&place, "02:21:07", &["probe"]);
    let page = at(&place, "02:22:07", &["handoff", &incident]).out;
    has(&page, &["Broken - last probe: CRITICAL: fleet", "(02:21:07Z, 60 s ago)", "look whether it is still so"]);
}

#[test]
fn an_incident_that_is_left_while_it_is_red_says_so() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let incident = id(&at(&place, "02:14:07", &START));
    at(&place, "02:15:07", &["probe"]);
    at(&place, "02:16:07", &["triage", "inc-003"]);
    let noted = at(&place, "02:16:30", &["incident", "note", "the team is told"]);
    has(&noted.out, &["kept in:", "incidents.jsonl", "INCIDENT-LOG.md"]);
    at(&place, "02:17:07", &["freeze", "on", "--reason", "agents first"]);
    let ended = at(&place, "02:20:07", &END);
    assert_eq!(ended.code, 0, "{}", ended.err);
    has(
        &ended.err,
        &["WARNING: the last probe was not well: CRITICAL", "2026-11-22T02:15:07Z", "Look first: duckops probe"],
    );
    let log = ledger(&place, "INCIDENT-LOG.md");
    has(
        &log,
        &[
            "| last probe | CRITICAL: fleet",
            "**probe**: 2026-11-22T02:15:07Z CRITICAL",
            "2026-11-22T02:17:07Z changes were frozen: agents first",
            "ended it: escalated to spaceduck-bot team; to tell them: DRILL: All spaceduck agents are dead",
            "snapshot I-QE34 was taken: api answer 200 OK",
        ],
    );
    let told = log.split("ends: agents").nth(1).unwrap();
    let times: Vec<_> =
        told.lines().filter_map(|line| line.strip_prefix("> **")?.split_once("**: ")).map(|(_, l)| &l[..20]).collect();
    assert!(times.len() >= 5 && times.is_sorted(), "{times:?}");
    assert_eq!(place.run(&["log", "incident", "verify"]).code, 0);
    let page = at(&place, "08:00:00", &["handoff", &incident]).out;
    has(
        &page,
        &[
            "not OK at the last look before its end: last probe: CRITICAL",
            "not OK at the last look before its end: \"Look at the fleet\"",
            "look whether it is over now",
            "look again: duckops status",
        ],
    );
    assert!(!page.contains("was: "), "{page}");
    let draft = at(&place, "08:00:00", &["postmortem", &incident]).out;
    has(
        &draft,
        &[
            "| Last probe | CRITICAL: fleet",
            "| freeze | assumed-role/duckops-drill/operator | changes were frozen: agents first |",
            "| snapshot | assumed-role/duckops-drill/operator | snapshot I-QE34 was taken",
            "| escalation | assumed-role/duckops-drill/operator | ended it: escalated to spaceduck-bot team; to tell them",
        ],
    );
}

/// A story that lacks something says what.
#[test]
fn a_run_or_a_snapshot_that_cannot_be_read_is_said() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let incident = id(&at(&place, "02:14:07", &START));
    at(&place, "02:16:07", &["triage", "inc-003"]);
    let (drill, run) = (place.state().join("drill"), run_of(&place));
    std::fs::write(drill.join(format!("runs/{run}/events.jsonl")), "no event\n").unwrap();
    std::fs::write(drill.join("snapshots/20261122T021407Z-I-QE34.json"), "{}").unwrap();
    let said = [&*format!("1 run could not be read: {run}: "), "1 snapshot could not be read: 20261122T021407Z-I-QE34"];
    has(&at(&place, "02:20:07", &["handoff", &incident]).out, &said);
    assert_eq!(at(&place, "02:20:07", &END).code, 0);
    has(&ledger(&place, "INCIDENT-LOG.md"), &said);
    has(&at(&place, "02:21:07", &["postmortem", &incident]).out, &said);
    let draft = at(&place, "02:21:07", &["postmortem", &incident, "--json"]).out;
    let draft: serde_json::Value = serde_json::from_str(&draft).unwrap();
    assert_eq!(draft["not_read"].as_array().map(Vec::len), Some(2), "{draft}");
}

/// One moment, whoever tells it; two are named for what they are.
#[test]
fn the_end_of_an_incident_has_one_time_or_two_that_are_named() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    let incident = id(&at(&place, "02:14:07", &START));
    at(&place, "02:45:07", &[&END[..], &["--resolved", "02:20"]].concat());
    let wanted = "left at 2026-11-22T02:45:07Z by assumed-role/duckops-drill/operator; it was over at \
                  2026-11-22T02:20:00Z, as it was told";
    for args in [&["incident", "status"][..], &["handoff", &incident], &["postmortem", &incident]] {
        has(&at(&place, "03:00:00", args).out, &[wanted]);
    }
}

#[test]
fn without_an_id_those_that_there_are_are_named() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    let none = place.run(&["handoff"]);
    assert_eq!((none.code, none.err.starts_with("duckops: there is no run or incident")), (2, true), "{}", none.err);
    let incident = id(&place.run(&START));
    place.run(&["triage", "inc-001"]);
    let run = run_of(&place);
    for (verb, ids) in [("handoff", vec![&incident, &run]), ("postmortem", vec![&incident]), ("update", vec![&run])] {
        let asked = place.run(&[verb]);
        assert_eq!(asked.code, 2, "{}", asked.err);
        for id in ids {
            assert!(asked.err.contains(&format!("duckops {verb} {id}")), "{}", asked.err);
        }
    }
}

/// Whoever counts incidents must not count this one.
#[test]
fn an_incident_that_was_none_is_counted_apart() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage");
    let place = served.duckops();
    place.run(&START);
    let said = [
        "browser.on=yes",
        "destructive.what=none",
        "over.said=there was no incident",
        "still.anyway=yes",
        "browser-off.off=yes",
        "after.severity=P1",
        "after.components=none",
        "after.cause=a false alarm",
        "after.actions=none",
    ];
    let flags: Vec<_> = said.iter().flat_map(|answer| ["--answer", *answer]).collect();
    let ran = place.run(&[&["checklist", "incident-triage"], &flags[..]].concat());
    assert!(ran.out.contains("incident mode off   applied"), "{ran:?}");
    let stats = place.run(&["runs", "stats"]).out;
    has(&stats, &["1 more was declared and then found to be none: it is not counted"]);
}

/// A time of the clock on the wall is not filed under yesterday.
#[test]
fn a_time_that_is_still_to_come_is_not_taken_for_yesterdays() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    assert_eq!(place.run(&["incident", "start", "--severity", "P1", "--title", "down"]).code, 0);
    let early = place.run(&["incident", "note", "restarted", "--at", "04:10"]);
    assert_eq!(early.code, 2);
    assert!(early.err.contains("`04:10` in UTC is still to come, it is 02:14Z"), "{}", early.err);
    let noted = place.run(&["incident", "note", "restarted", "--at", "02:10"]);
    assert!(noted.out.contains(" at 2026-11-22T02:10:00Z, 1 so far"), "{}", noted.out);
    let night = place.run(&["incident", "note", "the first mail", "--at", "23:50"]);
    assert!(night.out.contains(" at 2026-11-21T23:50:00Z"), "{}", night.out);
}

/// What was noticed had begun.
#[test]
fn what_was_noticed_before_it_was_declared_began_then() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let start = ["incident", "start", "--severity", "P1", "--title", "down", "--detected", "02:05"];
    assert_eq!(place.run(&start).code, 0);
    let status = place.run(&["incident", "status", "--json"]).out;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(
        (&status["since"], &status["detected"]),
        (&"2026-11-22T02:05:00Z".into(), &"2026-11-22T02:05:00Z".into())
    );
    let handed = place.run(&["handoff", status["id"].as_str().unwrap()]).out;
    let said = "- it was noticed; declared at 2026-11-22T02:14:07Z by ana, and nobody has\n      said when it began (02:05:00Z, 9 min ago)";
    assert!(handed.contains(said), "{handed}");
    let end = ["incident", "end", "--components", "x", "--root-cause", "x", "--actions", "x"];
    let late = place.run(&[&end[..], &["--resolved", "02:01"]].concat());
    assert_eq!(late.code, 2, "{late:?}");
    let ended = place.run(&end);
    assert!(ended.code == 0 && ended.err.contains("WARNING: no probe has looked since it was declared"), "{ended:?}");
}

/// Whoever approves a promotion hears that changes are frozen; so does whoever walks, and whoever takes over.
#[test]
fn a_freeze_is_heard_of_before_a_promotion() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(place.run(&["incident", "start", "--severity", "P0", "--title", "down"]).code, 0);
    assert_eq!(place.run(&["freeze", "on", "--reason", "the sale"]).code, 0);
    let frozen = "changes are frozen since 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator: the sale";
    let walked = walk(&place, &GO_BACK);
    assert!(walked.err.contains(frozen), "{}", walked.err);
    let asked = place.run(&["approvals", "--json"]).out;
    assert!(asked.contains(&format!("last promotion: 0; {frozen}")), "{asked}");
    let id = place.run(&["incident", "status", "--json"]).out;
    let id: serde_json::Value = serde_json::from_str(&id).unwrap();
    let handed = place.run(&["handoff", id["id"].as_str().unwrap()]).out;
    assert!(handed.contains("changes are frozen by"), "{handed}");
}

/// "Not known" is no word for a change that came too late.
#[test]
fn a_change_after_the_end_is_named_and_is_no_mitigation() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let incident = id(&at(&place, "02:14:07", &START));
    let stopped = walk(&place, &GO_BACK);
    assert_eq!(at(&place, "02:20:07", &END).code, 0);
    approved(&place, &stopped);
    let resumed = [&["triage", "inc-001"][..], &resumed()].concat();
    assert_eq!(at(&place, "02:30:07", &resumed).code, 0);
    let wanted = "| Mitigated | not known: prod 43 -> 41 was made at 2026-11-22T02:30:07Z, which is after it was over as it was \
                  told, at 2026-11-22T02:20:07Z |";
    has(&at(&place, "02:40:07", &["postmortem", &incident]).out, &[wanted]);
}

/// What was red with its snapshot was not first seen by the walk that came afterwards.
#[test]
fn the_first_that_saw_it_broken_is_the_probe_or_the_snapshot_of_before() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    at(&place, "02:14:07", &["probe"]);
    let incident = id(&at(&place, "02:15:07", &START));
    at(&place, "02:16:07", &["triage", "inc-001"]);
    let page = at(&place, "02:17:07", &["handoff", &incident]).out;
    has(&page, &["first seen broken by a probe: CRITICAL: status 502"]);
    assert_eq!(page.matches("first seen broken").count(), 1, "{page}");
}

/// The runbook is for the worst that it is for; how bad this one is was said by whoever declared it.
#[test]
fn a_walk_within_an_incident_has_the_severity_of_the_incident() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let incident = id(&at(&place, "02:14:07", &[&START[..3], &["P2"], &START[4..]].concat()));
    walk(&place, &GO_BACK);
    let run = run_of(&place);
    has(&place.run(&["update", &run]).out, &["INC-001 Lambda function down P2, looked at since"]);
    has(&place.run(&["handoff", &run]).out, &["INC-001 Lambda function down, P2"]);
    let page = place.run(&["handoff", &incident]).out;
    assert!(!page.contains("P0"), "{page}");
}

/// An empty log and one that has nothing that new are two things.
#[test]
fn a_log_with_nothing_that_new_says_of_when_the_newest_is() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let shown = |args: &[&str]| at(&place, "04:00:00", &[&["log", "governance", "show"], args].concat()).out;
    has(&shown(&["--since", "1h"]), &[" no entry"]);
    assert!(!shown(&["--since", "1h"]).contains("no entry since"));
    place.run(&["log", "governance", "add", "--title", "44 waits"]);
    has(&shown(&["--since", "1h"]), &["no entry since 2026-11-22T03:00:00Z; the newest is of 2026-11-22T02:14:07Z"]);
    has(&shown(&["--grep", "45"]), &["no entry that matches"]);
}

/// Whoever is late with a note is not sent to the status, which says the same.
#[test]
fn a_note_while_nothing_is_on_names_what_can_be_said() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let none = place.run(&["incident", "note", "of nothing"]);
    has(&none.err, &["incident mode is off duckops incident start --severity P1 --title WHAT"]);
    let incident = id(&place.run(&START));
    assert_eq!(place.run(&END).code, 0);
    let late = place.run(&["incident", "note", "too late"]).err;
    has(
        &late,
        &[
            &format!("incident mode is off: {incident} was left at 2026-11-22T02:14:07Z by "),
            &format!("duckops incident note TEXT --incident {incident} · duckops incident start"),
        ],
    );
}

/// What only the end of the incident is left for.
#[test]
fn the_page_of_a_repaired_incident_begins_with_how_it_stands_and_names_its_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let incident = id(&place.run(&START));
    approved(&place, &walk(&place, &GO_BACK));
    let walked = walk(&place, &resumed());
    has(
        &walked.out,
        &["now status: 200 OK after 0 ms, from version 41", &format!("when {incident} is over: duckops incident end")],
    );
    let page = place.run(&["handoff", &incident]).out;
    assert!(page.find("How it stands") < page.find("Was broken"), "{page}");
    has(
        &page,
        &[
            "before prod 43 -> 41: snapshot I-QE34: api answer 502 Bad Gateway",
            "look once more, and end it when nothing is red any more",
            "end it: duckops incident end",
        ],
    );
    assert!(!page.contains("still so"), "{page}");
    let ended = place.run(&END);
    assert!(!ended.err.contains("escalated"), "{}", ended.err);
    has(&ledger(&place, "INCIDENT-LOG.md"), &["prod 43 -> 41", "QE34-1 approved by Josh (call)"]);
}

/// Who was handed it has not answered: that is awaited, and whoever ends the incident hears it.
#[test]
fn what_was_escalated_is_awaited_and_said_before_the_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let incident = id(&place.run(&START));
    assert_eq!(place.run(&["triage", "inc-003"]).code, 1);
    let run = run_of(&place);
    has(&place.run(&["handoff", &incident]).out, &["Awaited - spaceduck-bot team, to whom it was escalated"]);
    let ended = place.run(&END);
    let said =
        format!("was escalated to spaceduck-bot team, and no walk has ended well since: duckops runs show {run}");
    has(&ended.err, &[&said]);
    assert!(ended.err.lines().all(|line| line.chars().count() <= 80), "{}", ended.err);
}

/// Enter alone made an incident that nobody had seen mended one of so many minutes.
#[test]
fn what_nobody_has_seen_mended_is_not_counted_as_resolved() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-003");
    let place = served.duckops();
    let incident = id(&place.run(&START));
    assert_eq!(place.run(&["triage", "inc-003"]).code, 1);
    assert_eq!(place.run(&END).code, 0);
    let postmortem = place.run(&["postmortem", &incident]).out;
    has(&postmortem, &["and no look saw it so: INC-003 Agent fleet dead was escalated to spaceduck-bot team"]);
    let stats = place.run(&["runs", "stats", "--json"]).out;
    let stats: serde_json::Value = serde_json::from_str(&stats).unwrap();
    assert_eq!(stats["drills"]["incidents"]["P1"]["to_resolve"]["count"], 0, "{stats}");
    has(&place.run(&["handoff", &incident]).out, &["Awaited - spaceduck-bot team"]);
}

/// After the repair the last probe is of before it, and the next thing is to look once more and end the incident.
#[test]
fn bare_after_a_repair_does_not_send_anybody_into_the_same_walk() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    place.run(&START);
    assert_eq!(place.run(&["probe"]).code, 2);
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    let bare = place.run(&[] as &[&str]).out;
    has(&bare, &["inc-001 resolved: prod 43 -> 41", "(before prod 43 -> 41)", "next: duckops probe"]);
    assert!(!bare.contains("duckops triage inc-001"), "{bare}");
    for columns in ["80", "40"] {
        let bare = place.ran(place.command::<&str>(&[]).env("COLUMNS", columns)).out;
        let probe = bare.lines().find(|line| line.contains("last probe")).unwrap();
        assert!(probe.chars().count() <= columns.parse().unwrap() && bare.lines().count() <= 8, "{bare}");
        assert!(bare.contains("(before prod 43 -> 41)"), "{bare}");
    }
}

/// Who repairs first and declares afterwards says at its end when it began: what was changed since then belongs to it.
#[test]
fn what_was_repaired_before_it_was_declared_is_told_with_it() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    approved(&place, &walk(&place, &GO_BACK));
    let gone_on = walk(&place, &resumed());
    assert_eq!(gone_on.code, 0, "{gone_on:?}");
    let incident = id(&at(&place, "02:20:07", &START));
    let times = ["--began", "02:10", "--detected", "02:12", "--resolved", "02:22"];
    let ended = at(&place, "02:25:07", &[&END[..], &times].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let told = at(&place, "02:30:07", &["postmortem", &incident]).out;
    assert!(told.contains("| Mitigated | 2026-11-22T02:14:07Z by prod 43 -> 41 |"), "{told}");
    assert!(!told.contains("No walk of its time changed anything."), "{told}");
    let log = ledger(&place, "INCIDENT-LOG.md");
    assert!(log.contains("prod 43 -> 41 (run QE34)"), "{log}");
}
