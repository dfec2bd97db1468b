//! `duckops incident end`: what is known of an incident when it is over is asked, and written down.

use super::{changed_json, choices, notes, time};
use crate::app::desk::{self, Desk, Question, entry_lines, said, unreadable};
use crate::app::overview::last_look;
use crate::app::walk::store_error;
use crate::app::{Session, looked, stores};
use crate::cli::EndArgs;
use crate::console::moment;
use crate::error::{Error, Exit};
use duckops_core::report::Run;
use duckops_core::report::began::{Sign, first_good, first_sign};
use duckops_core::report::looked::{Looked, handed_over};
use duckops_core::standing::incident::{End, Incident, Report};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::ports::AskFor;
use duckops_core::world::{Known, Outputs, Value, Why, WhyKind, duration_text};

const HOW: &str = "duckops incident end --severity P1 --began TIME --detected TIME --resolved TIME --components WHAT \
                   --root-cause WHY --actions WHAT";

pub fn run(session: &Session, mut desk: Desk, args: &EndArgs) -> Result<Exit, Error> {
    let text = args.text.as_deref().map(|text| said("text", text)).transpose()?;
    let by = desk.operator()?;
    // Nobody is asked anything to hear that there is nothing to end.
    let open = desk.store.incidents().open().map_err(|error| unreadable(&error))?;
    let began = session.clock.now();
    let report = match &open {
        Some(open) => {
            let (runs, looked) = looked::told(&desk.store, open, None, began).map_err(|error| unreadable(&error))?;
            warn(session, &runs, &looked, began);
            let known = Seen::of(open, &runs, &looked, began);
            Some(
                report(session, desk.store.stack().is_some(), open, args, &known)
                    .map_err(|error| still_on(session, error))?,
            )
        }
        None => None,
    };
    let at = left_at(began, session.clock.now());
    // Somebody else may have noted something while this was being answered.
    let open = desk.store.incidents().open().map_err(|error| unreadable(&error))?;
    let key = format!("incident/{}/end", desk.ids.nonce());
    let story = open.map(|open| looked::at_its_end(&desk.store, open, report.as_ref(), at));
    let ended = desk.store.incidents().end(End { at, by, text, key, report, story });
    let incident = ended.map_err(|error| store_error(&error))?;
    let entry = incident.end_entry().map_or_else(|| Ok(Outputs::default()), |entry| desk.write(session, entry));
    if session.settings.json {
        return changed_json(session, &incident, &entry);
    }
    let lasted = incident.lasted(session.clock.now()).map_or_else(|| "?".into(), duration_text);
    let page = session.page();
    session.out(&format!("{}\n", page.bold(&format!("incident mode is off: {} took {lasted}", incident.id))))?;
    session.out(&how(session, &desk, &incident))?;
    let exit = entry_lines(session, &entry, "duckops log incident add --title WHAT")?;
    session.out(&page.command("next", &format!("duckops postmortem {}", incident.id)))?;
    session.out(&page.paragraph("Switch the incident mode of the dashboard off as well, in each browser."))?;
    Ok(exit)
}

/// The mode is on until the last answer. What took no time has one time, which is also that of what nobody said.
fn left_at(began: Utc, answered: Utc) -> Utc {
    if stamp(began) == stamp(answered) { began } else { answered }
}

/// Before anything is asked: whoever ends it while the last probe says otherwise, or while nothing has looked since, or
/// a walk of it is open or was handed over, hears it.
fn warn(session: &Session, runs: &[Run], looked: &Looked, now: Utc) {
    let probe = match looked.last_probe(now) {
        Some(last) if last.is_critical() => {
            Some(format!("the last probe was not well: {}. Look first: duckops probe", looked.last_in_words(now)))
        }
        Some(_) => None,
        None => Some("no probe has looked since it was declared. Look first: duckops probe".to_owned()),
    };
    let walked = runs.iter().filter(|run| run.state.closed.is_none() && !run.state.is_dry());
    let walked = walked.map(|run| format!("a walk of it is open: duckops runs show {}", run.id()));
    let escalated = handed_over(runs).map(|(to, run)| {
        format!(
            "{} was escalated to {to}, and no walk has ended well since: duckops runs show {}",
            run.name(),
            run.id()
        )
    });
    for told in probe.into_iter().chain(walked).chain(escalated) {
        session.err(&session.page().wrapped(&session.again(&format!("WARNING: {told}")), 0, 2));
    }
}

