//! README.md is true: its commands can be typed, its tables are those of the code, its walk is what a walk prints.

use super::text::{blocks, inline_code, rows, section, without_comments};
use super::{files, read, shipped};
use crate::support::duckops::Duckops;
use clap::{CommandFactory, Parser};
use duckops::cli::Cli;
use duckops_core::health::checks::{CHECKS, Kind};
use duckops_core::health::score::{PENALTIES, Penalty};
use std::collections::BTreeSet;

fn readme() -> String {
    read("README.md")
}

#[test]
fn the_checks_and_the_penalties_are_those_of_the_code() {
    let check = |kind: &Kind| format!("| `{}` | {} | {} |\n", kind.name, kind.doc, kind.figure.unwrap_or("none"));
    let penalty = |one: &Penalty| format!("| {} | {} | {} |\n", one.name, one.most, one.doc);
    let readme = readme();
    let watching = section(&readme, "Watching");
    for table in [CHECKS.iter().map(check).collect::<String>(), PENALTIES.iter().map(penalty).collect::<String>()] {
        assert!(watching.contains(&format!("| --- |\n{table}")), "README's table should be:\n{table}");
    }
}

/// It is copied into a crontab as it stands.
#[test]
fn the_line_for_cron_can_be_typed() {
    let readme = readme();
    let block = blocks(section(&readme, "Watching"), "text").remove(0);
    let (_, command) = block.trim().split_once("/duckops ").unwrap();
    assert!(block.starts_with("*/5 * * * * /") && block.trim().lines().count() == 1, "{block}");
    let words = std::iter::once("duckops").chain(command.split(' '));
    let cli = Cli::try_parse_from(words).unwrap();
    assert!(cli.global.quiet, "cron mails whatever is printed");
}

/// The subcommands that do something, `runs show` and so on.
fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    if !path.is_empty() && !command.is_subcommand_required_set() {
        found.insert(path.to_owned());
    }
    for sub in command.get_subcommands() {
        leaves(sub, format!("{path} {}", sub.get_name()).trim(), found);
    }
}

#[test]
fn the_commands_are_those_of_the_program() {
    let mut known = BTreeSet::new();
    leaves(&Cli::command(), "", &mut known);
    let names = |text: &str| -> String {
        let words = text.trim_matches('`').split(' ').skip(1);
        let is_name = |word: &&str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        };
        words.take_while(is_name).collect::<Vec<_>>().join(" ")
    };
    let readme = readme();
    let told = rows(section(&readme, "Commands")).into_iter().filter(|row| row[0].starts_with("`duckops "));
    let told: BTreeSet<_> = told.map(|row| names(&row[0])).collect();
    assert_eq!(told, known);
    let help = Duckops::new().run(&["--help"]);
    let listed = help.out.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed: BTreeSet<_> = listed.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect();
    let first = |path: &String| path.split(' ').next().unwrap_or_default().to_owned();
    assert_eq!(told.iter().map(first).collect::<BTreeSet<_>>(), listed);
}

fn flags(command: &clap::Command, found: &mut BTreeSet<String>) {
    found.extend(command.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))));
    command.get_subcommands().for_each(|sub| flags(sub, found));
}

#[test]
fn every_flag_is_named_and_every_named_flag_exists() {
    let mut known = BTreeSet::new();
    flags(&Cli::command(), &mut known);
    let readme = readme();
    let told = inline_code(section(&readme, "Commands"));
    let told = told.iter().flat_map(|code| code.split(' ')).filter(|word| word.starts_with("--"));
    let told: BTreeSet<_> = told.map(|word| word.split(['=', '[']).next().unwrap_or(word).to_owned()).collect();
    assert_eq!(told, known);
}

