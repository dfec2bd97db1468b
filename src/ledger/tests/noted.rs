//! What is noted before a ledger is touched, and what is found by it.

use super::*;
use duckops_core::ledger::anchor::{Newest, Pending};
use duckops_core::ledger::opening;

const LOG: &str = "GOVERNANCE-LOG.md";

fn found(ledgers: &Ledgers) -> Vec<(&'static str, usize)> {
    let bytes = ledgers.read("governance").unwrap().unwrap_or_default();
    let ledger = Ledger::parse(&bytes);
    let findings = ledger.verify("governance", &ledgers.noted("governance").unwrap().expected(&ledger));
    findings.told.iter().map(|finding| (finding.what.word(), finding.line)).collect()
}

#[test]
fn what_was_written_is_known() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    (1..4).for_each(|visit| drop(outputs(ledgers.apply(&note("7F3K", visit)))));
    assert!(found(&ledgers).is_empty());
    assert_eq!(ledgers.missing("governance").unwrap(), 0);
    assert_eq!(found(&temp.of("another")), [("unanchored", 5)]);

    let text = fs::read_to_string(temp.file(LOG)).unwrap();
    let last = text.rfind("## ").unwrap();
    fs::write(temp.file(LOG), &text[..last]).unwrap();
    assert_eq!((found(&ledgers), ledgers.missing("governance").unwrap()), (vec![("missing", 36)], 1));
    fs::write(temp.file(LOG), &text[..last + 60]).unwrap();
    assert_eq!(found(&ledgers), [("torn", 37)]);
    fs::remove_file(temp.file(LOG)).unwrap();
    assert_eq!(ledgers.missing("governance").unwrap(), 3);
}

#[test]
fn a_link_in_the_place_of_a_log_hides_nothing_that_was_written_there() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    outputs(ledgers.apply(&note("7F3K", 1)));
    let (log, moved) = (temp.file(LOG), temp.file("moved.md"));
    fs::rename(&log, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &log).unwrap();
    outputs(ledgers.apply(&note("7F3K", 2)));
    assert_eq!((found(&ledgers), ledgers.missing("governance").unwrap()), (vec![], 0), "moved, and all there");
    fs::write(&moved, "# Another one\n").unwrap();
    assert_eq!(ledgers.missing("governance").unwrap(), 2);
    assert_eq!(found(&ledgers), [("missing", 1), ("missing", 1)]);
}

/// Cut off at any byte, the next write brings the whole entry, once, and everything else as it was.
#[test]
fn an_entry_that_was_cut_off_is_written_to_its_end() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    outputs(ledgers.apply(&note("7F3K", 1)));
    let before = fs::read(temp.file(LOG)).unwrap();
    outputs(ledgers.apply(&note("7F3K", 2)));
    let whole = fs::read(temp.file(LOG)).unwrap();
    let place = temp.file(LOG).canonicalize().unwrap();
    let Some(Newest::Written(anchor)) = ledgers.keep.newest(&place).unwrap() else { panic!("not noted") };
    let text = String::from_utf8(whole[before.len()..].to_vec()).unwrap();
    let pending = Pending { anchor, offset: before.len(), text };
    for len in (before.len()..=whole.len()).step_by(13) {
        // As a crash leaves it: noted, and written up to here; then there may be zeros.
        for zeros in [0, whole.len() - len] {
            ledgers.keep.begin(&place, &pending).unwrap();
            fs::write(&place, [&whole[..len], &vec![0; zeros]].concat()).unwrap();
            outputs(ledgers.apply(&note("7F3K", 2)));
            assert_eq!(fs::read(&place).unwrap(), whole, "cut off at {len}, {zeros} zeros");
            assert!(found(&ledgers).is_empty());
            // A line end that is missing, or stands there alone, is nobody's entry.
            let is_within = zeros > 0 || (before.len() + 2..whole.len() - 1).contains(&len);
            assert_eq!(ledgers.take_mended().len(), usize::from(is_within), "told once: {len}, {zeros} zeros");
        }
    }
    ledgers.keep.begin(&place, &pending).unwrap();
    fs::write(&place, [&before[..], b"\n## Ours\n\nwords\n"].concat()).unwrap();
    outputs(ledgers.apply(&note("7F3K", 3)));
    assert!(fs::read_to_string(&place).unwrap().contains("\n## Ours\n\nwords\n\n## "), "a person's words are no part");
}

