//! `duckops completions SHELL`: the script that has a shell ask duckops what could come next on a line; and the answer.
//! An answer is of what lies on this machine: it looks at no network, makes nothing, and is silent when something is
//! wrong, since whoever presses Tab waits for it.

mod asked;
mod bash;
mod found;
mod kept;
mod known;
mod line;
mod profiles;

use super::{Session, session};
use crate::cli::{Cli, Shell};
use crate::console::Data;
use crate::environment::Environment;
use crate::error::{Error, Exit};
use asked::Asked;
use clap::CommandFactory;
use clap_complete::env::{self, EnvCompleter};
use line::Line;
use std::path::Path;
use std::sync::Arc;

/// The variable by which a script asks. Its value is the shell.
const ASKED: &str = "DUCKOPS_COMPLETE";

const AT_ONCE: &str = r#"
if [ "$funcstack[1]" = "_duckops" ]; then
    _clap_dynamic_completer_duckops "$@"
fi
"#;

pub fn run(session: &Session, shell: Shell) -> Result<Exit, Error> {
    let failed = |cause| Error::file("cannot write the script", &cause);
    let mut script = Vec::new();
    let program = program(&session.environment);
    adapter(shell).write_registration(ASKED, "duckops", "duckops", &program, &mut script).map_err(failed)?;
    session.out(&mended(shell, &String::from_utf8_lossy(&script)))?;
    Ok(Exit::Done)
}

/// zsh, where it finds the script in its own place, reads it when Tab is pressed for the first time: it is then to
/// complete as well.
fn mended(shell: Shell, script: &str) -> String {
    let script = script.trim_start();
    match shell {
        Shell::Bash => bash::mended(script),
        Shell::Zsh => format!("{script}{AT_ONCE}"),
        Shell::Fish => script.to_owned(),
    }
}

/// As it was called: by its name, or by where it is.
fn program(environment: &Environment) -> String {
    let called = environment.args.first().map(Path::new).unwrap_or(Path::new("duckops"));
    let is_a_path = called.components().count() > 1;
    let program = if is_a_path { environment.cwd.join(called) } else { called.into() };
    program.display().to_string()
}

fn adapter(shell: Shell) -> &'static dyn EnvCompleter {
    match shell {
        Shell::Bash => &env::Bash,
        Shell::Zsh => &env::Zsh,
        Shell::Fish => &env::Fish,
    }
}

/// What a shell asked, if it did: `duckops -- WORDS` with the variable set.
pub fn answer(environment: &Environment) -> Option<Exit> {
    let shell = <Shell as clap::ValueEnum>::from_str(environment.var(ASKED)?, false).ok()?;
    let asked = Asked::by(shell, environment)?.without(&behind_equals(&Cli::command()));
    let offered = answered(shell, &asked, environment).unwrap_or_else(|_nothing_to_offer| String::new());
    Some(session::say(Data::Columns(&offered)))
}

fn answered(shell: Shell, asked: &Asked, environment: &Environment) -> std::io::Result<String> {
    let line = Arc::new(Line::of(&asked.before(), environment));
    let mut cli = known::offered(Cli::command(), &line);
    if asked.current().is_empty() {
        // Built, it has --help and --version as well.
        cli.build();
        cli = without_flags(cli);
    }
    let here = Some(environment.cwd.as_path());
    if let Shell::Bash = shell {
        let found = clap_complete::engine::complete(&mut cli, asked.words.clone(), asked.at, here)?;
        return Ok(bash::lines(&found, asked));
    }
    let mut written = Vec::new();
    adapter(shell).write_complete(&mut cli, asked.words.clone(), here, &mut written)?;
    Ok(String::from_utf8_lossy(&written).into_owned())
}

/// The flags whose value stands behind `=`, if they have one.
fn behind_equals(cli: &clap::Command) -> Vec<String> {
    let own = cli.get_arguments().filter(|arg| arg.is_require_equals_set()).filter_map(clap::Arg::get_long);
    let own: Vec<_> = own.map(|long| format!("--{long}")).collect();
    own.into_iter().chain(cli.get_subcommands().flat_map(behind_equals)).collect()
}

/// Where nothing is typed yet, flags are offered only when there is nothing else.
fn without_flags(cli: clap::Command) -> clap::Command {
    let hidden = |arg: clap::Arg| if arg.is_positional() { arg } else { arg.hide(true) };
    cli.mut_args(hidden).mut_subcommands(without_flags)
}
