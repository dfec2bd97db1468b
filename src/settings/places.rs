//! Where things are: the project, the ledgers, the runs.

use super::address::{self, Said};
use super::{Origin, Reading, Resolved, Whose, path_var, yes_var};
use crate::cli::{ColorWhen, Global};
use crate::environment::Environment;
use crate::error::Error;
use duckops_core::text::{Clean, shell_word};
use duckops_core::world::Value;
use duckops_core::world::settings::Setting;
use serde_json::json;
use std::path::{Path, PathBuf};

pub const PROJECT_FILE: &str = "duckops.toml";
/// One's own, below `$XDG_CONFIG_HOME`.
pub const USER_FILE: &str = "duckops/config.toml";

/// The nearest duckops.toml, from a directory upward.
pub fn project_file(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|dir| dir.join(PROJECT_FILE)).find(|path| path.is_file())
}

pub(super) fn settle(mut reading: Reading, global: &Global, environment: &Environment) -> Result<Resolved, Error> {
    addresses(&reading)?;
    let state_dir = state_dir(&mut reading, global, environment)?;
    let log_dir = log_dir(&mut reading, global, environment, &state_dir);
    let runbook_dir = runbook_dir(&mut reading, global, environment);
    let text = |key: &str| reading.told.last(key).and_then(|saying| Some(saying.value.as_str()?.to_owned()));
    Ok(Resolved {
        runbook_dir,
        log_dir_said: global.log_dir.is_some() || environment.var("DUCKOPS_LOG_DIR").is_some(),
        state_dir,
        log_dir,
        endpoint_url: text("endpoint_url"),
        profile: text("profile"),
        operator: text("operator"),
        no_input: global.no_input || yes_var(environment, "DUCKOPS_NO_INPUT"),
        plain: global.plain || yes_var(environment, "DUCKOPS_PLAIN"),
        json: global.json || yes_var(environment, "DUCKOPS_JSON"),
        repeat: repeat(global),
        color: color(global, environment)?,
        quiet: global.quiet || yes_var(environment, "DUCKOPS_QUIET"),
        verbose: global.verbose.max(verbosity(environment)),
        values: reading.values,
        told: reading.told,
        files: reading.files,
    })
}

/// What was set is an address, at least by its form.
fn addresses(reading: &Reading) -> Result<(), Error> {
    for (setting, example) in [("api", address::API), ("endpoint_url", address::ENDPOINT)] {
        let Some(last) = reading.told.last(setting) else { continue };
        address::check(last.value.as_str().unwrap_or_default(), &Said { setting, origin: &last.origin, example })?;
    }
    Ok(())
}

/// They are shown, so they are text from outside like any other.
fn repeat(global: &Global) -> Vec<String> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let said = [
        ("--config", path(&global.config)),
        ("--state-dir", path(&global.state_dir)),
        ("--log-dir", path(&global.log_dir)),
        ("--runbook-dir", path(&global.runbook_dir)),
        ("--api", global.api.clone()),
        ("--endpoint-url", global.endpoint_url.clone()),
        ("--profile", global.profile.clone()),
        ("--region", global.region.clone()),
    ];
    let one = |(flag, value): (&str, Option<String>)| {
        value.map(|value| format!("{flag} {}", shell_word(Clean::new(value).as_str())))
    };
    said.into_iter().filter_map(one).collect()
}

fn verbosity(environment: &Environment) -> u8 {
    let said = environment.var("DUCKOPS_VERBOSE").unwrap_or("0");
    said.parse().unwrap_or(u8::from(yes_var(environment, "DUCKOPS_VERBOSE")))
}

fn color(global: &Global, environment: &Environment) -> Result<ColorWhen, Error> {
    match (global.color, environment.var("DUCKOPS_COLOR")) {
        (Some(color), _) => Ok(color),
        (None, None | Some("auto")) => Ok(ColorWhen::Auto),
        (None, Some("always")) => Ok(ColorWhen::Always),
        (None, Some("never")) => Ok(ColorWhen::Never),
        (None, Some(other)) => Err(Error::wrong(format!("DUCKOPS_COLOR: `{other}` is not auto, always or never"))),
    }
}

