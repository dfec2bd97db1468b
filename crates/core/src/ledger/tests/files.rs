//! A file of entries and prose.

use super::super::anchor::{Came, Pending};
use super::super::left::{Before, Left, Stamp};
use super::super::verify::{Anchor, Findings, What};
use super::super::{Entry, Ledger, Piece, Reading, Standing, opening};
use super::{any_entry, at, clean, entry};
use proptest::prelude::*;

fn append(bytes: &mut Vec<u8>, entry: Entry) -> String {
    let added = Ledger::parse(bytes).append(entry);
    bytes.extend(&added.bytes);
    added.digest
}

fn keyed(key: &str) -> Entry {
    Entry { key: clean(key), ..entry() }
}

/// The pieces are the file again.
fn joined(ledger: &Ledger) -> Vec<u8> {
    let span = |piece: &Piece| match piece {
        Piece::Prose(span) => span.clone(),
        Piece::Entry(found) => found.span.clone(),
    };
    ledger.pieces().flat_map(|piece| ledger.bytes()[span(&piece)].to_vec()).collect()
}

fn intact(bytes: &[u8]) -> usize {
    let ledger = Ledger::parse(bytes);
    ledger.entries().filter(|found| matches!(ledger.read(found), Reading::Intact(_))).count()
}

#[test]
fn entries_are_chained_and_found() {
    let mut bytes = opening("governance").into_bytes();
    let first = append(&mut bytes, keyed("a"));
    let second = append(&mut bytes, keyed("b"));
    let ledger = Ledger::parse(&bytes);
    assert_eq!(ledger.heads(), [second]);
    let Standing::Written(found) = ledger.find(&keyed("b")) else { panic!("it is not found") };
    assert_eq!(found.mark.as_ref().unwrap().parents().collect::<Vec<_>>(), [first]);
    assert_eq!((found.line, found.at), (25, Some(entry().at)));
    assert_eq!(ledger.find(&keyed("c")), Standing::Nothing);
    let later = Entry { at: at("2027-11-22T02:19:30Z"), ..keyed("b") };
    assert_eq!(ledger.find(&later), Standing::Nothing, "another clone's run of the same id");
}

