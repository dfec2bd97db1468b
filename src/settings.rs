//! Settings, resolved once: flags > environment > project file > user file > defaults, each value with its
//! origin. The rest of the program sees only the outcome.

pub mod address;
mod file;
mod places;

use crate::cli::{ColorWhen, Global};
use crate::environment::Environment;
use crate::error::Error;
use duckops_core::text::{Redaction, redact_also};
use duckops_core::world::settings::{SETTINGS, Settings, parse_value, setting};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag(&'static str),
    Variable(&'static str),
    File(PathBuf),
    Default,
}

/// Everything settled: what the walks name, and how the program behaves.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub values: Settings,
    pub origins: BTreeMap<&'static str, Origin>,
    /// The settings files that were read, later ones over earlier ones.
    pub files: Vec<PathBuf>,
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

/// A flag, its variable and the setting that it changes.
const GLOBAL_SETTINGS: [(&str, &str, &str); 2] =
    [("api", "--api", "DUCKOPS_API"), ("region", "--region", "DUCKOPS_REGION")];

/// Resolves all settings. From here on what they say is secret is replaced. A file with a mistake is an error that points into it.
pub fn resolve(global: &Global, environment: &Environment) -> Result<Resolved, Error> {
    let said = |flag: Option<&Path>, name: &str| flag.map(Path::to_path_buf).or_else(|| path_var(environment, name));
    let config = said(global.config.as_deref(), "DUCKOPS_CONFIG");
    let project = match &config {
        Some(path) => Some(environment.cwd.join(path)),
        None => places::project_file(&environment.cwd),
    };
    let user = environment.config_home().map(|home| home.join("duckops/config.toml")).filter(|path| path.is_file());
    let mut reading = Reading::default();
    for path in user.iter().chain(&project) {
        reading.file(path)?;
    }
    redact_also(std::mem::take(&mut reading.redaction));
    reading.variables_and_flags(global, environment)?;
    places::settle(reading, global, environment, project)
}

/// The values so far; later ones stand over earlier ones.
#[derive(Debug, Default)]
struct Reading {
    values: Settings,
    origins: BTreeMap<&'static str, Origin>,
    /// Keys of files that are not settings of walks: directories, operator, profile.
    others: BTreeMap<&'static str, (String, PathBuf)>,
    files: Vec<PathBuf>,
    redaction: Redaction,
}

impl Reading {
    fn file(&mut self, path: &Path) -> Result<(), Error> {
        let read = file::read(path)?;
        self.files.push(path.into());
        for (setting, value) in read.values {
            let value = places::beside(path, setting, value);
            self.values.set(setting, value);
            self.origins.insert(setting.name, Origin::File(path.into()));
        }
        self.redaction = std::mem::take(&mut self.redaction).and(read.redaction);
        for (key, text) in read.others {
            self.others.insert(key, (text, path.to_path_buf()));
        }
        Ok(())
    }

    fn variables_and_flags(&mut self, global: &Global, environment: &Environment) -> Result<(), Error> {
        let flags = [("api", global.api.as_deref()), ("region", global.region.as_deref())];
        for (name, flag, variable) in GLOBAL_SETTINGS {
            let said = flags.iter().find(|(known, _)| *known == name).and_then(|(_, value)| *value);
            if let Some(value) = environment.var(variable) {
                self.set(name, value, Origin::Variable(variable))?;
            }
            if let Some(value) = said {
                self.set(name, value, Origin::Flag(flag))?;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, text: &str, origin: Origin) -> Result<(), Error> {
        let Some(known) = setting(name) else { return Ok(()) };
        let value = parse_value(known.ty, text)
            .ok_or_else(|| Error::wrong(format!("{name}: `{text}` is not a {}", known.ty.name())))?;
        self.values.set(known, value);
        self.origins.insert(known.name, origin);
        Ok(())
    }
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
    pub fn recorded(&self) -> BTreeMap<String, duckops_core::world::Value> {
        SETTINGS
            .iter()
            .filter_map(|known| Some((known.name.to_string(), self.values.get(known.name)?.clone())))
            .collect()
    }
}
