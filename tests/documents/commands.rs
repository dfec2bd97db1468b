//! Every command line of README.md and docs/ is run on a simulated stack, or is listed here with the reason.

use super::reading::command_lines;
use super::{pages, read};
use crate::drill_ring::served::{GO_BACK, Served};
use crate::house::text::{blocks, inline_code, words};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use clap::Parser;
use clap::error::ErrorKind;
use duckops::cli::Cli;
use std::collections::BTreeSet;
use std::path::Path;

/// How a command line begins that is not run here, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo install ", "it builds a release, and installs it"),
    ("cargo test", "it is what runs this"),
    ("unset ", "it is the shell's own, and each command here has its own variables"),
    ("aws iam ", "it changes an AWS account"),
    ("echo 'source <(duckops completions ", "shells read the scripts in drill_ring/completing.rs"),
    ("echo 'duckops completions fish ", "the same"),
    ("duckops drill serve ", "what all of them are run on: drill_ring/served.rs starts it, on a free port"),
    ("duckops probe --format prometheus --output /var/", "it writes where a monitor reads: drill_ring/probe"),
    ("duckops approve 7F3K-1 --approver josh@example.com --key ", "it needs keys: drill_ring/signed.rs"),
    ("duckops log governance verify --sign ", "it needs keys: drill_ring/standing/verify.rs"),
    ("duckops log deploy verify --since ", "it needs a repository with entries: drill_ring/standing/verify.rs"),
];

/// Those that are played at a terminal, or whose files another test writes.
const PLAYED: &[&str] = &["docs/first-shift.md", "docs/writing-a-runbook.md"];

/// A place on a simulated stack, and the ids that stand for those of the documents.
struct Desk {
    _served: Served,
    place: Duckops,
    run: String,
    incident: Option<String>,
    snapshots: Vec<String>,
}

impl Desk {
    fn new() -> Self {
        let served = Served::start("inc-001");
        let bin = Path::new(env!("CARGO_BIN_EXE_duckops")).parent().unwrap();
        let path = format!("{}:/usr/bin:/bin", bin.display());
        let place = served.duckops().with("PATH", &path).with("DUCKOPS_OPERATOR", "ana");
        let own = place.dir.join("runbooks");
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join("inc-001.md"), read("runbooks/inc-001.md")).unwrap();
        let toml = blocks(&read("README.md"), "toml");
        let answers = toml.iter().find(|block| block.starts_with("[answers]")).unwrap();
        std::fs::write(place.dir.join("answers.toml"), answers).unwrap();
        let mut desk = Self { _served: served, place, run: String::new(), incident: None, snapshots: Vec::new() };
        desk.walk();
        desk
    }

    /// A walk up to its gate: a request waits.
    fn walk(&mut self) {
        let args = [&["triage", "inc-001", "--new", "--no-input"], &GO_BACK[..]].concat();
        let ran = self.place.run(&args);
        let id = ran.err.split("--resume=").nth(1).and_then(|rest| rest.get(..4));
        self.run = id.unwrap_or_else(|| panic!("no run: {ran:?}")).to_owned();
    }

    /// Whether a request waits.
    fn waits(&self) -> bool {
        !self.place.run(&["approvals", "--json"]).out.is_empty()
    }

    /// With the ids that there are.
    fn of_here(&mut self, line: &str) -> String {
        let wants_one = ["duckops approve ", "duckops deny ", "duckops approvals "];
        if wants_one.iter().any(|begin| line.starts_with(begin)) && !self.waits() {
            self.walk();
        }
        let incident = self.incident.clone().unwrap_or_else(|| "I-7F3K".into());
        let line = line.replacen("cargo run -- ", "duckops ", 1).replace("I-7F3K", &incident);
        match (line.contains("snapshot diff"), self.snapshots.last()) {
            (true, Some(last)) => line.replace("7F3K", last).replace("9XYZ", last),
            _ => line.replace("7F3K", &self.run),
        }
    }

    fn run(&mut self, line: &str) -> Ran {
        let line = self.of_here(line);
        let known = self.place.command(&["x"]);
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", &line]).current_dir(&self.place.dir).env_clear().stdin(std::process::Stdio::null());
        shell.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let ran = self.place.ran(&mut shell);
        let id = |out: &str, at: &str| out.split(at).nth(1).and_then(|rest| rest.get(..4)).map(str::to_owned);
        if line.contains("incident start") {
            self.incident = id(&ran.out, "I-").map(|id| format!("I-{id}"));
        }
        self.snapshots.extend(id(&ran.out, "Z-").filter(|_| line.contains("duckops snapshot")));
        ran
    }
}

#[test]
fn every_command_line_is_run_or_listed() {
    let _ring = ring::enter("drill");
    let mut desk = Desk::new();
    let mut listed = BTreeSet::new();
    for page in pages() {
        let lines = command_lines(&read(&page));
        for line in lines {
            if let Some((begin, _)) = NOT_RUN.iter().find(|(begin, _)| line.starts_with(begin)) {
                listed.insert(begin);
                continue;
            }
            let is_ours = line.starts_with("duckops ") || line == "duckops" || line.starts_with("cargo run -- ");
            assert!(is_ours, "{page}: `{line}` is neither run nor listed");
            if !PLAYED.contains(&page.as_str()) {
                let ran = desk.run(&line);
                // Of a probe 2 is CRITICAL.
                let is_understood = [0, 1, 3, 4].contains(&ran.code) || line.starts_with("duckops probe");
                assert!(is_understood, "{page}: {line}\nended with {}:\n{}{}", ran.code, ran.out, ran.err);
            }
        }
    }
    let stale: Vec<_> = NOT_RUN.iter().filter(|(begin, _)| !listed.contains(begin)).collect();
    assert!(stale.is_empty(), "no document has these: {stale:?}");
}

/// Those in a sentence, too.
#[test]
fn every_command_in_a_sentence_can_be_typed() {
    for page in pages() {
        let text = read(&page);
        let inline = inline_code(&text).into_iter().filter(|code| code.starts_with("duckops "));
        for call in inline.chain(command_lines(&text)).map(|line| line.replacen("cargo run -- ", "duckops ", 1)) {
            if !call.starts_with("duckops ") {
                continue;
            }
            let call = words(&call);
            let named = |error: &clap::Error| match error.kind() {
                // It names the command: what it needs stands elsewhere.
                ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => true,
                // `SHELL` stands for one of a list.
                ErrorKind::InvalidValue => call.iter().any(|word| word.chars().all(|c| c.is_ascii_uppercase())),
                ErrorKind::DisplayVersion => true,
                _ => false,
            };
            if let Err(error) = Cli::try_parse_from(&call) {
                assert!(named(&error), "{page}: {call:?}: {error}");
            }
        }
    }
}
