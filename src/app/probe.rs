//! `duckops probe`: the checks for cron and monitoring. Whatever happens, it ends in time and in one of four states.

use super::health::gather;
use super::world::World;
use super::{Session, stage};
use crate::cli::{Cli, ProbeArgs, ProbeFormat};
use crate::console::Answers;
use crate::environment::Environment;
use crate::error::{Error, Exit};
use crate::report;
use crate::store::LastProbe;
use clap::CommandFactory;
use duckops_core::health::checks::{CHECKS, Check, Context, Kind, Level, Limits, kind, nagios, names, worst};
use duckops_core::health::seen::Seen;
use duckops_core::text::Clean;
use duckops_core::world::parse_duration;
use std::time::Duration;

/// What a probe found, and whether of a drill.
struct Probed {
    checks: Vec<Check>,
    drill: Option<Clean>,
}

pub fn run(session: &Session, args: &ProbeArgs) -> Exit {
    let wanted = Wanted::of(session, args);
    match wanted.and_then(|wanted| super::block_on(in_time(session, &wanted))) {
        Ok(probed) => show(session, args, &probed),
        Err(error) => failed(session, args, &error),
    }
}

/// An error before there is a session: of a probe it is UNKNOWN, whatever it would be of another command.
pub fn or(environment: &Environment, exit: Exit) -> Exit {
    match exit {
        Exit::Done => Exit::Done,
        _ if is_said(environment) => {
            super::session::say(&nagios::failed("the command line or a setting is wrong, see stderr"));
            Exit::Probe(Level::Unknown)
        }
        other => other,
    }
}

/// Whether the first word that is a command is `probe`; a flag's value is none.
fn is_said(environment: &Environment) -> bool {
    let cli = Cli::command();
    let takes = |word: &str| {
        let flag = |arg: &clap::Arg| arg.get_long().is_some_and(|long| word == format!("--{long}"));
        cli.get_arguments().any(|arg| flag(arg) && arg.get_action().takes_values())
    };
    let mut words = environment.args.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if takes(&word) {
            words.next();
        } else if cli.get_subcommands().any(|sub| sub.get_name() == word) {
            return word == "probe";
        }
    }
    false
}

/// The command line, read.
struct Wanted {
    kinds: Vec<&'static Kind>,
    limits: Limits,
    timeout: Duration,
}

impl Wanted {
    fn of(session: &Session, args: &ProbeArgs) -> Result<Self, Error> {
        let mut limits = Limits::of(&session.settings.values);
        let wrong = |mistaken: duckops_core::health::checks::Mistaken| Error::wrong(mistaken.0);
        args.warn.iter().try_for_each(|written| limits.warn_at(written)).map_err(wrong)?;
        args.crit.iter().try_for_each(|written| limits.crit_at(written)).map_err(wrong)?;
        let unknown =
            |name: &str| Error::wrong(format!("there is no check `{name}`")).hint(format!("there are {}", names()));
        let one = |name: &String| kind(name).ok_or_else(|| unknown(name));
        let kinds: Vec<_> = args.check.iter().map(one).collect::<Result<_, _>>()?;
        let kinds = if kinds.is_empty() { CHECKS.iter().collect() } else { kinds };
        let timeout = parse_duration(&args.timeout).filter(|time| *time >= Duration::from_secs(1));
        let timeout = timeout.ok_or_else(|| {
            Error::wrong(format!("`{}` is no time-out", args.timeout)).hint("write --timeout 10s; at least 1s")
        })?;
        Ok(Self { kinds, limits, timeout })
    }
}

async fn in_time(session: &Session, wanted: &Wanted) -> Result<Probed, Error> {
    let late = || Error::new(Exit::Unknown, format!("not done within {} s", wanted.timeout.as_secs_f64()));
    tokio::time::timeout(wanted.timeout, probed(session, wanted)).await.map_err(|_| late())?
}

