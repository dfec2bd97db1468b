//! The page for the next person, as text and as JSON.

use super::of_run;
use crate::console::render::{Detail, Page, not_real};
use duckops_core::ledger::deploys::Deploy;
use duckops_core::report::Told;
use duckops_core::report::handoff::{Changed, DEPLOYS, Handoff};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, passed, stamp};
use duckops_core::world::actions::Undo;
use duckops_core::world::{duration_text, minutes_text};
use serde_json::{Value, json};
use std::time::Duration;

/// What one thing may take, so that it stays one page.
const LONGEST: usize = 240;

/// `take_over` is what to type to go on.
pub fn text(page: &Page, handoff: &Handoff, take_over: &[String]) -> String {
    let mut out = page.title(&format!("HANDOFF {}: {}", handoff.id, handoff.title), None, &stamp(handoff.at));
    if let Some(scenario) = &handoff.drill {
        out.push_str(&format!("{}\n", not_real(scenario)));
    }
    if handoff.dry {
        out.push_str("DRY RUN: everything was read, nothing was changed, nobody was told\n");
    }
    let section = |name: &str, told: &[Told], none: &str| heading(page, name) + &lines(page, handoff, told, none);
    let stands = section("How it stands", &handoff.stands, "not known");
    // What is broken, and a message to send, are of use only as a whole.
    let whole = Page { detail: Detail::More, ..page.clone() };
    let none_judged = "nothing that a walk has judged";
    let broken = |name: &str| heading(page, name) + &lines(&whole, handoff, &handoff.broken, none_judged);
    let since = section("Since when", &handoff.since, "not known");
    // What is to be decided now comes first.
    let [first, second, third] = match handoff.is_of_the_past() {
        true => [stands, broken("Was broken"), since],
        false => [broken("Broken"), since, stands],
    };
    out.extend([first, second, third]);
    out.push_str(&section("Known", &handoff.known, "nothing else yet"));
    out.push_str(&section("Could not check", &handoff.unknown, "nothing"));
    if !handoff.ruled_out.is_empty() || handoff.proven.is_empty() {
        out.push_str(&section("Ruled out", &handoff.ruled_out, "nothing yet"));
    }
    if !handoff.proven.is_empty() {
        out.push_str(&section("Seen to work", &handoff.proven, ""));
    }
    out.push_str(&heading(page, "Changed"));
    out.push_str(&changes(page, handoff));
    out.push_str(&heading(page, "Recent deploys"));
    out.push_str(&deploys(page, handoff));
    out.push_str(&section("Awaited", &handoff.awaited, "nothing from anybody"));
    out.push_str(&section("Notes", &handoff.notes, "none"));
    out.push_str(&(heading(page, "Next step") + &lines(&whole, handoff, &handoff.next, "none: nothing of it is open")));
    out.push_str(&heading(page, "Take over"));
    out.push_str(&take_over.iter().map(|line| page.command("", line)).collect::<String>());
    if take_over.is_empty() {
        out.push_str(&page.item("no walk belongs to it"));
    }
    out
}

fn heading(page: &Page, name: &str) -> String {
    format!("{}\n", page.bold(name))
}

fn lines(page: &Page, handoff: &Handoff, told: &[Told], none: &str) -> String {
    if told.is_empty() {
        return page.item(none);
    }
    told.iter().map(|one| page.item(&line(page, handoff, one, &one.text))).collect()
}

/// `Probe the status route: 502 Bad Gateway (12 min ago, run 7F3K)`.
fn line(page: &Page, handoff: &Handoff, told: &Told, text: &Clean) -> String {
    let text = if page.detail == Detail::More { text.clone() } else { text.shortened(LONGEST) };
    let age = told.at.map(|at| age(handoff.at, at));
    // Of one run everything is of that run.
    let run = (!told.run.is_empty() && told.run != handoff.id).then(|| format!("run {}", told.run));
    let about: Vec<_> = age.into_iter().chain(run).collect();
    if about.is_empty() { text.to_string() } else { format!("{text} ({})", about.join(", ")) }
}

