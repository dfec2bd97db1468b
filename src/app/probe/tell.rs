//! What is said of a probe: on the screen, in a file, and whether at all.

use super::wanted::{Wanted, names_a_format, timeout};
use super::{Probed, warn};
use crate::app::Session;
use crate::cli::{ProbeArgs, ProbeFormat};
use crate::console::render::Page;
use crate::disk;
use crate::error::{Error, Exit};
use crate::report;
use crate::store::{States, Store};
use duckops_core::health::checks::{Level, nagios, prometheus, worst};
use duckops_core::text::{Clean, Shown};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

type Found = Result<Probed, Error>;

pub struct Teller<'a> {
    session: &'a Session,
    args: &'a ProbeArgs,
    format: ProbeFormat,
    /// What tells this probe from others: the API, and which checks.
    kind: String,
}

impl<'a> Teller<'a> {
    pub fn new(session: &'a Session, args: &'a ProbeArgs, wanted: Option<&Wanted>) -> Self {
        let format = if session.settings.json { ProbeFormat::Json } else { args.format };
        let names = wanted.map(|wanted| wanted.kinds.iter().map(|kind| kind.name).collect::<Vec<_>>().join(","));
        let names = names.unwrap_or_else(|| args.check.join(","));
        let kind = format!("{} {names}", session.settings.values.text("api"));
        Self { session, args, format, kind: Clean::new(kind).to_string() }
    }

    pub fn timeout(&self) -> Duration {
        timeout(self.args).unwrap_or(Duration::from_secs(1))
    }

    /// The file is written whatever is printed. Where it cannot be, that is ours: not known to be well.
    pub fn tell(&self, found: &Found) -> Exit {
        let level = level(found).max(self.written(found));
        if !self.is_silent(found, level) {
            self.print(found);
        }
        Exit::Probe(level)
    }

    /// Somebody else probes: nothing is written.
    pub fn refused(&self, error: &Error) -> Exit {
        self.print(&Err(error.clone()));
        Exit::Probe(Level::Unknown)
    }

    /// The file that it goes to; what was meant as a format is none.
    fn output(&self) -> Option<&Path> {
        self.args.output.as_deref().filter(|path| names_a_format(path).is_none())
    }

    fn print(&self, found: &Found) {
        let shown = match (found, self.format) {
            (Err(_), ProbeFormat::Text) => String::new(),
            _ if self.output().is_some() => String::new(),
            (Ok(probed), ProbeFormat::Text) if self.session.settings.quiet => self.in_a_line(probed),
            (_, ProbeFormat::Text) => self.text(found, &self.session.page()),
            _ => self.formatted(found),
        };
        // Where it cannot be written, the state is still told by how we end.
        let printed = match self.format {
            ProbeFormat::Json => self.session.json_lines(&shown),
            _ => self.session.out(&shown),
        };
        if let Err(error) = printed {
            self.session.complain(&error);
        }
        if let Err(error) = found {
            self.session.complain(error);
        }
    }

    /// That it is well again is noted even where nobody hears of it: else the next outage would be no change.
    fn is_silent(&self, found: &Found, level: Level) -> bool {
        let as_told = self.args.on_change && !self.has_changed(found, level);
        as_told || self.session.settings.quiet && level == Level::Ok
    }

    fn has_changed(&self, found: &Found, level: Level) -> bool {
        let states = states(found, level);
        let store = Store::open(&self.session.settings.state_dir, Arc::clone(&self.session.clock));
        let told = store.and_then(|store| {
            let told = store.told(&self.kind)?;
            if told.as_ref() != Some(&states) {
                store.tell(self.session.environment.pid, &self.kind, states.clone())?;
            }
            Ok(told)
        });
        match told {
            Ok(told) => told != Some(states),
            Err(error) => {
                self.session.err(&format!("warning: what was told last is not known: {error}\n"));
                true
            }
        }
    }

    fn written(&self, found: &Found) -> Level {
        let Some(path) = self.output() else { return Level::Ok };
        let plain = Page { colour: false, width: 80, ..self.session.page() };
        let text = match self.format {
            ProbeFormat::Text => self.text(found, &plain),
            _ => self.formatted(found),
        };
        match replaced(&self.session.environment.cwd.join(path), &shown(self.format, &text)) {
            Ok(()) => Level::Ok,
            Err(cause) => {
                let what = format!("cannot write {}", Clean::new(path.display().to_string()));
                self.session.complain(&Error::file(what, &cause));
                Level::Unknown
            }
        }
    }

