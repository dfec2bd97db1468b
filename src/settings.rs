//! Settings, resolved once: flags > environment > project file > user file > defaults, each value with its
//! origin. The rest of the program sees only the outcome.

pub mod address;
pub mod document;
mod file;
pub mod keys;
mod places;
pub mod schema;
mod told;

pub use places::project_file;
pub use told::{Origin, Saying, Told};

use crate::cli::{ColorWhen, Global};
use crate::environment::Environment;
use crate::error::Error;
use duckops_core::health::checks::Limits;
use duckops_core::text::{Clean, Redaction, redact_also};
use duckops_core::world::Value;
use duckops_core::world::settings::{SETTINGS, Settings, parse_value, setting};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything settled: what the walks name, and how the program behaves.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub values: Settings,
    /// What was said of each key, and where.
    pub told: Told,
    /// The files that were looked for, the weakest first.
    pub files: Vec<Sought>,
    pub state_dir: PathBuf,
    pub log_dir: PathBuf,
    /// A flag said where the ledgers are.
    pub log_dir_said: bool,
    pub runbook_dir: Option<PathBuf>,
    pub endpoint_url: Option<String>,
    pub profile: Option<String>,
    pub operator: Option<String>,
    pub no_input: bool,
    pub plain: bool,
    pub json: bool,
    pub color: ColorWhen,
    pub quiet: bool,
    pub verbose: u8,
    /// The flags that a later command must repeat to find the same things.
    pub repeat: Vec<String>,
}

/// A settings file that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Where it is, or would be.
    pub path: PathBuf,
    /// Whether it was there, and was read.
    pub read: bool,
    pub whose: Whose,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The one below `$XDG_CONFIG_HOME`.
    Yours,
    /// The nearest `duckops.toml`.
    TheProjects,
    /// The one that `--config` or its variable names.
    Named,
}

/// A key, its flag, its variable, and what was said by the flag, as text.
struct Said {
    key: &'static str,
    flag: &'static str,
    variable: &'static str,
    by_flag: fn(&Global) -> Option<String>,
}

const fn said(
    key: &'static str,
    flag: &'static str,
    variable: &'static str,
    by_flag: fn(&Global) -> Option<String>,
) -> Said {
    Said { key, flag, variable, by_flag }
}

const GLOBALS: [Said; 15] = [
    said("config", "--config", "DUCKOPS_CONFIG", |global| path_text(&global.config)),
    said("state_dir", "--state-dir", "DUCKOPS_STATE_DIR", |global| path_text(&global.state_dir)),
    said("log_dir", "--log-dir", "DUCKOPS_LOG_DIR", |global| path_text(&global.log_dir)),
    said("runbook_dir", "--runbook-dir", "DUCKOPS_RUNBOOK_DIR", |global| path_text(&global.runbook_dir)),
    said("api", "--api", "DUCKOPS_API", |global| global.api.clone()),
    said("endpoint_url", "--endpoint-url", "DUCKOPS_ENDPOINT_URL", |global| global.endpoint_url.clone()),
    said("profile", "--profile", "DUCKOPS_PROFILE", |global| global.profile.clone()),
    said("region", "--region", "DUCKOPS_REGION", |global| global.region.clone()),
    said("operator", "--operator", "DUCKOPS_OPERATOR", |global| global.operator.clone()),
    said("no_input", "--no-input", "DUCKOPS_NO_INPUT", |global| yes_text(global.no_input)),
    said("plain", "--plain", "DUCKOPS_PLAIN", |global| yes_text(global.plain)),
    said("json", "--json", "DUCKOPS_JSON", |global| yes_text(global.json)),
    said("color", "--color", "DUCKOPS_COLOR", |global| global.color.map(|color| format!("{color:?}").to_lowercase())),
    said("quiet", "--quiet", "DUCKOPS_QUIET", |global| yes_text(global.quiet)),
    said("verbose", "--verbose", "DUCKOPS_VERBOSE", |global| (global.verbose > 0).then(|| global.verbose.to_string())),
];

fn path_text(path: &Option<PathBuf>) -> Option<String> {
    path.as_ref().map(|path| path.display().to_string())
}

fn yes_text(yes: bool) -> Option<String> {
    yes.then(|| "yes".to_owned())
}

/// Resolves all settings. From here on what they say is secret is replaced. A file with a mistake is an error that points into it.
pub fn resolve(global: &Global, environment: &Environment) -> Result<Resolved, Error> {
    let mut reading = Reading { files: sought(global, environment), ..Reading::default() };
    for Sought { path, .. } in reading.files.clone().iter().filter(|file| file.read) {
        reading.file(path)?;
    }
    redact_also(std::mem::take(&mut reading.redaction));
    reading.settle(global, environment)
}

