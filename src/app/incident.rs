//! `duckops incident start | note | status | end`.

use super::desk::{self, Desk, Question, entry_lines, said, unreadable};
use super::overview::last_look;
use super::walk::store_error;
use super::{Session, stores};
use crate::cli::IncidentCommand;
use crate::console::render::{Page, table};
use crate::error::{Error, Exit};
use crate::store::Start;
use duckops_core::standing::incident::{Incident, SEVERITIES};
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::ports::AskFor;
use duckops_core::world::{Known, Outputs, Table, duration_text};
use serde_json::{Value, json};
use std::time::Duration;

const HOW: &str = "duckops incident start --severity P1 --title WHAT";

pub fn run(session: &Session, command: &IncidentCommand) -> Result<Exit, Error> {
    let desk = match command {
        IncidentCommand::Status => desk::reading(session)?,
        _ => desk::find(session)?,
    };
    match command {
        IncidentCommand::Start { severity, title } => start(session, desk, severity.as_deref(), title.as_deref()),
        IncidentCommand::Note { text } => note(session, &desk, &said("note", text)?),
        IncidentCommand::Status => status(session, &desk),
        IncidentCommand::End { text } => end(session, desk, text.as_deref()),
    }
}

fn start(session: &Session, mut desk: Desk, severity: Option<&str>, title: Option<&str>) -> Result<Exit, Error> {
    let by = desk.operator()?;
    if title.is_none() || severity.is_none() {
        // Nobody is asked two questions to hear that it is on already.
        desk.store.incidents().must_be_off().map_err(|error| store_error(&error))?;
    }
    let severity = match severity {
        Some(severity) => Clean::new(severity.to_uppercase()),
        None => asked(session, "severity", "How bad is it? P0 is the worst", choices())?,
    };
    let title = match title {
        Some(title) => said("title", title)?,
        None => asked(session, "title", "What is it about, in one line?", AskFor::Text)?,
    };
    let name = desk.ids.run();
    let (at, key) = (session.clock.now(), format!("incident/{}/start", desk.ids.nonce()));
    let incident = desk.store.incidents().start(Start { name, severity, title, by, at, key, run: None });
    let incident = incident.map_err(|error| store_error(&error))?;
    let entry = desk.write(session, incident.start_entry());
    if session.settings.json {
        return changed_json(session, &incident, &entry);
    }
    let page = session.page();
    session.out(&headline(&page, &incident))?;
    session.out(&page.fact("incident", &incident.id))?;
    session.out(&page.fact("since", &stamp(incident.since)))?;
    session.out(&page.fact("declared by", incident.by.as_str()))?;
    let exit = entry_lines(session, &entry, "duckops log incident add --title WHAT")?;
    session.out(&next(session, &["duckops triage", "duckops incident note TEXT", "duckops incident end"]))?;
    session.out(
        &page.paragraph("The dashboard has an incident mode of its own, in each browser: switch it on there, too."),
    )?;
    Ok(exit)
}

fn asked(session: &Session, field: &str, label: &str, kind: AskFor) -> Result<Clean, Error> {
    desk::ask(session, Question { place: "incident mode", field, label, kind, hint: HOW })
}

fn choices() -> AskFor {
    AskFor::Choice(SEVERITIES.map(Clean::new).into())
}

fn note(session: &Session, desk: &Desk, text: &Clean) -> Result<Exit, Error> {
    let noted = desk.store.incidents().note(text.clone(), desk.operator()?, session.clock.now());
    let incident = noted.map_err(|error| store_error(&error))?;
    if session.settings.json {
        session.json(&shown_json(session, &incident))?;
        return Ok(Exit::Done);
    }
    session.out(&format!("noted in {}, {} so far\n", incident.id, incident.notes.len()))?;
    Ok(Exit::Done)
}

/// On or off, both are an answer: 0. What cannot be read is not known: 3.
fn status(session: &Session, desk: &Desk) -> Result<Exit, Error> {
    let all = desk.store.incidents().all().map_err(|error| unreadable(&error))?;
    let last = all.last();
    match last.filter(|last| last.end.is_none()) {
        _ if session.settings.json => {
            session.json(&last.map_or(json!({ "on": false }), |last| shown_json(session, last)))?
        }
        Some(open) => session.out(&on(session, open))?,
        None => session.out(&off(session, last))?,
    }
    Ok(Exit::Done)
}

fn on(session: &Session, open: &Incident) -> String {
    let page = session.page();
    let mut out = headline(&page, open);
    out.push_str(&page.fact("incident", &open.id));
    out.push_str(&page.fact("since", &format!("{}, {}", stamp(open.since), age(open.lasted(session.clock.now())))));
    out.push_str(&page.fact("declared by", open.by.as_str()));
    out.push_str(&open.run.as_ref().map(|run| page.fact("run", run)).unwrap_or_default());
    if !open.notes.is_empty() {
        out.push_str(&notes(session, open));
    }
    out + &next(session, &["duckops incident note TEXT", "duckops incident end"])
}