/// A setting that names a file names it from where the settings file is.
pub fn beside(file: &Path, setting: &Setting, value: Value) -> Value {
    match value {
        Value::Text(text) if setting.name == "allowed_signers" && !text.as_str().is_empty() => {
            let path = file.parent().unwrap_or(Path::new(".")).join(text.as_str());
            Value::Text(Clean::new(path.display().to_string()))
        }
        value => value,
    }
}

/// A directory that a flag, a variable or a file names. A file's relative path is relative to that file.
fn said(reading: &Reading, flag: Option<&Path>, environment: &Environment, name: &str, key: &str) -> Option<PathBuf> {
    let said = flag
        .map(Path::to_path_buf)
        .or_else(|| path_var(environment, name))
        // `./team` is shown as what it is.
        .map(|path| environment.cwd.join(path).components().collect());
    said.or_else(|| {
        let (text, file) = reading.told.in_a_file(key)?;
        Some(file.parent().unwrap_or(Path::new(".")).join(text))
    })
}

/// Why it is there, where nobody said so.
fn found(reading: &mut Reading, key: &'static str, dir: &Path, why: &'static str) {
    reading.told.add(key, Origin::Found(why), json!(dir.display().to_string()));
}

fn state_dir(reading: &mut Reading, global: &Global, environment: &Environment) -> Result<PathBuf, Error> {
    if let Some(dir) = said(reading, global.state_dir.as_deref(), environment, "DUCKOPS_STATE_DIR", "state_dir") {
        return Ok(dir);
    }
    let dir = environment.state_home().map(|home| home.join("duckops")).ok_or_else(|| {
        Error::wrong("there is no place to keep runs: neither HOME nor XDG_STATE_HOME is set")
            .hint("say --state-dir DIR")
    })?;
    found(reading, "state_dir", &dir, "in $XDG_STATE_HOME, or ~/.local/state");
    Ok(dir)
}

/// The directory of the project's file, or of the one that is named.
fn project_dir(reading: &Reading) -> Option<PathBuf> {
    let file = reading.files.iter().find(|file| file.read && file.whose != Whose::Yours)?;
    file.path.parent().map(Path::to_path_buf)
}

/// Flag, environment, settings, the directory of duckops.toml, a git root that already holds the ledgers, the
/// state directory. Never silently the current directory.
fn log_dir(reading: &mut Reading, global: &Global, environment: &Environment, state_dir: &Path) -> PathBuf {
    if let Some(dir) = said(reading, global.log_dir.as_deref(), environment, "DUCKOPS_LOG_DIR", "log_dir") {
        return dir;
    }
    let repository = || git_root(&environment.cwd).filter(|root| holds_ledgers(root));
    let (dir, why) = match (project_dir(reading), repository()) {
        (Some(dir), _) => (dir, "the directory of the settings file"),
        (None, Some(root)) => (root, "the root of this git repository, which holds a log"),
        (None, None) => (state_dir.join("ledgers"), "in the state directory"),
    };
    found(reading, "log_dir", &dir, why);
    dir
}

fn git_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_path_buf)
}

fn holds_ledgers(dir: &Path) -> bool {
    ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md", "INCIDENT-LOG.md"].iter().any(|name| dir.join(name).is_file())
}

/// As set, or `runbooks` beside duckops.toml when it is there.
fn runbook_dir(reading: &mut Reading, global: &Global, environment: &Environment) -> Option<PathBuf> {
    let said = said(reading, global.runbook_dir.as_deref(), environment, "DUCKOPS_RUNBOOK_DIR", "runbook_dir");
    if said.is_some() {
        return said;
    }
    let dir = project_dir(reading).map(|dir| dir.join("runbooks")).filter(|dir| dir.is_dir())?;
    found(reading, "runbook_dir", &dir, "beside the settings file");
    Some(dir)
}
