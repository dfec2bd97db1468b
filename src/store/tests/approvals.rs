//! Requested, decided, spent: in that order, and each once.

use super::*;
use crate::store::{Approvals, StoreError};

fn fresh() -> (Temp, Approvals) {
    let temp = Temp::new();
    let approvals = store(&temp).approvals();
    (temp, approvals)
}

#[test]
fn each_is_possible_once() {
    let (_temp, approvals) = fresh();
    let request = request("7F3K-1", 30);
    assert!(matches!(approvals.spend("7F3K-1"), Err(StoreError::NoRequest(_))));
    approvals.publish(&request).unwrap();
    approvals.publish(&request).unwrap();
    assert_eq!(approvals.open().unwrap(), std::slice::from_ref(&request));
    assert!(matches!(approvals.spend("7F3K-1"), Err(StoreError::NotApproved(_))));

    let decision = approved(&request);
    approvals.decide("7f3k-1", &decision).unwrap();
    assert!(matches!(approvals.decide("7F3K-1", &decision), Err(StoreError::Decided(_))));
    approvals.decide_once("7F3K-1", &decision).unwrap();
    assert_eq!(approvals.open().unwrap(), []);

    approvals.spend("7F3K-1").unwrap();
    assert!(matches!(approvals.spend("7F3K-1"), Err(StoreError::Spent(_))));
    assert!(matches!(approvals.decide("7F3K-1", &denied()), Err(StoreError::Spent(_))), "too late to take it back");
    let standing = approvals.get("7F3K-1").unwrap().unwrap();
    assert!(standing.spent && standing.decision == Some(decision));
}

#[test]
fn an_approval_that_is_not_used_yet_can_be_taken_back_for_good() {
    let (_temp, approvals) = fresh();
    let request = request("7F3K-1", 30);
    approvals.publish(&request).unwrap();
    approvals.decide("7F3K-1", &approved(&request)).unwrap();
    let denied = denied();
    approvals.decide("7F3K-1", &denied).unwrap();
    assert!(matches!(approvals.spend("7F3K-1"), Err(StoreError::NotApproved(_))));
    assert!(matches!(approvals.decide("7F3K-1", &approved(&request)), Err(StoreError::Decided(_))));
    assert!(matches!(approvals.decide("7F3K-1", &denied), Err(StoreError::Decided(_))));
    let standing = approvals.get("7F3K-1").unwrap().unwrap();
    assert!(!standing.spent && standing.decision == Some(denied));
}

#[test]
fn of_using_and_taking_back_at_once_exactly_one_happens() {
    for _ in 0..20 {
        let (_temp, approvals) = fresh();
        let request = request("7F3K-1", 30);
        approvals.publish(&request).unwrap();
        approvals.decide("7F3K-1", &approved(&request)).unwrap();
        let (used, taken_back) = std::thread::scope(|threads| {
            let used = threads.spawn(|| approvals.spend("7F3K-1").is_ok());
            let taken_back = threads.spawn(|| approvals.decide("7F3K-1", &denied()).is_ok());
            (used.join().unwrap(), taken_back.join().unwrap())
        });
        assert!(used != taken_back, "used: {used}, taken back: {taken_back}");
        assert_eq!(approvals.get("7F3K-1").unwrap().unwrap().spent, used);
    }
}

#[test]
fn what_does_not_count_is_refused() {
    let (_temp, approvals) = fresh();
    let (denied_one, late, other) = (request("A-1", 30), request("A-2", -1), request("A-3", 30));
    for one in [&denied_one, &late, &other] {
        approvals.publish(one).unwrap();
    }
    approvals.decide("A-1", &denied()).unwrap();
    assert!(matches!(approvals.spend("A-1"), Err(StoreError::NotApproved(_))));
    approvals.decide("A-2", &approved(&late)).unwrap();
    assert!(matches!(approvals.spend("A-2"), Err(StoreError::Expired { .. })));
    assert!(matches!(approvals.decide("A-3", &approved(&denied_one)), Err(StoreError::OtherRequest(_))));
    assert_eq!(approvals.open().unwrap(), [other]);
    for id in ["", "../../x", "A/1", "A-9"] {
        assert!(matches!(approvals.decide(id, &denied()), Err(StoreError::NoRequest(_))), "{id}");
    }
}

#[test]
fn another_request_under_the_same_id_begins_anew() {
    let (_temp, approvals) = fresh();
    let first = request("7F3K-1", 30);
    let second = Request { nonce: "M".into(), ..first.clone() };
    approvals.publish(&first).unwrap();
    approvals.decide("7F3K-1", &approved(&first)).unwrap();
    approvals.publish(&second).unwrap();
    assert_eq!(approvals.open().unwrap(), std::slice::from_ref(&second));
    assert!(matches!(approvals.decide("7F3K-1", &approved(&first)), Err(StoreError::OtherRequest(_))));
    approvals.decide("7F3K-1", &approved(&second)).unwrap();
    approvals.spend("7F3K-1").unwrap();
}

