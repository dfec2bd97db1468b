//! What `duckops drill` takes.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct DrillArgs {
    #[command(subcommand)]
    pub command: Option<DrillCommand>,
    /// The runbook or scenario: inc-001
    #[arg(required = true)]
    pub id: Option<String>,
    /// Another case of it: other numbers, other causes, other red herrings. The same number is the same drill
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// A scripted operator plays it
    #[arg(long)]
    pub auto: bool,
    /// Answers for a drill without a terminal (TOML)
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// One answer; wins over the file
    #[arg(long = "answer", value_name = "STEP[.FIELD]=VALUE")]
    pub answer: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum DrillCommand {
    /// What can be practised
    List,
    /// Serve the simulated stack for curl, the aws CLI or a second duckops
    #[command(override_usage = "duckops drill serve [--scenario ID] [--seed N] [--port PORT]")]
    Serve {
        /// Which scenario; the first of `drill list` when not said
        #[arg(long)]
        scenario: Option<String>,
        /// Another case of it, as in a drill with this seed
        #[arg(long, value_name = "N")]
        seed: Option<u64>,
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}
