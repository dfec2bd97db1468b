//! Which argument of which command is completed with what. What is no row here completes by its type: a word of a list, a
//! file, a directory; or it is free text.

use super::found::Found;
use super::kept::{approvers, incidents, runs, runs_and_incidents, snapshots, steps_of_run, unfinished, waiting};
use super::line::Line;
use super::profiles::profiles;
use crate::app::library;
use crate::cli::Cli;
use crate::drill::{Drill, scenarios};
use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use duckops_core::health::checks::CHECKS;
use duckops_core::runbook::{Body, Kind, Library, Question, QuestionKind, Runbook, Source, Step};
use duckops_core::world::actions::Tier;
use std::ffi::OsStr;
use std::sync::Arc;

/// A command, one of its arguments, and what it can be.
type Row = (&'static [&'static str], &'static str, fn(&Line) -> Vec<Found>);

const KNOWN: &[Row] = &[
    (&[], "profile", profiles),
    (&["triage"], "id", |line| runbooks(line, &[Kind::Triage])),
    (&["triage"], "resume", unfinished),
    (&["triage"], "answer", answers),
    (&["checklist"], "id", |line| runbooks(line, &[Kind::Checklist])),
    (&["checklist"], "resume", unfinished),
    (&["checklist"], "answer", answers),
    (&["drill"], "id", |_| drills()),
    (&["drill"], "answer", answers),
    (&["drill", "serve"], "scenario", |_| drills()),
    (&["probe"], "check", |_| checks("")),
    (&["probe"], "warn", |_| checks("=")),
    (&["probe"], "crit", |_| checks("=")),
    (&["approve"], "request", waiting),
    (&["approve"], "approver", approvers),
    (&["deny"], "request", waiting),
    (&["incident", "note"], "incident", incidents),
    (&["snapshot", "diff"], "then", snapshots),
    (&["snapshot", "diff"], "now", snapshots),
    (&["handoff"], "id", runs_and_incidents),
    (&["update"], "run", runs),
    (&["postmortem"], "incident", incidents),
    (&["runs", "show"], "run", runs),
    (&["runs", "show"], "up_to", steps_of_run),
    (&["runs", "take-over"], "run", unfinished),
    (&["runbook", "show"], "id", |line| runbooks(line, &[Kind::Triage, Kind::Checklist, Kind::Part])),
    (&["help"], "words", words_of_help),
];

/// The commands, with what each row offers.
pub fn offered(cli: Command, line: &Arc<Line>) -> Command {
    KNOWN.iter().fold(cli, |cli, (path, arg, find)| {
        let (line, find) = (Arc::clone(line), *find);
        let completer = ArgValueCompleter::new(move |typed: &OsStr| those(find(&line), typed));
        at(cli, path, Box::new(move |command| command.mut_arg(arg, |arg| arg.add(completer))))
    })
}

