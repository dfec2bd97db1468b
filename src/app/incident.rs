//! `duckops incident start | note | status | end`.

mod ending;
mod frozen;

use super::Session;
use super::desk::{self, Desk, Question, entry_lines, said, unreadable};
use super::walk::store_error;
use crate::cli::IncidentCommand;
use crate::console::moment;
use crate::console::render::{Page, table};
use crate::error::{Error, Exit};
use crate::store::{Start, Store};
use duckops_core::standing::incident::{End, Incident, Note, SEVERITIES};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::ports::{AskFor, Clock};
use duckops_core::world::{Known, Outputs, Table, duration_text, minutes_text};
use serde_json::{Value, json};
use std::time::Duration;

const HOW: &str = "duckops incident start --severity P1 --title WHAT";

pub fn run(session: &Session, command: &IncidentCommand) -> Result<Exit, Error> {
    let desk = match command {
        IncidentCommand::Status => desk::reading(session)?,
        _ => desk::find(session)?,
    };
    match command {
        IncidentCommand::Start { severity, title, began, detected } => {
            let (began, detected) = (time(session, began.as_ref())?, time(session, detected.as_ref())?);
            start(session, desk, severity.as_deref(), title.as_deref(), (began, detected))
        }
        IncidentCommand::Note { text, at, incident } => {
            let at = time(session, at.as_ref())?;
            note(session, desk, said("note", text)?, at, incident.as_deref())
        }
        IncidentCommand::Status => status(session, &desk),
        IncidentCommand::End(args) => ending::run(session, desk, args),
    }
}

/// A time that was said on the command line.
fn time(session: &Session, said: Option<&String>) -> Result<Option<Utc>, Error> {
    said.map(|text| moment(Clean::new(text.trim()).as_str(), Some(session.clock.now())).map_err(Error::wrong))
        .transpose()
}

fn start(
    session: &Session,
    mut desk: Desk,
    severity: Option<&str>,
    title: Option<&str>,
    (began, detected): (Option<Utc>, Option<Utc>),
) -> Result<Exit, Error> {
    if let (Some(began), Some(detected)) = (began, detected)
        && detected < began
    {
        return Err(Error::wrong("it was noticed before it began").hint("say both anew: --began TIME --detected TIME"));
    }
    // What was noticed had begun by then.
    let began = began.or(detected);
    let by = desk.operator()?;
    if title.is_none() || severity.is_none() {
        // Nobody is asked two questions to hear that it is on already.
        desk.store.incidents().must_be_off().map_err(|error| store_error(&error))?;
    }
    let severity = match severity {
        Some(severity) => Clean::new(severity.to_uppercase()),
        None => asked(session, &desk, "severity", "How bad is it? P0 is the worst", choices())?,
    };
    let title = match title {
        Some(title) => said("title", title)?,
        None => asked(session, &desk, "title", "What is it about, in one line?", AskFor::Text)?,
    };
    let name = desk.ids.run();
    let (at, key) = (session.clock.now(), format!("incident/{}/start", desk.ids.nonce()));
    let incident =
        desk.store.incidents().start(Start { name, severity, title, by, at, began, detected, key, run: None });
    let mut incident = incident.map_err(|error| store_error(&error))?;
    let entry = desk.write(session, incident.start_entry());
    if session.settings.json {
        let frozen = frozen::freeze(session, &desk, &incident);
        incident.snapshot = frozen.as_ref().ok().map(|taken| taken.snapshot.id.clone());
        session.err(&frozen.err().map(|why| format!("no snapshot: {}\n", why.text)).unwrap_or_default());
        return changed_json(session, &incident, &entry);
    }
    let page = session.page();
    session.out(&headline(&page, &incident))?;
    session.out(&page.fact("incident", &incident.id))?;
    session.out(&page.fact("since", &stamp(incident.since)))?;
    session.out(&incident.detected.map(|at| page.fact("detected", &stamp(at))).unwrap_or_default())?;
    session.out(&page.fact("declared by", incident.by.as_str()))?;
    let exit = entry_lines(session, &entry, "duckops log incident add --title WHAT")?;
    session.out(&match frozen::freeze(session, &desk, &incident) {
        Ok(taken) => page.command("snapshot", Clean::new(taken.path.display().to_string()).as_str()),
        Err(why) => page.paragraph(&page.again(&format!("no snapshot: {}; take one: duckops snapshot", why.text))),
    })?;
    let handoff = format!("duckops handoff {}", incident.id);
    session.out(&next(session, &["duckops triage", "duckops incident note TEXT", &handoff, "duckops incident end"]))?;
    session.out(
        &page.paragraph("The dashboard has an incident mode of its own, in each browser: switch it on there, too."),
    )?;
    Ok(exit)
}

fn asked(session: &Session, desk: &Desk, field: &str, label: &str, kind: AskFor) -> Result<Clean, Error> {
    let (place, drill) = ("incident mode", desk.store.stack().is_some());
    desk::ask(session, Question { place, drill, field, label, kind, default: None, hint: HOW })
}

fn choices() -> AskFor {
    AskFor::Choice(SEVERITIES.map(Clean::new).into())
}

