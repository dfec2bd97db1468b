use super::*;
use crate::health::checks::Limits;
use crate::health::score;
use crate::health::seen::testing::{all_well, set};
use crate::world::Evidence;
use crate::world::settings::Settings;

fn lines(looks: &[Evidence]) -> Vec<String> {
    let settings = Settings::default();
    let context = Context { settings: &settings, limits: &Limits::of(&settings) };
    let word = |tile: &Tile| tile.level.map_or("-", Level::word);
    let mut tiles = tiles(Seen(looks), &context, Some("duckops triage inc-009"));
    let found = score::score(Seen(looks), &settings);
    tiles.push(super::score(&found, &found.red(&settings)));
    tiles.iter().map(|tile| format!("{} {} {}", tile.name, word(tile), tile.text)).collect()
}

#[test]
fn each_tile_says_how_it_stands() {
    let shown = [
        "Alias Drift OK prod 42, status 42, log 42",
        "Lambda Version - prod points to 42, version 42 answers",
        "Route Health OK 3/3 gave 200 in every look, 100 % of looks, p50 30 ms, p95 50 ms",
        "Status OK 200 OK",
        "Agent Fleet OK 19 alive, 0 dead",
        "Peck Failures OK 0.0 failed an hour; 4 callback errors, 2 denied, 3 expired in all",
        "Audit Activity UNKNOWN could not check: audit.activity was not looked at",
        "SES Quota OK ░░░░░░░░░░░░░░░░░░░░ 57 of 50000 in 24 h, 0 %",
        "Sandbox Exit OK SES and SNS are in production",
        "Change Freeze - off",
        "Incident Mode - off",
        "Health Score OK nothing costs a point",
    ];
    assert_eq!(lines(&all_well()), shown);
}

#[test]
fn nothing_known_is_nothing_well() {
    assert!(lines(&[]).iter().all(|line| line.contains("UNKNOWN")), "{:?}", lines(&[]));
}

#[test]
fn a_score_is_ok_only_when_nothing_costs_a_point() {
    let last = |changes: &[(&str, &str)]| {
        let mut looks = all_well();
        changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
        lines(&looks).pop().unwrap()
    };
    assert_eq!(last(&[("ses.account.used", "100")]), "Health Score - -10 mail");
    let dead = [("beak.status.agents_alive", "0"), ("beak.status.agents_dead", "19")];
    assert_eq!(last(&dead), "Health Score CRITICAL -45 agents");
}

#[test]
fn a_freeze_and_an_incident_say_since_when_and_by_whom() {
    let mut looks = all_well();
    for (path, written) in [
        ("freeze.state.on", "yes"),
        ("freeze.state.since", "2026-11-22T02:00:00Z"),
        ("freeze.state.by", "mina"),
        ("freeze.state.reason", "quarter end"),
        ("incident.state.on", "yes"),
        ("incident.state.severity", "P0"),
        ("incident.state.since", "2026-11-22T02:10:00Z"),
        ("incident.state.by", "ana"),
    ] {
        set(&mut looks, path, written);
    }
    let found = lines(&looks);
    assert_eq!(found[9], "Change Freeze WARNING on since 2026-11-22T02:00:00Z, mina: quarter end");
    assert_eq!(found[10], "Incident Mode CRITICAL P0 since 2026-11-22T02:10:00Z, ana");
}

/// The rows of one tile, as they read.
fn rows(looks: &[Evidence], name: &str) -> Vec<String> {
    let settings = Settings::default();
    let context = Context { settings: &settings, limits: &Limits::of(&settings) };
    let tiles = tiles(Seen(looks), &context, Some("duckops triage inc-009"));
    let tile = tiles.into_iter().find(|tile| tile.name == name).unwrap();
    let shown = |row: Row| row.iter().map(|cell| cell.shown.as_str()).collect::<Vec<_>>().join(" | ");
    tile.rows.into_iter().map(shown).collect()
}

fn put(looks: &mut Vec<Evidence>, observe: &str, known: &[(&str, &str)]) {
    looks.retain(|look| look.query.observe != observe);
    looks.push(crate::health::seen::testing::look(observe, known));
}

fn put_table(looks: &mut [Evidence], observe: &str, columns: &[&str], cells: &[&[&str]]) {
    let texts = |texts: &[&str]| texts.iter().map(Clean::new).collect();
    let table =
        crate::world::Table { columns: texts(columns), rows: cells.iter().map(|row| texts(row)).collect(), cut: None };
    let look = looks.iter_mut().find(|look| look.query.observe == observe).unwrap();
    look.facts.insert("table".into(), crate::world::Fact::Known(crate::world::Value::Table(table)));
}

