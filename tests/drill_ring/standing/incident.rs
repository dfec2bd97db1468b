//! `duckops incident`.

use super::{place, session};
use crate::drill_ring::served::Served;
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;
use std::process::Stdio;

const STORY: [&str; 14] = [
    "incident status",
    "incident start",
    "incident note 'nothing is on'",
    "incident start --severity p1 --title 'the API is slow in Europe'",
    "incident start --severity p1 --title 'the API is slow in Europe'",
    "incident note 'restarted the agents'",
    "incident status",
    "incident status --json",
    "incident note 'the cache was cold' --at 02:10",
    "incident end --text 'it was cold'",
    "incident end --text 'it was cold' --components 'the API' --root-cause 'a cold cache' --actions 'warm it' --began 02:25",
    "incident end --text 'it was cold' --components 'the API' --root-cause 'a cold cache' --actions 'warm it' --began 02:05",
    "incident status",
    "incident end",
];

#[test]
fn an_incident_from_its_beginning_to_its_end() {
    let _ring = ring::enter("drill");
    expect![[r#"
        $ duckops incident status
        incident mode is off
            next: duckops incident start --severity P1 --title WHAT
        [0]
        $ duckops incident start
        duckops: the severity is not said
          duckops incident start --severity P1 --title WHAT
        [4]
        $ duckops incident note 'nothing is on'
        duckops: incident mode is off
          duckops incident start --severity P1 --title WHAT
        [1]
        $ duckops incident start --severity p1 --title 'the API is slow in Europe'
        incident mode is on: P1, the API is slow in Europe
            incident               I-AYBG
            since                  2026-11-22T02:17:07Z
            declared by            ana
            written to: ~/.local/state/duckops/ledgers/INCIDENT-LOG.md
            snapshot: ~/.local/state/duckops/snapshots/20261122T021707Z-I-AYBG.json
            next: duckops triage
            next: duckops incident note TEXT
            next: duckops handoff I-AYBG
            next: duckops incident end
            The dashboard has an incident mode of its own, in each browser: switch it on
            there, too.
        [0]
        $ duckops incident start --severity p1 --title 'the API is slow in Europe'
        duckops: incident mode is on already: I-AYBG since 2026-11-22T02:17:07Z by ana: the API is slow in Europe
          duckops incident status
        [1]
        $ duckops incident note 'restarted the agents'
        noted in I-AYBG at 2026-11-22T02:19:07Z, 1 so far
            kept in: ~/.local/state/duckops/incidents.jsonl
            It goes into INCIDENT-LOG.md with the entry of the end.
        [0]
        $ duckops incident status
        incident mode is on: P1, the API is slow in Europe
            incident               I-AYBG
            since                  2026-11-22T02:17:07Z, 3 min
            declared by            ana
            when                  who  note
            2026-11-22T02:19:07Z  ana  restarted the agents
            next: duckops incident note TEXT
            next: duckops handoff I-AYBG
            next: duckops incident end
        [0]
        $ duckops incident status --json
        {"by":"ana","declared":"2026-11-22T02:17:07Z","detected":null,"ended":null,"id":"I-AYBG","notes":[{"at":"2026-11-22T02:19:07Z","by":"ana","text":"restarted the agents","written":"2026-11-22T02:19:07Z"}],"on":true,"run":null,"seconds":240,"severity":"P1","since":"2026-11-22T02:17:07Z","snapshot":"I-AYBG","title":"the API is slow in Europe"}
        [0]
        $ duckops incident note 'the cache was cold' --at 02:10
        noted in I-AYBG at 2026-11-22T02:10:00Z, 2 so far
            kept in: ~/.local/state/duckops/incidents.jsonl
            It goes into INCIDENT-LOG.md with the entry of the end.
        [0]
        $ duckops incident end --text 'it was cold'
        WARNING: no probe has looked since it was declared. Look first: duckops probe
        duckops: the components is not said
          duckops incident end --severity P1 --began TIME --detected TIME --resolved TIME --components WHAT --root-cause WHY --actions WHAT
        [4]
        $ duckops incident end --text 'it was cold' --components 'the API' --root-cause 'a cold cache' --actions 'warm it' --began 02:25
        WARNING: no probe has looked since it was declared. Look first: duckops probe
        duckops: `02:25` in UTC is still to come, it is 02:24Z; of yesterday it would be 2026-11-21T02:25:00Z
        [2]
        $ duckops incident end --text 'it was cold' --components 'the API' --root-cause 'a cold cache' --actions 'warm it' --began 02:05
        incident mode is off: I-AYBG took 20 min 7 s
            since                  2026-11-22T02:05:00Z, declared by ana
            health                 no probe has looked from here yet: duckops probe
            when                  who  note
            2026-11-22T02:10:00Z  ana  the cache was cold
            2026-11-22T02:19:07Z  ana  restarted the agents
            written to: ~/.local/state/duckops/ledgers/INCIDENT-LOG.md
            next: duckops postmortem I-AYBG
            Switch the incident mode of the dashboard off as well, in each browser.
        WARNING: no probe has looked since it was declared. Look first: duckops probe
        [0]
        $ duckops incident status
        incident mode is off
            last: I-AYBG           P1 the API is slow in Europe, from
                                   2026-11-22T02:05:00Z; left at 2026-11-22T02:25:07Z by
                                   ana
            next: duckops incident start --severity P1 --title WHAT
        [0]
        $ duckops incident end
        duckops: incident mode is off: I-AYBG was left at 2026-11-22T02:25:07Z by ana
          duckops incident start --severity P1 --title WHAT
        [1]
    "#]].assert_eq(&session(&place(), &STORY));
}

#[test]
fn what_an_incident_leaves_behind() {
    let _ring = ring::enter("drill");
    let place = place();
    session(&place, &STORY);
    expect![[r##"
        # Incident log

        What happened in each incident, in the order it happened. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:17:07Z · P1 begins: the API is slow in Europe

        | what | value |
        | --- | --- |
        | incident | I-AYBG |
        | severity | P1 |
        | declared by | ana |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "incident/6JKD2Q5BWVZQXHJR/start"
        parents: none
        digest: 2c3edb6efad8e87f770a588be9af33381319179729a0b6acb3a7934175826b2c
        -->

        ## 2026-11-22T02:25:07Z · P1 ends: the API is slow in Europe

        | what | value |
        | --- | --- |
        | incident | I-AYBG |
        | severity | P1 |
        | declared by | ana |
        | began | 2026-11-22T02:05:00Z |
        | ended by | ana |
        | lasted | 20 min 7 s |
        | resolved | 2026-11-22T02:25:07Z |
        | components | the API |
        | root cause | a cold cache |
        | corrective actions | warm it |
        | last probe | no probe had looked from here |

        > **ana**: 2026-11-22T02:10:00Z the cache was cold
        >
        > **ana**: 2026-11-22T02:17:07Z snapshot I-AYBG was taken: api answer connection refused
        >
        > **ana**: 2026-11-22T02:19:07Z restarted the agents

        it was cold

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "incident/J1WBN40TK582R0GF/end"
        parents: 2c3edb6efad8e87f770a588be9af33381319179729a0b6acb3a7934175826b2c
        digest: e9de758f885eb0295f766a9a1b4df09bb95e784b55f8af47c24e932ba3a7399a
        -->
    "##]].assert_eq(&place.file(".local/state/duckops/ledgers/INCIDENT-LOG.md"));
    expect![[r#"
        {"event":"started","id":"I-AYBG","severity":"P1","title":"the API is slow in Europe","by":"ana","at":"2026-11-22T02:17:07Z","key":"incident/6JKD2Q5BWVZQXHJR/start","prev":"0000000000000000000000000000000000000000000000000000000000000000","sha256":"f0f239d63328b8d7fe7cc9983ff4f1de3c122d157589b4ff019a6c3cfd718a0f"}
        {"event":"frozen","id":"I-AYBG","snapshot":"I-AYBG","prev":"f0f239d63328b8d7fe7cc9983ff4f1de3c122d157589b4ff019a6c3cfd718a0f","sha256":"146e2085a014f546cf065a1d4d30e859a5f312423ac9d6b29031fdc43e45fac6"}
        {"event":"noted","text":"restarted the agents","by":"ana","at":"2026-11-22T02:19:07Z","prev":"146e2085a014f546cf065a1d4d30e859a5f312423ac9d6b29031fdc43e45fac6","sha256":"9800bcf5d9ad674ce34dfbcc29bf33847c3c04fcef19a134e5cc74cd951f321b"}
        {"event":"noted","text":"the cache was cold","by":"ana","at":"2026-11-22T02:10:00Z","written":"2026-11-22T02:22:07Z","prev":"9800bcf5d9ad674ce34dfbcc29bf33847c3c04fcef19a134e5cc74cd951f321b","sha256":"b6aa7ebdeaedaff355024f592b02b097ccc2fecf5a4bcc5417965b572231db7d"}
        {"event":"ended","by":"ana","at":"2026-11-22T02:25:07Z","text":"it was cold","key":"incident/J1WBN40TK582R0GF/end","report":{"severity":"P1","began":"2026-11-22T02:05:00Z","resolved":"2026-11-22T02:25:07Z","components":"the API","root_cause":"a cold cache","actions":"warm it"},"story":{"looked":"no probe had looked from here","lines":[{"at":"2026-11-22T02:17:07Z","who":"ana","text":"snapshot I-AYBG was taken: api answer connection refused"}]},"prev":"b6aa7ebdeaedaff355024f592b02b097ccc2fecf5a4bcc5417965b572231db7d","sha256":"473a529f549e4c8972a31306249498bc8d726670d05363e1bb3c8da15f5eba95"}
    "#]].assert_eq(&place.file(".local/state/duckops/incidents.jsonl"));
}

#[test]
fn narrow_screens() {
    let _ring = ring::enter("drill");
    let place = place().with("COLUMNS", "40");
    let said = session(
        &place,
        &[
            "incident start --severity P0 --title 'the API is down for everybody'",
            "incident note 'rolled back to 41, no change'",
            "incident status",
            "log incident show",
        ],
    );
    expect![[r#"
        $ duckops incident start --severity P0 --title 'the API is down for everybody'
        incident mode is on: P0, the API is
            down for everybody
            incident: I-QE34
            since: 2026-11-22T02:14:07Z
            declared by: ana
            written to: ~/.local/state/duckops/ledgers/INCIDENT-LOG.md
            snapshot: ~/.local/state/duckops/snapshots/20261122T021407Z-I-QE34.json
            next: duckops triage
            next: duckops incident note TEXT
            next: duckops handoff I-QE34
            next: duckops incident end
            The dashboard has an incident mode
            of its own, in each browser: switch
            it on there, too.
        [0]
        $ duckops incident note 'rolled back to 41, no change'
        noted in I-QE34 at 2026-11-22T02:15:07Z, 1 so far
            kept in: ~/.local/state/duckops/incidents.jsonl
            It goes into INCIDENT-LOG.md with
            the entry of the end.
        [0]
        $ duckops incident status
        incident mode is on: P0, the API is
            down for everybody
            incident: I-QE34
            since: 2026-11-22T02:14:07Z, 2 min
            declared by: ana
            - when 2026-11-22T02:15:07Z, who
              ana, note rolled back to 41, no
              change
            next: duckops incident note TEXT
            next: duckops handoff I-QE34
            next: duckops incident end
        [0]
        $ duckops log incident show
        ~/.local/state/duckops/ledgers/INCIDENT-LOG.md
        2026-11-22T02:14:07Z  P0 begins: the
            API is down for everybody
            incident: I-QE34
            severity: P0
            declared by: ana

        [0]
    "#]]
    .assert_eq(&said);
}

/// Drills lie apart: what is practised is not on for real.
#[test]
fn on_a_drills_stack_everything_is_the_drills() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    let ran = place.run(&["incident", "start", "--severity", "P2", "--title", "only practising"]);
    assert!(ran.code == 0 && ran.err.starts_with("DRILL inc-001-all-well: nothing here is real"), "{ran:?}");
    assert_eq!(place.run(&["log", "deploy", "last-good"]).out, "42\n");
    let of_drill = place.state().join("drill/standing/inc-001-all-well-20261122T021407Z/incidents.jsonl");
    assert!(of_drill.is_file() && !place.state().join("incidents.jsonl").exists());
    drop(served);
    let ran = place.run(&["incident", "status"]);
    assert!(ran.code == 3 && ran.err.contains("a drill or not?"), "{ran:?}");
}

#[test]
fn of_two_who_declare_at_once_one_does() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    let start = |n: usize| {
        let title = format!("it is slow, says number {n}");
        let mut command = place.command(&["incident", "start", "--severity", "P1", "--title", &title]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let all: Vec<_> = (0..4).map(start).collect();
    let mut codes: Vec<_> = all.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 1, 1, 1]);
    assert_eq!(place.file(".local/state/duckops/ledgers/INCIDENT-LOG.md").matches(" begins: ").count(), 1);
}

/// The mode is what counts; that the entry is missing is said, and how to write it.
#[test]
fn a_ledger_that_cannot_be_written_does_not_keep_an_incident_from_being_one() {
    let _ring = ring::enter("drill");
    let place = place();
    std::fs::create_dir_all(place.dir.join("logs/INCIDENT-LOG.md")).unwrap();
    let ran = place.run(&["incident", "start", "--severity", "P1", "--title", "x", "--log-dir", "logs"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("incident mode is on: P1, x"), "{}", ran.out);
    assert!(ran.err.contains("nothing was written to") && ran.err.contains("duckops log incident add"), "{}", ran.err);
    let ran = place.run(&[
        "incident",
        "end",
        "--log-dir",
        "logs",
        "--json",
        "--components",
        "x",
        "--root-cause",
        "x",
        "--actions",
        "x",
    ]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(ran.code == 1 && json["on"] == false && json["entry"].is_null(), "{}", ran.out);
    let ran = place.run(&["log", "incident", "add", "--title", "x", "--log-dir", "logs"]);
    assert!(ran.code == 2 && ran.err.contains("nothing was written to"), "{ran:?}");
    assert_eq!(place.run(&["log", "incident", "show", "--log-dir", "logs"]).code, 3);
}

#[test]
fn what_is_not_said_is_asked_at_a_terminal() {
    let _ring = ring::enter("drill");
    let place = place();
    let mut person = Terminal::start(&place, &["incident", "start"], false);
    person.answers("arrows and Enter", "j").types("j").until("> P1").types("\r");
    person.answers("title>", "the API is slow\r");
    person.ended(0);
    let screen = person.screen();
    assert!(screen.contains("incident mode is on: P1, the API is slow"), "{screen}");
    let mut person = Terminal::start(&place, &["incident", "start"], false);
    person.ended(1);
    let place = Duckops::new().at_a_set_time().without_a_network();
    let mut person = Terminal::start(&place, &["incident", "start", "--severity", "P0"], false);
    person.answers("title>", "\x03");
    person.ended(130);
    assert_eq!(place.run(&["incident", "status", "--json"]).out, "{\"on\":false}\n");
}

#[test]
fn what_is_known_at_the_end_is_asked_at_a_terminal() {
    let _ring = ring::enter("drill");
    let place = place();
    assert_eq!(
        place.run(&["incident", "start", "--severity", "P1", "--title", "it is slow", "--began", "02:05"]).code,
        0
    );
    let mut person = Terminal::start(&place, &["incident", "end"], false);
    person.answers("arrows and Enter", "\r");
    for (prompt, keys) in [("began>", "\r"), ("detected>", "02:10\r"), ("resolved>", "\r")] {
        person.answers(prompt, keys);
    }
    for (prompt, keys) in [("components>", "the API\r"), ("cause>", "a cold cache\r"), ("actions>", "warm it\r")] {
        person.answers(prompt, keys);
    }
    person.ended(0);
    let log = place.file(".local/state/duckops/ledgers/INCIDENT-LOG.md");
    for row in
        ["| began | 2026-11-22T02:05:00Z |", "| detected | 2026-11-22T02:10:00Z |", "| root cause | a cold cache |"]
    {
        assert!(log.contains(row), "{row}\n{log}");
    }
}

/// The mode is on until the last answer, and so is what is noted until then of it.
#[test]
fn what_is_noted_while_the_end_is_being_answered_is_in_its_entry() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    assert_eq!(place.run(&["incident", "start", "--severity", "P1", "--title", "it is slow"]).code, 0);
    let mut person = Terminal::start(&place, &["incident", "end"], false);
    person.answers("arrows and Enter", "\r");
    for (prompt, keys) in [("began>", "\r"), ("detected>", "\r"), ("resolved>", "\r"), ("components>", "the API\r")] {
        person.answers(prompt, keys);
    }
    person.answers("cause>", "a cold cache\r").until("actions>");
    let noted = place.run(&["incident", "note", "the cache is warm"]);
    assert_eq!(noted.code, 0, "{noted:?}");
    person.answers("actions>", "warm it\r");
    person.ended(0);
    let log = place.file(".local/state/duckops/ledgers/INCIDENT-LOG.md");
    assert!(log.contains("the cache is warm"), "{log}");
}

/// It asked nothing and said nothing: whoever ended it did not see that everything was still red.
#[test]
fn its_end_says_how_things_stood_at_the_last_look() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    place.run(&["incident", "start", "--severity", "P0", "--title", "the API is down"]);
    assert_eq!(place.run(&["probe"]).code, 2);
    let ended = place.run(&["incident", "end", "--components", "x", "--root-cause", "x", "--actions", "x"]);
    let lines: Vec<_> = ended.out.lines().filter(|line| line.starts_with("    health")).collect();
    assert!(
        matches!(lines[..], [one] if one.contains("DRILL last probe just now: CRITICAL  status 502")),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("    notes                  none\n"), "{}", ended.out);
}
