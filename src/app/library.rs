//! The runbooks of this process: those embedded in the binary, and a team's own beside or instead of them.

use crate::disk;
use crate::error::Error;
use crate::settings::Resolved;
use duckops_core::runbook::{Kind, Library, Origin, Runbook, Source, nearest};
use duckops_core::walk::event::Opened;
use include_dir::{Dir, include_dir};
use std::path::{MAIN_SEPARATOR, Path};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/runbooks");

/// Loads all of them. A file that cannot be read is an error; one with mistakes is not, until it is used.
pub fn load(settings: &Resolved) -> Result<Library, Error> {
    sources(settings).map(Library::load)
}

/// For who wants this one and no other.
pub fn load_one(settings: &Resolved, id: &str) -> Result<Library, Error> {
    Ok(Library::load_one(sources(settings)?, id))
}

pub fn sources(settings: &Resolved) -> Result<Vec<Source>, Error> {
    let mut sources = embedded();
    if let Some(dir) = &settings.runbook_dir {
        sources.extend(from_dir(dir)?);
    }
    Ok(sources)
}

pub fn embedded() -> Vec<Source> {
    let source = |file: &include_dir::File<'static>| {
        let name = file.path().display().to_string();
        let text = file.contents_utf8()?.to_string();
        name.ends_with(".md").then_some(Source { file: format!("runbooks/{name}"), text, origin: Origin::Embedded })
    };
    let mut sources: Vec<_> = EMBEDDED.files().filter_map(source).collect();
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    sources
}

fn from_dir(dir: &Path) -> Result<Vec<Source>, Error> {
    let failed = |cause: &std::io::Error| Error::file(format!("cannot read the runbooks in {}", dir.display()), cause);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|cause| failed(&cause))? {
        let path = entry.map_err(|cause| failed(&cause))?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| from_file(path)).collect()
}

pub fn from_file(path: &Path) -> Result<Source, Error> {
    let shown = path.display().to_string();
    let text = disk::read_named_text(path).map_err(|cause| Error::file(format!("cannot read {shown}"), &cause))?;
    Ok(Source { file: shown.clone(), text, origin: Origin::File(shown) })
}

/// The runbook as a run keeps it.
pub fn kept(opened: &Opened) -> Result<Runbook, Error> {
    let origin = match opened.origin.as_str() {
        "embedded" => Origin::Embedded,
        path => Origin::File(path.into()),
    };
    let source = |(id, text): &(String, String)| Source {
        file: format!("{id}.md as of run {}", opened.run),
        text: text.clone(),
        origin: origin.clone(),
    };
    find(&Library::load(opened.sources.iter().map(source).collect()), &opened.runbook).cloned()
}

/// The runbook of an id, in any case. Unknown ids name the nearest; broken ones show their mistakes.
pub fn find<'l>(library: &'l Library, id: &str) -> Result<&'l Runbook, Error> {
    let Some(loaded) = library.find(id) else {
        let error = Error::wrong(format!("there is no runbook `{id}`"));
        return Err(match (lies_here(id), nearest(id, library.ids())) {
            (Some(file), _) => error.hint(format!("{file} lies here: type the same again with --runbook-dir .")),
            (None, Some(near)) => error.hint(format!("did you mean `{near}`? All of them: duckops runbook list")),
            (None, None) => error.hint("all of them: duckops runbook list"),
        });
    };
    loaded.result.as_deref().map_err(|report| {
        let places = crate::report::mistakes::report(report);
        Error::wrong(format!("the runbook `{id}` has mistakes")).at(&places).hint("duckops runbook lint")
    })
}

/// Its file, in the current directory.
fn lies_here(id: &str) -> Option<String> {
    let file = format!("{id}.md");
    (!id.contains(MAIN_SEPARATOR) && Path::new(&file).is_file()).then_some(file)
}

/// The runbook of an id, of one family.
pub fn find_kind<'l>(library: &'l Library, id: &str, kind: Kind) -> Result<&'l Runbook, Error> {
    let runbook = find(library, id)?;
    if runbook.kind == kind {
        return Ok(runbook);
    }
    let family = runbook.kind.word();
    if runbook.kind == Kind::Part {
        let error = Error::wrong(format!("{} is a part of other runbooks: it is not walked alone", runbook.id));
        return Err(error.hint(format!("read it: duckops runbook show {}", runbook.id)));
    }
    Err(Error::wrong(format!("{} is a {family} runbook", runbook.id)).hint(format!("duckops {family} {}", runbook.id)))
}