#[test]
fn each_route_has_a_row_and_the_sla_is_said() {
    let mut looks = all_well();
    let cells: &[&[&str]] = &[
        &["/beak", "200 OK 5 times", "5 ms", "35 ms"],
        &["/beak/metrics", "200 OK 4 times, 502 Bad Gateway once", "5 ms", "?"],
    ];
    put_table(&mut looks, "beak.routes", &["route", "answers", "p50", "p95"], cells);
    assert_eq!(
        lines(&looks)[2],
        "Route Health OK 3/3 gave 200 in every look; these looks keep the SLA (99 %, p95 2 s)"
    );
    let shown = ["/beak | 200 | p50 5 ms | p95 35 ms", "/beak/metrics | 200 4 times, 502 once | p50 5 ms | p95 ?"];
    assert_eq!(rows(&looks, "Route Health"), shown);
    set(&mut looks, "beak.routes.p95", "3s");
    assert_eq!(
        lines(&looks)[2],
        "Route Health WARNING 3/3 gave 200 in every look; these looks do not keep the SLA (99 %, p95 2 s)"
    );
}

#[test]
fn each_kind_of_failed_pecks_has_a_row_and_what_fails_now_suggests_something() {
    let mut looks = all_well();
    let cells: &[&[&str]] = &[
        &["callback_error", "28", "85 %", "+24", "26.2"],
        &["denied", "2", "6 %", "+0", "0.0"],
        &["expired", "3", "9 %", "+0", "0.0"],
    ];
    put(
        &mut looks,
        "history.pecks",
        &[("total", "33"), ("per_hour", "26.2"), ("high", "yes"), ("leading", "callback_error")],
    );
    put_table(&mut looks, "history.pecks", &["kind", "in all", "share", "since", "an hour"], cells);
    assert_eq!(lines(&looks)[5], "Peck Failures WARNING 26.2 failed an hour (high over 10); callback error leads");
    let shown = [
        "callback error | 28 in all | 85 % | 26.2/h | webhook delivery",
        "denied | 2 in all | 6 % | 0.0/h | ",
        "expired | 3 in all | 9 % | 0.0/h | ",
    ];
    assert_eq!(rows(&looks, "Peck Failures"), shown);
}

#[test]
fn events_stand_beside_how_many_usually_come() {
    let mut looks = all_well();
    put(&mut looks, "audit.activity", &[("abnormal", "yes"), ("abnormal_types", "peck_notify")]);
    let cells: &[&[&str]] =
        &[&["peck_notify", "41", "4", "far more than usual"], &["peck_requested", "4", "4", "as usual"]];
    put_table(&mut looks, "audit.activity", &["type", "last 30 min", "usually", "meaning"], cells);
    let shown =
        ["peck_notify | 41 in 30 min | usually 4 | far more than usual", "peck_requested | 4 in 30 min | usually 4 | "];
    assert_eq!(rows(&looks, "Audit Activity"), shown);
}

#[test]
fn when_room_comes_back_is_said_once_in_one_zone() {
    let mut looks = all_well();
    let room = [("first_at", "2026-11-22T05:00:00Z"), ("first_about", "05:00 UTC on Sunday 22 November")];
    put(&mut looks, "ses.room", &[&room[..], &[("local", "first room Sun 22 Nov 05:00 +00:00")]].concat());
    assert_eq!(rows(&looks, "SES Quota"), ["first mail | about 05:00 UTC on Sunday 22 November"]);
    put(&mut looks, "ses.room", &[&room[..], &[("local", "first room Sun 22 Nov 06:00 +01:00")]].concat());
    assert_eq!(rows(&looks, "SES Quota")[1], "first room Sun 22 Nov 06:00 +01:00");
    // Of an account that AWS has stopped it would be a promise that waiting helps.
    set(&mut looks, "ses.account.enforcement", "SHUTDOWN");
    assert_eq!(rows(&looks, "SES Quota"), Vec::<String>::new());
    assert!(
        lines(&looks)[7].ends_with("AWS has stopped sending (SHUTDOWN): waiting does not help"),
        "{:?}",
        lines(&looks)
    );
}

#[test]
fn a_sandbox_says_how_to_leave_it() {
    let mut looks = all_well();
    assert_eq!(rows(&looks, "Sandbox Exit"), Vec::<String>::new());
    set(&mut looks, "beak.status.sns_sandbox", "yes");
    set(&mut looks, "ses.account.sandbox", "yes");
    let sns = "SNS | leave it: AWS console, SNS, Exit SMS sandbox";
    assert_eq!(rows(&looks, "Sandbox Exit"), ["SES | leave it: duckops triage inc-009", sns]);
    set(&mut looks, "ses.account.pending", "yes");
    set(&mut looks, "ses.account.case", "171");
    assert_eq!(rows(&looks, "Sandbox Exit")[0], "SES | wait for AWS: the review is open, support case 171");
}
