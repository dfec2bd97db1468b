//! `duckops help`: of duckops, of a command, of a runbook.

use super::{Session, library, runbooks};
use crate::cli::Cli;
use crate::error::{Error, Exit};
use clap::CommandFactory;
use duckops_core::text::Clean;

pub fn run(session: &Session, words: &[String]) -> Result<Exit, Error> {
    let mut cli = Cli::command();
    cli.build();
    match (command(&mut cli, words), words) {
        (Some(found), _) => session.out(&found.render_long_help().to_string()).map(|()| Exit::Done),
        (None, [id]) => runbook(session, id),
        (None, words) => Err(unknown(words)),
    }
}

fn runbook(session: &Session, id: &str) -> Result<Exit, Error> {
    let library = library::load_one(&session.settings, id)?;
    library.find(id).ok_or_else(|| unknown(&[id.to_owned()]))?;
    runbooks::show_of(session, &library, id, false)
}

fn command<'c>(cli: &'c mut clap::Command, words: &[String]) -> Option<&'c mut clap::Command> {
    words.iter().try_fold(cli, |found, word| found.find_subcommand_mut(word))
}

fn unknown(words: &[String]) -> Error {
    let said = Clean::new(words.join(" "));
    Error::wrong(format!("there is no command and no runbook `{said}`"))
        .hint("the commands: duckops help; the runbooks: duckops runbook list")
}