fn headline(page: &Page, incident: &Incident) -> String {
    page.title(&format!("incident mode is on: {}, {}", incident.severity, incident.title), None, "")
}

fn age(lasted: Option<Duration>) -> String {
    match lasted {
        Some(lasted) if lasted < Duration::from_secs(1) => "just now".into(),
        Some(lasted) => format!("for {}", duration_text(lasted)),
        None => "for an unknown time: it began after this machine's time".into(),
    }
}

fn notes(session: &Session, incident: &Incident) -> String {
    let mut rows = Table::new(["when", "who", "note"]);
    for note in &incident.notes {
        rows.row([Clean::new(stamp(note.at)), note.by.clone(), note.text.clone()]);
    }
    table(&session.page(), &rows)
}

fn off(session: &Session, last: Option<&Incident>) -> String {
    let page = session.page();
    let told = |incident: &Incident| {
        let end = incident.end.as_ref().map_or_else(|| "?".into(), |end| stamp(end.at));
        let text = format!("{} {}, from {} to {end}", incident.severity, incident.title, stamp(incident.since));
        page.fact(&format!("last: {}", incident.id), &text)
    };
    format!("incident mode is off\n{}{}", last.map(told).unwrap_or_default(), next(session, &[HOW]))
}

fn end(session: &Session, mut desk: Desk, text: Option<&str>) -> Result<Exit, Error> {
    let text = text.map(|text| said("text", text)).transpose()?;
    let key = format!("incident/{}/end", desk.ids.nonce());
    let ended = desk.store.incidents().end(desk.operator()?, session.clock.now(), text, &key);
    let incident = ended.map_err(|error| store_error(&error))?;
    let entry = incident.end_entry().map_or_else(|| Ok(Outputs::default()), |entry| desk.write(session, entry));
    if session.settings.json {
        return changed_json(session, &incident, &entry);
    }
    let lasted = incident.lasted(session.clock.now()).map_or_else(|| "?".into(), duration_text);
    let page = session.page();
    session.out(&format!("{}\n", page.bold(&format!("incident mode is off: {} was on for {lasted}", incident.id))))?;
    session.out(&ended_how(session, &desk, &incident))?;
    let exit = entry_lines(session, &entry, "duckops log incident add --title WHAT")?;
    session.out(&page.paragraph("Switch the incident mode of the dashboard off as well, in each browser."))?;
    Ok(exit)
}

/// Since when it was on, what was noted, and how things stood at the last look: whoever ends it too early sees it.
fn ended_how(session: &Session, desk: &Desk, incident: &Incident) -> String {
    let page = session.page();
    let mut out = page.fact("since", &format!("{}, declared by {}", stamp(incident.since), incident.by));
    let looked = match desk.store.last_probe() {
        Ok(looked) => last_look(session, stores::of_drills(&desk.store), &looked),
        Err(error) => format!("the last look cannot be read: {error}"),
    };
    out.push_str(&page.fact("health", &looked));
    match incident.notes.is_empty() {
        true => out + &page.fact("notes", "none"),
        false => out + &notes(session, incident),
    }
}

fn next(session: &Session, commands: &[&str]) -> String {
    commands.iter().map(|command| session.page().command("next", command)).collect()
}

fn shown_json(session: &Session, incident: &Incident) -> Value {
    let note = |note: &duckops_core::standing::incident::Note| json!({ "at": stamp(note.at), "by": note.by, "text": note.text });
    json!({
        "on": incident.end.is_none(), "id": incident.id, "severity": incident.severity, "title": incident.title,
        "by": incident.by, "since": stamp(incident.since), "run": incident.run,
        "seconds": incident.lasted(session.clock.now()).map(|lasted| lasted.as_secs()),
        "notes": incident.notes.iter().map(note).collect::<Vec<_>>(),
        "ended": incident.end.as_ref().map(|end| json!({ "at": stamp(end.at), "by": end.by, "text": end.text })),
    })
}

fn changed_json(session: &Session, incident: &Incident, entry: &Known<Outputs>) -> Result<Exit, Error> {
    let mut shown = shown_json(session, incident);
    let (written, why) = match entry {
        Ok(outputs) => (super::log::entry_json(outputs), Value::Null),
        Err(why) => (Value::Null, json!(why.text)),
    };
    shown["entry"] = written;
    shown["entry_not_written"] = why;
    session.json(&shown)?;
    Ok(if entry.is_ok() { Exit::Done } else { Exit::No })
}
