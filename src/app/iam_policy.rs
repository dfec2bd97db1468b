//! `duckops iam-policy`: the least policy for the runbooks in use. It asks neither the network nor AWS.

use super::{Session, library};
use crate::cli::IamPolicyArgs;
use crate::error::{Error, Exit};
use duckops_core::policy::{needed, policy};
use duckops_core::runbook::Library;
use duckops_core::world::permissions::{On, Permission};
use serde_json::Error as JsonError;

/// The document on stdout, and nothing else there: it is to be piped into a file or a command.
pub fn run(session: &Session, args: &IamPolicyArgs) -> Result<Exit, Error> {
    let library = library::load(&session.settings)?;
    let (changes, reads): (Vec<_>, Vec<_>) = needed(&library).into_iter().partition(|one| one.changes);
    let allowed = if args.with_actions { [&reads[..], &changes].concat() } else { reads };
    let document =
        policy(&allowed, &session.settings.values).map_err(|why| Error::wrong(why.text.clone()).hint_of(&why))?;
    let json = serde_json::to_string_pretty(&document).map_err(|cause| unwritten(&cause))?;
    session.json_lines(&format!("{json}\n"))?;
    if !session.settings.quiet {
        session.err(&session.again(&hints(&library, &allowed, &changes)));
    }
    Ok(Exit::Done)
}

fn unwritten(cause: &JsonError) -> Error {
    Error::wrong("the policy cannot be written as JSON").because(cause)
}

/// What the document does not say of itself.
fn hints(library: &Library, allowed: &[Permission], changes: &[Permission]) -> String {
    let mut hints = String::new();
    let all: Vec<_> = allowed.iter().filter(|one| one.on == On::Anything).map(|one| one.name).collect();
    if !all.is_empty() {
        hints.push_str(&format!("* as resource: AWS has no narrower one for {}\n", all.join(", ")));
    }
    let left_out: Vec<_> = changes.iter().filter(|one| !allowed.contains(one)).map(|one| one.name).collect();
    if !left_out.is_empty() {
        hints.push_str(&format!("reads only, without {}: duckops iam-policy --with-actions\n", left_out.join(", ")));
    }
    let wrong = library.reports().count();
    if wrong > 0 {
        hints.push_str(&format!(
            "what has mistakes cannot be walked and counts for nothing, {wrong} here: duckops runbook lint\n"
        ));
    }
    hints
}