#[test]
fn of_many_at_once_one_spends_and_one_decides() {
    let (_temp, approvals) = fresh();
    let request = request("7F3K-1", 30);
    approvals.publish(&request).unwrap();
    let count = |act: &(dyn Fn() -> bool + Sync)| {
        std::thread::scope(|threads| {
            let all: Vec<_> = (0..8).map(|_| threads.spawn(act)).collect();
            all.into_iter().filter(|_| true).map(|one| usize::from(one.join().unwrap())).sum::<usize>()
        })
    };
    assert_eq!(count(&|| approvals.decide("7F3K-1", &approved(&request)).is_ok()), 1);
    assert_eq!(count(&|| approvals.spend("7F3K-1").is_ok()), 1);
}

#[test]
fn a_line_cut_off_at_any_byte_never_happened() {
    let (temp, approvals) = fresh();
    let request = request("7F3K-1", 30);
    approvals.publish(&request).unwrap();
    approvals.decide("7F3K-1", &approved(&request)).unwrap();
    let path = temp.0.join("state/approvals/7F3K-1.jsonl");
    let before = std::fs::read(&path).unwrap();
    approvals.spend("7F3K-1").unwrap();
    let after = std::fs::read(&path).unwrap();
    for end in before.len()..after.len() {
        std::fs::write(&path, &after[..end]).unwrap();
        assert!(!approvals.get("7F3K-1").unwrap().unwrap().spent);
        approvals.spend("7F3K-1").unwrap();
        assert!(matches!(approvals.spend("7F3K-1"), Err(StoreError::Spent(_))));
    }
}

#[tokio::test]
async fn a_walk_hears_what_another_terminal_decides() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut log = begun(&store);
    let request = request(&format!("{}-1", log.id), 30);
    let spent = || Event::Spent { request: request.id.clone() };
    assert!(log.decided(&request.id).is_err());
    add(&mut log, Event::Requested { request: Box::new(request.clone()) });
    assert_eq!(log.decided(&request.id).unwrap(), None);
    assert!(log.append(spent(), now(), None).is_err(), "not approved");

    let (decision, approvals) = (approved(&request), store.approvals());
    let (heard, ()) = tokio::join!(log.decision(&request.id), async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        approvals.decide(&request.id, &decision).unwrap();
    });
    assert_eq!(heard.unwrap(), decision);

    add(&mut log, Event::Decided { request: request.id.clone(), decision: Box::new(decision) });
    add(&mut log, spent());
    assert!(log.append(spent(), now(), None).is_err(), "used up");
    let events = store.read(&log.id).unwrap();
    assert_eq!(events.iter().filter(|event| matches!(event.event, Event::Spent { .. })).count(), 1);
    assert_eq!(events.len(), 7, "what was refused is not in the run");
}

#[test]
fn what_the_operator_wrote_down_is_in_the_store_too() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut log = begun(&store);
    let request = request(&format!("{}-1", log.id), 30);
    add(&mut log, Event::Requested { request: Box::new(request.clone()) });
    add(&mut log, Event::Decided { request: request.id.clone(), decision: Box::new(approved(&request)) });
    assert!(store.approvals().get(&request.id).unwrap().unwrap().decision.is_some());
    let error = store.approvals().decide(&request.id, &approved(&request)).unwrap_err();
    assert_eq!(
        (error.to_string(), error.hint().to_string()),
        (format!("{} is decided already", request.id), "duckops approvals".into())
    );
}

#[test]
fn an_approval_that_a_crash_wasted_is_asked_for_again() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut log = begun(&store);
    let id = log.id.clone();
    let request = request(&format!("{id}-1"), 30);
    add(&mut log, Event::Requested { request: Box::new(request.clone()) });
    add(&mut log, Event::Decided { request: request.id.clone(), decision: Box::new(approved(&request)) });
    store.approvals().spend(&request.id).unwrap();
    drop(log);
    for _ in 0..2 {
        let (_, read) = store.reopen(&id, &me("ana")).unwrap();
        assert_eq!(read.events.len(), 7, "recorded once");
        let state = duckops_core::walk::State::of(read.events);
        assert!(matches!(state.decisions[&request.id], Decision::Denied { .. }));
    }
}

/// Two walkers, because the lock was taken away: the one that was overtaken must not use the other's approval up.
#[test]
fn who_was_overtaken_spends_nothing() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut first = begun(&store);
    let request = Request { id: format!("{}-1", first.id), ..request("7F3K-1", 30) };
    add(&mut first, Event::Requested { request: Box::new(request.clone()) });
    store.approvals().decide(&request.id, &approved(&request)).unwrap();
    std::fs::remove_file(super::runs::file(&temp, &first.id).with_file_name("lock")).unwrap();
    let (mut second, _) = store.reopen(&first.id, &me("ben")).unwrap();
    add(&mut second, Event::Noted { text: Clean::new("mine now") });
    let spent = first.append(Event::Spent { request: request.id.clone() }, now(), None);
    assert!(spent.is_err());
    assert!(!store.approvals().get(&request.id).unwrap().unwrap().spent);
}
