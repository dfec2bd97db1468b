//! `duckops man DIR`: manual pages, made of what the command line knows of itself.

use super::Session;
use crate::cli::Cli;
use crate::disk;
use crate::error::{Error, Exit};
use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use duckops_core::text::{Clean, shell_word};
use serde_json::json;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The program's own page.
const WHOLE: &str = "duckops";
/// As the umask says.
const DIRECTORY: u32 = 0o777;

pub fn run(session: &Session, dir: &Path) -> Result<Exit, Error> {
    let dir = session.environment.cwd.join(dir);
    let failed = |cause: &io::Error| Error::file(format!("cannot write manual pages into {}", shown(&dir)), cause);
    match disk::make_dir(&dir, DIRECTORY) {
        Err(cause) if cause.kind() != ErrorKind::AlreadyExists => return Err(failed(&cause)),
        _ => {}
    }
    let mut cli = Cli::command();
    cli.build();
    let mut written = Vec::new();
    pages(&cli, &mut written, &dir).map_err(|cause| failed(&cause))?;
    tell(session, &dir, &written)
}

/// Of a command, and of those below it.
fn pages(command: &Command, written: &mut Vec<PathBuf>, dir: &Path) -> io::Result<()> {
    let man = man(command);
    let path = dir.join(man.get_filename());
    disk::replace(&path, &path.with_extension("part"), &page(&man, command)?, disk::PUBLIC)?;
    written.push(path);
    command.get_subcommands().try_for_each(|sub| pages(sub, written, dir))
}

/// What every command takes stands in the page of duckops alone.
fn man(command: &Command) -> Man {
    let is_whole = is_whole(command);
    let shown = |arg: Arg| {
        let is_elsewhere = arg.is_global_set() && !is_whole;
        arg.hide_short_help(false).hide(is_elsewhere)
    };
    // Without a date: the same duckops gives the same pages. Of nothing at all the next field would become it.
    Man::new(command.clone().mut_args(shown)).date(" ").source(format!("{WHOLE} {}", env!("CARGO_PKG_VERSION")))
}

fn is_whole(command: &Command) -> bool {
    command.get_name() == WHOLE
}

fn page(man: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(examples) = command.get_after_long_help().or(command.get_after_help()) {
        lines(&examples.to_string()).to_writer(&mut page)?;
    }
    if !is_whole(command) {
        see_also().to_writer(&mut page)?;
    }
    Ok(page)
}

/// They are typed as they stand, so no line is filled.
fn lines(examples: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines().filter(|line| *line != "Examples:") {
        roff.text([roman(line.trim_start())]);
    }
    roff.control("fi", []);
    roff
}

fn see_also() -> Roff {
    let mut roff = Roff::new();
    let options = roman("(1): the options that every command takes");
    roff.control("SH", ["SEE ALSO"]).text([bold(WHOLE), options]);
    roff
}

fn tell(session: &Session, dir: &Path, written: &[PathBuf]) -> Result<Exit, Error> {
    let all: Vec<_> = written.iter().map(|path| shown(path)).collect();
    if session.settings.json {
        session.json(&json!({ "written": all }))?;
        return Ok(Exit::Done);
    }
    session.out(&all.iter().map(|path| format!("wrote {path}\n")).collect::<String>())?;
    let first = all.first().map(|first| shell_word(first.as_str())).unwrap_or_default();
    session.out(&format!("{} pages in {}; read one: man {first}\n", all.len(), shown(dir)))?;
    Ok(Exit::Done)
}

fn shown(path: &Path) -> Clean {
    Clean::new(path.display().to_string())
}
