//! What the sources ask for is served: each requirement by a step, each step shown at work by a snapshot.

use super::{files, read};
use duckops_core::runbook::{Kind, Library, Origin, Runbook, Source};
use duckops_core::walk::StepId;
use std::collections::BTreeSet;

struct Requirement {
    id: String,
    /// `inc-001/probe`.
    step: String,
}

fn requirements() -> Vec<Requirement> {
    let table: toml::Table = read("docs/requirements.toml").parse().unwrap();
    let all = table["requirement"].as_array().unwrap();
    let text = |one: &toml::Value, key: &str| one[key].as_str().unwrap().to_owned();
    all.iter().map(|one| Requirement { id: text(one, "id"), step: text(one, "step") }).collect()
}

pub fn ids() -> Vec<String> {
    requirements().into_iter().map(|one| one.id).collect()
}

fn runbooks() -> Library {
    let source = |path: String| Source { text: read(&path), file: path, origin: Origin::Embedded };
    Library::load(files("runbooks", &[".md"]).into_iter().map(source).collect())
}

/// Every snapshot of the suite: what stands between `expect![[r#"` and `"#]]`.
fn snapshots() -> String {
    let mut all = String::new();
    for path in files("tests", &[".rs"]) {
        for part in read(&path).split("expect![[r#\"").skip(1) {
            all.push_str(part.split("\"#]]").next().unwrap_or_default());
        }
    }
    all
}

fn runbook<'l>(library: &'l Library, id: &str) -> Option<&'l Runbook> {
    library.find(id)?.result.as_deref().ok()
}

/// The line with which the step begins on the screen: `3/9 Compare the alias`.
fn line(library: &Library, step: &str) -> Option<String> {
    let (id, step) = step.split_once('/')?;
    let runbook = runbook(library, id)?;
    let step = runbook.step(&StepId(step.into()))?;
    Some(format!("{} {}", runbook.place(&step.id), step.title.written()))
}

#[test]
fn every_requirement_is_served_by_a_step_that_a_snapshot_shows() {
    let (library, snapshots) = (runbooks(), snapshots());
    let unserved = |one: &Requirement| match line(&library, &one.step) {
        None => Some(format!("{}: there is no step {}", one.id, one.step)),
        Some(line) if !snapshots.contains(&line) => Some(format!("{}: no snapshot shows `{line}`", one.id)),
        Some(_) => None,
    };
    let unserved: Vec<_> = requirements().iter().filter_map(unserved).collect();
    assert!(unserved.is_empty(), "{}", unserved.join("\n"));
}

#[test]
fn requirements_are_numbered_and_cover_every_runbook() {
    let all = requirements();
    let ids: BTreeSet<_> = all.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "an id stands twice");
    let served: BTreeSet<_> = all.iter().filter_map(|one| one.step.split('/').next()).collect();
    let library = runbooks();
    let walked = library.runbooks().filter(|book| book.kind != Kind::Part);
    let unasked: Vec<_> = walked.map(|book| book.id.as_str()).filter(|id| !served.contains(id)).collect();
    assert!(unasked.is_empty(), "no requirement is served by {unasked:?}");
    assert!(library.reports().next().is_none(), "a runbook has mistakes");
}

#[test]
fn what_is_not_served_is_seen() {
    let library = runbooks();
    assert_eq!(line(&library, "inc-001/probe").as_deref(), Some("1/12 Probe the status route"));
    assert_eq!(line(&library, "inc-001/no-such-step"), None);
    assert_eq!(line(&library, "inc-999/probe"), None);
}
