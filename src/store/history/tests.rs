use super::super::testing::Temp;
use super::*;
use crate::clock::testkit::SetClock;
use chrono::TimeDelta;
use duckops_core::time::Utc;
use duckops_core::world::{Query, Value};
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

fn now() -> Utc {
    "2026-11-22T02:14:07Z".parse().unwrap()
}

fn of(api: &str, drill: Option<&str>) -> Of {
    Of { api: api.into(), account: "121546003735".into(), drill: drill.map(Clean::new) }
}

fn history(temp: &Temp, of: Of) -> History {
    History::new(&temp.0.join("state"), of, Arc::new(SetClock::new(now())))
}

fn real(temp: &Temp) -> History {
    history(temp, of("https://api/prod", None))
}

fn sample(minutes_ago: i64, callback_error: i64) -> Sample {
    let figures = [("callback_error".to_owned(), callback_error)].into();
    Sample { at: now() - TimeDelta::minutes(minutes_ago), figures }
}

fn change() -> Query {
    let query = Query::new("history.change").with("figure", Value::Text("callback_error".into()));
    query.with("now", Value::Int(34)).with("window", Value::Duration(Duration::from_secs(7200)))
}

fn text(history: &History) -> String {
    fs::read_to_string(history.path()).unwrap()
}

#[test]
fn samples_are_kept_for_their_stack_and_for_their_owner_alone() {
    let temp = Temp::new();
    let (real, drill) = (real(&temp), history(&temp, of("http://127.0.0.1:1/prod", Some("inc-004 from 02:14"))));
    real.append(&[sample(60, 4)]).unwrap();
    drill.append(&[sample(50, 7), sample(40, 8)]).unwrap();
    assert_eq!(real.read(Utc::MIN_UTC).unwrap().samples, [sample(60, 4)]);
    assert_eq!(drill.read(Utc::MIN_UTC).unwrap().samples.len(), 2);
    let other_drill = history(&temp, of("http://127.0.0.1:1/prod", Some("inc-004 from 03:00")));
    assert!(other_drill.read(Utc::MIN_UTC).unwrap().samples.is_empty());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&real.path()), mode(&real.dir)), (0o600, 0o700));
    assert_eq!(
        text(&real).lines().next().unwrap(),
        r#"{"at":"2026-11-22T01:14:07Z","figures":{"callback_error":4},"api":"https://api/prod","account":"121546003735"}"#
    );
}

#[test]
fn a_look_holds_now_against_what_is_kept() {
    let temp = Temp::new();
    let history = real(&temp);
    let alone = history.look(&change());
    assert!(alone.summary.as_str().starts_with("callback_error 34; there is no earlier look"), "{}", alone.summary);
    assert_eq!(alone.fact("samples"), Ok(&Value::Int(1)));
    history.append(&[sample(60, 4)]).unwrap();
    let seen = history.look(&change());
    assert_eq!(seen.summary.as_str(), "callback_error 4 -> 34 since 01:14:07Z: rising, 30.0 an hour");
    assert_eq!((seen.fact("rising"), seen.bytes), (Ok(&Value::Bool(true)), text(&history).len() as u64));
    let unasked = history.look(&Query::new("history.change"));
    assert!(unasked.failure().is_some(), "{unasked:?}");
}

/// Status said 34 eight minutes ago, and nobody has looked since: nothing is known of how it changed.
#[test]
fn a_look_is_not_held_against_itself() {
    let temp = Temp::new();
    let history = real(&temp);
    history.append(&[sample(8, 34)]).unwrap();
    let as_of = |minutes| change().with("as_of", Value::Time(now() - TimeDelta::minutes(minutes)));
    let itself = history.look(&as_of(8));
    assert!(itself.summary.as_str().starts_with("callback_error 34; there is no earlier look"), "{}", itself.summary);
    assert!(itself.fact("rising").is_err());
    history.append(&[sample(0, 34)]).unwrap();
    assert_eq!(history.look(&as_of(0)).summary.as_str(), "callback_error 34 -> 34 since 02:06:07Z: not rising");
}

#[test]
fn torn_and_foreign_lines_are_passed_over_and_counted() {
    let temp = Temp::new();
    let history = real(&temp);
    history.append(&[sample(60, 4)]).unwrap();
    let torn = format!("{}nonsense\n{{\"at\": \"2026-11-22T01:59:59Z\", \"figu", text(&history));
    fs::write(history.path(), &torn).unwrap();
    assert_eq!(history.read(Utc::MIN_UTC).unwrap().skipped, 1, "a line without an end may be under way");
    history.append(&[sample(50, 5)]).unwrap();
    let kept = history.read(Utc::MIN_UTC).unwrap();
    assert_eq!((kept.samples.len(), kept.skipped), (2, 2));
    let seen = history.look(&change());
    assert!(seen.summary.as_str().ends_with(" (2 lines of history.jsonl could not be read)"), "{}", seen.summary);
}

