//! An approval is of one request: whatever differs, differs in its text.

use super::*;
use crate::walk::approval::{Approval, Proof, check};
use crate::world::Cut;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeSet;

pub fn request() -> Request {
    let plan = Plan {
        action: "lambda.promote".into(),
        tier: Tier::Gated,
        args: Args::default(),
        target: "prod".into(),
        before: "prod 43".into(),
        after: "prod 41".into(),
        undo: Undo::Cannot("a test".into()),
        words: "prod 43 -> 41".into(),
    };
    Request {
        id: "7F3K-1".into(),
        run: "7F3K".into(),
        step: "promote".into(),
        runbook: "r".into(),
        runbook_digest: "d".into(),
        account: "1".into(),
        region: "r".into(),
        gate: "G".into(),
        plan,
        reason: "r".into(),
        requester: "user/ana".into(),
        requester_arn: "arn:aws:sts::1:assumed-role/ops/ana.b".into(),
        nonce: "n".into(),
        made: chrono::DateTime::UNIX_EPOCH,
        not_after: chrono::DateTime::UNIX_EPOCH,
        drill: false,
        mode: Mode::Recorded,
        earlier: Vec::new(),
    }
}

/// With an argument of every type.
fn rich() -> Request {
    let texts = |words: &[&str]| words.iter().map(Clean::new).collect::<Vec<_>>();
    let cut = Some(Cut { of: 9, order: "newest first".into() });
    let table = Table { columns: texts(&["version", "state"]), rows: vec![texts(&["43", "bad"])], cut };
    let values = [
        ("to", Value::Text("41".into())),
        ("revision", Value::Text("rev-1".into())),
        ("sole", Value::Bool(true)),
        ("looks", Value::Int(3)),
        ("share", Value::Real(0.5)),
        ("since", Value::Time(chrono::DateTime::UNIX_EPOCH)),
        ("soak", Value::Duration(std::time::Duration::from_millis(1500))),
        ("routes", Value::Texts(texts(&["/beak", "/peck"]))),
        ("seen", Value::Table(table)),
    ];
    let args = Args {
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        facts: vec![("Version".into(), "41".into())],
        notes: vec!["seen it".into()],
    };
    let made = chrono::DateTime::UNIX_EPOCH;
    let plan = Plan { args, undo: Undo::Command("aws lambda …".into()), ..request().plan };
    let earlier = texts(&["7F3K-1 (prod 43 -> 42) denied by Josh at 1970-01-01T00:00:00Z: wait for tom"]);
    Request { plan, not_after: made + TimeDelta::minutes(30), earlier, ..request() }
}

fn approval(request: &Request) -> Approval {
    Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: "Josh".into(),
        method: "call".into(),
        reference: "#1".into(),
        said: request.made,
        reason: "r".into(),
        recorded_by: "ana".into(),
        recorded: request.made,
        proof: Proof::Recorded,
    }
}

/// Every value of a JSON document, by its path.
fn paths(json: &Json, path: &str, found: &mut Vec<String>) {
    match json {
        Json::Object(fields) => fields.iter().for_each(|(name, json)| paths(json, &format!("{path}/{name}"), found)),
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(n, json)| paths(json, &format!("{path}/{n}"), found));
        }
        _ => {}
    }
    found.push(path.into());
}

/// What a value could be instead; what is no request any more is left out by the caller.
fn others(json: &Json) -> Vec<Json> {
    match json {
        Json::Bool(yes) => vec![(!yes).into()],
        Json::Number(n) if n.is_f64() => vec![0.75.into()],
        Json::Number(n) => vec![(n.as_u64().unwrap() + 1).into()],
        Json::String(text) => ["1999-12-31T23:59:59Z".into(), "guarded".into(), "signed".into(), format!("{text}x")]
            .map(Json::from)
            .into(),
        Json::Array(items) => vec![items[1..].into(), [&items[..], &items[..1]].concat().into()],
        _ => Vec::new(),
    }
}

/// All requests that differ from this one in one place.
fn changed(request: &Request) -> Vec<(String, Request)> {
    let json = serde_json::to_value(request).unwrap();
    let mut found = Vec::new();
    paths(&json, "", &mut found);
    let mut changed = Vec::new();
    for path in found.iter().filter(|path| !path.is_empty()) {
        let mut all: Vec<Json> = Vec::new();
        for other in others(json.pointer(path).unwrap()) {
            let mut json = json.clone();
            *json.pointer_mut(path).unwrap() = other;
            all.push(json);
        }
        let (parent, name) = path.rsplit_once('/').unwrap();
        let mut without = json.clone();
        if without.pointer_mut(parent).and_then(Json::as_object_mut).is_some_and(|fields| fields.remove(name).is_some())
        {
            all.push(without);
        }
        let read = all.into_iter().filter_map(|json| serde_json::from_value(json).ok());
        changed.extend(read.filter(|other| other != request).map(|other| (path.clone(), other)));
    }
    changed
}