/// An older log says otherwise: the version that somebody marked as bad would be good again.
#[test]
fn a_log_that_lost_an_entry_chooses_no_version() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    let query = Query::new("ledger.deploys");
    let marked = |visit: u32, version: &str, state: &str| {
        let values = [("version", version), ("state", state), ("what", "x")];
        outputs(ledgers.apply(&intent("ledger.deploy", "7F3K", visit, &values)));
        fs::read(temp.file("DEPLOY-LOG.md")).unwrap()
    };
    marked(1, "40", "promoted");
    marked(2, "40", "verified");
    marked(3, "41", "promoted");
    let older = marked(4, "41", "verified");
    marked(5, "41", "bad");
    assert_eq!(ledgers.look_deploys(&query).fact("last_good").unwrap(), &Value::Text(Clean::new("40")));
    fs::write(temp.file("DEPLOY-LOG.md"), older).unwrap();
    let why = ledgers.look_deploys(&query).fact("last_good").unwrap_err().clone();
    assert_eq!(why.kind, WhyKind::Changed);
    assert!(why.text.as_str().ends_with("DEPLOY-LOG.md misses 1 entry that was written from here"), "{}", why.text);
}

#[test]
fn nothing_is_added_to_a_conflict() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    outputs(ledgers.apply(&note("7F3K", 1)));
    let torn = fs::read_to_string(temp.file(LOG)).unwrap() + "<<<<<<< HEAD\n";
    fs::write(temp.file(LOG), &torn).unwrap();
    assert!(refused(ledgers.apply(&note("7F3K", 2))).ends_with("git left conflict markers in line 20"));
    assert_eq!(fs::read_to_string(temp.file(LOG)).unwrap(), torn);
}

/// The key of a step can be guessed: an entry made by hand under it is not the step's.
#[test]
fn a_made_up_entry_is_no_reason_not_to_write() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    fs::create_dir(temp.0.join("log")).unwrap();
    let mut entry = super::super::entry::of(&note("7F3K", 1), &Clean::new("ana")).unwrap();
    entry.text = Some(Clean::new("It does not work."));
    let forged = opening("governance") + &entry.write().text;
    fs::write(temp.file(LOG), &forged).unwrap();
    assert!(matches!(ledgers.look_back(&note("7F3K", 1)), Applied::CannotTell(why) if why.kind == WhyKind::Changed));
    let (id, _) = outputs(ledgers.apply(&note("7F3K", 1)));
    assert_eq!(outputs(ledgers.look_back(&note("7F3K", 1))).0, id);
    assert_eq!(found(&ledgers), [("forged", 5)], "the one that was not written from here");
}

#[test]
fn a_state_that_cannot_be_written_to_leaves_the_ledger_alone() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    fs::write(temp.0.join("state/anchors"), "").unwrap();
    let said = refused(ledgers.apply(&note("7F3K", 1)));
    assert!(said.contains("nothing was written to ") && said.contains("it could not be noted first"), "{said}");
    assert!(!temp.file(LOG).exists());
    fs::write(temp.file(LOG), "").unwrap();
    refused(ledgers.apply(&note("7F3K", 1)));
    assert!(temp.file(LOG).exists(), "a person's empty file stays");
}

#[test]
fn state_directories_exclude_each_other() {
    let temp = Temp::new();
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let ledgers = temp.of(&format!("state{thread}"));
            threads.spawn(move || {
                (0..25).for_each(|visit| drop(outputs(ledgers.apply(&note(&format!("RUN{thread}"), visit)))))
            });
        }
    });
    let bytes = fs::read(temp.file(LOG)).unwrap();
    let ledger = Ledger::parse(&bytes);
    let forks = ledger.entries().filter(|found| found.mark.as_ref().unwrap().parents().count() != 1).count();
    assert_eq!((intact(&temp.file(LOG)), forks), (100, 1), "each but the first follows the one before");
}
