//! What became of a runbook since a run kept its copy: which steps were changed, added, taken away.

use super::block;
use super::document;
use crate::text::Clean;
use std::collections::BTreeMap;

/// A step that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its id, with the id of the document before it where that is another one: `promotion/promote`.
    pub step: String,
    pub title: Clean,
    pub how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Changed,
    New,
    Gone,
}

impl How {
    pub fn word(self) -> &'static str {
        match self {
            How::Changed => "changed",
            How::New => "new",
            How::Gone => "gone",
        }
    }
}

/// Compares the documents of a runbook, id and text, as they are written: a changed word of guidance counts too.
pub fn changes(then: &[(String, String)], now: &[(String, String)]) -> Vec<Changed> {
    let (before, after) = (steps(then), steps(now));
    let changed = |(step, written): (&String, &Written)| {
        let how = match before.get(step) {
            None => How::New,
            Some(known) if known.text != written.text => How::Changed,
            Some(_) => return None,
        };
        Some(Changed { step: step.clone(), title: written.title.clone(), how })
    };
    let gone = before.iter().filter(|(step, _)| !after.contains_key(*step));
    let gone = gone.map(|(step, written)| Changed { step: step.clone(), title: written.title.clone(), how: How::Gone });
    after.iter().filter_map(changed).chain(gone).collect()
}

struct Written {
    title: Clean,
    text: String,
}

fn steps(sources: &[(String, String)]) -> BTreeMap<String, Written> {
    let own = sources.first().map(|(id, _)| id.as_str()).unwrap_or_default();
    sources.iter().flat_map(|(id, text)| of_document(if id == own { "" } else { id }, text)).collect()
}

/// From a heading to the next one.
fn of_document(prefix: &str, text: &str) -> Vec<(String, Written)> {
    let sections = document::sections(0, text, &mut Vec::new());
    let ends = sections.iter().skip(1).map(|section| section.title_span.start).chain([text.len()]);
    let ends: Vec<_> = ends.collect();
    let one = |(section, end): (&document::Section<'_>, &usize)| {
        let step = block::step(0, section, &mut Vec::new())?;
        let id = if prefix.is_empty() { step.id.text } else { format!("{prefix}/{}", step.id.text) };
        let text = text.get(section.title_span.start..*end)?.trim_end().to_string();
        Some((id, Written { title: Clean::new(&section.title), text }))
    };
    sections.iter().zip(&ends).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(steps: &[(&str, &str)]) -> String {
        let step =
            |(id, words): &(&str, &str)| format!("\n## Step {id}\n\n{words}\n\n```toml step\nid = \"{id}\"\n```\n");
        steps.iter().map(step).fold("# X\n".to_string(), |text, step| text + &step)
    }

    #[test]
    fn a_step_is_changed_new_or_gone() {
        let of = |own: &[(&str, &str)], part: &[(&str, &str)]| {
            [("x".to_string(), document(own)), ("p".to_string(), document(part))]
        };
        let then = of(&[("a", "look"), ("b", "look"), ("c", "look")], &[("a", "move")]);
        let now = of(&[("d", "look"), ("a", "look"), ("b", "look twice")], &[("a", "move it")]);
        let said: Vec<_> = changes(&then, &now)
            .into_iter()
            .map(|one| format!("{} {}: {}", one.step, one.how.word(), one.title))
            .collect();
        assert_eq!(said, ["b changed: Step b", "d new: Step d", "p/a changed: Step a", "c gone: Step c"]);
        assert_eq!(changes(&then, &then), []);
    }
}
