//! `duckops iam-policy`: the least policy for the runbooks in use. It asks neither the network nor AWS.

use super::{Session, library};
use crate::cli::IamPolicyArgs;
use crate::console::render::Page;
use crate::error::{Error, Exit};
use duckops_core::health::{as_count, counted};
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
        session.err(&hints(&session.page(), &library, &allowed, &changes));
    }
    Ok(Exit::Done)
}

fn unwritten(cause: &JsonError) -> Error {
    Error::wrong("the policy cannot be written as JSON").because(cause)
}

/// What the document does not say of itself: each in words, and the command where there is one.
fn hints(page: &Page, library: &Library, allowed: &[Permission], changes: &[Permission]) -> String {
    let names = |all: Vec<&Permission>| all.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
    let on_all: Vec<_> = allowed.iter().filter(|one| one.on == On::Anything).collect();
    let left_out: Vec<_> = changes.iter().filter(|one| !allowed.contains(one)).collect();
    let wrong = library.reports().count();
    let said = [
        (!on_all.is_empty(), "* is the narrowest resource that AWS has for", names(on_all), ""),
        (!left_out.is_empty(), "for reading, without", names(left_out), "duckops iam-policy --with-actions"),
        (
            wrong > 0,
            "with mistakes, and not counted:",
            counted(as_count(wrong), "runbook", "runbooks"),
            "duckops runbook lint",
        ),
    ];
    let one = |(_, text, what, command): &(bool, &str, String, &str)| {
        let command = if command.is_empty() { String::new() } else { page.command("", command) };
        page.wrapped(&format!("{text} {what}"), 0, 2) + &command
    };
    said.iter().filter(|(is_so, ..)| *is_so).map(one).collect()
}