#[test]
fn old_samples_go_when_the_oldest_is_too_old() {
    let temp = Temp::new();
    let history = real(&temp);
    let days = |days: i64| sample(days * 24 * 60, 1);
    history.append(&[days(30), days(29)]).unwrap();
    assert_eq!(
        history.read(Utc::MIN_UTC).unwrap().samples.len(),
        2,
        "nothing is rewritten for a sample that just grew too old"
    );
    history.append(&[sample(0, 2)]).unwrap();
    fs::write(history.path(), format!("{}{}", line(&history, &days(32)), text(&history))).unwrap();
    history.append(&[sample(0, 3)]).unwrap();
    assert_eq!(history.read(Utc::MIN_UTC).unwrap().samples, [days(30), days(29), sample(0, 2), sample(0, 3)]);
    assert_eq!(fs::metadata(history.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

fn line(history: &History, sample: &Sample) -> String {
    String::from_utf8(history.lines(std::slice::from_ref(sample)).unwrap()).unwrap()
}

#[test]
fn the_file_does_not_grow_without_end() {
    let temp = Temp::new();
    let history = real(&temp);
    history.append(&[sample(9, 1)]).unwrap();
    let long = format!("{}{}\n", text(&history).trim_end(), " ".repeat(300)).repeat(104_000);
    fs::write(history.path(), long).unwrap();
    history.append(&[sample(0, 2)]).unwrap();
    let kept = history.read(Utc::MIN_UTC).unwrap().samples;
    assert_eq!((kept.len(), kept.last()), (100_000, Some(&sample(0, 2))));
}

/// A drill writes its past behind what is there already.
#[test]
fn samples_of_the_window_are_found_behind_newer_ones_and_among_older_ones() {
    let temp = Temp::new();
    let history = real(&temp);
    let minutes = [5_000, 4_000, 130, 90, 2, 119, 60];
    history.append(&minutes.map(|minutes| sample(minutes, minutes))).unwrap();
    let found = history.in_window(&change()).unwrap().samples;
    assert_eq!(found, [90, 2, 119, 60].map(|minutes| sample(minutes, minutes)));
}

#[test]
fn two_at_once_lose_nothing() {
    let temp = Temp::new();
    std::thread::scope(|scope| {
        for one in 0..4 {
            let history = real(&temp);
            scope.spawn(move || (0..50).for_each(|n| history.append(&[sample(n, one)]).unwrap()));
        }
    });
    let kept = real(&temp).read(Utc::MIN_UTC).unwrap();
    assert_eq!((kept.samples.len(), kept.skipped), (200, 0));
}

#[test]
fn a_failing_write_is_said_and_breaks_nothing() {
    let temp = Temp::new();
    let history = real(&temp);
    assert_eq!(history.trouble(), None);
    fs::create_dir_all(history.path()).unwrap();
    history.or_trouble(history.append(&[sample(0, 1)]));
    let trouble = history.trouble().unwrap().to_owned();
    assert!(trouble.contains("history.jsonl"), "{trouble}");
    let seen = history.look(&change());
    assert!(seen.failure().is_some_and(|why| why.text.as_str().contains("history.jsonl")), "{seen:?}");
}

#[test]
fn a_past_is_given_once() {
    let temp = Temp::new();
    let drill = history(&temp, of("http://127.0.0.1:1/prod", Some("inc-004")));
    drill.begin(&[sample(60, 4), sample(30, 9)]);
    drill.begin(&[sample(60, 4), sample(30, 9)]);
    assert_eq!((drill.read(Utc::MIN_UTC).unwrap().samples.len(), drill.trouble()), (2, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// They are no samples: each whole line is counted as one that cannot be read, and what is added after them is.
    #[test]
    fn any_bytes_are_no_samples(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let temp = Temp::new();
        let history = real(&temp);
        history.append(&[sample(60, 4)]).unwrap();
        fs::write(history.path(), &bytes).unwrap();
        let kept = history.read(Utc::MIN_UTC).unwrap();
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!((kept.samples.len(), kept.skipped), (0, lines));
        history.append(&[sample(50, 7)]).unwrap();
        prop_assert_eq!(history.read(Utc::MIN_UTC).unwrap().samples, [sample(50, 7)]);
    }
}
