//! Which documents one runbook needs, at a glance: only they are read then. It may take one too many, and where one is
//! missed the runbook does not check, so that all of them are read after all.

use super::library::Source;
use std::collections::BTreeSet;

/// What can be seen of a document without reading it.
struct Glimpse<'s> {
    source: &'s Source,
    /// None where it is not written as it usually is.
    id: Option<&'s str>,
}

/// Those with this id, those that they follow, and those whose id is not seen.
pub fn needed<'s>(sources: &'s [Source], id: &str) -> Vec<&'s Source> {
    let all: Vec<_> = sources.iter().map(Glimpse::of).collect();
    let mut wanted = BTreeSet::from([id.to_lowercase()]);
    loop {
        let is_needed = |one: &&Glimpse| one.id.is_none_or(|id| wanted.contains(&id.to_lowercase()));
        let needed: Vec<_> = all.iter().filter(is_needed).map(|one| one.source).collect();
        let follow =
            needed.iter().flat_map(|source| written(&source.text, "follow")).filter_map(plain).map(str::to_lowercase);
        let more: BTreeSet<_> = follow.filter(|id| !wanted.contains(id)).collect();
        if more.is_empty() {
            return needed;
        }
        wanted.extend(more);
    }
}

impl<'s> Glimpse<'s> {
    fn of(source: &'s Source) -> Self {
        let block = source.text.split_once("```toml runbook\n").and_then(|(_, rest)| rest.split_once("\n```"));
        let first = block.and_then(|(block, _)| written(block, "id").next());
        Self { source, id: first.and_then(plain) }
    }
}

/// What stands behind `key =`, each on a line of its own.
fn written<'t>(text: &'t str, key: &str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| line.trim_start().strip_prefix(key)?.trim_start().strip_prefix('='))
}

/// A text without anything that would have to be read.
fn plain(value: &str) -> Option<&str> {
    value.trim().strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains(['"', '\\']))
}

#[cfg(test)]
mod tests {
    use super::super::{Library, Origin, Source};

    fn sources() -> Vec<Source> {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runbooks");
        let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let source = |path: &std::path::PathBuf| Source {
            file: path.display().to_string(),
            text: std::fs::read_to_string(path).unwrap(),
            origin: Origin::Embedded,
        };
        files.iter().map(source).collect()
    }

    #[test]
    fn one_is_the_same_as_among_all() {
        let all = Library::load(sources());
        assert!(all.ids().count() > 9);
        for id in all.ids() {
            let one = Library::load_one(sources(), &id.to_uppercase());
            let of = |library: &Library| {
                let found = library.find(id).unwrap().result.as_ref().unwrap();
                // Among all of them it has another place.
                let place = regex_lite::Regex::new("source: [0-9]+").unwrap();
                (found.digest.clone(), place.replace_all(&format!("{:?}", found.steps), "").into_owned())
            };
            assert_eq!(of(&one), of(&all));
            assert!(one.ids().count() < all.ids().count(), "{id}");
        }
    }

    #[test]
    fn whatever_is_not_written_as_usual_is_read() {
        let text = |id: &str| sources()[0].text.replacen("id       = \"inc-001\"", id, 1);
        for id in ["id = 'inc-001'", "id=\"inc-001\" # ours", "id = \"\"\"inc-001\"\"\"", "id = \"inc\\u002d001\""] {
            let ours = Source { file: "ours".into(), text: text(id), origin: Origin::File("ours".into()) };
            let library = Library::load_one([sources(), vec![ours]].concat(), "inc-001");
            assert_eq!(library.find("inc-001").unwrap().source.file, "ours", "{id}");
        }
        assert!(Library::load_one(sources(), "inc-009").find("inc-009").is_none());
    }
}
