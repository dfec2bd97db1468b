//! Every way in which a ledger can be changed is found, with its line; no honest one is called changed.

mod histories;
mod tampering;

use super::super::tests::{clean, deploy, entry};
use super::super::{DeployState, Entry, Ledger, opening};
use super::{Anchor, Finding, What};

/// A ledger of so many entries, and what the store knows of it.
fn ledger(many: usize) -> (Vec<u8>, Vec<Anchor>) {
    ledger_of(many, numbered)
}

fn ledger_of(many: usize, entry: fn(usize) -> Entry) -> (Vec<u8>, Vec<Anchor>) {
    let mut bytes = opening("governance").into_bytes();
    let anchors = (0..many).map(|n| append(&mut bytes, entry(n))).collect();
    (bytes, anchors)
}

/// A title alone.
fn short(n: usize) -> Entry {
    Entry { facts: vec![], words: vec![], text: None, ..numbered(n) }
}

fn numbered(n: usize) -> Entry {
    let at = entry().at + chrono::TimeDelta::minutes(n.try_into().unwrap());
    Entry { key: clean(&format!("7F3K/record/{n}")), at, ..entry() }
}

fn append(bytes: &mut Vec<u8>, entry: Entry) -> Anchor {
    let (key, at) = (entry.key.to_string(), entry.at);
    let added = Ledger::parse(bytes).append(entry);
    bytes.extend(&added.bytes);
    Anchor { digest: added.digest, key, at }
}

fn verify(bytes: &[u8], known: &[Anchor]) -> Vec<Finding> {
    Ledger::parse(bytes).verify("governance", known).all().collect()
}

fn wrong(bytes: &[u8], known: &[Anchor]) -> Vec<Finding> {
    verify(bytes, known).into_iter().filter(|finding| finding.what.is_wrong()).collect()
}

/// `missing 12: text`, all but those that are intact.
fn said(bytes: &[u8], known: &[Anchor]) -> Vec<String> {
    let line = |finding: &Finding| format!("{} {}: {}", finding.what.word(), finding.line, finding.text);
    verify(bytes, known).iter().filter(|finding| finding.what != What::Intact).map(line).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn an_honest_ledger() {
    let (bytes, known) = ledger(3);
    let whats: Vec<_> = verify(&bytes, &known).iter().map(|finding| (finding.line, finding.what)).collect();
    assert_eq!(whats, [(5, What::Intact), (25, What::Intact), (45, What::Intact)]);
    assert!(verify(b"", &[]).is_empty() && verify(b"# Ours\n\nwords\n", &[]).is_empty());
}

#[test]
fn what_nothing_known_stands_on_is_a_warning() {
    let (bytes, known) = ledger(3);
    let all =
        ["unanchored 5: 3 of 3 entries: nothing written from here stands on them, so newer ones could be gone unseen"];
    assert_eq!(said(&bytes, &[]), all);
    let newest =
        ["unanchored 45: 1 of 3 entries: nothing written from here stands on them, so newer ones could be gone unseen"];
    assert_eq!(said(&bytes, &known[..2]), newest);
    assert!(said(&bytes, &known[2..]).is_empty(), "the newest stands on all");
    assert!(wrong(&bytes, &[]).is_empty());
}

#[test]
fn what_is_known_and_gone_is_missing() {
    let (_, known) = ledger(2);
    for bytes in [&b""[..], b"# Governance log\n\nnothing\n"] {
        let said = said(bytes, &known);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("missing ") && said[0].ends_with("was written from here and is not in this file"));
    }
}

#[test]
fn a_fence_around_an_entry_hides_it() {
    let (bytes, known) = ledger(3);
    let fenced = text(&bytes).replacen("\n## 2026-11-22T02:20", "\n```\n## 2026-11-22T02:20", 1);
    let id = super::super::entry::short(&known[1].digest);
    let said = said(fenced.as_bytes(), &known);
    assert_eq!(said[0], format!("missing 26: entry {id} is hidden by a fence or a comment"));
}

