//! The draft of a postmortem: as Markdown, as JSON, as one page of HTML.

mod html;
mod picture;

pub use html::html;

use super::of_run;
use duckops_core::report::handoff::Changed;
use duckops_core::report::postmortem::{Judgement, Postmortem};
use duckops_core::report::timeline::Moment;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::Known;
use duckops_core::world::actions::Undo;
use serde_json::{Value, json};
use std::time::Duration;

/// What duckops knows is filled in; what needs judgement is asked in a comment, which no reader of the page sees.
pub fn markdown(postmortem: &Postmortem) -> String {
    let mut out = format!("# Postmortem: {}\n\n", postmortem.title().markdown());
    if let Some(scenario) = &postmortem.drill {
        out.push_str(&format!("DRILL {}: nothing here was real.\n\n", scenario.markdown()));
    }
    out.push_str(&format!("A draft, made at {} from what was recorded.\n\n", stamp(postmortem.at)));
    out.push_str("| what | value |\n| --- | --- |\n");
    out.extend(postmortem.facts().iter().map(|(label, value)| format!("| {label} | {} |\n", value.markdown())));
    out.push_str("\n## Timeline\n\nAll times are UTC.\n\n| when | what | who | |\n| --- | --- | --- | --- |\n");
    out.extend(postmortem.timeline.iter().map(row));
    out.push_str("\n## Changes\n\n");
    out.extend(postmortem.changed.iter().map(change));
    if postmortem.changed.is_empty() {
        out.push_str("No walk of its time changed anything.\n");
    }
    out.push_str("\n## Walks\n\n");
    out.extend(postmortem.runs.iter().map(|(id, title, how)| format!("- {id}: {}, {how}\n", title.markdown())));
    if postmortem.runs.is_empty() {
        out.push_str("No runbook was walked.\n");
    }
    out.extend(postmortem.judgements().iter().map(section));
    out
}

fn row(moment: &Moment) -> String {
    let who = moment.who.as_ref().map(|who| who.markdown().to_string()).unwrap_or_default();
    let run = if moment.run.is_empty() { String::new() } else { format!(" ({})", moment.run) };
    format!("| {} | {} | {who} | {}{run} |\n", stamp(moment.at), moment.kind.word(), said(moment).markdown())
}

/// What was before the beginning, and what was told later, say so.
fn said(moment: &Moment) -> Clean {
    let before = if moment.before { "before it began: " } else { "" };
    match moment.written {
        Some(written) => Clean::new(format!("{before}{} (written down {})", moment.text, stamp(written))),
        None => Clean::new(format!("{before}{}", moment.text)),
    }
}

fn change(changed: &Changed) -> String {
    let undo = match &changed.undo {
        // As code it stands there as it is typed; a backtick in it would end it.
        Some(Undo::Command(command)) if !command.as_str().contains('`') => format!("; undo: `{command}`"),
        Some(Undo::Command(text) | Undo::Cannot(text)) => format!("; undo: {}", text.markdown()),
        None => String::new(),
    };
    let when = changed.told.at.map(stamp).unwrap_or_default();
    format!("- {when} {} by {}{undo}\n", changed.told.text.markdown(), changed.by_whom().markdown())
}

fn section(judgement: &Judgement) -> String {
    let known = judgement.known.as_ref().map(|known| format!("{}\n\n", known.markdown_line())).unwrap_or_default();
    format!("\n## {}\n\n{known}<!-- {} -->\n", judgement.heading, judgement.ask)
}

pub fn json(postmortem: &Postmortem) -> Value {
    let moment = |moment: &Moment| {
        json!({ "at": stamp(moment.at), "kind": moment.kind.word(), "who": moment.who, "run": of_run(&moment.run),
                "text": moment.text, "written": moment.written.map(stamp), "before": moment.before })
    };
    let changed = |changed: &Changed| {
        json!({ "at": changed.told.at.map(stamp), "run": of_run(&changed.told.run), "by": changed.by,
                "approved_by": changed.approved_by,
                "text": changed.told.text, "undo": changed.undo.as_ref().map(Undo::text) })
    };
    let run = |(id, title, how): &(String, Clean, Clean)| json!({ "run": id, "title": title, "how": how });
    let judgement = |one: &Judgement| json!({ "heading": one.heading, "known": one.known, "ask": one.ask });
    let times = &postmortem.times;
    let at = |at: &Known<Utc>| at.as_ref().ok().copied().map(stamp);
    let seconds = |time: Known<Duration>| time.ok().map(|time| time.as_secs());
    json!({
        "incident": postmortem.incident.id, "title": postmortem.title(), "severity": postmortem.incident.severity(),
        "drill": postmortem.drill, "made": stamp(postmortem.at), "snapshot": postmortem.incident.snapshot,
        "began": stamp(times.began), "detected": at(&times.detected),
        "mitigated": times.mitigated.as_ref().ok().map(|(at, _)| stamp(*at)),
        "resolved": at(&times.resolved), "seconds_to_detect": seconds(times.to_detect()),
        "seconds_to_mitigate": seconds(times.to_mitigate()), "seconds_to_resolve": seconds(times.to_resolve()),
        "facts": postmortem.facts(), "people": postmortem.people, "evidence": postmortem.evidence,
        "not_read": postmortem.unread,
        "timeline": postmortem.timeline.iter().map(moment).collect::<Vec<_>>(),
        "changes": postmortem.changed.iter().map(changed).collect::<Vec<_>>(),
        "runs": postmortem.runs.iter().map(run).collect::<Vec<_>>(),
        "to_write": postmortem.judgements().iter().map(judgement).collect::<Vec<_>>(),
    })
}