#[test]
fn a_changed_field_is_another_request_whichever_it_is() {
    let original = rich();
    let approval = approval(&original);
    assert_eq!(check(&original, &approval, &["Josh".into()], original.made), Ok(()));
    let changed = changed(&original);
    for (path, other) in &changed {
        let refusal = check(other, &approval, &["Josh".into()], original.made).unwrap_err();
        let (wanted, said) = match path.as_str() {
            "/id" => (Refusal::AnotherRequest, "it approves another request"),
            _ => (Refusal::AnotherAction, "what was approved is not what would be done now"),
        };
        assert_eq!((&refusal, refusal.to_string().as_str()), (&wanted, said), "{path}");
    }
    let fields = serde_json::to_value(&original).unwrap();
    let fields =
        ["", "/plan", "/plan/args/values"].map(|at| (at, fields.pointer(at).unwrap().as_object().unwrap().clone()));
    let all: BTreeSet<_> =
        fields.iter().flat_map(|(at, map)| map.keys().map(move |name| format!("{at}/{name}"))).collect();
    let touched = |name: &String| changed.iter().any(|(path, _)| path == name || path.starts_with(&format!("{name}/")));
    let untouched: Vec<_> = all.iter().filter(|name| !touched(name)).collect();
    assert!(all.len() > 30 && untouched.is_empty(), "never changed: {untouched:?} of {}", all.len());
}

/// What is kept on disk and read again is the same request.
#[test]
fn the_text_survives_being_written_and_read() {
    let read: Request = serde_json::from_str(&serde_json::to_string(&rich()).unwrap()).unwrap();
    assert_eq!((read.canonical(), read.mark().len()), (rich().canonical(), 19));
}

/// An approval of a run that began before requests told of earlier ones is still of that request.
#[test]
fn a_request_without_an_earlier_no_is_the_one_that_it_was() {
    let first = Request { earlier: Vec::new(), ..rich() };
    assert_eq!(first.mark(), "359f 616d 9e41 1a8d");
    let written = serde_json::to_string(&first).unwrap();
    assert!(!written.contains("earlier") && serde_json::from_str::<Request>(&written).unwrap() == first, "{written}");
}

#[test]
fn names_that_are_none_are_found() {
    assert!(rich().is_plain());
    let arg = |request: &mut Request| drop(request.plan.args.values.insert("a\u{202e}b".into(), Value::Bool(true)));
    let hostile: [fn(&mut Request); 4] = [
        |request| request.id = "7F3K-1\u{1b}[2J".into(),
        |request| request.step = "promote\u{9b}".into(),
        |request| request.plan.action = "lambda promote".into(),
        |request| request.runbook = String::new(),
    ];
    for (n, change) in hostile.into_iter().chain([arg as fn(&mut Request)]).enumerate() {
        let mut request = rich();
        change(&mut request);
        assert!(!request.is_plain(), "{n}");
    }
}

