//! What can be said on the command line. Nothing is done here.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use duckops_core::walk::approval::METHODS;
use std::path::PathBuf;

mod drill;
mod examples;
mod standing;
pub mod version;

pub use drill::{DrillArgs, DrillCommand};
pub use standing::*;

/// Walks you through an incident of the Spaceduckling stack, a step at a time.
#[derive(Debug, Parser)]
#[command(name = "duckops", version = version::LINE, disable_help_subcommand = true, propagate_version = true)]
#[command(after_help = examples::DUCKOPS)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// Without one: what is going on, from what is known on this machine.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes. Each has an environment variable: --log-dir is DUCKOPS_LOG_DIR.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Settings file instead of the nearest duckops.toml
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where runs and approvals are kept
    #[arg(long, global = true, hide_short_help = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub state_dir: Option<PathBuf>,
    /// Where GOVERNANCE-LOG.md, DEPLOY-LOG.md and INCIDENT-LOG.md are
    #[arg(long, global = true, hide_short_help = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub log_dir: Option<PathBuf>,
    /// A team's own runbooks
    #[arg(long, global = true, hide_short_help = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub runbook_dir: Option<PathBuf>,
    /// The API that is watched
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    pub api: Option<String>,
    /// Where AWS is, when it is not AWS
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// AWS profile
    #[arg(long, global = true, hide_short_help = true)]
    pub profile: Option<String>,
    /// AWS region
    #[arg(long, global = true, hide_short_help = true)]
    pub region: Option<String>,
    /// Who you are, in the logs
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME")]
    pub operator: Option<String>,
    /// Never prompt: answers come from --answers and --answer
    #[arg(long, global = true, hide_short_help = true)]
    pub no_input: bool,
    /// For screen readers and logs: nothing redrawn, no lines drawn
    #[arg(long, global = true, hide_short_help = true)]
    pub plain: bool,
    /// Machine-readable output
    #[arg(long, global = true, hide_short_help = true)]
    pub json: bool,
    /// When to use colours
    #[arg(long, global = true, hide_short_help = true, value_name = "WHEN")]
    pub color: Option<ColorWhen>,
    /// Say less
    #[arg(short, long, global = true, hide_short_help = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, hide_short_help = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

/// A shell that completes with duckops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk through an incident
    #[command(after_long_help = examples::TRIAGE)]
    Triage(WalkArgs),
    /// Walk through a checklist
    #[command(after_long_help = examples::CHECKLIST)]
    Checklist(ChecklistArgs),
    /// Practise on a simulated stack that is broken on purpose
    #[command(after_long_help = examples::DRILL)]
    Drill(DrillArgs),
    /// Everything at once, and which runbook is for it
    #[command(after_long_help = examples::STATUS)]
    Status(StatusArgs),
    /// The same checks for cron and monitoring
    #[command(after_long_help = examples::PROBE)]
    Probe(ProbeArgs),
    /// Requests that wait for an approval
    Approvals,
    /// Approve a request: you are the second person
    #[command(after_long_help = examples::APPROVE)]
    Approve(ApproveArgs),
    /// Deny a request, or take back an approval that is not used yet
    #[command(after_long_help = examples::DENY)]
    Deny(DenyArgs),
    /// Incident mode: on, off, what happened
    #[command(subcommand, after_long_help = examples::INCIDENT)]
    Incident(IncidentCommand),
    /// The change freeze
    #[command(subcommand, after_long_help = examples::FREEZE)]
    Freeze(FreezeCommand),
    /// The three logs: read, and added to
    #[command(subcommand, after_long_help = examples::LOG)]
    Log(LogCommand),
    /// Write down how the platform stands now
    #[command(after_long_help = examples::SNAPSHOT)]
    Snapshot(SnapshotArgs),
    /// One page for the next person, of a run or an incident
    #[command(after_long_help = examples::HANDOFF)]
    Handoff {
        /// The run or the incident: 7F3K, I-7F3K
        #[arg(value_name = "RUN|INCIDENT")]
        id: Option<String>,
    },
    /// A paragraph for the chat, of a run from outside of it
    Update {
        /// The run: 7F3K
        run: Option<String>,
    },
    /// The draft of a postmortem
    #[command(after_long_help = examples::POSTMORTEM)]
    Postmortem {
        /// The incident: I-7F3K
        incident: Option<String>,
        /// One page for a browser, with a picture of the timeline
        #[arg(long)]
        html: bool,
    },
    /// Runs on this machine
    #[command(subcommand, after_long_help = examples::RUNS)]
    Runs(RunsCommand),
    /// The runbooks
    #[command(subcommand, after_long_help = examples::RUNBOOK)]
    Runbook(RunbookCommand),
    /// The settings: what counts and why, and a file to begin with
    #[command(subcommand, after_long_help = examples::CONFIG)]
    Config(ConfigCommand),
    /// Whether all is ready: machine, network, permissions
    Doctor,
    /// The least IAM policy for the runbooks in use
    #[command(after_long_help = examples::IAM_POLICY)]
    IamPolicy(IamPolicyArgs),
    /// What Tab completes in a shell: a script that it reads
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        /// The shell that reads it
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write manual pages: one of duckops, one of each command
    #[command(after_long_help = examples::MAN)]
    Man {
        /// Where they go; made where there is none
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
    /// What a command takes, what a runbook does
    #[command(after_long_help = examples::HELP)]
    Help {
        /// A command, or the id of a runbook
        words: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, Default, Args)]
pub struct IamPolicyArgs {
    /// Also what the runbooks change: promoting, calling a version, asking SES for production access
    #[arg(long)]
    pub with_actions: bool,
}

