//! Where things are: the project, the ledgers, the runs.

use super::address::{self, Said};
use super::{Origin, Reading, Resolved, path_var, yes_var};
use crate::cli::{ColorWhen, Global};
use crate::environment::Environment;
use crate::error::Error;
use duckops_core::text::{Clean, shell_word};
use duckops_core::world::Value;
use duckops_core::world::settings::Setting;
use std::path::{Path, PathBuf};

/// The nearest duckops.toml, from a directory upward.
pub fn project_file(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|dir| dir.join("duckops.toml")).find(|path| path.is_file())
}

pub(super) fn settle(
    reading: Reading,
    global: &Global,
    environment: &Environment,
    project: Option<PathBuf>,
) -> Result<Resolved, Error> {
    let text = |flag: &Option<String>, name: &str, key: &str| {
        let file = || reading.others.get(key).map(|(text, _)| text.clone());
        flag.clone().or_else(|| environment.var(name).map(ToString::to_string)).or_else(file)
    };
    let operator = text(&global.operator, "DUCKOPS_OPERATOR", "operator");
    let endpoint_url = text(&global.endpoint_url, "DUCKOPS_ENDPOINT_URL", "endpoint_url");
    addresses(&reading, global, environment, endpoint_url.as_deref())?;
    let profile = text(&global.profile, "DUCKOPS_PROFILE", "profile");
    let state_dir = state_dir(&reading, global, environment)?;
    let log_dir = log_dir(&reading, global, environment, project.as_deref(), &state_dir);
    Ok(Resolved {
        runbook_dir: runbook_dir(&reading, global, environment, project.as_deref()),
        log_dir_said: global.log_dir.is_some() || environment.var("DUCKOPS_LOG_DIR").is_some(),
        values: reading.values,
        origins: reading.origins,
        files: reading.files,
        state_dir,
        log_dir,
        endpoint_url,
        profile,
        operator,
        no_input: global.no_input || yes_var(environment, "DUCKOPS_NO_INPUT"),
        plain: global.plain || yes_var(environment, "DUCKOPS_PLAIN"),
        json: global.json || yes_var(environment, "DUCKOPS_JSON"),
        repeat: repeat(global),
        color: color(global, environment)?,
        quiet: global.quiet || yes_var(environment, "DUCKOPS_QUIET"),
        verbose: global.verbose.max(verbosity(environment)),
    })
}

/// What was set is an address, at least by its form.
fn addresses(
    reading: &Reading,
    global: &Global,
    environment: &Environment,
    endpoint_url: Option<&str>,
) -> Result<(), Error> {
    if let Some(origin) = reading.origins.get("api") {
        let said = Said { setting: "api", origin, example: address::API };
        address::check(reading.values.text("api").as_str(), &said)?;
    }
    let Some(endpoint_url) = endpoint_url else { return Ok(()) };
    let file = || reading.others.get("endpoint_url").map_or(Origin::Default, |(_, file)| Origin::File(file.clone()));
    let origin = match (&global.endpoint_url, environment.var("DUCKOPS_ENDPOINT_URL")) {
        (Some(_), _) => Origin::Flag("--endpoint-url"),
        (None, Some(_)) => Origin::Variable("DUCKOPS_ENDPOINT_URL"),
        (None, None) => file(),
    };
    address::check(endpoint_url, &Said { setting: "endpoint_url", origin: &origin, example: address::ENDPOINT })
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
    let said =
        flag.map(Path::to_path_buf).or_else(|| path_var(environment, name)).map(|path| environment.cwd.join(path));
    said.or_else(|| {
        let (text, file) = reading.others.get(key)?;
        Some(file.parent().unwrap_or(Path::new(".")).join(text))
    })
}

fn state_dir(reading: &Reading, global: &Global, environment: &Environment) -> Result<PathBuf, Error> {
    let said = said(reading, global.state_dir.as_deref(), environment, "DUCKOPS_STATE_DIR", "state_dir");
    said.or_else(|| environment.state_home().map(|home| home.join("duckops"))).ok_or_else(|| {
        Error::wrong("there is no place to keep runs: neither HOME nor XDG_STATE_HOME is set")
            .hint("say --state-dir DIR")
    })
}

/// Flag, environment, settings, the directory of duckops.toml, a git root that already holds the ledgers, the
/// state directory. Never silently the current directory.
fn log_dir(
    reading: &Reading,
    global: &Global,
    environment: &Environment,
    project: Option<&Path>,
    state_dir: &Path,
) -> PathBuf {
    if let Some(dir) = said(reading, global.log_dir.as_deref(), environment, "DUCKOPS_LOG_DIR", "log_dir") {
        return dir;
    }
    if let Some(dir) = project.and_then(Path::parent) {
        return dir.into();
    }
    match git_root(&environment.cwd).filter(|root| holds_ledgers(root)) {
        Some(root) => root,
        None => state_dir.join("ledgers"),
    }
}

fn git_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_path_buf)
}

fn holds_ledgers(dir: &Path) -> bool {
    ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md", "INCIDENT-LOG.md"].iter().any(|name| dir.join(name).is_file())
}

/// As set, or `runbooks` beside duckops.toml when it is there.
fn runbook_dir(
    reading: &Reading,
    global: &Global,
    environment: &Environment,
    project: Option<&Path>,
) -> Option<PathBuf> {
    let said = said(reading, global.runbook_dir.as_deref(), environment, "DUCKOPS_RUNBOOK_DIR", "runbook_dir");
    said.or_else(|| project.and_then(Path::parent).map(|dir| dir.join("runbooks")).filter(|dir| dir.is_dir()))
}
