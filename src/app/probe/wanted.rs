//! The command line of a probe, read.

use crate::app::Session;
use crate::cli::ProbeArgs;
use crate::error::Error;
use crate::stack::Ping;
use duckops_core::health::checks::{CHECKS, Kind, Limits, Mistaken, kind, names};
use duckops_core::world::parse_duration;
use std::path::Path;
use std::time::Duration;

#[derive(Clone)]
pub struct Wanted {
    pub kinds: Vec<&'static Kind>,
    pub limits: Limits,
    /// For all of it, from the start of the process on.
    pub timeout: Duration,
    pub ping: Option<Ping>,
}

/// A file that is called like a format was meant as one: in a line for Nagios it would leave the line empty.
pub fn names_a_format(path: &Path) -> Option<&'static str> {
    ["text", "nagios", "prometheus", "json"].into_iter().find(|format| path.as_os_str() == *format)
}

impl Wanted {
    pub fn of(session: &Session, args: &ProbeArgs) -> Result<Self, Error> {
        let mut limits = Limits::of(&session.settings.values);
        let wrong = |mistaken: Mistaken| Error::wrong(mistaken.0);
        args.warn.iter().try_for_each(|written| limits.warn_at(written)).map_err(wrong)?;
        args.crit.iter().try_for_each(|written| limits.crit_at(written)).map_err(wrong)?;
        if let Some(crossed) = limits.crossed() {
            let (warn, crit) = crossed.meant();
            return Err(Error::wrong(crossed.text()).hint(format!("say both: --warn {warn} --crit {crit}")));
        }
        let unknown =
            |name: &str| Error::wrong(format!("there is no check `{name}`")).hint(format!("there are {}", names()));
        let one = |name: &String| kind(name).ok_or_else(|| unknown(name));
        let kinds: Vec<_> = args.check.iter().map(one).collect::<Result<_, _>>()?;
        let kinds = if kinds.is_empty() { CHECKS.iter().collect() } else { kinds };
        if let Some(format) = args.output.as_deref().and_then(names_a_format) {
            let said = format!("--output takes a file, and `{format}` is a format");
            return Err(
                Error::wrong(said).hint(format!("--format {format}; for a file of that name: --output ./{format}"))
            );
        }
        let timeout = timeout(args).ok_or_else(|| {
            Error::wrong(format!("`{}` is no time-out", args.timeout)).hint("write --timeout 10s; at least 1s")
        })?;
        let ping = args.ping.as_deref().map(Ping::new).transpose();
        let ping = ping.map_err(|why| Error::wrong("--ping wants an address").because(why.text))?;
        Ok(Self { kinds, limits, timeout, ping })
    }

    /// What the looks may take: a fifth is left for the ping that says how it ended.
    pub fn for_looks(&self) -> Duration {
        if self.ping.is_some() { self.timeout * 4 / 5 } else { self.timeout }
    }
}

/// `10s`, or `10` as monitoring plugins have it. Nothing when what was said is none.
pub fn timeout(args: &ProbeArgs) -> Option<Duration> {
    let seconds = || args.timeout.parse().ok().map(Duration::from_secs);
    parse_duration(&args.timeout).or_else(seconds).filter(|time| *time >= Duration::from_secs(1))
}
