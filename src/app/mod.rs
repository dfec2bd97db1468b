//! Composition: one file a command family. What was said is parsed, resolved, and then acted on.

mod approvals;
mod carried;
mod checklist;
mod completions;
mod config;
mod desk;
mod doctor;
mod drill;
mod freeze;
mod handoff;
mod health;
mod help;
mod iam_policy;
mod incident;
mod library;
mod log;
mod looked;
mod man;
mod overview;
mod past;
mod postmortem;
mod probe;
mod proposals;
mod propose;
mod reach;
mod records;
#[cfg(feature = "testkit")]
pub mod rehearsal;
mod runbooks;
mod runs;
mod session;
mod simulated;
mod snapshot;
mod stage;
mod standing;
mod status;
mod stores;
mod walk;
mod world;

pub use session::Session;

use crate::cli::{Cli, Command, ConfigCommand, version};
use crate::console::{Data, outlive_limits};
#[cfg(feature = "testkit")]
use crate::crash;
use crate::environment::Environment;
use crate::error::{Error, Exit};
use crate::settings;
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use duckops_core::runbook::{Kind, Library};
use duckops_core::text::Clean;

/// Runs the program. Errors go to stderr; the exit code says how it ended.
pub fn main() -> Exit {
    let environment = match Environment::of_process() {
        Ok(environment) => environment,
        Err(cause) => return session::complain(&Error::file("cannot read the current directory", &cause)),
    };
    if let Some(answered) = completions::answer(&environment) {
        return answered;
    }
    let cli = match Cli::try_parse_from(&environment.args) {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayVersion && wants_json(&environment) => {
            return session::say(Data::Json(&format!("{}\n", version::json())));
        }
        Err(error) => return probe::or(&environment, usage(error)),
    };
    if !dies_at_limits(&environment) {
        // Where this fails, a limit on the size of files ends the process, which loses nothing either.
        let _ = outlive_limits();
    }
    let args = environment.clone();
    #[cfg(feature = "testkit")]
    arm(&args);
    let exit = match resolved(&cli, &environment).and_then(|settings| Session::new(environment, settings)) {
        Ok(session) => act(&session, cli.command.as_ref()),
        Err(error) => probe::or(&args, session::complain(&error)),
    };
    #[cfg(feature = "testkit")]
    tell_points(&args);
    exit
}

/// clap stops at `--version`, whatever else is said.
fn wants_json(environment: &Environment) -> bool {
    environment.args.iter().any(|word| word == "--json")
}

/// What makes a settings file reads none: the one that it is to make is not there yet.
fn resolved(cli: &Cli, environment: &Environment) -> Result<settings::Resolved, Error> {
    match cli.command {
        Some(Command::Config(ConfigCommand::Init | ConfigCommand::Schema)) => {
            settings::without_files(&cli.global, environment)
        }
        _ => settings::resolve(&cli.global, environment),
    }
}

/// Whether a limit on the size of files ends the process: a test dies so in the middle of a write.
#[cfg(feature = "testkit")]
fn dies_at_limits(environment: &Environment) -> bool {
    environment.var("DUCKOPS_DIES_AT_LIMITS").is_some()
}

#[cfg(not(feature = "testkit"))]
fn dies_at_limits(_: &Environment) -> bool {
    false
}

/// Where a test wants it to be killed, or to panic.
#[cfg(feature = "testkit")]
fn arm(environment: &Environment) {
    let at = |name| environment.var(name).and_then(|at| at.parse().ok()).unwrap_or(0);
    crash::arm(at("DUCKOPS_DIE_AT"));
    crash::arm_drawing(at("DUCKOPS_PANICS_AT"));
}

/// How many points a run passed, for the test that kills it at each.
#[cfg(feature = "testkit")]
fn tell_points(environment: &Environment) {
    if let Some(file) = environment.var("DUCKOPS_POINTS") {
        let told = std::fs::write(file, crash::passed().to_string());
        debug_assert!(told.is_ok());
    }
}

fn act(session: &Session, command: Option<&Command>) -> Exit {
    let Some(command) = command else {
        return overview::run(session).unwrap_or_else(|error| session.complain(&error));
    };
    let ended = match command {
        Command::Triage(args) if args.is_bare() => propose::run(session),
        Command::Triage(args) => walk::run(session, Kind::Triage, args),
        Command::Checklist(args) => checklist::run(session, args),
        Command::Drill(args) => drill::run(session, args),
        Command::Status(args) => status::run(session, args),
        Command::Probe(args) => Ok(probe::run(session, args)),
        Command::Approvals => approvals::list(session),
        Command::Approve(args) => approvals::approve(session, args),
        Command::Deny(args) => approvals::deny(session, args),
        Command::Incident(command) => incident::run(session, command),
        Command::Freeze(command) => freeze::run(session, command),
        Command::Log(command) => log::run(session, command),
        Command::Snapshot(args) => snapshot::run(session, args),
        Command::Handoff { id } => handoff::run(session, id.as_deref()),
        Command::Postmortem { incident, html } => postmortem::run(session, incident.as_deref(), *html),
        Command::Update { run } => handoff::update(session, run.as_deref()),
        Command::Runs(command) => runs::run(session, command),
        Command::Runbook(command) => runbooks::run(session, command),
        Command::Config(command) => config::run(session, *command),
        Command::Doctor => doctor::run(session),
        Command::IamPolicy(args) => iam_policy::run(session, args),
        Command::Completions { shell } => completions::run(session, *shell),
        Command::Man { dir } => man::run(session, dir),
        Command::Help { words } => help::run(session, words),
    };
    let exit = ended.unwrap_or_else(|error| session.complain(&error));
    session.say_set_aside();
    exit
}

/// Help was asked for, or the command line is wrong.
fn usage(mut error: clap::Error) -> Exit {
    cleaned(&mut error);
    if let Some(command) = error.get(ContextKind::InvalidSubcommand).and_then(of_runbook) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![command.into()]));
    }
    let text = error.render().to_string();
    if !error.use_stderr() {
        return session::say(Data::Lines(&text));
    }
    session::say_wrong(&text);
    Exit::Wrong
}

/// What is no command can be a runbook of ours.
fn of_runbook(word: &ContextValue) -> Option<String> {
    let ContextValue::String(word) = word else { return None };
    let library = Library::load_one(library::embedded(), word);
    let runbook = library.find(word)?.result.as_deref().ok()?;
    let is_walked = matches!(runbook.kind, Kind::Triage | Kind::Checklist);
    is_walked.then(|| format!("`{0}` is a runbook: duckops {1} {0}", runbook.id, runbook.kind.word()))
}

/// What clap quotes of the command line is from outside.
fn cleaned(error: &mut clap::Error) {
    let quoted = |value: &ContextValue| match value {
        ContextValue::String(text) => Some(ContextValue::String(Clean::new(text).into())),
        ContextValue::Strings(texts) => {
            Some(ContextValue::Strings(texts.iter().map(|text| Clean::new(text).into()).collect()))
        }
        _ => None,
    };
    let found: Vec<_> = error.context().filter_map(|(kind, value)| Some((kind, quoted(value)?))).collect();
    for (kind, value) in found {
        error.insert(kind, value);
    }
}

/// The runtime, only for commands that need one.
fn block_on<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|cause| Error::file("cannot start", &cause))?;
    let done = runtime.block_on(work);
    // A prompt's thread may still wait for a key that never comes.
    runtime.shutdown_background();
    done
}