#[test]
fn a_digest_that_fits_does_not_make_an_entry_true() {
    let (bytes, known) = ledger(2);
    let forged = |more: Entry| {
        let mut bytes = bytes.clone();
        append(&mut bytes, more);
        said(&bytes, &known).into_iter().filter(|said| said.starts_with("forged")).collect::<Vec<_>>()
    };
    let other = Entry { title: clean("nothing happened"), ..numbered(1) };
    assert_eq!(forged(other), ["forged 45: its key is that of the entry in line 25, which says otherwise"]);
    assert_eq!(forged(Entry { at: numbered(1).at + chrono::TimeDelta::days(9), ..numbered(1) }), [""; 0]);
    assert_eq!(forged(numbered(1)), [""; 0], "written again on another branch: only the parents differ");
    let deploy = deploy("41", DeployState::Bad, "2026-11-22T02:19:30Z");
    assert_eq!(forged(deploy), ["forged 45: it was written into the deploy log and copied here"]);
    let copy = [text(&bytes), text(&bytes)].concat();
    assert!(said(copy.as_bytes(), &known).contains(&"forged 48: it is a copy of the entry in line 5".to_owned()));
}

/// Somebody writes an entry anew, with a digest of its own: the store knows another.
#[test]
fn a_rewritten_entry_is_forged() {
    let (bytes, known) = ledger(2);
    let (mut rewritten, _) = ledger(1);
    append(&mut rewritten, Entry { title: clean("nothing happened"), ..numbered(1) });
    let id = super::super::entry::short(&known[1].digest);
    let stands = format!("forged 25: it stands in the place of entry {id}, which was written from here");
    assert_eq!(said(&rewritten, &known)[0], stands);
    // A key that the store knows twice is of a step that was written again.
    let both = [known.clone(), vec![Anchor { digest: "0".repeat(64), ..known[1].clone() }]].concat();
    assert!(!said(&bytes, &both).iter().any(|said| said.starts_with("forged")));
}

#[test]
fn conflict_markers() {
    let (bytes, known) = ledger(1);
    let markers = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n";
    let with = |more: &str| said(&[&bytes[..], more.as_bytes()].concat(), &known);
    assert_eq!(with(markers), ["conflict 24: git left conflict markers here"]);
    assert_eq!(with(markers.split_once('\n').unwrap().1), ["conflict 27: git left conflict markers here"]);
    for prose in [format!("```\n{markers}```\n"), ">>>>>>> quoted seven times\n".into(), "Title\n=======\n".into()] {
        assert_eq!(with(&prose), [""; 0], "{prose}");
    }
    let inside = text(&bytes).replacen("\nledger:", "\n<<<<<<< HEAD\nledger:", 1);
    assert!(said(inside.as_bytes(), &known).iter().any(|said| said.starts_with("conflict 19")), "{inside}");
}

#[test]
fn a_quoted_entry_is_a_person_s() {
    let (bytes, known) = ledger(2);
    let quoted = &text(&bytes)[text(&bytes).find("## ").unwrap()..];
    for prose in [
        format!("```\n{quoted}```\n"),
        quoted.lines().map(|line| format!("> {line}\n")).collect(),
        quoted.lines().map(|line| format!("    {line}\n")).collect(),
        format!("<!-- as this:\n{}\n-->\n", quoted.replace("-->", "").replace("<!--", "")),
        "digest: of the week\nkey: under the mat\n".into(),
    ] {
        let bytes = [&bytes[..], b"\nlike so\n\n", prose.as_bytes()].concat();
        assert_eq!(said(&bytes, &known), [""; 0], "{prose}");
    }
}

#[test]
fn what_an_older_state_has_is_still_there() {
    let (bytes, known) = ledger(2);
    let (older, newer) = (Ledger::parse(&bytes), ledger(3).0);
    assert!(Ledger::parse(&newer).lost(&older, "v1").is_empty());
    let edited = text(&newer).replace("go", "no");
    assert!(Ledger::parse(edited.as_bytes()).lost(&older, "v1").is_empty(), "edited, not gone");
    let lost = Ledger::parse(b"# Ours\n").lost(&older, "v1");
    let text = format!("entry {} is in this file at v1, and no longer", super::super::entry::short(&known[0].digest));
    assert_eq!((lost.len(), lost[0].what, lost[0].line, lost[0].text.as_str()), (2, What::Missing, 1, text.as_str()));
}