#[derive(Clone, Debug, Default, Args)]
pub struct WalkArgs {
    /// The runbook: inc-001, pre-deploy. A triage without one proposes runbooks from what is red
    pub id: Option<String>,
    /// Go on with an unfinished run
    #[arg(long, value_name = "RUN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub resume: Option<String>,
    /// Begin a new run beside an unfinished one
    #[arg(long, conflicts_with = "resume")]
    pub new: bool,
    /// Read everything, change nothing
    #[arg(long, conflicts_with = "resume")]
    pub dry_run: bool,
    /// Answers for a walk without a terminal (TOML)
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// One answer; wins over the file
    #[arg(long = "answer", value_name = "STEP[.FIELD]=VALUE")]
    pub answer: Vec<String>,
}

impl WalkArgs {
    /// Nothing was said: a triage proposes.
    pub fn is_bare(&self) -> bool {
        let Self { id, resume, new, dry_run, answers, answer } = self;
        id.is_none() && resume.is_none() && !new && !dry_run && answers.is_none() && answer.is_empty()
    }
}

#[derive(Clone, Debug, Args)]
pub struct ChecklistArgs {
    #[command(flatten)]
    pub walk: WalkArgs,
    /// Show the items and how each stands
    #[arg(long, conflicts_with_all = ["resume", "new", "dry_run", "answers", "answer", "reset"])]
    pub list: bool,
    /// Close the unfinished run as abandoned
    #[arg(long, conflicts_with_all = ["new", "dry_run", "answers", "answer"])]
    pub reset: bool,
}

#[derive(Clone, Debug, Default, Args)]
pub struct StatusArgs {
    /// Look again and again, every so many seconds: on a screen of its own, or a block a look where there is no terminal
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "5",
        value_parser = clap::value_parser!(u64).range(1..=3600)
    )]
    pub watch: Option<u64>,
}

#[derive(Clone, Debug, Default, Args)]
pub struct ProbeArgs {
    /// For a person, for Nagios and its like (one line), for Prometheus (a textfile), or as one JSON value
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ProbeFormat,
    /// Into this file instead, whole or not at all; always, whatever is printed
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only these: status, routes, drift, fleet, pecks, quota, sandbox, clock, history
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub check: Vec<String>,
    /// From this figure on a check is a WARNING: quota=80
    #[arg(long, value_name = "CHECK=NUMBER")]
    pub warn: Vec<String>,
    /// From this figure on a check is CRITICAL: fleet=5
    #[arg(long, value_name = "CHECK=NUMBER")]
    pub crit: Vec<String>,
    /// Told when it begins and how it ended, as healthchecks.io wants it
    #[arg(long, value_name = "URL")]
    pub ping: Option<String>,
    /// Print only when a check stands otherwise than it did when it was told last
    #[arg(long)]
    pub on_change: bool,
    /// How long all of it may take: 10s
    #[arg(long, value_name = "TIME", default_value = "10s")]
    pub timeout: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProbeFormat {
    #[default]
    Text,
    Nagios,
    Prometheus,
    Json,
}

#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// The request: 7F3K-2
    #[arg(required_unless_present = "file")]
    pub request: Option<String>,
    /// A request that was sent to you, from another machine; - is stdin. Prints a block to send back
    #[arg(long = "request", value_name = "FILE", id = "file")]
    pub file: Option<PathBuf>,
    /// Who approves. What is not said is asked for at a terminal
    #[arg(long, value_name = "NAME")]
    pub approver: Option<String>,
    /// How it was said
    #[arg(long, value_parser = METHODS, conflicts_with = "key")]
    pub method: Option<String>,
    /// Where it can be found again: a link, a ticket, a number
    #[arg(long, conflicts_with = "key")]
    pub reference: Option<String>,
    /// Why
    #[arg(long)]
    pub reason: Option<String>,
    /// Your SSH key, where approvals are signed; else git's user.signingkey
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DenyArgs {
    /// The request: 7F3K-2
    pub request: String,
    /// Why not
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// All runs, newest first
    List,
    /// One run as it was seen
    Show {
        /// The run: 7F3K
        run: String,
        /// As it was after this event
        #[arg(long, value_name = "SEQ")]
        up_to: Option<u64>,
    },
    /// What they add up to: outcomes, times, what is skipped, what is unknown
    Stats,
    /// Remove closed runs that are old; says which, and asks
    Prune {
        /// How long ago they ended
        #[arg(long, value_name = "TIME", default_value = "90d")]
        older_than: String,
        /// Without being asked
        #[arg(long)]
        yes: bool,
    },
    /// Take a run from whoever holds it and does not go on
    TakeOver {
        /// The run: 7F3K
        run: String,
        /// Without being asked
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum RunbookCommand {
    /// Each with its kind, and when to use it
    List,
    /// One runbook
    Show {
        /// The runbook, or a part of some
        id: String,
        /// The page to follow with no tool, settings filled in
        #[arg(long)]
        by_hand: bool,
    },
    /// Every mistake of the runbooks, or of some files
    Lint {
        /// Runbooks that are not in use yet
        files: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Every setting, its value and where it was set
    Show,
    /// Write a duckops.toml that sets nothing yet, here or where --config says
    Init,
    /// The JSON Schema of the file, for editors
    Schema,
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;
    use duckops_core::text::commands::VERBS;

    #[test]
    fn every_command_is_known_where_commands_are_found_in_texts() {
        let mut all: Vec<_> = Cli::command().get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let mut known = VERBS.to_vec();
        all.sort();
        known.sort_unstable();
        assert_eq!(all, known);
    }
}
