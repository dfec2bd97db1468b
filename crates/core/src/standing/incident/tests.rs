//! What the events of incidents add up to.

use super::*;
use crate::world::Fact;

fn at(minute: u32) -> Utc {
    format!("2026-11-22T02:{minute:02}:00Z").parse().unwrap()
}

fn started(id: &str, minute: u32) -> Event {
    Event::Started {
        id: id.into(),
        severity: "P1".into(),
        title: "it is slow".into(),
        by: "ana".into(),
        at: at(minute),
        key: format!("{id}/start"),
        run: None,
        began: None,
        detected: None,
    }
}

fn noted(text: &str, minute: u32) -> Event {
    Event::Noted { text: text.into(), by: "tom".into(), at: at(minute), written: None, id: None }
}

fn ended(minute: u32) -> Event {
    let text = Some("the cache was cold".into());
    Event::Ended { by: "tom".into(), at: at(minute), text, key: "e".into(), report: None, story: None }
}

/// Written down at one minute, of another, while none or another one is on.
fn noted_late(id: &str, text: &str, minute: u32, written: u32) -> Event {
    let (by, written, id) = ("ana".into(), Some(at(written)), Some(id.into()));
    Event::Noted { text: text.into(), by, at: at(minute), written, id }
}

#[test]
fn a_late_note_stands_where_it_happened_and_not_in_the_entry_of_the_end() {
    let late = noted_late("I-1", "Mina called the vendor", 6, 50);
    let events = [started("I-1", 0), noted("restarted it", 5), noted("better", 7), ended(42), started("I-2", 45), late];
    let incident = all(&events).remove(0);
    let texts: Vec<_> = incident.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["restarted it", "Mina called the vendor", "better"]);
    assert_eq!(incident.end_entry(), all(&events[..4])[0].end_entry(), "it is the one that was written then");
    let entry = incident.note_entry(&incident.notes[1], "k");
    assert_eq!((entry.at, entry.words[0].1.as_str()), (at(50), "2026-11-22T02:06:00Z Mina called the vendor"));
    assert_eq!(all(&events)[1].notes, []);
}

#[test]
fn what_is_said_at_the_end_counts_before_what_was_said_at_its_beginning() {
    let report = Report {
        severity: Some("P0".into()),
        began: Some(at(1)),
        detected: Some(at(4)),
        resolved: Some(at(30)),
        components: Some("the API".into()),
        root_cause: Some("a cold cache".into()),
        actions: Some("warm it".into()),
    };
    let backwards = Report { detected: Some(at(0)), ..report.clone() };
    assert!(report.in_order().is_ok() && backwards.in_order().is_err());
    let Event::Ended { by, at: ended_at, text, key, .. } = ended(42) else { unreachable!() };
    let end = Event::Ended { by, at: ended_at, text, key, report: Some(Box::new(report)), story: None };
    let incident = all(&[started("I-1", 3), Event::Frozen { id: "I-1".into(), snapshot: "S1".into() }, end]).remove(0);
    assert_eq!((incident.began(), incident.noticed(), incident.resolved()), (at(1), Some(at(4)), Some(at(30))));
    assert_eq!((incident.severity().as_str(), incident.snapshot.as_deref()), ("P0", Some("S1")));
    assert_eq!(incident.start_entry().title.as_str(), "P1 begins: it is slow", "it stands as it was written");
    let told: Vec<_> = incident.end_entry().unwrap().facts.iter().map(|(l, v)| format!("{l}: {v}")).collect();
    let expected = "incident: I-1, severity: P0, declared by: ana, began: 2026-11-22T02:01:00Z, ended by: tom, \
                    lasted: 29 min, detected: 2026-11-22T02:04:00Z, resolved: 2026-11-22T02:30:00Z, \
                    components: the API, root cause: a cold cache, corrective actions: warm it";
    assert_eq!(told.join(", "), expected);
}

