//! Runbooks as lists, as text and as JSON.

use crate::console::render::Page;
use duckops_core::health::{as_count, counted};
use duckops_core::runbook::{Body, Cond, Kind, Library, Loaded, Origin, Prose, Runbook, Step, Template};
use duckops_core::text::Clean;
use duckops_core::world::settings::Settings;
use serde_json::{Value, json};

/// What can be walked: parts are left out.
fn walkable(library: &Library) -> impl Iterator<Item = &Loaded> {
    library.loaded().filter(|loaded| loaded.result.as_ref().map_or(true, |runbook| runbook.kind != Kind::Part))
}

/// Id, title, kind, and below it when to use it; where it comes from, unless it is the program's own. One that has
/// mistakes is listed as such.
pub fn list(page: &Page, library: &Library, settings: &Settings) -> String {
    let fill = filled(settings);
    let one = |loaded: &Loaded| match &loaded.result {
        Ok(runbook) => listed(page, runbook, &fill),
        Err(report) => broken(page, loaded, report.mistakes.len()),
    };
    walkable(library).map(one).collect()
}

fn listed(page: &Page, runbook: &Runbook, fill: &impl Fn(&Template) -> String) -> String {
    let title = format!("{}  {}", runbook.id, runbook.title);
    let severity = runbook.severity.as_deref().unwrap_or_default();
    let head = page.title(&title, None, format!("{severity} {}", runbook.kind.word()).trim());
    format!("{head}{}{}", page.paragraph(&runbook.summary(fill)), from(page, &runbook.origin))
}

fn from(page: &Page, origin: &Origin) -> String {
    match origin {
        Origin::Embedded => String::new(),
        origin => page.fact("origin", &origin.to_string()),
    }
}

fn broken(page: &Page, loaded: &Loaded, mistakes: usize) -> String {
    let id = loaded.id.as_ref().unwrap_or(&loaded.source.file);
    let head = page.title(id, None, &counted(as_count(mistakes), "mistake", "mistakes"));
    format!("{head}{}{}", page.command("what they are", "duckops runbook lint"), from(page, &loaded.source.origin))
}

pub fn list_json(library: &Library, settings: &Settings) -> Value {
    let one = |loaded: &Loaded| match &loaded.result {
        Ok(runbook) => json!({
            "id": runbook.id, "kind": runbook.kind.word(), "title": runbook.title, "severity": runbook.severity,
            "origin": runbook.origin.to_string(), "when": runbook.summary(&filled(settings)), "mistakes": 0,
        }),
        Err(report) => json!({
            "id": loaded.id, "origin": loaded.source.origin.to_string(), "mistakes": report.mistakes.len(),
        }),
    };
    Value::Array(walkable(library).map(one).collect())
}

fn filled(settings: &Settings) -> impl Fn(&Template) -> String {
    |template| template.with_settings(|name| settings.get(name).cloned())
}

/// The runbook as text for the terminal: its steps, what each looks at, asks and does.
pub fn show(page: &Page, runbook: &Runbook, settings: &Settings) -> String {
    let fill = filled(settings);
    let right = format!("{} {}", runbook.severity.as_deref().unwrap_or(""), runbook.kind.word());
    let mut out = page.title(&format!("{} {}", runbook.id.to_uppercase(), runbook.title), None, right.trim());
    out.push_str(&page.fact("origin", &runbook.origin.to_string()));
    if !runbook.ledgers.is_empty() {
        out.push_str(&page.fact("ledgers", &runbook.ledgers.join(", ")));
    }
    out.push_str(&prose(page, &runbook.intro, &fill));
    for step in runbook.steps.iter().filter(|step| !step.silent) {
        out.push('\n');
        out.push_str(&page.title(
            &format!("{} {}", runbook.place(&step.id), fill(&step.title)),
            None,
            step.id.as_str(),
        ));
        if !step.when.is_empty() {
            let when: Vec<_> = step.when.0.iter().map(Cond::wanted).collect();
            out.push_str(&page.fact("only if", &when.join(", and ")));
        }
        out.push_str(&prose(page, &step.prose, &fill));
        out.push_str(&what(page, step));
    }
    out
}

fn prose(page: &Page, prose: &[Prose], fill: &impl Fn(&Template) -> String) -> String {
    let one = |prose: &Prose| match prose {
        Prose::Paragraph(text) => page.paragraph(&fill(text)),
        Prose::Item(text) => page.item(&fill(text)),
        Prose::Code(code) => code.lines().map(|line| format!("    {}\n", Clean::new(line))).collect(),
    };
    prose.iter().map(one).collect()
}

fn what(page: &Page, step: &Step) -> String {
    let mut out = String::new();
    if !step.looks.is_empty() {
        out.push_str(&page.fact("looks at", &observations(step).join(", ")));
    }
    match &step.body {
        Body::Read => {}
        Body::Look { pass, .. } => {
            let wanted: Vec<_> = pass.0.iter().map(Cond::wanted).collect();
            if !wanted.is_empty() {
                out.push_str(&page.fact("good when", &wanted.join(", and ")));
            }
        }
        Body::Ask(questions) => {
            let labels: Vec<_> = questions.iter().map(|question| question.label.written()).collect();
            out.push_str(&page.fact("asks", &labels.join("; ")));
        }
        Body::Do(draft) => out.push_str(&page.fact("does", &format!("{}: {}", draft.action.name, draft.action.doc))),
    }
    out
}

fn observations(step: &Step) -> Vec<&'static str> {
    step.looks.iter().map(|look| look.observation.name).collect()
}

pub fn show_json(runbook: &Runbook) -> Value {
    let step = |step: &Step| {
        json!({
            "id": step.id, "title": step.title.written(), "optional": step.optional, "looks": observations(step),
            "does": match &step.body { Body::Do(draft) => Some(draft.action.name), _ => None },
            "asks": match &step.body {
                Body::Ask(questions) => questions.iter().map(|question| question.field.clone()).collect(),
                _ => Vec::new(),
            },
            "needs": step.needs, "by_hand": step.by_hand.iter().map(Template::written).collect::<Vec<_>>(),
        })
    };
    json!({
        "id": runbook.id, "kind": runbook.kind.word(), "title": runbook.title, "severity": runbook.severity,
        "origin": runbook.origin.to_string(), "digest": runbook.digest, "ledgers": runbook.ledgers,
        "steps": runbook.steps.iter().filter(|step| !step.silent).map(step).collect::<Vec<_>>(),
    })
}
