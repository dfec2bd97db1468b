//! Each page, tile, button and log that the originals name is found in duckops.

use super::text::{inline_code, rows, words};
use super::{read, requirements};
use clap::Parser;
use duckops::cli::Cli;
use std::collections::BTreeSet;

/// What no command shows, and why.
const NOWHERE: &[(&str, &str)] = &[("Admin Panel", "the originals only name it")];

/// What the sentences of the requirements call by a name, in lower case: a row speaks of it.
const SUBJECTS: &[&str] = &[
    "deploy log",
    "governance log",
    "deployment history",
    "incident mode",
    "change freeze",
    "anomaly summary",
    "health score",
    "alias drift",
    "mail quota",
    "sla metric",
    "checklist",
    "tile",
    "agent",
];

/// One row: the originals' name, what to type, where to look.
pub struct Row {
    pub name: String,
    pub command: Option<String>,
    /// Words that the output has.
    pub shown: Vec<String>,
}

pub fn table() -> Vec<Row> {
    let row = |cells: Vec<String>| {
        let [name, command, place] = <[String; 3]>::try_from(cells).unwrap_or_else(|cells| panic!("{cells:?}"));
        let shown =
            inline_code(&place).into_iter().filter(|code| !code.starts_with("duckops ") && !code.starts_with('-'));
        Row { name, command: inline_code(&command).pop(), shown: shown.collect() }
    };
    let rows: Vec<_> = rows(&read("docs/where-is-it.md")).into_iter().map(row).collect();
    assert!(rows.len() > 30, "only {}: are the tables still read?", rows.len());
    rows
}

/// The originals' names, and the requirements that they belong to.
fn names() -> Vec<(String, Option<String>)> {
    let table: toml::Table = read("docs/requirements.toml").parse().unwrap();
    let text = |one: &toml::Value, key: &str| Some(one.get(key)?.as_str()?.to_owned());
    table["name"].as_array().unwrap().iter().map(|one| (text(one, "name").unwrap(), text(one, "of"))).collect()
}

#[test]
fn each_name_of_the_originals_has_one_row() {
    let rows: Vec<_> = table().into_iter().map(|row| row.name).collect();
    let names: Vec<_> = names().into_iter().map(|(name, _)| name).collect();
    let once: BTreeSet<_> = rows.iter().collect();
    assert_eq!(once.len(), rows.len(), "a name stands twice");
    assert_eq!(once, names.iter().collect());
}

#[test]
fn each_name_belongs_to_a_requirement_that_there_is() {
    let known: BTreeSet<_> = requirements::ids().into_iter().collect();
    let lost: Vec<_> =
        names().into_iter().filter(|(_, of)| of.as_ref().is_some_and(|of| !known.contains(of))).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// The names are the originals' own; a sentence of ours that speaks of such a thing finds a row all the same.
#[test]
fn what_the_requirements_speak_of_has_a_row() {
    let sentences = read("docs/requirements.toml").to_lowercase();
    let document = read("docs/where-is-it.md").to_lowercase();
    for subject in SUBJECTS {
        let told = sentences.lines().any(|line| line.starts_with("text") && line.contains(subject));
        assert!(told, "no requirement speaks of `{subject}` any more");
        let words = subject.replace("mail quota", "ses quota");
        assert!(document.lines().any(|line| line.starts_with('|') && line.contains(&words)), "no row for `{subject}`");
    }
}

#[test]
fn each_command_can_be_typed() {
    for row in table() {
        let Some(command) = &row.command else {
            assert!(NOWHERE.iter().any(|(name, _)| *name == row.name), "{}: no command", row.name);
            continue;
        };
        assert!(!row.shown.is_empty(), "{}: where in it?", row.name);
        if let Err(error) = Cli::try_parse_from(words(command)) {
            panic!("{}: {command}: {error}", row.name);
        }
    }
    for (name, _) in NOWHERE {
        assert!(table().iter().any(|row| row.name == *name && row.command.is_none()), "{name} is somewhere now");
    }
    for code in inline_code(&read("docs/where-is-it.md")).into_iter().filter(|code| code.starts_with("duckops ")) {
        assert!(Cli::try_parse_from(words(&code)).is_ok(), "{code}");
    }
}
