//! What a ledger promises, as properties and as tables.

mod entries;
mod files;
mod heads;
mod merging;

use super::{DeployNote, DeployState, Entry};
use crate::text::Clean;
use crate::time::Utc;
use proptest::prelude::*;

fn at(text: &str) -> Utc {
    text.parse().unwrap()
}

pub(in crate::ledger) fn clean(text: &str) -> Clean {
    Clean::new(text)
}

/// An entry as INC-001 writes it.
pub(in crate::ledger) fn entry() -> Entry {
    Entry {
        ledger: clean("governance"),
        at: at("2026-11-22T02:19:30Z"),
        title: clean("INC-001 prod 43 -> 41: resolved"),
        deploy: None,
        facts: vec![
            (clean("operator"), clean("ana")),
            (clean("errors"), clean("28, the first at 2026-11-22T02:09:12Z")),
        ],
        words: vec![(clean("ana"), clean("restarted nothing, changed nothing by hand")), (clean("josh"), clean("go"))],
        text: Some(clean("The table was renamed by the migration of 43.")),
        key: clean("7F3K/record/1"),
        parents: vec![],
    }
}

pub(in crate::ledger) fn deploy(version: &str, state: DeployState, at: &str) -> Entry {
    let note = DeployNote { version: clean(version), state, operator: clean("ana"), what: clean("mail retries") };
    Entry {
        ledger: clean("deploy"),
        at: at.parse().unwrap(),
        title: clean(&format!("version {version} {}", state.word())),
        deploy: Some(note),
        facts: vec![],
        words: vec![],
        text: None,
        key: clean(&format!("7F3K/{version}-{}/1", state.word())),
        parents: vec![],
    }
}

/// Text as hostile as it comes: markup, comment ends, controls, ends of tables and fences.
fn hostile() -> impl Strategy<Value = Clean> {
    let bits = prop::sample::select(vec![
        "-->",
        "<!--",
        "--!>",
        "|",
        " | ",
        "\n## 2026-11-22T02:19:30Z · x",
        "\n",
        "\r\n",
        "```",
        "~~~",
        "> ",
        "# ",
        "\\",
        "**: ",
        "**",
        "| what | value |",
        "---",
        "===",
        "1. ",
        "- ",
        "+ ",
        "&lt;",
        "&#10;",
        "<script>",
        "[a](b)",
        "\u{202e}",
        "\u{2028}",
        "\u{85}",
        " ",
        "  ",
        "\"",
        "'",
        "12)",
        "digest: ",
        "ä",
        "鴨",
        "",
        "\t",
        "\u{a0}",
        "x",
    ]);
    let bits = prop::collection::vec(bits, 0..6).prop_map(|bits| bits.concat());
    // What is read back is cleaned once more, so a text counts as it is after that.
    prop_oneof![bits, any::<String>()].prop_map(|text| Clean::new(Clean::new(text).as_str()))
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let pairs = || prop::collection::vec((hostile(), hostile()), 0..4);
    let state = prop::sample::select(DeployState::ALL.to_vec());
    let note = (hostile(), state, hostile(), hostile()).prop_map(|(version, state, operator, what)| DeployNote {
        version,
        state,
        operator,
        what,
    });
    let head = (hostile(), 0i64..253_402_300_800, hostile(), prop::option::of(note));
    let tail = (pairs(), pairs(), prop::option::of(hostile()), hostile(), prop::collection::vec("[0-9a-f]{64}", 0..3));
    (head, tail).prop_map(|((ledger, at, title, deploy), (facts, words, text, key, parents))| {
        let at = chrono::DateTime::from_timestamp(at, 0).unwrap();
        Entry { ledger, at, title, deploy, facts, words, text, key, parents }.tidy()
    })
}
