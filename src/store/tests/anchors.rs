//! What is noted of a ledger.

use super::*;
use duckops_core::ledger::anchor::{Newest, Noted, Pending};
use duckops_core::ledger::verify::Anchor;
use std::path::Path;

pub(super) fn pending(n: usize, text: &str) -> Pending {
    let at = chrono::DateTime::UNIX_EPOCH;
    let anchor = Anchor { digest: format!("{n:064x}"), key: format!("7F3K/record/{n}"), at };
    Pending { anchor, offset: n, text: text.into() }
}

#[test]
fn the_newest_is_found_at_the_end_of_a_file_of_any_length() {
    let temp = Temp::new();
    let store = store(&temp);
    let (keep, ledger) = (store.anchors(), Path::new("/log/DEPLOY-LOG.md"));
    assert_eq!((keep.newest(ledger).unwrap(), keep.noted(ledger).unwrap()), (None, Noted::default()));
    for (n, len) in [(1, 10), (2, 20_000), (3, 8_000), (4, 10)] {
        let pending = pending(n, &"ä".repeat(len));
        keep.begin(ledger, &pending).unwrap();
        assert_eq!(keep.newest(ledger).unwrap(), Some(Newest::Pending(pending.clone())));
        assert_eq!(keep.noted(ledger).unwrap().pending, Some(pending.clone()));
        keep.end(ledger, &pending.anchor, n != 3).unwrap();
    }
    assert_eq!(keep.newest(ledger).unwrap(), Some(Newest::Written(pending(4, "").anchor)));
    let written: Vec<_> = [1, 2, 4].map(|n| pending(n, "").anchor).into();
    assert_eq!(keep.noted(ledger).unwrap(), Noted { written, pending: None });
    assert_eq!(keep.noted(Path::new("/other/DEPLOY-LOG.md")).unwrap(), Noted::default());
}

/// A crash in the middle of a note: it was not acknowledged, and the ledger was not touched.
#[test]
fn a_note_that_was_cut_off_is_none() {
    let temp = Temp::new();
    let store = store(&temp);
    let (keep, ledger) = (store.anchors(), Path::new("/log/DEPLOY-LOG.md"));
    keep.begin(ledger, &pending(1, "one")).unwrap();
    keep.end(ledger, &pending(1, "one").anchor, true).unwrap();
    let file = std::fs::read_dir(temp.0.join("state/anchors")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    keep.begin(ledger, &pending(2, "two")).unwrap();
    let longer = std::fs::read(&file).unwrap();
    for end in whole.len()..longer.len() {
        std::fs::write(&file, &longer[..end]).unwrap();
        assert_eq!(keep.newest(ledger).unwrap(), Some(Newest::Written(pending(1, "").anchor)), "{end}");
        assert_eq!(keep.noted(ledger).unwrap().pending, None);
    }
    keep.begin(ledger, &pending(2, "two")).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), longer);
    for bit in 0..longer.len() * 8 {
        let mut flipped = longer.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&file, flipped).unwrap();
        let noted = keep.noted(ledger);
        assert!(noted.is_err() || noted.unwrap().pending.is_none(), "bit {bit} is believed");
    }
}
