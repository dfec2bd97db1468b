//! One entry: how it reads, and that it reads back.

use super::super::{Entry, Ledger, Reading};
use super::{any_entry, at, clean, deploy, entry};
use crate::ledger::DeployState;
use expect_test::expect;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

#[test]
fn an_entry_reads_well() {
    expect![[r###"
        ## 2026-11-22T02:19:30Z · INC-001 prod 43 -> 41: resolved

        | what | value |
        | --- | --- |
        | operator | ana |
        | errors | 28, the first at 2026-11-22T02:09:12Z |

        > **ana**: restarted nothing, changed nothing by hand
        >
        > **josh**: go

        The table was renamed by the migration of 43.

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "7F3K/record/1"
        parents: none
        digest: 642223a9784aa305d6be7376b10012d7b6507c56de3c2f2d938f9dce9bbb7e30
        -->
    "###]]
    .assert_eq(&entry().write().text);
}

#[test]
fn a_deploy_entry_names_version_and_state() {
    expect![[r###"
        ## 2026-11-22T02:19:30Z · version 41 rolled-back

        | what | value |
        | --- | --- |
        | version | 41 |
        | state | rolled-back |
        | operator | ana |
        | what changed | mail retries |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "7F3K/41-rolled-back/1"
        parents: none
        digest: 815df1a9114b53b1a30fecaa1c908bdf2f6c813989d3e0878c3c0cbe94153d47
        -->
    "###]]
    .assert_eq(&deploy("41", DeployState::RolledBack, "2026-11-22T02:19:30Z").write().text);
}

#[test]
fn the_id_is_the_beginning_of_the_digest() {
    let written = entry().write();
    assert!(written.digest.starts_with(written.id()) && written.id().len() == 12);
    assert_ne!(written.digest, Entry { key: clean("7F3K/record/2"), ..entry() }.write().digest);
    let later = Entry { at: at("2026-11-22T02:19:30.9Z"), ..entry() };
    assert_eq!(written, later.write(), "an entry has whole seconds");
}

#[test]
fn what_was_edited_says_so() {
    let text = entry().write().text;
    for (from, to, readable) in [
        ("| ana |", "| ben |", true),
        ("resolved", "escalated", true),
        ("02:19:30Z ·", "02:19:31Z ·", true),
        ("record/1", "record/2", true),
        ("parents: none", &format!("parents: {}", "0".repeat(64)), true),
        ("| --- | --- |", "|---|---|", false),
        ("> **josh**", "> josh", false),
        ("\n\n<!--", "\nmore words\n\n<!--", false),
        ("digest: ", "digest: z", false),
    ] {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from} was not found");
        match Reading::of(&edited) {
            Reading::Edited(_) => assert!(readable, "{from}"),
            Reading::Unreadable => assert!(!readable, "{from}"),
            Reading::Intact(_) => panic!("{from} -> {to} was not noticed"),
        }
    }
}

#[test]
fn line_ends_that_git_turned_are_no_edit() {
    let text = entry().write().text.replace('\n', "\r\n");
    assert_eq!(Reading::of(&text), Reading::Intact(Box::new(entry())));
    assert_eq!(Ledger::parse(text.as_bytes()).heads().len(), 1);
}

#[test]
fn every_flipped_bit_is_noticed() {
    let written = entry().write();
    let text = written.text.trim_end().as_bytes();
    for bit in 0..text.len() * 8 {
        let mut flipped = text.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let ledger = Ledger::parse(&flipped);
        let intact = ledger.entries().any(|found| matches!(ledger.read(found), Reading::Intact(_)));
        assert!(!intact, "bit {} of byte {}", bit % 8, bit / 8);
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(entry in any_entry()) {
        let written = entry.write();
        prop_assert_eq!(Reading::of(&written.text), Reading::Intact(Box::new(entry)));
    }

    #[test]
    fn nothing_is_smuggled_into_an_entry(entry in any_entry()) {
        let text = entry.write().text;
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
        let count = |wanted: fn(&Event) -> bool| Parser::new_ext(&text, options).filter(wanted).count();
        let cells = entry.facts.len() * 2 + if entry.deploy.is_some() { 8 } else { 0 };
        let tables = usize::from(cells > 0);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::Heading { .. }))), 1);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::Table(_)))), tables);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::TableCell))), cells + 2 * tables);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::HtmlBlock))), 1);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::BlockQuote(_)))), usize::from(!entry.words.is_empty()));
        prop_assert_eq!(count(|e| matches!(e, Event::InlineHtml(_) | Event::Code(_) | Event::Rule)), 0);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::List(_) | Tag::CodeBlock(_)))), 0);
        prop_assert_eq!(count(|e| matches!(e, Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough))), 0);
        prop_assert!(!text.contains("--!>") && text.matches("-->").count() == 1);
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    }
}