#[test]
fn the_text_can_be_read() {
    expect_test::expect![[r#"
        format: "duckops-request@v2"
        request: "7F3K-1"
        run: "7F3K"
        step: "promote"
        runbook: "r"
        runbook-digest: "d"
        account: "1"
        region: "r"
        gate: "G"
        action: "lambda.promote"
        tier: gated
        arg "looks" int: 3
        arg "revision" text: "rev-1"
        arg "routes" texts: ["/beak","/peck"]
        arg "seen" table: ["version","state"] [["43","bad"]] of 9 "newest first"
        arg "share" real: 0.5
        arg "since" time: 1970-01-01T00:00:00Z
        arg "soak" duration: 1500 ms
        arg "sole" bool: true
        arg "to" text: "41"
        fact "Version": "41"
        note: "seen it"
        target: "prod"
        before: "prod 43"
        after: "prod 41"
        undo command: "aws lambda …"
        words: "prod 43 -> 41"
        reason: "r"
        requester: "user/ana"
        requester-arn: "arn:aws:sts::1:assumed-role/ops/ana.b"
        nonce: "n"
        made: 1970-01-01T00:00:00Z
        not-after: 1970-01-01T00:30:00Z
        drill: no
        mode: recorded
        earlier: "7F3K-1 (prod 43 -> 42) denied by Josh at 1970-01-01T00:00:00Z: wait for tom"
    "#]]
    .assert_eq(&rich().canonical());
}

#[test]
fn both_people_see_the_same_lines() {
    let lines = rich().lines().into_iter().map(|(label, text)| format!("{label:<9} {text}\n")).collect::<String>();
    expect_test::expect![[r#"
        request   7F3K-1 of G
        change    prod 43 -> 41
        before    prod 43, as at 1970-01-01T00:00:00Z
        after     prod 41
        sends     lambda.promote looks=3 revision=rev-1 routes='/beak, /peck' seen='1 rows' share=0.5 since=1970-01-01T00:00:00Z soak='1.5 s' sole=yes to=41
        reason    r
        earlier   7F3K-1 (prod 43 -> 42) denied by Josh at 1970-01-01T00:00:00Z: wait for tom
        asked by  user/ana (arn:aws:sts::1:assumed-role/ops/ana.b) at 1970-01-01T00:00:00Z
        for       run 7F3K, step promote of r
        in        account 1, region r
        until     1970-01-01T00:30:00Z
        consent   asked for here, in words that are recorded; for one use
        digest    c5f6 196e 7a3f 204c
    "#]].assert_eq(&lines);
}

/// Words that could pass for another field, another type, or two of something.
fn words() -> impl Strategy<Value = Clean> {
    let words =
        ["", "5", "true", "a", "a, b", "a\",\"b", "\"", "\\", "[\"a\"]", "a: b", "text: \"5\"", "5 ms", " of 5 \"a\""];
    prop::sample::select(words.to_vec()).prop_map(Clean::new)
}

fn value() -> impl Strategy<Value = Value> {
    let texts = || prop::collection::vec(words(), 0..3);
    let cut = prop::option::of((0..3_usize, words()).prop_map(|(of, order)| Cut { of, order }));
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (4..6_i64).prop_map(Value::Int),
        (4..12_i32).prop_map(|n| Value::Real(f64::from(n) / 2.0)),
        words().prop_map(Value::Text),
        (4..6_i64).prop_map(|s| Value::Time(chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(s))),
        (4..6_u64).prop_map(|ms| Value::Duration(std::time::Duration::from_millis(ms))),
        texts().prop_map(Value::Texts),
        (texts(), prop::collection::vec(texts(), 0..3), cut).prop_map(|(columns, rows, cut)| Value::Table(Table {
            columns,
            rows,
            cut
        })),
    ]
}

fn any_request() -> impl Strategy<Value = Request> {
    let undo =
        (any::<bool>(), words()).prop_map(|(can, text)| if can { Undo::Command(text) } else { Undo::Cannot(text) });
    let name = prop::sample::select(vec!["a", "b", "a\" int: 5", "a\": \"x"]).prop_map(str::to_owned);
    let values = prop::collection::btree_map(name, value(), 0..3);
    let facts = prop::collection::vec((words(), words()), 0..2);
    (values, facts, prop::collection::vec(words(), 0..2), [words(), words(), words(), words()], undo).prop_map(
        |(values, facts, notes, [target, before, reason, requester], undo)| Request {
            plan: Plan { args: Args { values, facts, notes }, target, before, undo, ..request().plan },
            reason,
            requester,
            ..request()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Two requests, one of which takes some of its parts from the other, so that they often come close.
    #[test]
    fn no_two_requests_have_the_same_text(one in any_request(), other in any_request(), of_other in 0..64_u8) {
        let takes = |n: u8| of_other & (1 << n) != 0;
        let mut mixed = one.clone();
        if takes(0) { mixed.plan.args.values = other.plan.args.values; }
        if takes(1) { mixed.plan.args.facts = other.plan.args.facts; }
        if takes(2) { mixed.plan.args.notes = other.plan.args.notes; }
        if takes(3) { mixed.plan.target = other.plan.target; }
        if takes(4) { mixed.plan.undo = other.plan.undo; }
        if takes(5) { mixed.reason = other.reason; }
        prop_assert_eq!(one == mixed, one.canonical() == mixed.canonical());
    }

    #[test]
    fn a_value_and_its_type_are_told_apart(one in value(), other in value()) {
        prop_assert_eq!(one == other, typed(&one) == typed(&other));
    }
}

#[test]
fn the_command_is_whole_and_names_somebody_who_may() {
    for (listed, approver) in [
        (&["Josh", "Mina"][..], "Josh"),
        (&["Ana", "ana.b", "Mina K"], "'Mina K'"),
        (&["ana", " "], "NAME"),
        (&[], "NAME"),
    ] {
        let listed: Vec<_> = listed.iter().map(Clean::new).collect();
        let command = request().command(&listed);
        let whole = format!("duckops approve 7F3K-1 --approver {approver} --method call --reference \"…\"");
        assert_eq!(command, whole);
    }
}

#[test]
fn nothing_is_approved_before_it_is_asked_for() {
    use chrono::TimeDelta;
    let made = chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(90);
    let request = Request { made, ..request() };
    for (seconds, fits) in [(59, false), (60, true), (89, true), (200, true)] {
        let said = chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(request.said_in_time(said).is_ok(), fits, "said after {seconds} s");
    }
}