/// From the command line, else from whoever is asked. Times that run backwards are asked again.
fn report(session: &Session, drill: bool, open: &Incident, args: &EndArgs, known: &Seen) -> Result<Report, Error> {
    let asked = Asked { session, drill };
    let severity = match &args.severity {
        Some(severity) => Clean::new(severity.to_uppercase()),
        None => {
            asked.or(&open.severity, |default| ("severity", "How bad was it? P0 is the worst", choices(), default))?
        }
    };
    let mut before = Report::default();
    let times = loop {
        let began = began(&asked, open, args, known, before.began)?;
        let detected = noticed(&asked, open, args, known, (began, before.detected))?;
        let resolved = resolved(&asked, args, known, before.resolved)?;
        let times = Report { began: Some(began), detected, resolved: Some(resolved), ..Report::default() };
        let Err(why) = times.in_order().and_then(|()| not_before(open, resolved)) else { break times };
        let all_said = args.began.is_some() && args.detected.is_some() && args.resolved.is_some();
        let wrong = Error::wrong(why.text);
        if all_said || !session.can_ask() {
            return Err(wrong.hint("--began TIME --detected TIME --resolved TIME"));
        }
        session.err(&format!("{}; once more, what was said is offered\n", wrong.message));
        before = times;
    };
    let text = |given: Option<&String>, field, label| match given {
        Some(text) => said(field, text),
        None => asked.text(field, label),
    };
    Ok(Report {
        severity: Some(severity),
        components: Some(text(args.components.as_ref(), "components", "Which components were affected?")?),
        root_cause: Some(text(
            args.root_cause.as_ref(),
            "root cause",
            "What was the root cause? Say so if it is not known",
        )?),
        actions: Some(text(
            args.actions.as_ref(),
            "corrective actions",
            "Which corrective actions follow? Say so if none does yet",
        )?),
        ..times
    })
}

/// What was over before it was declared was hardly declared for that: rather the time is that of another zone or day.
fn not_before(open: &Incident, resolved: Utc) -> Known<()> {
    let early = || Why::new(WhyKind::BadReply, format!("it was declared later than that, at {}", stamp(open.declared)));
    if resolved < open.since { Err(early()) } else { Ok(()) }
}

/// What looks have seen of it, whoever took them: that is offered where nobody has said it.
struct Seen {
    now: Utc,
    began: Option<Sign>,
    /// The first probe that was red.
    noticed: Option<Utc>,
    over: Option<Sign>,
    /// It was handed over, and nobody has seen it work since.
    is_open: bool,
}

impl Seen {
    fn of(open: &Incident, runs: &[Run], looked: &Looked, now: Utc) -> Self {
        let red = looked.changes.iter().filter(|probe| probe.is_critical() && probe.at < open.declared);
        Self {
            now,
            began: first_sign(runs, open.declared),
            noticed: red.map(|probe| probe.at).max(),
            over: first_good(runs),
            is_open: handed_over(runs).next().is_some(),
        }
    }
}

/// A person is offered what was said, else the first sign that a walk saw, and hears what it is. What was only noticed
/// then had begun before.
fn began(asked: &Asked<'_>, open: &Incident, args: &EndArgs, seen: &Seen, before: Option<Utc>) -> Result<Utc, Error> {
    let nobody_said = open.began_as_said().is_none();
    let sign = seen.began.as_ref().filter(|sign| sign.at < open.since && nobody_said && asked.session.can_ask());
    let (label, offered) = match (before, sign) {
        (None, Some(sign)) => (format!("When did it begin (UTC)? Nobody has said; offered is {}", sign.what), sign.at),
        (before, _) => ("When did it begin (UTC)?".to_owned(), before.unwrap_or(open.since)),
    };
    asked.time(args.began.as_ref(), "began", &label, Some(offered), open.since)
}

