//! A change: before it is made, while it waits for consent, and what came of it.

use super::header::time_of;
use super::layout::{Mark, Page};
use super::people::People;
use duckops_core::time::Utc;
use duckops_core::walk::again::stands;
use duckops_core::walk::approval::{Decision, Request};
use duckops_core::walk::approved::{approved_otherwise, is_approved};
use duckops_core::walk::event::{Applied, Found, Recorded};
use duckops_core::walk::settle::label;
use duckops_core::walk::{State, to_type};
use duckops_core::world::actions::{Plan, Tier, Undo, action};
use duckops_core::world::{Fact, Outputs, Value, Why, WhyKind};

/// Before, after, undo: what would be done.
pub fn draft(page: &Page, state: &State, plan: &Plan) -> String {
    if plan.action.starts_with("ledger.") {
        return entry(page, plan);
    }
    let mut out = page.fact("change", plan.target.as_str());
    out.push_str(&page.fact("before", plan.before.as_str()));
    out.push_str(&page.fact("after", plan.after.as_str()));
    out.push_str(&undo(page, plan));
    out.push_str(&page.fact("needs", &consent(state, plan)));
    out.push_str(&not_of_this(page, state, plan));
    out
}

/// Whoever chose otherwise after an approval hears that it is not of what they chose.
fn not_of_this(page: &Page, state: &State, plan: &Plan) -> String {
    let other = state.last_at.and_then(|now| approved_otherwise(state, plan, now));
    let Some(other) = other.filter(|_| plan.consent() == Tier::Gated) else { return String::new() };
    page.fact("does not count", &format!("{other} is approved, and not of this change as it is now"))
        + &page.command("take it back", &format!("duckops deny {other} --reason WHY --operator NAME"))
}

fn consent(state: &State, plan: &Plan) -> String {
    let approved = state.last_at.is_some_and(|now| is_approved(state, plan, now));
    match plan.consent() {
        Tier::Routine => "nothing more".into(),
        Tier::Gated if approved => format!("you type: {}; it is approved", plan.words),
        Tier::Guarded => format!("you type: {}", plan.words),
        Tier::Gated => format!("approval by a second person, then you type: {}", plan.words),
    }
}

/// A ledger's entry, as it will read.
fn entry(page: &Page, plan: &Plan) -> String {
    let mut out = page.fact("entry in", plan.target.as_str());
    out.push_str(&page.fact("title", plan.after.as_str()));
    for (label, value) in &plan.args.facts {
        out.push_str(&page.fact(&format!("  {label}"), value.as_str()));
    }
    for name in ["what", "text"] {
        if let Some(Value::Text(text)) = plan.args.values.get(name) {
            out.push_str(&page.fact(&format!("  {name}"), text.as_str()));
        }
    }
    out
}

pub fn dry_draft(page: &Page, state: &State, plan: &Plan) -> String {
    let mut out = draft(page, state, plan);
    out.push_str(&page.paragraph("Not done: this is a dry run."));
    out
}

pub fn unsettled(page: &Page, state: &State, why: &Why) -> String {
    let left_at = state.current().and_then(|visit| stands(state, visit)).filter(|_| why.kind == WhyKind::Already);
    if let Some(effect) = left_at {
        return page.fact("change", effect.plan.target.as_str())
            + &page.fact("before", why.text.as_str())
            + &page.paragraph("It is not done again unless you ask for it.");
    }
    if why.kind == WhyKind::Already {
        return page.marked(&format!("    nothing to do: {}", why.text), Mark::Ok);
    }
    let mut out = page.paragraph(&format!("cannot be done: {}", why.text));
    let hint = why.hint.as_ref().map(|hint| hint.with(to_type(state, hint.as_str())));
    out.push_str(&page.hint(&Why { hint, ..why.clone() }));
    out
}

/// Where it leads back to is said: after a repair, that is what was broken.
pub fn undo(page: &Page, plan: &Plan) -> String {
    match &plan.undo {
        Undo::Command(command) => {
            let back = format!("would bring back {}, as it was before:", plan.before);
            page.fact("undo", &back) + &page.command("", command.as_str())
        }
        Undo::Cannot(why) => page.fact("undo", &format!("cannot be undone: {why}")),
    }
}

