//! The built binary, run as a user runs it: an empty home, a clean environment, 80 columns, a set clock.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The time at which every scripted walk begins.
pub const NOW: &str = "2026-11-22T02:14:07Z";

/// A user's place: everything that a run leaves behind lies in `dir`, which goes away with this.
pub struct Duckops {
    pub dir: PathBuf,
    vars: Vec<(String, String)>,
}

/// Always of the same length, so that lines wrap at the same place on every machine.
fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    PathBuf::from(format!("/tmp/duckops-{:07}-{:03}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)))
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Duckops {
    pub fn new() -> Self {
        let dir = folder();
        std::fs::create_dir(&dir).unwrap();
        let mut duckops = Self { dir, vars: Vec::new() };
        for (name, value) in [("COLUMNS", "80"), ("LANG", "C.UTF-8"), ("TERM", "xterm"), ("USER", "ana")] {
            duckops = duckops.with(name, value);
        }
        let home = duckops.dir.display().to_string();
        duckops.with("HOME", &home).with("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Whose API is real, as far as its address goes, and refuses every connection, as AWS does: nothing leaves this
    /// machine.
    pub fn without_a_network(self) -> Self {
        self.with("DUCKOPS_API", "http://0.0.0.0:9/prod").with("AWS_ENDPOINT_URL", "http://0.0.0.0:9")
    }

    /// Time stands still and jumps when somebody waits; ids come from a seed.
    pub fn at_a_set_time(self) -> Self {
        self.with("DUCKOPS_NOW", NOW).with("DUCKOPS_SEED", "7")
    }

    /// Time stands still until the test moves it: see [`move_clock`](Self::move_clock).
    pub fn at_a_moved_time(self) -> Self {
        self.move_clock(NOW);
        let file = format!("@{}", self.clock().display());
        self.with("DUCKOPS_NOW", &file)
    }

    fn clock(&self) -> PathBuf {
        self.dir.join("clock")
    }

    /// For every command of this place, also those that run. The file is there whole at any moment.
    pub fn move_clock(&self, now: &str) {
        let new = self.dir.join("clock.new");
        std::fs::write(&new, now).unwrap();
        std::fs::rename(new, self.clock()).unwrap();
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    pub fn state(&self) -> PathBuf {
        self.dir.join(".local/state/duckops")
    }

    /// The command, not started yet; stdin is empty.
    pub fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duckops"));
        command.args(args).current_dir(&self.dir).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/bin:/bin").envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        self.ran(&mut self.command(args))
    }

    /// Runs a command that was changed before it is started.
    pub fn ran(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| self.plain(&String::from_utf8(bytes).unwrap());
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What differs from machine to machine, replaced: the folder and loopback ports.
    pub fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.dir.display().to_string(), "~");
        let mut out = String::new();
        let mut parts = text.split("127.0.0.1:");
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            out.push_str(&format!("127.0.0.1:PORT{}", &part[digits..]));
        }
        out
    }

    /// A file that was left behind, by its path below the folder.
    pub fn file(&self, path: impl AsRef<Path>) -> String {
        self.plain(&std::fs::read_to_string(self.dir.join(path)).unwrap())
    }
}

impl Drop for Duckops {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.dir).unwrap_or_default();
    }
}