#[test]
fn the_environment_variables_are_those_of_the_code() {
    let variables = |text: &str| -> BTreeSet<String> {
        let of = |rest: &str| rest.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect::<String>();
        text.match_indices("DUCKOPS_").map(|(at, _)| of(&text[at..])).collect()
    };
    let mut known: BTreeSet<String> = shipped().iter().flat_map(|(_, code)| variables(code)).collect();
    // Of test builds only.
    known.retain(|name| {
        ![
            "DUCKOPS_NOW",
            "DUCKOPS_SEED",
            "DUCKOPS_ZONE",
            "DUCKOPS_DIE_AT",
            "DUCKOPS_DIES_AT_LIMITS",
            "DUCKOPS_POINTS",
            "DUCKOPS_PANICS_AT",
        ]
        .contains(&name.as_str())
    });
    assert_eq!(variables(&readme()), known);
}

#[test]
fn what_needs_no_stack_runs() {
    let duckops = Duckops::new();
    for call in [
        "runbook list",
        "runbook show inc-001",
        "runbook lint",
        "drill list",
        "runs list",
        "approvals",
        "incident status",
        "freeze status",
        "log show",
        "config show",
    ] {
        let ran = duckops.run(&call.split(' ').collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "{call}: {}", ran.err);
    }
    let toml = blocks(&readme(), "toml");
    let (answers, settings): (Vec<_>, Vec<_>) = toml.iter().partition(|block| block.starts_with("[answers]"));
    assert_eq!((answers.len(), settings.len()), (1, 2));
    for settings in settings {
        std::fs::write(duckops.dir.join("duckops.toml"), settings).unwrap();
        let ran = duckops.run(&["runbook", "list"]);
        assert_eq!(ran.code, 0, "the settings in README: {}", ran.err);
    }
    // The answers in README bring a drill up to its gate.
    std::fs::write(duckops.dir.join("answers.toml"), answers[0]).unwrap();
    let ran = duckops.at_a_set_time().run(&["drill", "inc-001", "--no-input", "--answers", "answers.toml"]);
    assert!(ran.code == 4 && ran.err.contains("waits for an approval"), "{} {}", ran.code, ran.err);
    assert!(
        files("runbooks", &[".md"]).len() == 1 || !readme().contains("the only incident"),
        "there are more runbooks"
    );
}

#[test]
fn the_drills_are_those_that_there_are() {
    let list = Duckops::new().run(&["drill", "list", "--json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&list.out).unwrap();
    let text = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap().to_owned();
    let table: String = list.iter().map(|one| format!("| `{}` | {} |\n", text(one, "id"), text(one, "what"))).collect();
    let table = format!("| drill | what is broken |\n| --- | --- |\n{table}");
    assert!(section(&readme(), "Drills").contains(&table), "README's table of drills should be:\n{table}");
}

/// Every line of it, in this order, is on the screen: nothing is made up, and what is left out is marked.
#[test]
fn the_walk_is_what_a_walk_prints() {
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let readme = readme();
    let walk = blocks(section(&readme, "A walk"), "text").remove(0);
    let (mut out, mut err) = (ran.out.lines(), ran.err.lines());
    for line in walk.lines().filter(|line| !line.is_empty() && line.trim() != "…") {
        let screen =
            if line.starts_with("DRILL inc-001") && !line.starts_with("DRILL inc-001:") { &mut err } else { &mut out };
        let found = screen.by_ref().any(|shown| shown == line);
        assert!(found, "this line of README is not, or not there, in what a drill prints: {line}\n{}", ran.out);
    }
}

/// A hint is typed as it stands: what it names must be there.
#[test]
fn hints_name_commands_that_exist() {
    let known: BTreeSet<_> = Cli::command().get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut seen = BTreeSet::new();
    for (path, code) in shipped() {
        let code = without_comments(&code);
        for (at, found) in code.match_indices("duckops ") {
            let word: String =
                code[at + found.len()..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let is_hint = ["\"", ": ", "`", "? "].iter().any(|before| code[..at].ends_with(before));
            if is_hint && !word.is_empty() {
                assert!(known.contains(&word), "{path} names `duckops {word}`, which there is not");
                seen.insert(word);
            }
        }
    }
    assert!(seen.len() > 4, "only {seen:?}: are hints still found?");
}
