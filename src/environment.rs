//! The only place that reads the environment: arguments, variables, directories, names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

/// Everything outside that a run of the program depends on, read once.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub args: Vec<OsString>,
    pub vars: BTreeMap<String, String>,
    pub cwd: PathBuf,
    pub host: String,
    pub pid: u32,
}

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "this is the one home of the environment")]
    pub fn of_process() -> io::Result<Self> {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Ok(Self {
            args: std::env::args_os().collect(),
            vars: std::env::vars_os().filter_map(text).collect(),
            cwd: std::env::current_dir()?,
            host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            pid: std::process::id(),
        })
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn home(&self) -> Option<PathBuf> {
        self.var("HOME").map(PathBuf::from)
    }

    /// `$XDG_STATE_HOME`, or `~/.local/state` (XDG Base Directory Specification).
    pub fn state_home(&self) -> Option<PathBuf> {
        self.xdg("XDG_STATE_HOME", ".local/state")
    }

    /// Where files can lie for a moment: `$TMPDIR`, or `/tmp`.
    pub fn temporary(&self) -> PathBuf {
        self.var("TMPDIR").map_or_else(|| PathBuf::from("/tmp"), PathBuf::from)
    }

    /// `$XDG_CONFIG_HOME`, or `~/.config`.
    pub fn config_home(&self) -> Option<PathBuf> {
        self.xdg("XDG_CONFIG_HOME", ".config")
    }

    /// A relative path in an XDG variable is to be ignored, says the specification.
    fn xdg(&self, name: &str, default: &str) -> Option<PathBuf> {
        let set = self.var(name).map(PathBuf::from).filter(|path| path.is_absolute());
        set.or_else(|| self.home().map(|home| home.join(default)))
    }
}