#[test]
fn the_state_is_what_the_events_add_up_to() {
    for (events, on, id) in [
        (vec![], "no", "?  incident mode is off"),
        (vec![started("I-1", 0)], "yes", "I-1"),
        (vec![started("I-1", 0), noted("x", 1), ended(2)], "no", "?  incident mode is off"),
        (vec![started("I-1", 0), ended(2), started("I-2", 3)], "yes", "I-2"),
        (vec![started("I-1", 0), started("I-2", 1)], "yes", "I-1"),
        (vec![noted("of nothing", 0), ended(1)], "no", "?  incident mode is off"),
    ] {
        let facts = facts(&events, at(30)).into_facts();
        assert_eq!((facts["on"].to_string().as_str(), facts["id"].to_string().as_str()), (on, id), "{events:?}");
    }
}

#[test]
fn its_age_is_not_known_when_it_began_after_now() {
    let events = [started("I-1", 20)];
    assert_eq!(facts(&events, at(32)).age, Ok(Duration::from_secs(12 * 60)));
    let early = facts(&events, at(10)).into_facts();
    assert!(matches!(&early["age"], Fact::Unknown(why) if why.kind == WhyKind::BadReply));
}

#[test]
fn an_id_is_given_once() {
    let events = [started("I-QE34", 0), ended(1), started("I-QE34-2", 2)];
    assert_eq!((free_id(&events, "QE34"), free_id(&events, "9XYZ")), ("I-QE34-3".into(), "I-9XYZ".into()));
}

#[test]
fn the_entries_tell_its_beginning_and_its_end() {
    let events = [started("I-1", 0), noted("restarted it", 5), noted("better", 7), ended(42)];
    let incident = all(&events).remove(0);
    let start = incident.start_entry();
    assert_eq!((start.title.as_str(), start.at), ("P1 begins: it is slow", at(0)));
    let end = incident.end_entry().unwrap();
    assert_eq!((end.title.as_str(), end.key.as_str()), ("P1 ends: it is slow", "e"));
    let table: Vec<_> = end.facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
    let expected =
        "incident: I-1, severity: P1, declared by: ana, began: 2026-11-22T02:00:00Z, ended by: tom, lasted: 42 min";
    assert_eq!(table.join(", "), expected);
    assert_eq!(end.words[0].1.as_str(), "2026-11-22T02:05:00Z restarted it");
    assert_eq!(end.text.unwrap().as_str(), "the cache was cold");
    assert_eq!(super::open(&[started("I-1", 0)]).unwrap().end_entry(), None);
}

/// As a file has them that was written when an end was told whole or not at all.
#[test]
fn ends_of_before_still_fold() {
    let whole = r#"{"event":"ended","by":"tom","at":"2026-11-22T02:42:00Z","key":"e","report":{"severity":"P0",
        "began":"2026-11-22T02:01:00Z","detected":"2026-11-22T02:04:00Z","resolved":"2026-11-22T02:30:00Z",
        "components":"the API","root_cause":"a cold cache","actions":"warm it"}}"#;
    let none = r#"{"event":"ended","by":"tom","at":"2026-11-22T02:42:00Z","key":"e"}"#;
    for (written, began, noticed) in [(whole, at(1), Some(at(4))), (none, at(3), None)] {
        let end: Event = serde_json::from_str(written).unwrap();
        let incident = all(&[started("I-1", 3), end]).remove(0);
        assert_eq!((incident.began(), incident.noticed()), (began, noticed));
    }
}

#[test]
fn what_nobody_said_at_the_end_stays_as_it_was_known() {
    let Event::Ended { by, at: ended_at, text, key, .. } = ended(42) else { unreachable!() };
    let said = Report { root_cause: Some("a cold cache".into()), ..Report::default() };
    let event = Event::Ended { by, at: ended_at, text, key, report: Some(Box::new(said)), story: None };
    let written = serde_json::to_string(&event).unwrap();
    assert!(written.ends_with(r#""report":{"root_cause":"a cold cache"}}"#), "{written}");
    let incident = all(&[started("I-1", 3), serde_json::from_str(&written).unwrap()]).remove(0);
    assert_eq!((incident.began(), incident.noticed(), incident.resolved()), (at(3), None, Some(at(42))));
    assert_eq!(incident.severity().as_str(), "P1");
    let told: Vec<_> = incident.end_entry().unwrap().facts.iter().map(|(label, _)| label.to_string()).collect();
    assert_eq!(told, ["incident", "severity", "declared by", "began", "ended by", "lasted", "root cause"]);
}
