//! docs/ministack.md is true: each branch is in it with its test, and what only a drill shows with its drill.

use duckops::drill;
use duckops_core::runbook::{Kind, Library, Origin, Runbook, Source, Step, Target};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const RUNBOOKS: [&str; 8] =
    ["inc-002", "inc-003", "inc-004", "inc-005", "promotion", "pre-deploy", "rollback", "incident-triage"];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The rows below a heading: what stands in their first two columns, without the marks of code.
fn rows(heading: &str) -> Vec<(String, String)> {
    let document = read("docs/ministack.md");
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let section = section.split("\n## ").next().unwrap_or_default();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2).map(cells);
    lines.map(|cells| (cells[1].clone(), cells[2].clone())).collect()
}

/// `fleet -> dead`, of the steps that are the runbook's own. Where a followed runbook returns to, the step that
/// followed it branches; what a part does is in the part's table.
fn branches(runbook: &Runbook, parts: &[&Runbook]) -> BTreeSet<String> {
    let of_a_part = |step: &Step| parts.iter().any(|part| part.id != runbook.id && part.step(&step.id).is_some());
    let own = runbook.steps.iter().filter(|step| !of_a_part(step)).filter_map(|step| {
        let id = step.id.as_str();
        let id = id.strip_suffix("/return").unwrap_or(id);
        (!id.contains('/')).then_some((id, &step.go))
    });
    let to = |target: &Target| match target {
        Target::Step(id) => id.to_string(),
        Target::End(ending) => ending.outcome.word().to_owned(),
    };
    own.flat_map(|(id, go)| go.iter().map(move |branch| format!("{id} -> {}", to(&branch.to)))).collect()
}

fn library() -> Library {
    let all = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks")).unwrap().flatten();
    let names = all.map(|file| format!("runbooks/{}", file.file_name().to_string_lossy()));
    Library::load(names.map(|file| Source { text: read(&file), file, origin: Origin::Embedded }).collect())
}

#[test]
fn each_branch_is_in_the_table() {
    let library = library();
    let parts: Vec<_> = library.runbooks().filter(|runbook| runbook.kind == Kind::Part).collect();
    for id in RUNBOOKS {
        let runbook = library.find(id).unwrap().result.as_deref().unwrap();
        let told: BTreeSet<_> = rows(id).into_iter().map(|(branch, _)| branch).collect();
        assert_eq!(told, branches(runbook, &parts), "{id}");
    }
}

#[test]
fn each_test_of_the_table_is_there() {
    for (branch, test) in RUNBOOKS.iter().flat_map(|id| rows(id)) {
        let (module, name) = test.rsplit_once("::").unwrap_or_else(|| panic!("{branch}: {test}"));
        let code = read(&format!("tests/walk_on_ministack/{}.rs", module.replace("::", "/")));
        assert!(code.contains(&format!("#[test]\nfn {name}() {{")), "{branch}: there is no test {test}");
    }
}

#[test]
fn each_drill_of_the_table_is_there() {
    let drills = rows("What only a drill shows");
    assert!(!drills.is_empty());
    for (what, drill) in drills {
        assert!(drill::find(&drill).is_some_and(|found| found.id == drill), "{what}: there is no drill {drill}");
    }
}
