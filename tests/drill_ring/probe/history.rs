//! What earlier probes left: it tells trends. Where it is not there, or damaged, nothing else is missing.

use super::servers::Faulty;
use crate::support::duckops::Duckops;
use crate::support::ring;
use std::fs;

const STATUS: &str = r#"{"lambda": {"version": "42"}, "lambda_alias_version": "42",
    "database": {"ducklings": 9, "birth_certificates": 9}, "agents": {"alive": 3, "dead": 0, "total_bonded": 3},
    "peck_protocol": {"failure_breakdown": {"callback_error": 4, "denied": 1, "expired": 0}}, "ses": {"sandbox": false}}"#;

/// Each check with its state.
fn states(place: &Duckops) -> (i32, String) {
    let ran = place.run(&["probe", "--format", "json", "--check", "status,fleet,pecks,history"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let one = |check: &serde_json::Value| {
        let text = |name: &str| check[name].as_str().unwrap().to_owned();
        format!("{} {}", text("check"), text("state"))
    };
    (ran.code, json["checks"].as_array().unwrap().iter().map(one).collect::<Vec<_>>().join(", "))
}

#[test]
fn a_history_that_is_absent_or_damaged_only_takes_the_trends_away() {
    let _ring = ring::enter("drill");
    let api = Faulty::answering("200 OK", STATUS);
    let aws = Faulty::answering("403 Forbidden", "{}");
    let place = Duckops::new().at_a_moved_time().with("DUCKOPS_API", &api.url).with("AWS_ENDPOINT_URL", &aws.url);
    let well = "status OK, fleet OK";
    assert_eq!(states(&place), (3, format!("{well}, pecks UNKNOWN, history UNKNOWN")), "there is none yet");
    place.move_clock("2026-11-22T02:19:07Z");
    assert_eq!(states(&place), (0, format!("{well}, pecks OK, history OK")));
    let file = place.state().join("history.jsonl");
    fs::write(&file, [&b"\x00\xff nonsense\n"[..], b"{\"at\": 7}\n", b"{\"at\": \"2026-11-22T02:1"].concat()).unwrap();
    place.move_clock("2026-11-22T02:24:07Z");
    assert_eq!(states(&place), (1, format!("{well}, pecks UNKNOWN, history WARNING")));
    place.move_clock("2026-11-22T02:29:07Z");
    assert_eq!(states(&place), (1, format!("{well}, pecks OK, history WARNING")), "new samples tell again");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    place.move_clock("2026-11-22T02:34:07Z");
    assert_eq!(states(&place), (3, format!("{well}, pecks UNKNOWN, history UNKNOWN")));
}
