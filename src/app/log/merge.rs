//! `duckops log merge`: git's merge driver for the logs.

use crate::app::Session;
use crate::cli::LogMergeArgs;
use crate::error::{Error, Exit};
use crate::ledger::merge;
use duckops_core::ledger::merge::Merged;

/// Git takes any exit code but 0 for a conflict, and leaves the file as it was written.
pub fn run(session: &Session, args: &LogMergeArgs) -> Result<Exit, Error> {
    let cwd = &session.environment.cwd;
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| cwd.join(path));
    let merged = merge(&base, &ours, &theirs).map_err(|cause| Error::file("cannot merge the logs", &cause))?;
    let said = match merged {
        Merged { conflicts: 0, hidden: 0, .. } => return Ok(Exit::Done),
        Merged { conflicts: 0, hidden, .. } => {
            format!("a fence or a comment that one side left open hides {hidden} of the entries")
        }
        Merged { conflicts: 1, .. } => "both sides changed the same lines".into(),
        Merged { conflicts, .. } => format!("both sides changed the same lines, in {conflicts} places"),
    };
    Err(Error::new(Exit::No, said)
        .hint("mend it in the file, then see whether all entries are whole: duckops log verify"))
}