/// Requests that came to nothing: whoever asks again should know it.
pub fn earlier(page: &Page, state: &State, now: Utc) -> String {
    let one = |request: &Request| match state.decisions.get(&request.id) {
        Some(denied @ Decision::Denied { .. }) => {
            Some(page.fact("earlier", &format!("{} {}", request.id, denied.text())))
        }
        None if now > request.not_after => {
            Some(page.fact("earlier", &format!("{} expired at {}", request.id, time_of(request.not_after))))
        }
        _ => None,
    };
    state.requests.iter().filter_map(one).collect()
}

/// The gate itself says what to read aloud; this is what stays on the page.
pub fn requested(page: &Page, state: &State, request: &Request) -> String {
    let until = format!("{} asked of {}, until {}", request.id, request.gate, time_of(request.not_after));
    let until = People::of(state).introduced(&until);
    page.fact("approval", &until)
}

pub fn effected(page: &Page, state: &State, recorded: &Recorded, applied: &Applied, found: Found) -> String {
    let Some(effect) = state.current().and_then(|visit| visit.effect.as_ref()) else { return String::new() };
    let how = match found {
        Found::Reply => "read back",
        Found::LookedBack => "found by looking back",
    };
    match applied {
        Applied::Yes(outputs) if effect.plan.action.starts_with("ledger.") => written(page, outputs),
        Applied::Yes(outputs) => {
            let plan = &effect.plan;
            let (how, mark) = match plan.action.as_str() {
                "hand.record" => ("consent recorded; duckops does nothing, it is yours to do".into(), Mark::Seen),
                "lambda.invoke" => (format!("called {}", time_of(recorded.at)), Mark::Ok),
                _ => (format!("applied {}, {how}", time_of(recorded.at)), Mark::Ok),
            };
            let mark = if applied.failed() { Mark::Fail } else { mark };
            page.marked(&format!("    {}   {how}", plan.words), mark)
                + &left_behind(page, plan, outputs)
                + &undo(page, plan)
        }
        Applied::No(why) => outcome(page, "was not made", Mark::Fail, why),
        Applied::CannotTell(why) => outcome(page, "may or may not be made", Mark::Unknown, why),
    }
}

/// What is known only now: the outputs that the plan did not have yet. What is not known says why.
fn left_behind(page: &Page, plan: &Plan, outputs: &Outputs) -> String {
    let mut out = String::new();
    let mut unknown: Vec<(&Why, Vec<String>)> = Vec::new();
    let declared = action(&plan.action).map_or(&[][..], |action| action.outputs);
    for name in declared.iter().map(|output| output.name).filter(|name| !plan.args.values.contains_key(*name)) {
        match outputs.get(name) {
            // The mark says it.
            Some(Fact::Known(Value::Bool(_))) | None => {}
            Some(Fact::Known(value)) => out.push_str(&output(page, &label(name), value)),
            Some(Fact::Unknown(why)) if why.kind == WhyKind::Absent => {}
            Some(Fact::Unknown(why)) => match unknown.iter_mut().find(|(known, _)| *known == why) {
                Some((_, labels)) => labels.push(label(name)),
                None => unknown.push((why, vec![label(name)])),
            },
        }
    }
    for (why, labels) in unknown {
        out.push_str(&page.paragraph(&format!("?  {}: {}", labels.join(", "), why.text)));
        out.push_str(&page.hint(why));
    }
    out
}

fn output(page: &Page, label: &str, value: &Value) -> String {
    match value {
        Value::Texts(lines) if lines.is_empty() => page.fact(label, "nothing"),
        Value::Texts(lines) => {
            format!("    {label}\n{}", lines.iter().map(|line| page.item(line.as_str())).collect::<String>())
        }
        // A path is there to be copied: whole.
        Value::Text(text) if text.as_str().starts_with('/') => page.command(label, text.as_str()),
        value => page.fact(label, &value.to_string()),
    }
}

fn written(page: &Page, outputs: &Outputs) -> String {
    let path = outputs.get("path").map(ToString::to_string).unwrap_or_default();
    page.marked(&format!("    written to {path}"), Mark::Ok)
        + &page.fact("undo", "none: an entry stays; correct it by a further one")
}

fn outcome(page: &Page, what: &str, mark: Mark, why: &Why) -> String {
    let mut out = page.marked(&format!("    the change {what}"), mark);
    out.push_str(&page.paragraph(why.text.as_str()));
    out.push_str(&page.hint(why));
    out
}
