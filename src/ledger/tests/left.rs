//! How a ledger was left spares reading it, as long as nobody has touched it.

use super::*;
use crate::disk;
use duckops_core::ledger::left::{Left, Stamp};
use std::os::unix::fs::MetadataExt;

const LOG: &str = "GOVERNANCE-LOG.md";
/// Nobody who reads the ledger would say so.
const MADE_UP: usize = 7;

fn left(ledgers: &Ledgers) -> Left {
    let place = ledgers.path("governance").canonicalize().unwrap();
    ledgers.keep.left(&place).unwrap()
}

fn known(temp: &Temp, ending: &str) -> PathBuf {
    let mut all = fs::read_dir(temp.0.join("state/anchors")).unwrap().map(|file| file.unwrap().path());
    all.find(|path| path.to_string_lossy().ends_with(ending)).unwrap()
}

/// As many bytes in their place, and the file system's clock has gone on: it has ticks.
fn edit_in_place(path: &Path) {
    let (text, before) = (fs::read_to_string(path).unwrap(), fs::metadata(path).unwrap());
    let (from, to) =
        if text.contains("Governance") { ("Governance", "GOVERNANCE") } else { ("GOVERNANCE", "Governance") };
    let edited = text.replacen(from, to, 1);
    while fs::metadata(path).unwrap().ctime_nsec() == before.ctime_nsec() {
        fs::write(path, &edited).unwrap();
    }
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
    let touch: [(&str, Touch); 8] = [
        ("a line at its end", |temp| {
            fs::write(temp.file(LOG), fs::read_to_string(temp.file(LOG)).unwrap() + "a line\n").unwrap()
        }),
        ("as many bytes in their place", |temp| edit_in_place(&temp.file(LOG))),
        ("another file in its place", |temp| {
            fs::copy(temp.file(LOG), temp.file("new.md")).unwrap();
            fs::rename(temp.file("new.md"), temp.file(LOG)).unwrap();
        }),
        ("somebody else's entry", |temp| drop(outputs(temp.of("another").apply(&note("8G4L", 1))))),
        ("a link in its place", |temp| {
            fs::rename(temp.file(LOG), temp.file("moved.md")).unwrap();
            std::os::unix::fs::symlink(temp.file("moved.md"), temp.file(LOG)).unwrap();
        }),
        ("what is known given up", |temp| fs::remove_file(known(temp, ".jsonl")).unwrap()),
        ("a note of nobody", |temp| fs::write(known(temp, ".left.json"), "{").unwrap()),
        ("a bit of the note", |temp| {
            let text = fs::read_to_string(known(temp, ".left.json")).unwrap();
            fs::write(known(temp, ".left.json"), text.replace("\"missing\":7", "\"missing\":3")).unwrap();
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

/// Also while an entry is written, since who edits takes no lock; but for the moment between the look right before the
/// write and the look right after it.
#[test]
fn what_is_touched_while_an_entry_is_written_is_read_by_the_next_one() {
    use crate::disk::{loss::Disk, simulated};
    use std::cell::Cell;
    use std::rc::Rc;
    let mut unseen = Vec::new();
    for wanted in 0.. {
        let temp = Temp::new();
        let ledgers = two_entries(&temp);
        let (seen, path) = (Rc::new(Cell::new(0)), temp.file(LOG));
        simulated::begin(Path::new("/nowhere"), Disk::default(), None).unwrap();
        let count = Rc::clone(&seen);
        simulated::at_each_point(move || {
            let at = count.replace(count.get() + 1);
            // Each operation has a point before it and one after it.
            if at % 2 == 0 && at / 2 == wanted {
                edit_in_place(&path);
            }
        });
        outputs(ledgers.apply(&note("7F3K", 3)));
        simulated::end();
        if seen.get() <= 2 * wanted {
            assert!(wanted > 5, "{wanted}");
            break;
        }
        unseen.extend((ledgers.missing("governance").unwrap() != 0).then_some(wanted));
    }
    assert_eq!(unseen, [2], "noted and synced, then written");
}

/// As a copy has it that was put there within one tick of the clock.
#[test]
fn another_end_of_the_file_is_not_believed() {
    let temp = Temp::new();
    let ledgers = two_entries(&temp);
    let text = fs::read_to_string(temp.file(LOG)).unwrap();
    let other = text.replacen(&left(&ledgers).digest, &"0".repeat(64), 1);
    fs::write(temp.file(LOG), &other).unwrap();
    let file = disk::stamp_at(&temp.file(LOG)).unwrap();
    ledgers.keep.leave(&temp.file(LOG).canonicalize().unwrap(), &Left { file, ..left(&ledgers) });
    outputs(ledgers.apply(&note("7F3K", 3)));
    assert_eq!(ledgers.missing("governance").unwrap(), 1, "it is read");
}

#[test]
fn what_was_written_under_the_name_of_a_link_is_missed_there_alone() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    outputs(ledgers.apply(&note("7F3K", 1)));
    let real = temp.0.join("real");
    let directly = Ledgers { dir: real.clone(), ..ledgers.clone() };
    outputs(directly.apply(&note("8G4L", 1)));
    fs::remove_file(temp.file(LOG)).unwrap();
    std::os::unix::fs::symlink(real.join(LOG), temp.file(LOG)).unwrap();
    edit_in_place(&real.join(LOG));
    outputs(ledgers.apply(&note("7F3K", 2)));
    let missing = |ledgers: &Ledgers| ledgers.missing("governance").unwrap();
    assert_eq!((missing(&ledgers), missing(&directly)), (1, 0));
    outputs(directly.apply(&note("8G4L", 2)));
    assert_eq!((missing(&ledgers), missing(&directly)), (1, 0));
}

#[test]
fn damage_in_what_is_known_is_told_as_before() {
    let temp = Temp::new();
    let ledgers = two_entries(&temp);
    let text = fs::read_to_string(known(&temp, ".jsonl")).unwrap();
    fs::write(known(&temp, ".jsonl"), text.replacen("\"written\"", "\"writteN\"", 1)).unwrap();
    for visit in 3..5 {
        assert!(ledgers.missing("governance").unwrap_err().text.as_str().contains("is damaged"));
        outputs(ledgers.apply(&note("7F3K", visit)));
    }
}

/// Too much can happen in one second.
#[test]
fn where_times_are_whole_seconds_nothing_is_noted() {
    let stamp = |nanoseconds| Stamp { device: 1, inode: 2, len: 3, modified: (4, 0), changed: (5, nanoseconds) };
    assert!(stamp(0).is_of_seconds() && !stamp(10_000_000).is_of_seconds());
}
