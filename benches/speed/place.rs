//! A place of its own for the measured commands, and a simulated stack to look at.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

pub struct Place {
    pub dir: PathBuf,
    vars: Vec<(String, String)>,
    stack: Child,
}

impl Place {
    /// Serves a drill.
    pub fn with_a_stack(scenario: &str) -> Self {
        let dir = scratch(scenario);
        let mut stack = Command::new(duckops());
        stack.args(["drill", "serve", "--scenario", scenario]).env("HOME", &dir).current_dir(&dir);
        let mut stack = stack.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(stack.stdout.take().unwrap()).lines().take(5);
        let pair =
            |line: String| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let vars: Vec<_> = lines.map(|line| pair(line.unwrap())).collect();
        assert!(vars[0].1.starts_with("http://127.0.0.1:"), "the stack did not start: {vars:?}");
        Self { dir, vars, stack }
    }

    pub fn api(&self) -> &str {
        &self.vars[0].1
    }

    /// A command with the variables of the stack and nothing else of the environment.
    pub fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = self.bare(program, args);
        command.envs(self.vars.iter().cloned());
        command
    }

    pub fn duckops(&self, args: &[&str]) -> Command {
        self.command(duckops(), args)
    }

    /// duckops with neither an address nor keys: it has nothing to ask the network with.
    pub fn offline(&self, args: &[&str]) -> Command {
        self.bare(duckops(), args)
    }

    fn bare(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.dir).env_clear().env("HOME", &self.dir).env("AWS_PAGER", "");
        command.env("AWS_EC2_METADATA_DISABLED", "true").env("COLUMNS", "80");
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
    }

    /// Whether a peer is there and works.
    pub fn has(&self, program: &str) -> bool {
        let mut command = self.command(program, &["--version"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.stack.kill());
        drop(self.stack.wait());
    }
}

pub fn duckops() -> &'static str {
    env!("CARGO_BIN_EXE_duckops")
}

/// An empty folder below `target/`.
pub fn scratch(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{name}"));
    drop(std::fs::remove_dir_all(&dir));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}
