//! `duckops config init`: a settings file that sets nothing yet, and its schema beside it. Nothing is overwritten.

use crate::app::Session;
use crate::disk::{self, Make};
use crate::error::{Error, Exit};
use crate::settings::{Sought, Whose, document::document, project_file, schema};
use duckops_core::text::{Clean, shell_word};
use rustix::fs::OFlags;
use serde_json::json;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub fn run(session: &Session) -> Result<Exit, Error> {
    let sought = session.settings.files.last();
    let Sought { path, whose, .. } = sought.ok_or_else(|| Error::wrong("there is no place for a settings file"))?;
    let above = project_file(&session.environment.cwd).filter(|_| *whose == Whose::TheProjects);
    written(path, &document()).map_err(|cause| refused(path, &cause))?;
    let schema = path.with_file_name(schema::FILE);
    let made = match written(&schema, &schema::text()) {
        Ok(()) => vec![path, &schema],
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {
            say_other_schema(session, &schema);
            vec![path]
        }
        Err(cause) => return Err(Error::file(format!("cannot write {}", shown(&schema)), &cause)),
    };
    tell(session, &made)?;
    if let Some(above) = above {
        session.err(&format!("from here on {} no longer counts below {}\n", shown(&above), shown(parent(path))));
    }
    Ok(Exit::Done)
}

fn tell(session: &Session, made: &[&PathBuf]) -> Result<(), Error> {
    let all: Vec<_> = made.iter().map(|path| shown(path)).collect();
    if session.settings.json {
        return session.json(&json!({ "written": all }));
    }
    let lines = all.iter().map(|path| format!("wrote {path}\n")).collect::<String>();
    session.out(&session.again(&format!("{lines}next: duckops config show\n")))
}

/// What is not whole is taken away again, so that a second try finds the place free.
fn written(path: &Path, text: &str) -> io::Result<()> {
    let file = disk::open_to_append(path, Make::New, disk::SHARED, OFlags::NOFOLLOW)?;
    let whole = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| disk::sync_parent(path));
    whole.map_err(|cause| match disk::remove(path) {
        Ok(()) => cause,
        Err(left) => io::Error::new(cause.kind(), format!("{cause}; and half of it is left: {left}")),
    })
}

fn refused(path: &Path, cause: &io::Error) -> Error {
    match cause.kind() {
        ErrorKind::AlreadyExists => {
            let hint = format!("what it says: duckops config show --config {}", shell_word(shown(path).as_str()));
            Error::wrong(format!("{} is there already; nothing was written", shown(path))).hint(hint)
        }
        _ => Error::file(format!("cannot write {}", shown(path)), cause),
    }
}

/// Another version of duckops may have made it.
fn say_other_schema(session: &Session, path: &Path) {
    let is_ours = std::fs::read_to_string(path).is_ok_and(|text| text == schema::text());
    if !is_ours {
        let to = shell_word(shown(path).as_str());
        session.err(&session.again(&format!("{} is there already, and another one. ", shown(path))));
        session.err(&format!("To have that of this version: {} > {to}\n", session.again("duckops config schema")));
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn shown(path: &Path) -> Clean {
    Clean::new(path.display().to_string())
}