/// One that is told after the end has an entry of its own: that of the end is written already.
fn note(session: &Session, mut desk: Desk, text: Clean, at: Option<Utc>, of: Option<&str>) -> Result<Exit, Error> {
    let written = session.clock.now();
    let note = Note { text, by: desk.operator()?, at: at.unwrap_or(written), written };
    let noted = desk.store.incidents().note_of(of, note.clone());
    let incident = noted.map_err(|error| store_error(&error))?;
    let key = format!("incident/{}/note", desk.ids.nonce());
    let entry = incident.end.as_ref().map(|_| desk.write(session, incident.note_entry(&note, &key)));
    if session.settings.json {
        return match &entry {
            Some(entry) => changed_json(session, &incident, entry),
            None => session.json(&shown_json(session, &incident)).map(|()| Exit::Done),
        };
    }
    let (id, when, many) = (&incident.id, stamp(note.at), incident.notes.len());
    session.out(&format!("noted in {id} at {when}, {many} so far\n"))?;
    if entry.is_none() {
        let page = session.page();
        session
            .out(&page.command("kept in", Clean::new(desk.store.incidents().path().display().to_string()).as_str()))?;
        session.out(&page.paragraph("It goes into INCIDENT-LOG.md with the entry of the end."))?;
    }
    let again = "duckops log incident add --title WHAT";
    entry.map_or(Ok(Exit::Done), |entry| entry_lines(session, &entry, again))
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
    out.push_str(&open.detected.map(|at| page.fact("detected", &stamp(at))).unwrap_or_default());
    out.push_str(&page.fact("declared by", open.by.as_str()));
    out.push_str(&open.run.as_ref().map(|run| page.fact("run", run)).unwrap_or_default());
    if !open.notes.is_empty() {
        out.push_str(&notes(session, open));
    }
    out + &next(
        session,
        &["duckops incident note TEXT", &format!("duckops handoff {}", open.id), "duckops incident end"],
    )
}

/// The incident that is on: what is seen and walked meanwhile is a part of it. That it cannot be read stops nobody.
pub fn open(session: &Session, store: &Store) -> Option<Incident> {
    store.incidents().open().unwrap_or_else(|error| {
        session.err(&format!("whether an incident is on is not known: {}\n", Clean::new(error.to_string())));
        None
    })
}

/// `INCIDENT P1 12 min` while one is on; that nobody knows whether one is.
pub fn on_a_prompt(store: &Store, clock: &dyn Clock) -> Option<String> {
    let Ok(open) = store.incidents().open() else { return Some("INCIDENT ?".into()) };
    let open = open?;
    let age = open.lasted(clock.now()).map_or_else(
        || "?".into(),
        |age| match age.as_secs() {
            secs @ 0..120 => duration_text(Duration::from_secs(secs.max(1))),
            _ => minutes_text(age),
        },
    );
    Some(format!("INCIDENT {} {age}", open.severity))
}

fn headline(page: &Page, incident: &Incident) -> String {
    page.title(&format!("incident mode is on: {}, {}", incident.severity, incident.title), None, "")
}

fn age(lasted: Option<Duration>) -> String {
    match lasted {
        Some(lasted) if lasted < Duration::from_secs(1) => "just now".into(),
        Some(lasted) => duration_text(Duration::from_secs(lasted.as_secs())),
        None => "how long is not known: it began after this machine's time".into(),
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
        let end = incident.end.as_ref().map_or_else(|| "?".into(), |end| incident.left_by(end));
        let began = stamp(incident.began());
        let text = format!("{} {}, from {began}; {end}", incident.severity(), incident.title);
        page.fact(&format!("last: {}", incident.id), &text)
    };
    format!("incident mode is off\n{}{}", last.map(told).unwrap_or_default(), next(session, &[HOW]))
}

fn next(session: &Session, commands: &[&str]) -> String {
    commands.iter().map(|command| session.page().command("next", command)).collect()
}

fn shown_json(session: &Session, incident: &Incident) -> Value {
    let note =
        |note: &Note| json!({ "at": stamp(note.at), "by": note.by, "text": note.text, "written": stamp(note.written) });
    json!({
        "on": incident.end.is_none(), "id": incident.id, "severity": incident.severity, "title": incident.title,
        "by": incident.by, "declared": stamp(incident.declared), "since": stamp(incident.since),
        "detected": incident.noticed().map(stamp), "run": incident.run, "snapshot": incident.snapshot,
        "seconds": incident.lasted(session.clock.now()).map(|lasted| lasted.as_secs()),
        "notes": incident.notes.iter().map(note).collect::<Vec<_>>(),
        "ended": incident.end.as_ref().map(ended_json),
    })
}

fn ended_json(end: &End) -> Value {
    let report = end.report.as_ref().map(|report| {
        json!({
            "severity": report.severity, "began": report.began.map(stamp), "detected": report.detected.map(stamp),
            "resolved": report.resolved.map(stamp), "components": report.components, "root_cause": report.root_cause,
            "actions": report.actions,
        })
    });
    let looked = end.story.as_ref().map(|story| &story.looked);
    json!({ "at": stamp(end.at), "by": end.by, "text": end.text, "report": report, "last_probe": looked })
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
