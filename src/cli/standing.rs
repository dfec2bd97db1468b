//! What can be said of how things stand between runs: incident mode, freeze, logs, snapshots.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use duckops_core::standing::incident::SEVERITIES;
use duckops_core::world::actions::DEPLOY_STATES;
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// Declare an incident; what is not said is asked
    Start {
        /// P0 is the worst
        #[arg(long, value_name = "P0|P1|P2", value_parser = PossibleValuesParser::new(SEVERITIES), ignore_case = true)]
        severity: Option<String>,
        /// What it is about, in one line
        #[arg(long, visible_alias = "reason")]
        title: Option<String>,
        /// When it began (UTC): 02:05, 2026-11-22T02:05:00Z; now when not said
        #[arg(long, value_name = "TIME")]
        began: Option<String>,
        /// When it was noticed (UTC)
        #[arg(long, value_name = "TIME")]
        detected: Option<String>,
    },
    /// Note what happened or was done
    Note {
        /// What happened or was done
        text: String,
        /// When it happened (UTC): 02:05; now when not said
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The incident, when it is over already: I-7F3K
        #[arg(long, value_name = "INCIDENT")]
        incident: Option<String>,
    },
    /// Whether it is on, since when, what was noted
    Status,
    /// It is over; what is not said is asked
    End(EndArgs),
}

#[derive(Debug, Default, Args)]
pub struct EndArgs {
    /// As it turned out; as it was declared when not said
    #[arg(long, value_name = "P0|P1|P2", value_parser = PossibleValuesParser::new(SEVERITIES), ignore_case = true)]
    pub severity: Option<String>,
    /// When it began (UTC); as it was declared when not said
    #[arg(long, value_name = "TIME")]
    pub began: Option<String>,
    /// When it was noticed (UTC); when it was declared when not said
    #[arg(long, value_name = "TIME")]
    pub detected: Option<String>,
    /// When it was over (UTC); now when not said
    #[arg(long, value_name = "TIME")]
    pub resolved: Option<String>,
    /// What was affected
    #[arg(long)]
    pub components: Option<String>,
    /// Why it happened, as far as that is known
    #[arg(long)]
    pub root_cause: Option<String>,
    /// What is done so that it does not happen again
    #[arg(long)]
    pub actions: Option<String>,
    /// Anything else: what was done, what is left
    #[arg(long)]
    pub text: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum FreezeCommand {
    /// No changes from now on
    On {
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Changes are possible again
    Off {
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// Whether changes are frozen, since when, why
    Status,
}

#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// All three logs
    Show(LogShowArgs),
    /// Whether the three logs are as they were written, and whole
    Verify(LogVerifyArgs),
    /// Merge two branches of a log: for git, see `duckops doctor`
    Merge(LogMergeArgs),
    /// GOVERNANCE-LOG.md
    #[command(subcommand)]
    Governance(LedgerCommand),
    /// DEPLOY-LOG.md
    #[command(subcommand)]
    Deploy(DeployLogCommand),
    /// INCIDENT-LOG.md
    #[command(subcommand)]
    Incident(LedgerCommand),
}

#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Its entries, and what people wrote between them
    Show(LogShowArgs),
    /// Whether its entries are as they were written, and all there
    Verify(LogVerifyArgs),
    /// Write an entry
    Add(LogAddArgs),
}

#[derive(Debug, Subcommand)]
pub enum DeployLogCommand {
    /// Which version was when in which state
    Show(LogShowArgs),
    /// Whether its entries are as they were written, and all there
    Verify(LogVerifyArgs),
    /// Write an entry that is about no version
    Add(LogAddArgs),
    /// Write down what became of a version
    Mark(LogMarkArgs),
    /// The version that was verified last, and not marked otherwise since
    LastGood,
}

#[derive(Debug, Args)]
pub struct LogShowArgs {
    /// From this time on: 2026-11-22, 2026-11-22T02:14:07Z, 24h, 7d
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Only what matches this regular expression; (?i) at its beginning ignores case
    #[arg(long, value_name = "REGEX")]
    pub grep: Option<String>,
    /// Only the newest so many; of a long log only its end is read, and that is said
    #[arg(long, value_name = "N")]
    pub last: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub struct LogVerifyArgs {
    /// Every entry of the file at this commit is still there, too: main, HEAD~3, a tag
    #[arg(long, value_name = "GITREF")]
    pub since: Option<String>,
    /// Sign it, if it verifies, as this name of the file of allowed signers
    #[arg(long, value_name = "NAME")]
    pub sign: Option<String>,
    /// The SSH key that signs; else the one that signs your git commits
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub key: Option<PathBuf>,
}

/// As git calls a merge driver: %O %A %B.
#[derive(Debug, Args)]
pub struct LogMergeArgs {
    /// The log as it was before both
    pub base: PathBuf,
    /// The log here; the merged one is written into it
    pub ours: PathBuf,
    /// The log there
    pub theirs: PathBuf,
}

#[derive(Debug, Args)]
pub struct LogAddArgs {
    /// The entry's heading
    #[arg(long)]
    pub title: String,
    /// A row of its table; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub field: Vec<String>,
    /// Words under the table; - reads them from stdin
    #[arg(long)]
    pub text: Option<String>,
}

#[derive(Debug, Args)]
pub struct LogMarkArgs {
    /// The published version: 44
    #[arg(value_name = "VERSION")]
    pub number: String,
    /// What became of it
    #[arg(value_parser = PossibleValuesParser::new(DEPLOY_STATES))]
    pub state: String,
    /// What changed, and why
    #[arg(long)]
    pub what: Option<String>,
    /// A further row of its table; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub field: Vec<String>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SnapshotArgs {
    #[command(subcommand)]
    pub command: Option<SnapshotCommand>,
    /// Hand it to the terminal's clipboard as well
    #[arg(long)]
    pub copy: bool,
}

#[derive(Debug, Subcommand)]
pub enum SnapshotCommand {
    /// What changed from one snapshot to another
    Diff {
        /// The earlier: a file, or a snapshot's id
        then: String,
        /// The later
        now: String,
    },
}