/// The time is shared out so that an API that never answers still leaves some to find out whether the network works:
/// three tenths to find out who we are, a good third for the looks, three tenths for the control endpoint.
async fn probed(session: &Session, wanted: &Wanted) -> Result<Probed, Error> {
    let began = session.clock.elapsed();
    let mut settings = session.settings.clone();
    let patience = wanted.timeout * 3 / 10;
    at_most(&mut settings, "aws_timeout", patience);
    let mut nobody = Answers::default();
    let mut stage = match stage::find_within(session, settings, None, &mut nobody, patience).await? {
        Ok(stage) => stage,
        Err(left) => return Err(Error::new(stage::left_exit(&left), "the probe was interrupted")),
    };
    let left = wanted.timeout.saturating_sub(session.clock.elapsed().saturating_sub(began));
    at_most(&mut stage.settings, "probe_timeout", left * 11 / 20);
    let world = World::without_a_walk(session, &stage)?;
    let mut looks: Vec<&str> = wanted.kinds.iter().flat_map(|kind| kind.looks).copied().collect();
    looks.sort_unstable();
    looks.dedup();
    let evidence = gather(&world, &stage.settings.values, &looks).await;
    let context = Context { settings: &stage.settings.values, limits: &wanted.limits };
    let checks: Vec<_> = wanted.kinds.iter().map(|kind| kind.judged(Seen(&evidence), &context)).collect();
    keep(session, &stage, &wanted.kinds, &checks);
    Ok(Probed { checks, drill: stage.scenario() })
}

fn at_most(settings: &mut crate::settings::Resolved, name: &str, limit: Duration) {
    let time = settings.values.duration(name).min(limit);
    settings.set(name, &format!("{}ms", time.as_millis()));
}

/// Which checks these are, when they are not all that there are.
fn part(kinds: &[&Kind]) -> Option<Clean> {
    let is_whole = CHECKS.iter().all(|check| kinds.iter().any(|kind| kind.name == check.name));
    let names = || match kinds {
        [_] | [_, _] => kinds.iter().map(|kind| kind.name).collect::<Vec<_>>().join(" and "),
        _ => format!("{} of {} checks", kinds.len(), CHECKS.len()),
    };
    (!is_whole).then(|| Clean::new(names()))
}

/// What cannot be kept changes nothing of what was found.
fn keep(session: &Session, stage: &stage::Stage, kinds: &[&Kind], checks: &[Check]) {
    let what: Vec<_> =
        checks.iter().filter(|check| check.level > Level::Ok).map(|check| check.brief.as_str()).collect();
    let state = Clean::new(worst(checks).word());
    let last = LastProbe { at: session.clock.now(), state, what: Clean::new(what.join(", ")), only: part(kinds) };
    let kept = stage.store(session).and_then(|store| store.keep_probe(session.environment.pid, &last));
    if let Err(error) = kept {
        session.err(&format!("warning: the probe is not kept: {error}\n"));
    }
}

fn show(session: &Session, args: &ProbeArgs, probed: &Probed) -> Exit {
    let Probed { checks, drill } = probed;
    let level = worst(checks);
    if session.settings.quiet && level == Level::Ok {
        return Exit::Probe(level);
    }
    // Whoever closed the pipe still gets the state.
    let _closed = match format(session, args) {
        ProbeFormat::Text => session.out(&report::probe::text(&session.page(), checks, drill.as_ref())),
        ProbeFormat::Nagios => session.out(&nagios::line(checks, drill.is_some())),
        ProbeFormat::Json => session.json(&report::probe::json(checks, drill.as_ref(), session.clock.now())),
    };
    Exit::Probe(level)
}

/// What kept the probe from looking is ours, not the stack's.
fn failed(session: &Session, args: &ProbeArgs, error: &Error) -> Exit {
    let cause = error.cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default();
    let why = format!("{}{cause}", error.message);
    let _closed = match format(session, args) {
        ProbeFormat::Text => Ok(()),
        ProbeFormat::Nagios => session.out(&nagios::failed(&why)),
        ProbeFormat::Json => {
            session.json(&serde_json::json!({ "state": Level::Unknown.word(), "why": why, "checks": [] }))
        }
    };
    session.complain(error);
    Exit::Probe(Level::Unknown)
}

fn format(session: &Session, args: &ProbeArgs) -> ProbeFormat {
    if session.settings.json { ProbeFormat::Json } else { args.format }
}