    /// For a person.
    fn text(&self, found: &Found, page: &Page) -> String {
        match found {
            Ok(probed) => report::probe::text(page, &probed.checks, &probed.about()),
            Err(error) => format!("{}\n{}\n", Level::Unknown.word(), why(error)),
        }
    }

    /// For a person who wants to hear only what is wrong: that, and the command for it.
    fn in_a_line(&self, probed: &Probed) -> String {
        let Probed { checks, drill, runbook, .. } = probed;
        self.session.page().again(&format!("{}\n", nagios::words(checks, drill.is_some(), runbook.as_deref())))
    }

    /// For machines.
    fn formatted(&self, found: &Found) -> String {
        let now = self.session.clock.now();
        match (self.format, found) {
            (ProbeFormat::Prometheus, Ok(probed)) => prometheus::text(&probed.checks, &self.about(Some(probed))),
            (ProbeFormat::Prometheus, Err(_)) => prometheus::failed(&self.about(None)),
            (ProbeFormat::Json, Ok(probed)) => {
                format!("{}\n", report::probe::json(&probed.checks, &probed.about(), now))
            }
            (ProbeFormat::Json, Err(error)) => {
                format!("{}\n", serde_json::json!({ "state": Level::Unknown.word(), "why": why(error), "checks": [] }))
            }
            (_, Ok(probed)) => nagios::line(&probed.checks, probed.drill.is_some(), probed.runbook.as_deref()),
            (_, Err(error)) => nagios::failed(&why(error)),
        }
    }

    fn about<'p>(&self, probed: Option<&'p Probed>) -> prometheus::About<'p> {
        prometheus::About {
            drill: probed.and_then(|probed| probed.drill.as_ref()),
            runbook: probed.and_then(|probed| probed.runbook.as_deref()),
            took: self.session.clock.elapsed(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// What a ping tells: the same as a person reads.
    pub fn words(&self, found: &Found) -> String {
        let plain = Page { colour: false, width: 80, ..self.session.page() };
        Shown::outside(&self.text(found, &plain)).as_str().to_owned()
    }

    /// A ping that did not arrive fails nothing.
    pub fn pinged(&self, why: Option<&Clean>) {
        if let Some(why) = why {
            warn(self.session, &format!("the ping did not arrive: {why}"));
        }
    }
}

impl Probed {
    fn about(&self) -> report::probe::About<'_> {
        let Self { drill, runbook, evidence, trends, .. } = self;
        let (runbook, evidence) = (runbook.as_deref(), evidence.as_deref());
        report::probe::About { drill: drill.as_ref(), runbook, evidence, trends }
    }
}

/// What kept the probe from looking is ours, not the stack's.
fn level(found: &Found) -> Level {
    found.as_ref().map_or(Level::Unknown, |probed| worst(&probed.checks))
}

fn why(error: &Error) -> String {
    let cause = error.cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{}{cause}", error.message)
}

/// How each check stands.
fn states(found: &Found, level: Level) -> States {
    let whole = [("probe".to_owned(), level.word().to_owned())];
    let checks = found.iter().flat_map(|probed| &probed.checks);
    whole.into_iter().chain(checks.map(|check| (check.name.to_owned(), check.level.word().to_owned()))).collect()
}

fn shown(format: ProbeFormat, text: &str) -> Shown {
    if format == ProbeFormat::Json { Shown::json(text) } else { Shown::lines(text) }
}

/// For everybody to read: who collects it is somebody else. A device or a link is no file to put another one in place
/// of.
fn replaced(path: &Path, text: &Shown) -> std::io::Result<()> {
    if std::fs::symlink_metadata(path).is_ok_and(|known| !known.is_file()) {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "something that is no file is there"));
    }
    let name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?;
    let beside = path.with_file_name(format!(".{}.new", name.to_string_lossy()));
    disk::replace(path, &beside, text.as_str().as_bytes(), disk::PUBLIC)
}
