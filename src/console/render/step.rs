//! A step as it is opened.

use super::header::time_of;
use super::layout::{Detail, Mark, Page};
use super::people::People;
use duckops_core::runbook::{Body, Cond, Name, Prose, Ref, Runbook, Step, Truth};
use duckops_core::text::{Clean, commands};
use duckops_core::walk::approved::is_approved_for;
use duckops_core::walk::settle::{did_not_apply, label, placed, text};
use duckops_core::walk::{State, to_type, truth, value};
use duckops_core::world::{Table, Value, Why, WhyKind};

/// A step without looks is shown when it is opened; one with looks when they are back.
pub fn entered(page: &Page, runbook: &Runbook, state: &State, undecided: &[Why]) -> String {
    let step = state.current().and_then(|visit| runbook.step(&visit.step));
    let Some(step) = step.filter(|step| !step.silent) else { return String::new() };
    let mut out = String::new();
    let mut told = std::collections::BTreeSet::new();
    for why in undecided.iter().filter(|why| told.insert(why.text.as_str())) {
        out.push_str(&page.fact("not decided", why.text.as_str()));
    }
    if step.observes() {
        return out;
    }
    out.push('\n');
    let opened = state.current().map(|visit| time_of(visit.entered)).filter(|_| page.dated);
    let note: Vec<_> =
        opened.into_iter().chain([tier(runbook, state, step).to_owned()]).filter(|note| !note.is_empty()).collect();
    out.push_str(&title(page, runbook, state, step, None, &note.join("  ")));
    out.push_str(&only_if(page, runbook, state, step));
    out.push_str(&prose(page, runbook, state, step));
    out.push_str(&shown(page, runbook, state, step));
    out
}

/// In a dry run nobody knows whether a step that depends on what was not done would be come to at all.
fn only_if(page: &Page, runbook: &Runbook, state: &State, step: &Step) -> String {
    let dry = state.is_dry();
    if !dry || !matches!(truth(runbook, state, &step.when), Truth::Unknown(_)) {
        return String::new();
    }
    let wanted: Vec<_> = step.when.0.iter().map(Cond::wanted).collect();
    page.fact("only if", &wanted.join("; "))
}

/// The question in its own words, and the answer.
pub fn answered(page: &Page, runbook: &Runbook, state: &State, field: &str, answer: &str) -> String {
    let step = state.current().and_then(|visit| runbook.step(&visit.step));
    let questions = step.map(|step| match &step.body {
        Body::Ask(questions) => questions.as_slice(),
        _ => &[],
    });
    match questions.into_iter().flatten().find(|question| question.field == field) {
        Some(question) => page.paragraph(&format!("{}  {answer}", text(runbook, state, &question.label))),
        None => page.fact(field, answer),
    }
}

pub fn tier(runbook: &Runbook, state: &State, step: &Step) -> &'static str {
    use duckops_core::world::actions::Tier;
    match &step.body {
        Body::Do(draft) => match draft.action.tier {
            Tier::Routine => "",
            Tier::Guarded => "you type the words",
            Tier::Gated if state.last_at.is_some_and(|now| is_approved_for(runbook, state, step, now)) => "approved",
            Tier::Gated => "needs approval",
        },
        _ => "",
    }
}

/// `3/9 Compare the alias`; a step beside the main path has no number.
pub fn title(page: &Page, runbook: &Runbook, state: &State, step: &Step, mark: Option<Mark>, note: &str) -> String {
    page.title(&placed(runbook, state, step), mark, note)
}

pub fn prose(page: &Page, runbook: &Runbook, state: &State, step: &Step) -> String {
    let mut people = People::of(state);
    let mut one = |prose: &Prose| match prose {
        Prose::Paragraph(template) => {
            let said = text(runbook, state, template);
            page.paragraph(&people.introduced(&to_paste(state, said.as_str()))) + &spoken_of(page, state, said.as_str())
        }
        Prose::Item(template) => {
            let said = text(runbook, state, template);
            page.item(&people.introduced(said.as_str())) + &spoken_of(page, state, said.as_str())
        }
        Prose::Code(code) => {
            code.lines().map(|line| format!("    {}\n", duckops_core::text::Clean::new(line))).collect()
        }
    };
    let said = step.prose.iter().filter(|_| page.detail > Detail::Less);
    let said: String = said.map(&mut one).collect();
    super::jumped::warning(page, runbook, state, step) + &said
}

