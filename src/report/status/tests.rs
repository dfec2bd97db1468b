use super::*;
use duckops_core::health::tiles::Cell;
use duckops_core::world::Why;

fn at() -> Utc {
    "2026-11-22T02:14:07Z".parse().unwrap()
}

fn page() -> Page {
    Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false }
}

/// Text of about so many words.
fn words(many: usize) -> Clean {
    Clean::new("could not be looked at ".repeat(many / 5 + 1))
}

fn tile(name: &'static str) -> Tile {
    let why = Why::not_looked("the sending account of the platform").hint(words(20).as_str());
    let cell = |text: &str| Cell { name: "route", value: Clean::new(text), shown: Clean::new(text) };
    let rows = vec![vec![cell("/beak/system/status"), cell("timed out after 30 s"), cell("p95 ?")]; 3];
    let (level, text) = (Some(Level::Unknown), words(40));
    Tile { name, of: "beak.status", check: None, level, text, why: Some(why), at: Some(at()), rows }
}

/// Everything is wrong, and all of it has much to say.
fn worst() -> Board {
    let row = || ["pipeline agents alive", "19", "0"].map(Clean::new);
    let changed = (0..30).map(|_| row()).collect();
    let compared = Compared { then: at(), tiles: vec!["Status"], changed, same: vec![(words(2), words(1)); 8] };
    let names = ["Health Score", "Alias Drift", "Lambda Version", "Route Health", "Status", "Agent Fleet"];
    let more = ["Peck Failures", "Audit Activity", "SES Quota", "Sandbox Exit", "Change Freeze", "Incident Mode"];
    Board {
        at: at(),
        drill: Some(Clean::new("inc-001")),
        skew: Some(Clean::new("this machine's clock is 3 h ahead of the API's")),
        incident: Some(Incident { id: "K3QD".into(), title: words(30), since: at(), compared: Ok(compared) }),
        score: "0–100, 9 unknown".into(),
        low: 0,
        high: 100,
        red_under: 60,
        penalties: vec![(Clean::new("-45"), words(10)); 9],
        anomalies: vec![(words(20), Some("duckops triage inc-001".into())); 12],
        tiles: names.into_iter().chain(more).map(tile).collect(),
        next: Some("duckops triage inc-001".into()),
    }
}

#[test]
fn the_worst_fits_on_one_screen() {
    let page = page();
    let screen = text(&page, &worst());
    assert!(screen.lines().count() <= SCREEN, "{} lines:\n{screen}", screen.lines().count());
    let wide: Vec<_> = screen.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
    assert!(screen.contains("24 more changed, 8 values are as at 02:14:07Z; all: duckops status -v"), "{screen}");
}

#[test]
fn what_there_is_room_for_is_shown() {
    let page = page();
    let board = Board { incident: None, anomalies: Vec::new(), ..worst() };
    let tiles = board.tiles.iter().map(|tile| Tile { text: Clean::new("well"), why: None, ..tile.clone() });
    let few = Board { tiles: tiles.take(3).collect(), ..board };
    assert!(text(&page, &few).contains("/beak/system/status  timed out after 30 s  p95 ?\n"));
}

#[test]
fn a_score_is_red_by_its_low_end() {
    for (low, high, shown) in [(61, 61, ""), (40, 61, "  RED at worst"), (40, 59, "  RED"), (60, 100, "")] {
        let board = Board { low, high, ..worst() };
        assert_eq!((board.redness(), board.is_red()), (shown, !shown.is_empty()), "{low}–{high}");
    }
}