/// What nobody said is not known. A person is offered the first red probe or the moment of declaring, and hears which.
fn noticed(
    asked: &Asked<'_>,
    open: &Incident,
    args: &EndArgs,
    seen: &Seen,
    (began, before): (Utc, Option<Utc>),
) -> Result<Option<Utc>, Error> {
    let said = before.or(open.noticed());
    if said.is_none() && args.detected.is_none() && !asked.session.can_ask() {
        return Ok(None);
    }
    let (label, offered) = match (said, seen.noticed) {
        (Some(said), _) => ("When was it noticed (UTC)?", said),
        (None, Some(probe)) => ("When was it noticed (UTC)? Nobody has said; offered is the probe that was red", probe),
        (None, None) => ("When was it noticed (UTC)? Nobody has said; offered is when it was declared", open.declared),
    };
    let offered = offered.max(began);
    asked.time(args.detected.as_ref(), "detected", label, Some(offered), offered).map(Some)
}

/// A person is offered the first good look, and nothing where nobody has seen it work.
fn resolved(asked: &Asked<'_>, args: &EndArgs, seen: &Seen, before: Option<Utc>) -> Result<Utc, Error> {
    // Answering takes its time: what is offered as now is that of this question.
    let now = left_at(seen.now, asked.session.clock.now());
    let (label, offered) = match (before, &seen.over, seen.is_open) {
        (Some(before), ..) => ("When was it over (UTC)?".into(), Some(before)),
        (None, _, true) => ("When was it over (UTC)? No look has seen it work since it was escalated".into(), None),
        (None, Some(sign), false) => (format!("When was it over (UTC)? Offered is {}", sign.what), Some(sign.at)),
        (None, None, false) => ("When was it over (UTC)? Offered is now".into(), Some(now)),
    };
    let resolved = asked.time(args.resolved.as_ref(), "resolved", &label, offered, seen.now)?;
    // A person is offered whole seconds.
    Ok([seen.now, now].into_iter().find(|at| stamp(*at) == stamp(resolved)).unwrap_or(resolved))
}

/// Whoever leaves the questions hears what that comes to.
fn still_on(session: &Session, error: Error) -> Error {
    match error.exit == Exit::Stopped && session.can_ask() {
        true => Error::new(error.exit, format!("{}; incident mode is still on, nothing was written", error.message))
            .hint(HOW),
        false => error,
    }
}

struct Asked<'s> {
    session: &'s Session,
    drill: bool,
}

type Put<'q> = (&'q str, &'q str, AskFor, Option<Value>);

impl Asked<'_> {
    fn put(&self, (field, label, kind, default): Put<'_>) -> Result<Clean, Error> {
        let (place, drill) = ("the end of the incident", self.drill);
        desk::ask(self.session, Question { place, drill, field, label, kind, default, hint: HOW })
    }

    /// What was said before stands where there is nobody to ask.
    fn or<'q>(&self, known: &Clean, put: impl FnOnce(Option<Value>) -> Put<'q>) -> Result<Clean, Error> {
        match self.session.can_ask() {
            true => self.put(put(Some(Value::Text(known.clone())))),
            false => Ok(known.clone()),
        }
    }

    /// Where there is nobody to ask, what is `known` stands.
    fn time(
        &self,
        given: Option<&String>,
        field: &str,
        label: &str,
        offered: Option<Utc>,
        known: Utc,
    ) -> Result<Utc, Error> {
        if let Some(at) = time(self.session, given)? {
            return Ok(at);
        }
        if !self.session.can_ask() {
            return Ok(known);
        }
        let answer = self.put((field, label, AskFor::Time, offered.map(Value::Time)))?;
        moment(answer.as_str(), Some(self.session.clock.now())).map_err(Error::wrong)
    }

    fn text(&self, field: &str, label: &str) -> Result<Clean, Error> {
        self.put((field, label, AskFor::Text, None))
    }
}

/// Since when it was on, what was noted, and how things stood at the last look: whoever ends it too early sees it.
fn how(session: &Session, desk: &Desk, incident: &Incident) -> String {
    let page = session.page();
    let mut out = page.fact("since", &format!("{}, declared by {}", stamp(incident.began()), incident.by));
    let looked = match desk.store.last_probe() {
        Ok(looked) => last_look(session, stores::of_drills(&desk.store), &looked),
        Err(error) => format!("the last probe cannot be read: {error}"),
    };
    out.push_str(&page.fact("health", &looked));
    match incident.notes.is_empty() {
        true => out + &page.fact("notes", "none"),
        false => out + &notes(session, incident),
    }
}
