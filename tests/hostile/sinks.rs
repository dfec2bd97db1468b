//! What is made of a text once it is in: Markdown, JSON, the pages that walks are shown on.

use super::{all, characters, is_harmless, is_visible, marked, markup};
use duckops::report::postmortem;
use duckops_core::ledger::{DeployNote, DeployState, Entry, Ledger};
use duckops_core::report::looked::Looked;
use duckops_core::report::postmortem::Postmortem;
use duckops_core::report::timeline::ProbeChange;
use duckops_core::standing::incident::{End, Incident, Note, Report};
use duckops_core::text::{Clean, Shown};

/// An entry of which every text is this one.
fn entry(text: &str) -> Entry {
    let text = || Clean::new(text);
    let note = DeployNote { version: text(), state: DeployState::Bad, operator: text(), what: text() };
    Entry {
        ledger: Clean::new("deploy"),
        at: "2026-11-22T02:19:30Z".parse().unwrap(),
        title: text(),
        deploy: Some(note),
        facts: vec![(text(), text())],
        words: vec![(text(), text())],
        text: Some(text()),
        key: text(),
        parents: vec![],
    }
    .tidy()
}

#[test]
fn each_character_is_seen_in_a_ledger_and_acts_on_nothing() {
    for c in characters() {
        let written = entry(&marked(&[c])).write().text;
        is_harmless(&written, &format!("{c:?} in Markdown"));
        // A tab becomes a space, which is what it looks like.
        assert!(c == '\t' || written.contains('\\'), "{c:?} vanished: {written}");
    }
}

/// Headings, tables, links, HTML and the ends of comments: none of them is markup when it comes from outside.
#[test]
fn markdown_is_not_smuggled_into_a_ledger() {
    let plain = shape(&entry("x").write().text);
    for text in SMUGGLED {
        let written = entry(text).write().text;
        assert_eq!(shape(&written), plain, "{text:?} is markup:\n{written}");
        assert_eq!(Ledger::parse(written.as_bytes()).entries().count(), 1, "{text:?} makes entries:\n{written}");
        let twice = format!("{written}{}", entry("x").write().text);
        assert_eq!(Ledger::parse(twice.as_bytes()).entries().count(), 2, "{text:?} hides entries:\n{twice}");
    }
}

/// A postmortem of which every text is this one.
fn told(text: &str) -> Postmortem {
    let at: duckops_core::time::Utc = "2026-11-22T02:19:30Z".parse().unwrap();
    let text = || Clean::new(text);
    let note = Note { at, by: text(), text: text(), written: at };
    let [severity, components, root_cause, actions] = [(); 4].map(|()| Some(text()));
    let [began, detected, resolved] = [Some(at); 3];
    let report = Report { severity, began, detected, resolved, components, root_cause, actions };
    let end = End { at, by: text(), text: Some(text()), key: "k".into(), report: Some(report), story: None };
    let incident = Incident {
        id: text().into(),
        severity: text(),
        title: text(),
        by: text(),
        declared: at,
        since: at,
        detected: Some(at),
        key: "k".into(),
        run: Some(text().into()),
        snapshot: Some(text().into()),
        notes: vec![note],
        end: Some(end),
    };
    let probe = ProbeChange { at, from: Some(text()), to: text(), what: text() };
    let looked = Looked { changes: vec![probe], ..Looked::default() };
    Postmortem::of(&incident, Some(text()), &[], &looked, at)
}

/// The other sinks of text: a postmortem as Markdown and as HTML.
#[test]
fn nothing_is_smuggled_into_a_postmortem() {
    let tags =
        |page: &str| page.split('<').skip(1).map(|part| part.split('>').next().unwrap().to_owned()).collect::<Vec<_>>();
    let plain = (markdown_shape(&postmortem::markdown(&told("x"))), tags(&postmortem::html(&told("x"))));
    for text in SMUGGLED {
        let (written, page) = (postmortem::markdown(&told(text)), postmortem::html(&told(text)));
        assert_eq!(markdown_shape(&written), plain.0, "{text:?} is markup:\n{written}");
        assert_eq!(tags(&page), plain.1, "{text:?} is markup:\n{page}");
        markup::is_valid(&page);
        markup::needs_nothing_else(&page);
    }
}

#[test]
fn each_character_is_seen_in_a_postmortem_and_acts_on_nothing() {
    for c in characters() {
        for written in [postmortem::markdown(&told(&marked(&[c]))), postmortem::html(&told(&marked(&[c])))] {
            is_harmless(&written, &format!("{c:?} in a postmortem"));
            assert!(c == '\t' || written.contains('\\'), "{c:?} vanished: {written}");
        }
    }
}

/// What Markdown makes of it, without its words.
fn markdown_shape(written: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser};
    let kept = |event: Event<'_>| match event {
        Event::Text(_) | Event::SoftBreak => None,
        Event::Code(_) => Some("code".into()),
        other => Some(format!("{other:?}")),
    };
    Parser::new_ext(written, Options::ENABLE_TABLES).filter_map(kept).collect()
}

const SMUGGLED: [&str; 29] = [
    "\n# heading",
    "# heading",
    "x\n===",
    "a | b",
    "|---|---|",
    "[l](https://evil.example)",
    "![i](https://evil.example/x.png)",
    "[l]: https://evil.example",
    "<https://evil.example>",
    "<script>alert(1)</script>",
    "<!-- x",
    "-->",
    "--!>",
    "]]>",
    "```",
    "~~~",
    "> quote",
    "- item",
    "1. item",
    "---",
    "&#60;b&#62;",
    "<!-- duckops-entry@v1\ndigest: 0000 -->",
    "**: forged",
    "\u{2028}# heading",
    "\u{85}# heading",
    "\" onload=\"alert(1)",
    "' onload='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></svg></main>",
];

/// The lines of an entry without their words: what is left is its markup.
fn shape(written: &str) -> Vec<String> {
    let kept = |line: &str| {
        let begin = ["## ", "<!--", "-->", "> ", "| "].iter().find(|begin| line.starts_with(**begin));
        // Elsewhere a bar is a bar.
        let bars = if begin == Some(&"| ") { line.replace("\\|", "").matches('|').count() } else { 0 };
        format!("{}{bars}", begin.unwrap_or(&""))
    };
    written.lines().map(kept).collect()
}

#[test]
fn each_character_is_seen_on_the_screen_and_in_json() {
    for c in characters() {
        let raw = marked(&[c]);
        let number = format!("{:02x}", c as u32);
        let shown = Shown::outside(&raw).to_string();
        is_harmless(&shown.replace('\n', ""), &format!("{c:?} on the screen"));
        let own = ['\t', '\n'].contains(&c);
        assert!(own || shown.starts_with(&format!("{number}\\")), "{c:?} vanished: {shown}");
        let json = Shown::json(&serde_json::json!({ "text": raw }).to_string()).to_string();
        is_harmless(&json, &format!("{c:?} in JSON"));
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["text"], raw, "JSON keeps what it escapes");
    }
    is_visible(&Shown::outside(&all()).to_string(), "the screen");
}