/// `02:14:07Z, 5 min ago`; of another day with its date.
fn age(now: Utc, at: Utc) -> String {
    let time = if now.date_naive() == at.date_naive() { at.format("%H:%M:%SZ").to_string() } else { stamp(at) };
    match passed(at, now) {
        age if age < Duration::from_secs(1) => "just now".into(),
        age if age < Duration::from_secs(120) => {
            format!("{time}, {} ago", duration_text(Duration::from_secs(age.as_secs())))
        }
        age => format!("{time}, {} ago", minutes_text(age)),
    }
}

fn changes(page: &Page, handoff: &Handoff) -> String {
    if handoff.changed.is_empty() {
        let written = handoff.written.as_ref().map(|written| format!(" but {written}"));
        return page.item(&format!("nothing{}", written.unwrap_or_default()));
    }
    let one = |changed: &Changed| {
        let by = Clean::new(format!("{}, by {}", changed.told.text, changed.by_whom()));
        let undo = match &changed.undo {
            Some(Undo::Command(command)) => page.command("undo", command.as_str()),
            Some(Undo::Cannot(why)) => page.paragraph(&format!("cannot be undone: {why}")),
            None => String::new(),
        };
        page.item(&line(page, handoff, &changed.told, &by)) + &undo
    };
    handoff.changed.iter().map(one).collect()
}

fn deploys(page: &Page, handoff: &Handoff) -> String {
    match &handoff.deploys {
        Err(why) => page.item(&format!("not known: {}", why.text)),
        Ok(all) if all.is_empty() => page.item("none is written down"),
        Ok(all) => {
            let one = |deploy: &Deploy| {
                let who = deploy.operator.as_ref().map(|who| format!(", by {who}")).unwrap_or_default();
                let what = if deploy.what.as_str().is_empty() { String::new() } else { format!(": {}", deploy.what) };
                page.item(&format!("{} {} {}{who}{what}", deploy.at.text(), deploy.version, deploy.state.text()))
            };
            let shown: String = all.iter().map(one).collect();
            // A drill's log is found only where its stack is named.
            let is_cut = all.len() == DEPLOYS && handoff.drill.is_none();
            if is_cut { shown + &page.command("all of them", "duckops log deploy show") } else { shown }
        }
    }
}

pub fn json(handoff: &Handoff, take_over: &[String]) -> Value {
    let told = |told: &Told| json!({ "at": told.at.map(stamp), "run": of_run(&told.run), "text": told.text });
    let all = |list: &[Told]| list.iter().map(told).collect::<Vec<_>>();
    let changed = |one: &Changed| {
        let (undo, cannot) = match &one.undo {
            Some(Undo::Command(command)) => (Some(command), None),
            Some(Undo::Cannot(why)) => (None, Some(why)),
            None => (None, None),
        };
        json!({ "at": one.told.at.map(stamp), "run": of_run(&one.told.run), "text": one.told.text, "by": one.by,
                "approved_by": one.approved_by, "undo": undo, "cannot_be_undone": cannot })
    };
    let deploy = |one: &Deploy| {
        json!({ "when": one.at.text(), "version": one.version, "state": one.state.text(), "operator": one.operator,
                "what": one.what })
    };
    json!({
        "id": handoff.id, "title": handoff.title, "drill": handoff.drill, "dry_run": handoff.dry, "at": stamp(handoff.at),
        "broken": all(&handoff.broken), "since": all(&handoff.since), "stands": all(&handoff.stands),
        "known": all(&handoff.known), "could_not_check": all(&handoff.unknown), "ruled_out": all(&handoff.ruled_out),
        "seen_to_work": all(&handoff.proven), "written": handoff.written,
        "changed": handoff.changed.iter().map(changed).collect::<Vec<_>>(),
        "deploys": handoff.deploys.as_ref().ok().map(|all| all.iter().map(deploy).collect::<Vec<_>>()),
        "deploys_not_known": handoff.deploys.as_ref().err().map(|why| &why.text),
        "awaited": all(&handoff.awaited), "notes": all(&handoff.notes), "next": all(&handoff.next),
        "take_over": take_over,
    })
}
