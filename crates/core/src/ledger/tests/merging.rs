//! Two branches of one ledger.

use super::super::merge::{Merged, merge};
use super::super::{Entry, Ledger, opening};
use super::{clean, entry};

fn append(bytes: &mut Vec<u8>, key: &str) {
    let added = Ledger::parse(bytes).append(Entry { key: clean(key), ..entry() });
    bytes.extend(&added.bytes);
}

fn with(base: &[u8], keys: &[&str]) -> Vec<u8> {
    let mut bytes = base.to_vec();
    keys.iter().for_each(|key| append(&mut bytes, key));
    bytes
}

fn base() -> Vec<u8> {
    with((opening("governance") + "Ask Mina about the keys.\n").as_bytes(), &["a", "b"])
}

fn keys(bytes: &[u8]) -> Vec<String> {
    Ledger::parse(bytes).entries().map(|found| found.mark.as_ref().unwrap().key().into_owned()).collect()
}

fn clean_merge(base: &[u8], ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let Merged { bytes, conflicts, hidden } = merge(base, ours, theirs);
    assert_eq!((conflicts, hidden), (0, 0), "{}", String::from_utf8_lossy(&bytes));
    let wrong: Vec<_> =
        Ledger::parse(&bytes).verify("governance", &[]).told.into_iter().filter(|one| one.what.is_wrong()).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{}", String::from_utf8_lossy(&bytes));
    bytes
}

#[test]
fn what_both_added_is_kept_ours_first() {
    let base = base();
    let (ours, theirs) = (with(&base, &["c", "d"]), with(&base, &["e"]));
    let merged = clean_merge(&base, &ours, &theirs);
    assert_eq!(keys(&merged), ["a", "b", "c", "d", "e"]);
    assert_eq!(merged, [&ours[..], &theirs[base.len()..]].concat());
    assert_eq!(Ledger::parse(&with(&merged, &["f"])).heads().len(), 1, "the next entry joins them");
}

#[test]
fn a_side_that_did_nothing_changes_nothing() {
    let (base, ours) = (base(), with(&base(), &["c"]));
    assert_eq!(clean_merge(&base, &ours, &base), ours);
    assert_eq!(clean_merge(&base, &base, &ours), ours);
    assert_eq!(clean_merge(&base, &ours, &ours), ours);
    assert_eq!(clean_merge(b"", &ours, &ours), ours);
}

#[test]
fn an_entry_that_both_have_is_there_once() {
    let base = base();
    let shared = with(&base, &["c"]);
    let (ours, theirs) = (with(&shared, &["d"]), with(&shared, &["e"]));
    assert_eq!(keys(&clean_merge(&base, &ours, &theirs)), ["a", "b", "c", "d", "e"]);
    let crossed = clean_merge(&base, &with(&base, &["x"]), &ours);
    assert_eq!(keys(&clean_merge(&base, &ours, &crossed)), ["a", "b", "c", "d", "x"]);
}

#[test]
fn words_between_the_entries_are_merged_as_git_merges_lines() {
    let base = base();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let theirs = text(&with(&base, &["e"])).replace("Ask Mina", "Ask Josh");
    let ours = text(&with(&base, &["c"])).replacen("\n## ", "\n- [x] rotated\n\n## ", 2);
    let merged = text(&clean_merge(&base, ours.as_bytes(), theirs.as_bytes()));
    assert!(merged.contains("Ask Josh") && merged.contains("- [x] rotated"));
    assert_eq!(keys(merged.as_bytes()), ["a", "b", "c", "e"]);
}

#[test]
fn line_ends_and_a_missing_last_one_are_no_difference() {
    let base = base();
    let windows = String::from_utf8(with(&base, &["c"])).unwrap().replace('\n', "\r\n");
    let mut theirs = with(&base, &["e"]);
    theirs.pop();
    assert_eq!(keys(&clean_merge(&base, windows.as_bytes(), &theirs)), ["a", "b", "c", "e"]);
    assert_eq!(keys(&clean_merge(&base, &theirs, windows.as_bytes())), ["a", "b", "e", "c"]);
    assert!(
        clean_merge(b"\xef\xbb\xbf# Ours\n", b"\xef\xbb\xbf# Ours\n", b"\xef\xbb\xbf# Ours\nx\n")
            .starts_with(b"\xef\xbb\xbf")
    );
}

/// Both changed the same line: a person decides, and every entry is whole.
#[test]
fn a_conflict_stands_between_entries() {
    let base = base();
    let says = |who: &str, key: &str| String::from_utf8(with(&base, &[key])).unwrap().replace("Mina", who).into_bytes();
    let merged = merge(&base, &says("Josh", "c"), &says("Ben", "e"));
    assert_eq!((merged.conflicts, merged.hidden), (1, 0));
    assert_eq!(keys(&merged.bytes), ["a", "b", "c", "e"]);
    assert_eq!(Ledger::parse(&merged.bytes).conflicts().len(), 1);
    let edited = |from: &str, to: &str| String::from_utf8(base.clone()).unwrap().replacen(from, to, 1).into_bytes();
    let merged = merge(&base, &edited("| ana |", "| ben |"), &edited("| ana |", "| eve |"));
    assert_eq!((merged.conflicts, keys(&merged.bytes).len()), (1, 3), "an entry that both edited stands there twice");
}

#[test]
fn a_fence_that_one_side_left_open_is_said() {
    let base = base();
    let ours = [&base[..], b"\n```\nopen\n"].concat();
    let merged = merge(&base, &ours, &with(&base, &["e"]));
    assert_eq!((merged.conflicts, merged.hidden), (0, 1));
}
