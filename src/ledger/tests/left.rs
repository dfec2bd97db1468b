//! How a ledger was left spares reading it, as long as nobody has touched it.

use super::*;
use duckops_core::ledger::left::Left;
use std::os::unix::fs::MetadataExt;

const LOG: &str = "GOVERNANCE-LOG.md";
/// Nobody who reads the ledger would say so.
const MADE_UP: usize = 7;

fn left(ledgers: &Ledgers) -> Left {
    let place = ledgers.path("governance").canonicalize().unwrap();
    ledgers.keep.left(&place).unwrap()
}

/// Two entries, and a note of them by which it is seen whether the ledger is read.
fn two_entries(temp: &Temp) -> Ledgers {
    let ledgers = temp.ledgers();
    (1..3).for_each(|visit| drop(outputs(ledgers.apply(&note("7F3K", visit)))));
    let mut made_up = left(&ledgers);
    made_up.before.missing = MADE_UP;
    ledgers.keep.leave(&temp.file(LOG).canonicalize().unwrap(), &made_up);
    assert_eq!(ledgers.missing("governance").unwrap(), MADE_UP);
    ledgers
}

#[test]
fn an_untouched_ledger_is_not_read() {
    let temp = Temp::new();
    let ledgers = two_entries(&temp);
    outputs(ledgers.apply(&note("7F3K", 3)));
    assert_eq!((left(&ledgers).before.missing, ledgers.missing("governance").unwrap()), (MADE_UP, MADE_UP));
    let bytes = fs::read(temp.file(LOG)).unwrap();
    let ledger = Ledger::parse(&bytes);
    let findings = ledger.verify("governance", &ledgers.noted("governance").unwrap().expected(&ledger));
    assert_eq!((findings.intact.len(), findings.told, ledger.heads().len()), (3, vec![], 1));
}

#[test]
fn an_entry_that_may_be_there_is_looked_for() {
    let temp = Temp::new();
    let ledgers = two_entries(&temp);
    let (third, before) = (outputs(ledgers.apply(&note("7F3K", 3))).0, fs::read(temp.file(LOG)).unwrap());
    assert_eq!(outputs(ledgers.apply(&note("7F3K", 3))).0, third);
    assert_eq!(fs::read(temp.file(LOG)).unwrap(), before);
}

/// What somebody does to the log.
type Touch = fn(&Temp);

#[test]
fn a_ledger_that_somebody_touched_is_read() {
    let touch: [(&str, Touch); 7] = [
        ("a line at its end", |temp| {
            fs::write(temp.file(LOG), fs::read_to_string(temp.file(LOG)).unwrap() + "a line\n").unwrap()
        }),
        ("as many bytes in their place", |temp| {
            let (text, before) = (fs::read_to_string(temp.file(LOG)).unwrap(), fs::metadata(temp.file(LOG)).unwrap());
            // The file system's clock has ticks.
            while fs::metadata(temp.file(LOG)).unwrap().ctime_nsec() == before.ctime_nsec() {
                fs::write(temp.file(LOG), text.replacen("Governance", "GOVERNANCE", 1)).unwrap();
            }
        }),
        ("another file in its place", |temp| {
            fs::copy(temp.file(LOG), temp.file("new.md")).unwrap();
            fs::rename(temp.file("new.md"), temp.file(LOG)).unwrap();
        }),
        ("somebody else's entry", |temp| drop(outputs(temp.of("another").apply(&note("8G4L", 1))))),
        ("a link in its place", |temp| {
            fs::rename(temp.file(LOG), temp.file("moved.md")).unwrap();
            std::os::unix::fs::symlink(temp.file("moved.md"), temp.file(LOG)).unwrap();
        }),
        ("what is known given up", |temp| {
            let known = fs::read_dir(temp.0.join("state/anchors")).unwrap().map(|file| file.unwrap().path());
            known
                .filter(|path| path.to_string_lossy().ends_with(".jsonl"))
                .for_each(|path| fs::remove_file(path).unwrap());
        }),
        ("a note of nobody", |temp| {
            let notes = fs::read_dir(temp.0.join("state/anchors")).unwrap().map(|file| file.unwrap().path());
            let note = notes.into_iter().find(|path| path.to_string_lossy().ends_with(".left.json")).unwrap();
            fs::write(note, "{").unwrap();
        }),
    ];
    for (how, touch) in touch {
        let temp = Temp::new();
        let ledgers = two_entries(&temp);
        touch(&temp);
        assert_eq!(ledgers.missing("governance").unwrap(), 0, "{how}");
        outputs(ledgers.apply(&note("7F3K", 3)));
        let bytes = fs::read(temp.file(LOG)).unwrap();
        assert_eq!(Ledger::parse(&bytes).heads().len(), 1, "{how}: it follows all of them");
        assert_eq!((left(&ledgers).before.missing, ledgers.missing("governance").unwrap()), (0, 0), "{how}");
    }
}
