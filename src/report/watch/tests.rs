use super::*;
use crate::report::status::{Compared, Incident};
use duckops_core::health::tiles::Cell;
use duckops_core::text::Clean;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn tile(name: &'static str, level: Level, text: &str) -> Tile {
    Tile {
        name,
        of: "beak.status",
        check: (name == "Agent Fleet").then_some("fleet"),
        level: Some(level),
        text: Clean::new(text),
        why: None,
        at: Some(at()),
        rows: Vec::new(),
    }
}

fn at() -> duckops_core::time::Utc {
    "2026-11-22T02:14:07Z".parse().unwrap()
}

fn glance(tiles: Vec<Tile>) -> Glance {
    let board = Board {
        at: at(),
        drill: None,
        skew: None,
        incident: None,
        score: "61".into(),
        low: 61,
        high: 61,
        red_under: 60,
        penalties: Vec::new(),
        anomalies: vec![(Clean::new("all agents dead"), Some("duckops triage inc-003".into()))],
        tiles,
        next: Some("duckops triage inc-003".into()),
    };
    Glance { board, looks: Vec::new(), trends: vec![("fleet", "▁▄█".into())], runbook: Some("inc-003".into()) }
}

fn shown(watching: &Watching, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| render(frame, watching, Due::In(Duration::from_millis(3200)))).unwrap();
    let lines = terminal.backend().to_string();
    lines.lines().map(|line| line.trim_matches('"').trim_end().to_owned() + "\n").collect()
}

#[test]
fn what_changed_since_the_last_look_is_marked() {
    let mut watching = Watching::default();
    watching.saw(glance(vec![tile("Agent Fleet", Level::Ok, "19 alive"), tile("Status", Level::Ok, "200 OK")]));
    assert!(!shown(&watching, 80, 12).contains('*'), "nothing was there before");
    watching.saw(glance(vec![tile("Agent Fleet", Level::Critical, "0 alive"), tile("Status", Level::Ok, "200 OK")]));
    watching.down();
    expect_test::expect![[r#"
        Mission Control  2026-11-22T02:14:07Z                                  health 61
        ! all agents dead: duckops triage inc-003
        * changed since the look before
         *Agent Fleet     FAIL  0 alive                                       ▁▄█    now
        > Status          ok    200 OK                                               now



        [l]ook  arrows  [Enter] evidence  [s]tart inc-003  [q]uit  [?]  next look in 4 s
    "#]]
    .assert_eq(&shown(&watching, 80, 9));
    expect_test::expect![[r#"
        Mission Control  2026-11-22T02:14:07Z
        health 61
        ! all agents dead:
        duckops triage inc-003
        * changed since the look before
            0 alive
        > Status  ok    now
            200 OK
        [l] [Enter] [s] [q] [?]  next in 4 s
    "#]]
    .assert_eq(&shown(&watching, 40, 9));
}

#[test]
fn what_changed_since_the_incident_was_declared_is_marked_too() {
    let mut watching = Watching::default();
    let mut now = glance(vec![tile("Agent Fleet", Level::Critical, "0 alive"), tile("Status", Level::Ok, "200 OK")]);
    let [what, before, after] = ["pipeline agents alive", "19", "0"].map(Clean::new);
    let compared =
        Compared { then: at(), tiles: vec!["Agent Fleet"], changed: vec![[what, before, after]], same: Vec::new() };
    let incident = Incident { id: "K3QD".into(), title: "P1 fleet".into(), since: at(), compared: Ok(compared) };
    now.board.incident = Some(incident);
    watching.saw(now);
    let screen = shown(&watching, 80, 10);
    assert!(screen.contains("\n+ since the incident was declared\n"), "{screen}");
    assert!(screen.contains("\n>+Agent Fleet ") && screen.contains("\n  Status "), "{screen}");
}

/// Where there is room for them; what is not well comes first.
#[test]
fn a_tile_shows_what_it_is_made_of() {
    let mut watching = Watching::default();
    let with_row = |tile: Tile, text: &str| {
        let cell = Cell { name: "route", value: Clean::new(text), shown: Clean::new(text) };
        Tile { rows: vec![vec![cell]], ..tile }
    };
    let bad = with_row(tile("Route Health", Level::Critical, "0/3"), "/beak 502");
    watching.saw(glance(vec![bad, with_row(tile("Status", Level::Ok, "200 OK"), "all of it")]));
    let below = |height: u16| {
        let screen = shown(&watching, 80, height);
        [screen.contains("\n                        /beak 502\n"), screen.contains("all of it")]
    };
    assert_eq!([8, 7, 6].map(below), [[true, true], [true, false], [false, false]]);
}

#[test]
fn the_marked_tile_is_on_the_screen_however_low_it_is() {
    let mut watching = Watching::default();
    let names = ["Alias Drift", "Status", "Agent Fleet", "Peck Failures", "SES Quota", "Change Freeze"];
    watching.saw(glance(names.map(|name| tile(name, Level::Ok, "well")).into()));
    for name in names {
        let screen = shown(&watching, 80, 6);
        assert!(screen.contains(&format!("> {name}")), "{name}: {screen}");
        watching.down();
    }
}

#[test]
fn an_open_tile_is_closed_by_the_key_that_opened_it() {
    let mut watching = Watching::default();
    watching.turn_over();
    assert!(!watching.open, "nothing is there to be opened");
    watching.saw(glance(vec![tile("Status", Level::Ok, "200 OK")]));
    watching.turn_over();
    assert!(shown(&watching, 80, 6).starts_with("Status  ok\n200 OK\n"));
    watching.turn_over();
    assert!(shown(&watching, 80, 6).starts_with("Mission Control"));
}

#[test]
fn what_has_no_room_is_counted_and_the_keys_are_explained() {
    let mut watching = Watching::default();
    let names = ["Status", "Agent Fleet", "Peck Failures", "SES Quota", "Change Freeze", "Incident Mode"];
    watching.saw(glance(names.iter().map(|name| tile(name, Level::Ok, "as it should be")).collect()));
    let short = shown(&watching, 80, 9);
    assert!(short.contains("lines not shown: 2 below (arrows)") && !short.contains("Incident Mode"), "{short}");
    names.iter().for_each(|_| watching.down());
    let end = shown(&watching, 80, 9);
    assert!(end.contains("lines not shown: 2 above (arrows)") && end.contains("Incident Mode"), "{end}");
    assert!(!shown(&watching, 80, 12).contains("lines not shown"));
    watching.help();
    let help = shown(&watching, 40, 20);
    assert!(help.contains("walk the") && help.contains("[?]") && !help.contains("Agent Fleet"), "{help}");
    watching.close();
    assert!(shown(&watching, 80, 12).contains("Status"), "it is closed");
}