#[test]
fn the_end_of_a_ledger_begins_with_an_entry() {
    let mut bytes = opening("governance").into_bytes();
    let digests = ["a", "b", "c"].map(|key| append(&mut bytes, keyed(key)));
    let starts: Vec<_> = Ledger::parse(&bytes).entries().map(|found| found.span.start).collect();
    for from in 1..bytes.len() {
        let first = starts.iter().position(|start| *start > from);
        let seen = Ledger::of_end(&bytes[from..]).map(|end| end.digests().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(seen, first.map(|first| digests[first..].to_vec()), "{from}");
    }
}

#[test]
fn two_branches_make_two_heads_and_the_next_entry_joins_them() {
    let mut base = opening("governance").into_bytes();
    append(&mut base, keyed("a"));
    let (mut left, mut right) = (base.clone(), base.clone());
    let heads = [append(&mut left, keyed("b")), append(&mut right, keyed("c"))];
    let mut merged = [&left[..], &right[base.len()..]].concat();
    assert_eq!(Ledger::parse(&merged).heads(), heads);
    let joint = append(&mut merged, keyed("d"));
    assert_eq!(Ledger::parse(&merged).heads(), [joint]);
    assert_eq!(intact(&merged), 4);
}

#[test]
fn what_people_write_is_prose() {
    let text = entry().write().text;
    let listed: String = text.lines().map(|line| format!("    {line}\n")).collect();
    for prose in [
        format!("```\n{text}```\n"),
        format!("~~~~\n```\n{text}~~~~\n"),
        format!("1. ```md\n   x\n   ```\n\n<!-- as this:\n{}\n", text.replace("-->", "")),
        format!("- like so\n\n{listed}"),
        text.lines().map(|line| format!("> {line}\n")).collect(),
        text.replace("@v1", "@v9"),
        "## 2026-11-22T02:19:30Z · by hand\n\nwords\n".into(),
        text.replace("<!--", "<!-"),
    ] {
        assert_eq!(Ledger::parse(prose.as_bytes()).entries().count(), 0, "{prose}");
    }
}

#[test]
fn a_closed_fence_in_a_list_hides_nothing() {
    let mut bytes = b"1. ```sh\n   x\n   ```\n2. done\n".to_vec();
    append(&mut bytes, entry());
    assert_eq!(intact(&bytes), 1);
}

#[test]
fn an_entry_added_to_any_file_stands_in_the_open() {
    for prose in [
        &b""[..],
        b"\n",
        b"no newline",
        b"windows\r\n",
        b"windows, no newline\r\nx",
        b"\xef\xbb\xbf# mark of byte order",
        b"not \xff UTF-8 \xc3",
        b"```\nopen",
        b"~~~~~\nopen\n```\n~~~\n",
        b"<!-- open",
        b"<pre>\n\nopen\n",
        b"<script>\n\nopen\n",
        b"<?php\n\n",
        b"<!DOCTYPE\n\n",
        b"<![CDATA[\n\n",
        b"<div>\nopen",
        b"- list\n  ```\n  open in a list",
        b"> ```\n> open in a quote",
        b"| a | b |\n| - | - |\n| x",
        b"setext\n===",
        b"<<<<<<< HEAD\n",
        b"## 2026-11-22T02:19:30Z \xc2\xb7 torn\n\n| what | value |\n| ---",
        b"## 2026-11-22T02:19:30Z \xc2\xb7 torn\n\n<!-- duckops-entry@v1 note\nledger: \"gov",
    ] {
        let mut bytes = prose.to_vec();
        let digest = append(&mut bytes, entry());
        assert!(bytes.starts_with(prose));
        let ledger = Ledger::parse(&bytes);
        let shown = String::from_utf8_lossy(&bytes);
        assert!(
            matches!(ledger.pieces().last(), Some(Piece::Entry(found)) if matches!(ledger.read(found), Reading::Intact(_))),
            "{shown}"
        );
        assert!(ledger.heads().contains(&digest), "{shown}");
        append(&mut bytes, keyed("next"));
        assert_eq!(Ledger::parse(&bytes).heads().len(), 1);
        assert_eq!(intact(&bytes), 2);
    }
}

/// A key can be guessed, and an entry under it made by hand.
#[test]
fn an_entry_is_found_by_its_key_and_by_what_it_says() {
    let mut bytes = Vec::new();
    append(&mut bytes, Entry { title: clean("nothing happened"), ..keyed("a") });
    assert!(matches!(Ledger::parse(&bytes).find(&keyed("a")), Standing::Other(_)));
    append(&mut bytes, keyed("a"));
    assert!(matches!(Ledger::parse(&bytes).find(&keyed("a")), Standing::Written(_)));
    let mut by_another = keyed("a");
    by_another.facts[0].1 = clean("ben");
    by_another.words[0].0 = clean("ben");
    let ledger = Ledger::parse(&bytes);
    assert!(matches!(ledger.find(&by_another), Standing::Written(_)), "who takes up a run may be another");
}

/// A write that was cut off anywhere is told from what a person wrote.
#[test]
fn a_pending_entry_came_whole_in_part_or_not() {
    let mut bytes = opening("governance").into_bytes();
    append(&mut bytes, keyed("a"));
    let offset = bytes.len();
    let added = Ledger::parse(&bytes).append(keyed("b"));
    let anchor = Anchor { digest: added.digest.clone(), key: "b".into(), at: entry().at };
    let pending = Pending { anchor, offset, text: String::from_utf8(added.bytes.clone()).unwrap() };
    for len in 0..=added.bytes.len() {
        let file = [&bytes[..], &added.bytes[..len]].concat();
        let came = match len {
            0 | 1 => Came::Nothing,
            len if len + 1 >= added.bytes.len() => Came::Whole,
            len => Came::Part(len),
        };
        assert_eq!(pending.came(&Ledger::parse(&file)), came, "{len}");
    }
    let other = [&bytes[..], b"\n## Ours\n"].concat();
    assert_eq!(pending.came(&Ledger::parse(&other)), Came::Nothing);
    // A power loss may keep its size and not its bytes: zeros are nobody's words.
    let size = added.bytes.len();
    for (len, zeros) in [(0, size), (0, 7), (1, size - 1), (9, size - 9), (size - 2, 2), (size - 1, 1)] {
        let file = [&bytes[..], &added.bytes[..len], &vec![0; zeros]].concat();
        assert_eq!(pending.came(&Ledger::parse(&file)), Came::Part(len), "{len} and {zeros} zeros");
    }
    for more in [&vec![0; size + 1][..], b"\0\0words\n"] {
        assert_eq!(pending.came(&Ledger::parse(&[&bytes[..], more].concat())), Came::Nothing, "not of this entry");
    }
}

#[test]
fn an_edited_entry_keeps_its_place_in_the_chain() {
    let mut bytes = Vec::new();
    let first = append(&mut bytes, keyed("a"));
    let edited = String::from_utf8(bytes).unwrap().replace("| ana |", "| ben |").replace("## 2026", "### 2026");
    let mut bytes = edited.into_bytes();
    assert_eq!(Ledger::parse(&bytes).heads(), std::slice::from_ref(&first));
    assert!(matches!(Ledger::parse(&bytes).find(&keyed("a")), Standing::Other(_)));
    append(&mut bytes, keyed("b"));
    let ledger = Ledger::parse(&bytes);
    let Standing::Written(found) = ledger.find(&keyed("b")) else { panic!("it is not found") };
    assert_eq!(found.mark.as_ref().unwrap().parents().collect::<Vec<_>>(), [first]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_kept_and_appended_to(prose in prose(), entry in any_entry()) {
        prop_assert_eq!(&joined(&Ledger::parse(&prose)), &prose);
        let mut bytes = prose.clone();
        let before = intact(&prose);
        let digest = append(&mut bytes, entry);
        let ledger = Ledger::parse(&bytes);
        prop_assert_eq!(&joined(&ledger), &bytes);
        prop_assert!(bytes.starts_with(&prose));
        let shown = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(ledger.heads(), [digest], "{}", shown);
        prop_assert_eq!(intact(&bytes), before + 1, "{}", shown);
    }

    /// Whatever stands before them, and however its lines end.
    #[test]
    fn who_knows_how_a_ledger_was_left_adds_the_same_as_who_reads_it(
        prose in prose(), entries in prop::collection::vec(any_entry(), 3), windows in any::<bool>(),
    ) {
        let mut bytes = if windows { [&prose[..], b"\r\n"].concat() } else { prose };
        let mut left: Option<Left> = None;
        for entry in entries {
            let (ledger, key, at) = (Ledger::parse(&bytes), entry.key.to_string(), entry.at);
            let added = ledger.append(entry.clone());
            if let Some(left) = &left {
                let end = &bytes[bytes.len().saturating_sub(96)..];
                prop_assert_eq!(left.append(end, entry.clone()), Some(added.clone()));
                prop_assert_eq!(left.append(&end[..end.len() - 1], entry.clone()), None);
                prop_assert!(left.before.may_have(&key, at) || ledger.find(&entry) == Standing::Nothing);
            }
            let before = left.map_or_else(|| Before::of(&ledger, 0, at), |left| left.before).with(&key, at);
            left = added.is_open.then_some(Left { file: STAMP, digest: added.digest, before });
            bytes.extend(&added.bytes);
        }
        let kept = left.map(|left| serde_json::to_string(&left).unwrap());
        prop_assert!(kept.is_none_or(|kept| serde_json::from_str::<Left>(&kept[..kept.len() - 1]).is_err()));
    }
}

/// A week is all that a key has to be told apart in.
#[test]
fn the_keys_of_some_days_are_known() {
    let of = |key: &str, at: &str| Entry { at: at.parse().unwrap(), ..keyed(key) };
    let mut bytes = Vec::new();
    for (key, at) in [("old", "2026-11-01T00:00:00Z"), ("a", "2026-11-20T00:00:00Z")] {
        append(&mut bytes, of(key, at));
    }
    let now = at("2026-11-22T00:00:00Z");
    let known = Before::of(&Ledger::parse(&bytes), 0, now).with("b", now);
    let has = |before: &Before, key: &str, when: &str| before.may_have(key, at(when));
    for (key, when, may) in [
        ("a", "2026-11-22T00:00:00Z", true),
        ("b", "2026-11-22T00:00:00Z", true),
        ("old", "2026-11-22T00:00:00Z", false),
        ("c", "2026-11-21T00:00:00Z", false),
        // Of that time it is not known.
        ("c", "2026-11-20T23:59:59Z", true),
    ] {
        assert_eq!(has(&known, key, when), may, "{key} {when}");
    }
    let later = known.with("d", at("2026-11-29T00:00:00Z"));
    assert!(!has(&later, "a", "2026-11-29T00:00:00Z") && has(&later, "b", "2026-11-29T00:00:00Z"));
    assert!(has(&later, "a", "2026-11-26T00:00:00Z"), "it is read");
}

const STAMP: Stamp = Stamp { device: 1, inode: 2, len: 3, modified: (4, 5), changed: (6, 7) };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// No entry is made of them, and an entry that is known to have stood there is missing; zeros at the end of a file
    /// are what a loss of power leaves of one that was being written.
    #[test]
    fn any_bytes_are_no_ledger(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let ledger = Ledger::parse(&bytes);
        prop_assert_eq!((ledger.heads().len(), ledger.verify("governance", &[])), (0, Findings::default()));
        let anchor = Anchor { digest: "0".repeat(64), key: "a".into(), at: entry().at };
        let found = ledger.verify("governance", &[anchor]);
        let zeros = bytes.ends_with(&[0]) && found.all().any(|one| one.what == What::Torn);
        let expected = if zeros { What::Torn } else { What::Missing };
        prop_assert_eq!(found.all().map(|one| one.what).collect::<Vec<_>>(), [expected]);
    }
}

/// Lines that open and close things, whole entries, and any bytes.
fn prose() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::sample::select(vec![
        "```\n",
        "~~~\n",
        "  ```\n",
        "- ```\n",
        "1. x\n",
        "> x\n",
        "> ```\n",
        "<!--\n",
        "-->\n",
        "<pre>\n",
        "<div>\n",
        "\n",
        "\r\n",
        "</pre>\n",
        "<![CDATA[\n",
        "]]>\n",
        "<?\n",
        "?>\n",
        "[x]: /y \"t\n",
        "x\n",
        "---\n",
        "===\n",
        "| a |\n| - |\n",
        "## 2026-11-22T02:19:30Z · x\n",
        "<!-- duckops-entry@v1 note\n",
        "    code\n",
        "\t",
        " ",
        "x",
    ]);
    let line = prop_oneof![
        6 => line.prop_map(|line| line.as_bytes().to_vec()),
        1 => any_entry().prop_map(|entry| entry.write().text.into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.concat())
}
