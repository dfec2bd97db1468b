//! `duckops probe`: the checks for cron and monitoring. Whatever happens, it ends in time and in one of four states.

mod bundle;
mod look;
mod tell;
mod wanted;

use super::Session;
use super::walk::store_error;
use crate::cli::{Cli, ProbeArgs};
use crate::console::Data;
use crate::environment::Environment;
use crate::error::{Error, Exit};
use crate::stack::Ping;
use crate::store::{Held, Probing, Store, StoreError};
use clap::CommandFactory;
use duckops_core::health::checks::{Check, Level, nagios};
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tell::Teller;
use wanted::Wanted;

/// What a probe found, and whether of a drill.
pub struct Probed {
    checks: Vec<Check>,
    /// How the figure of a check went, in a few bars.
    trends: Vec<(&'static str, String)>,
    drill: Option<Clean>,
    /// The runbook for the worst that is wrong.
    runbook: Option<String>,
    /// Where it is kept what was seen, when something is wrong.
    evidence: Option<PathBuf>,
}

pub fn run(session: &Session, args: &ProbeArgs) -> Exit {
    let wanted = Wanted::of(session, args);
    let teller = Teller::new(session, args, wanted.as_ref().ok());
    // Who is second says so and touches nothing that the first one writes.
    let _probing = match alone(session) {
        Ok(probing) => probing,
        Err(error) => return teller.refused(&error),
    };
    let found = wanted.and_then(|wanted| Ok((in_time(session, &wanted)?, wanted)));
    let (found, ping) = match found {
        Ok((probed, wanted)) => (Ok(probed), wanted.ping),
        Err(error) => (Err(error), args.ping.as_deref().and_then(|url| Ping::new(url).ok())),
    };
    let exit = teller.tell(&found);
    if let Some(ping) = ping {
        let left = teller.timeout().saturating_sub(session.clock.elapsed());
        let body = teller.words(&found);
        teller.pinged(ended(&ping, exit.code(), &body, left).as_ref());
    }
    exit
}

/// What is worth a word and changes nothing; whoever wants to hear only what is wrong does not hear it.
fn warn(session: &Session, what: &str) {
    if !session.settings.quiet {
        session.err(&format!("warning: {what}\n"));
    }
}

/// Nothing where it could not be found out: what cannot be kept changes nothing of what is found.
fn alone(session: &Session) -> Result<Option<Probing>, Error> {
    let Session { environment, clock, settings, .. } = session;
    let (who, host) = (Clean::new("a probe"), Clean::new(&environment.host));
    let me = Held { who, host, pid: environment.pid, since: clock.now() };
    let store = Store::open(&settings.state_dir, Arc::clone(clock));
    match store.and_then(|store| store.probing(&me)) {
        Ok(probing) => Ok(Some(probing)),
        Err(StoreError::Held(held)) => {
            let message = format!("another probe is running here, since {} (pid {})", stamp(held.since), held.pid);
            let hint = "one at a time; to run two, give each a place of its own: --state-dir DIR";
            Err(Error::new(Exit::Held, message).hint(hint))
        }
        Err(error) => {
            let Error { message, .. } = store_error(&error);
            warn(session, &format!("another probe may be running: {message}"));
            Ok(None)
        }
    }
}

/// The work has a thread of its own, so that nothing that it waits for, a disk included, keeps the answer from coming
/// in time. It ends with the process.
fn in_time(session: &Session, wanted: &Wanted) -> Result<Probed, Error> {
    let (done, told) = mpsc::channel();
    let (inner, work) = (session.clone(), wanted.clone());
    let looks = wanted.for_looks();
    std::thread::spawn(move || {
        let found = super::block_on(look::probed(&inner, &work));
        // Nobody waits any more when it is late.
        let _late = done.send(found);
    });
    let late = || Error::new(Exit::Unknown, format!("not done within {} s", looks.as_secs_f64()));
    told.recv_timeout(looks.saturating_sub(session.clock.elapsed())).map_err(|_| late())?
}

/// It never fails the probe: why it did not arrive, when it did not.
fn ended(ping: &Ping, code: u8, body: &str, left: Duration) -> Option<Clean> {
    let arrived = super::block_on(async { Ok(ping.ended(code, body, left).await) });
    match arrived {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(why.text),
        Err(error) => Some(error.message),
    }
}

/// An error before there is a session: of a probe it is UNKNOWN, whatever it would be of another command.
pub fn or(environment: &Environment, exit: Exit) -> Exit {
    match exit {
        Exit::Done => Exit::Done,
        _ if is_said(environment) => {
            let line = nagios::failed("the command line or a setting is wrong, see stderr");
            // However it is said, it is UNKNOWN.
            let _said = super::session::say(Data::Lines(&line));
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