fn at(command: Command, path: &[&'static str], change: Box<dyn FnOnce(Command) -> Command>) -> Command {
    match path {
        [] => change(command),
        [first, rest @ ..] => command.mut_subcommand(first, |sub| at(sub, rest, change)),
    }
}

fn those(found: Vec<Found>, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    // What is chosen comes once it is said of what.
    let is_due = |one: &Found| typed.contains('=') || !one.has_a_value();
    let fits = found.into_iter().filter(|one| one.begins(&typed) && is_due(one));
    fits.enumerate().map(|(place, one)| one.offered(place)).collect()
}

/// The embedded ones where the settings cannot be read.
fn sources(line: &Line) -> Vec<Source> {
    let own = line.session.as_ref().and_then(|session| library::sources(&session.settings).ok());
    own.unwrap_or_else(library::embedded)
}

fn runbooks(line: &Line, kinds: &[Kind]) -> Vec<Found> {
    let library = Library::load(sources(line));
    let wanted = library.titles().filter(|(_, kind, _)| kinds.contains(kind));
    wanted.map(|(id, _, title)| Found::new(id, title)).collect()
}

fn drills() -> Vec<Found> {
    scenarios().iter().map(|scenario| Found::new(scenario.id, scenario.title)).collect()
}

fn checks(end: &str) -> Vec<Found> {
    CHECKS.iter().map(|check| Found::new(format!("{}{end}", check.name), check.doc)).collect()
}

/// A command, or after one its commands; at the beginning a runbook as well.
fn words_of_help(line: &Line) -> Vec<Found> {
    let said = line.arguments("words");
    let cli = Cli::command();
    let of = said.iter().try_fold(&cli, |command, word| command.find_subcommand(word));
    let named = |sub: &Command| {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        Found::new(sub.get_name(), about)
    };
    let mut found: Vec<_> = of.into_iter().flat_map(Command::get_subcommands).map(named).collect();
    if said.is_empty() {
        found.extend(runbooks(line, &[Kind::Triage, Kind::Checklist, Kind::Part]));
    }
    found
}

/// What the runbook on the line asks: `target.version=`, and the steps that want words to be typed.
fn answers(line: &Line) -> Vec<Found> {
    let Some(id) = line.argument("id") else { return Vec::new() };
    let of_drill = (line.command() == Some("drill")).then(|| Drill::find(id, None)).flatten();
    let id = of_drill.map_or(id, |drill| drill.scenario.runbook);
    let library = Library::load_one(sources(line), id);
    let runbook = library.find(id).and_then(|loaded| loaded.result.as_deref().ok());
    runbook.map(asked_by).unwrap_or_default()
}

fn asked_by(runbook: &Runbook) -> Vec<Found> {
    let of_step = |step: &Step| match &step.body {
        Body::Ask(questions) => {
            let one = |question: &Question| {
                let (key, label) = (format!("{}.{}=", step.id, question.field), question.label.written());
                let values =
                    choices(question).into_iter().map(|value| Found::new(format!("{key}{value}"), label.as_str()));
                let values: Vec<_> = values.collect();
                [Found::new(key.as_str(), label.as_str())].into_iter().chain(values).collect::<Vec<_>>()
            };
            questions.iter().flat_map(one).collect()
        }
        Body::Do(draft) if draft.action.tier != Tier::Routine => {
            vec![Found::new(format!("{}=", step.id), "the words that do it, or the id of an approval")]
        }
        Body::Do(_) | Body::Read | Body::Look { .. } => Vec::new(),
    };
    runbook.steps.iter().flat_map(of_step).collect()
}

fn choices(question: &Question) -> Vec<String> {
    match &question.kind {
        QuestionKind::YesNo => ["yes", "no"].map(str::to_owned).into(),
        QuestionKind::Choice(choices) => choices.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueHint;
    use std::collections::BTreeSet;

    /// What is neither of a list nor lies on this machine.
    const FREE: &[&str] = &[
        "api",
        "endpoint_url",
        "region",
        "operator",
        "ping",
        "timeout",
        "reference",
        "reason",
        "title",
        "began",
        "detected",
        "resolved",
        "components",
        "root_cause",
        "actions",
        "text",
        "at",
        "since",
        "grep",
        "last",
        "sign",
        "field",
        "number",
        "what",
        "seed",
        "port",
        "older_than",
        "watch",
    ];

    fn arguments(command: &Command, path: &str, found: &mut BTreeSet<(String, String)>) {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let of_a_list = !arg.get_possible_values().is_empty();
            if !of_a_list && arg.get_value_hint() == ValueHint::Unknown {
                found.insert((path.to_owned(), arg.get_id().to_string()));
            }
        }
        for sub in command.get_subcommands() {
            arguments(sub, format!("{path} {}", sub.get_name()).trim(), found);
        }
    }

    #[test]
    fn every_argument_completes_or_is_free() {
        let mut all = BTreeSet::new();
        arguments(&Cli::command(), "", &mut all);
        let known: BTreeSet<_> = KNOWN.iter().map(|(path, arg, _)| (path.join(" "), (*arg).to_owned())).collect();
        let free: BTreeSet<_> = all.iter().filter(|one| !known.contains(*one)).map(|(_, arg)| arg.as_str()).collect();
        assert_eq!(free, FREE.iter().copied().collect());
        let stale: Vec<_> = known.difference(&all).collect();
        assert!(stale.is_empty(), "these complete by their type: {stale:?}");
    }
}