/// A paragraph between quotation marks is for others, to be pasted.
fn to_paste(state: &State, said: &str) -> String {
    let quoted = said.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    quoted.map_or_else(|| said.into(), |quoted| format!("\"{}\"", state.marked(quoted)))
}

/// The commands that a sentence speaks of, where they are to be typed in another way than it says.
fn spoken_of(page: &Page, state: &State, said: &str) -> String {
    let label = if state.opened.as_ref().is_some_and(|opened| opened.drill.is_some()) {
        "in this drill, while it runs"
    } else {
        "here"
    };
    let typed = commands::spoken_of(said).into_iter().map(|command| (command, page.again(&to_type(state, command))));
    typed.filter(|(written, typed)| typed != written).map(|(_, typed)| page.command(label, &typed)).collect()
}

/// The facts that the step puts first, each with its value; those unknown for the same reason together.
pub fn shown(page: &Page, runbook: &Runbook, state: &State, step: &Step) -> String {
    let mut out = String::new();
    let mut unknown: Vec<(Why, Vec<String>)> = Vec::new();
    let mut sentences: Vec<Clean> = Vec::new();
    for name in step.show.iter().filter(|name| !did_not_apply(runbook, state, name)) {
        match value(runbook, state, name) {
            // What one sentence says of several facts is said once.
            Ok(Value::Text(text)) if sentences.contains(&text) => {}
            Ok(Value::Table(rows)) => {
                out.push_str(&table(page, state, &label(&name.written), &rows, how_many(step, name)));
            }
            Ok(value) => {
                out.push_str(&fact(page, name, &value));
                sentences.extend(sentence(value));
            }
            Err(why) => match unknown.iter_mut().find(|(known, _)| known == &why) {
                Some((_, labels)) => labels.push(label(&name.written)),
                None => unknown.push((why, vec![label(&name.written)])),
            },
        }
    }
    for (why, labels) in unknown {
        let mark = if why.kind == WhyKind::Absent { "-" } else { "?" };
        out.push_str(&page.paragraph(&format!("{mark}  {}: {}", labels.join(", "), why.text)));
    }
    out
}

/// As many rows as decide; what is left out can be seen.
const ROWS: usize = 6;

fn table(page: &Page, state: &State, label: &str, table: &Table, setting: Option<&str>) -> String {
    let rows = if page.detail == Detail::More { usize::MAX } else { ROWS };
    let run = state.opened.as_ref().map(|opened| page.again(&format!("duckops runs show {} -v", opened.run)));
    let run = run.filter(|_| table.rows.len() > rows).map(|run| match page.dated {
        true => run,
        false => format!("e at the prompt, {run} later"),
    });
    let setting = setting.filter(|_| table.cut.is_some()).map(|setting| format!("{setting} in duckops.toml"));
    let more: Vec<_> = run.into_iter().chain(setting).collect();
    format!("    {label}\n{}", super::cut_table(page, table, rows, &more.join(", ")))
}

/// The setting that says how many rows a look brings.
fn how_many<'s>(step: &'s Step, name: &Name) -> Option<&'s str> {
    let Ref::Fact { bind, .. } = &name.refer else { return None };
    let look = step.looks.iter().find(|look| &look.bind == bind)?;
    let said = look.args.iter().find(|(param, _)| *param == "newest").map(|(_, operand)| operand.name()?.setting());
    let default = || look.observation.params.iter().find(|param| param.name == "newest")?.default;
    said.unwrap_or_else(default)
}

fn fact(page: &Page, name: &Name, value: &Value) -> String {
    let label = label(&name.written);
    match value {
        Value::Text(text) if text.as_str().starts_with("git -C ") => page.command(&label, text.as_str()),
        Value::Texts(texts) if texts.is_empty() => page.fact(&label, "nothing"),
        value => page.fact(&label, &name.ty.shown(value)),
    }
}

/// A text of several words that says what it is about: two equal versions are two facts, two equal sentences are one.
fn sentence(value: Value) -> Option<Clean> {
    match value {
        Value::Text(text) if text.as_str().contains(": ") => Some(text),
        _ => None,
    }
}