/// The same as if there were no settings file, for what makes one: where it would be. Of those that are there, only what
/// is secret counts.
pub fn without_files(global: &Global, environment: &Environment) -> Result<Resolved, Error> {
    let there = environment.config_home().map(|home| home.join(places::USER_FILE)).into_iter();
    let there = there.chain(project_file(&environment.cwd)).map(|path| file::secrets(&path));
    redact_also(there.fold(Redaction::default(), Redaction::and));
    let named = named(global, environment);
    let whose = if named.is_some() { Whose::Named } else { Whose::TheProjects };
    let path = named.unwrap_or_else(|| environment.cwd.join(places::PROJECT_FILE));
    let files = vec![Sought { path, read: false, whose }];
    Reading { files, ..Reading::default() }.settle(global, environment)
}

/// The file that a flag or a variable names.
fn named(global: &Global, environment: &Environment) -> Option<PathBuf> {
    let named = global.config.clone().or_else(|| path_var(environment, "DUCKOPS_CONFIG"));
    named.map(|path| environment.cwd.join(path))
}

/// One that is named is read, so that it is missed when it is not there.
fn sought(global: &Global, environment: &Environment) -> Vec<Sought> {
    let user = environment.config_home().map(|home| home.join(places::USER_FILE));
    let user = user.map(|path| Sought { read: path.is_file(), path, whose: Whose::Yours });
    let project = match (named(global, environment), project_file(&environment.cwd)) {
        (Some(path), _) => Sought { path, read: true, whose: Whose::Named },
        (None, Some(path)) => Sought { path, read: true, whose: Whose::TheProjects },
        (None, None) => {
            Sought { path: environment.cwd.join(places::PROJECT_FILE), read: false, whose: Whose::TheProjects }
        }
    };
    user.into_iter().chain([project]).collect()
}

/// What is said so far; later words stand over earlier ones.
#[derive(Debug, Default)]
struct Reading {
    values: Settings,
    told: Told,
    files: Vec<Sought>,
    redaction: Redaction,
}

impl Reading {
    fn file(&mut self, path: &Path) -> Result<(), Error> {
        let read = file::read(path)?;
        let origin = |line: usize| Origin::File { path: path.into(), line };
        for file::Line { key: setting, value, line, written } in read.values {
            let value = places::beside(path, setting, value);
            self.told.add(setting.name, origin(line), written);
            self.values.set(setting, value);
        }
        for file::Line { key, value: (), line, written } in read.rest {
            self.told.add(key, origin(line), written);
        }
        self.redaction = std::mem::take(&mut self.redaction).and(read.redaction);
        Ok(())
    }

    fn settle(mut self, global: &Global, environment: &Environment) -> Result<Resolved, Error> {
        self.variables_and_flags(global, environment);
        refuse_crossed(&self.values)?;
        places::settle(self, global, environment)
    }

    fn variables_and_flags(&mut self, global: &Global, environment: &Environment) {
        for Said { key, flag, variable, by_flag } in GLOBALS {
            if let Some(value) = environment.var(variable) {
                self.set(key, Origin::Variable(variable), value);
            }
            if let Some(value) = by_flag(global) {
                self.set(key, Origin::Flag(flag), &value);
            }
        }
    }

    /// What flags set of the settings of walks is text.
    fn set(&mut self, name: &'static str, origin: Origin, text: &str) {
        if let Some(known) = setting(name) {
            self.values.set(known, Value::Text(Clean::new(text)));
        }
        self.told.add(name, origin, json!(text));
    }
}

/// Thresholds of one check may stand in several files and in settings of their own: only together they contradict.
fn refuse_crossed(values: &Settings) -> Result<(), Error> {
    let Some(crossed) = Limits::of(values).crossed() else { return Ok(()) };
    let (warn, crit) = crossed.meant();
    let hint = format!("in duckops.toml: warn = [\"{warn}\"] and crit = [\"{crit}\"]");
    Err(Error::wrong(format!("by the settings {}", crossed.text())).hint(hint))
}

fn path_var(environment: &Environment, name: &str) -> Option<PathBuf> {
    environment.var(name).map(PathBuf::from)
}

/// A flag that is only there or not: `DUCKOPS_NO_INPUT=1`.
fn yes_var(environment: &Environment, name: &str) -> bool {
    environment.var(name).is_some_and(|value| !matches!(value, "0" | "false" | "no"))
}

impl Resolved {
    /// Changes a setting for this process: a drill is quicker than the real thing.
    pub fn set(&mut self, name: &str, text: &str) {
        if let Some((known, value)) = setting(name).and_then(|known| Some((known, parse_value(known.ty, text)?))) {
            self.values.set(known, value);
        }
    }

    /// The settings as a run records them.
    pub fn recorded(&self) -> BTreeMap<String, Value> {
        SETTINGS
            .iter()
            .filter_map(|known| Some((known.name.to_string(), self.values.get(known.name)?.clone())))
            .collect()
    }
}
