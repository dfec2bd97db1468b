//! A checklist's items: which are done, and what became of the others.

use super::layout::{NARROW, Page};
use duckops_core::runbook::{Kind, Runbook, Step};
use duckops_core::text::{Clean, sentence};
use duckops_core::time::stamp;
use duckops_core::walk::event::Entrance;
use duckops_core::walk::items::{Item, Standing, items, tally};
use duckops_core::walk::outdated::reopened_by;
use duckops_core::walk::state::Visit;
use duckops_core::walk::{State, settle};
use duckops_core::world::{Table, Value};

/// The whole list, for `--list`.
pub fn list(page: &Page, runbook: &Runbook, state: &State) -> String {
    let all = items(runbook, state);
    let rows: Vec<_> = all.iter().map(|item| [title(runbook, state, item.step), said(runbook, state, item)]).collect();
    let when = |item: &Item<'_>| item.at.map_or_else(|| "-".into(), stamp);
    let rows = all.iter().zip(rows).zip(1..).map(|((item, [title, said]), at)| (at, title, said, when(item)));
    page.title(&format!("{} {}", runbook.id.to_uppercase(), runbook.title), None, &tally(&all))
        + &if page.width < NARROW { narrow(page, rows) } else { wide(page, rows) }
}

/// Number, title, state, when.
type Row = (usize, String, String, String);

fn wide(page: &Page, rows: impl Iterator<Item = Row>) -> String {
    let mut table = Table::new(["", "item", "state", "when"]);
    for (at, title, said, when) in rows {
        table.row([at.to_string(), title, said, when].map(Clean::new));
    }
    super::table(page, &table)
}

fn narrow(page: &Page, rows: impl Iterator<Item = Row>) -> String {
    let one = |(at, title, said, when): Row| {
        let when = if when == "-" { String::new() } else { format!(", {when}") };
        page.wrapped(&format!("{at:>2} {title}"), 0, 3) + &page.wrapped(&format!("{said}{when}"), 3, 3)
    };
    rows.map(one).collect()
}

fn title(runbook: &Runbook, state: &State, step: &Step) -> String {
    settle::text(runbook, state, &step.title).to_string()
}

fn said(runbook: &Runbook, state: &State, item: &Item<'_>) -> String {
    match (&item.standing, item.part) {
        (Standing::Overridden(reason) | Standing::Skipped(reason), _) => format!("{}: {reason}", item.standing.word()),
        (Standing::Done { by_evidence: true }, _) => "done, looked at".into(),
        (Standing::Done { by_evidence: false }, _) => "done, confirmed by you".into(),
        (other, Some(part)) => format!("{}: {}", other.word(), title(runbook, state, part)),
        (other, None) => other.word().into(),
    }
}

/// How many are done, and each that is not.
pub fn closing(page: &Page, runbook: &Runbook, state: &State) -> String {
    let all = items(runbook, state);
    let rest = all.iter().filter(|item| !matches!(item.standing, Standing::Done { .. } | Standing::NotApplicable));
    let line = |item: &Item<'_>| {
        let label = format!("{} {}", runbook.place(&item.step.id), item.standing.word());
        page.fact(&label, &reasoned(runbook, state, item))
    };
    page.fact("done", &tally(&all)) + &rest.map(line).collect::<String>()
}

/// The item, the part that it failed by, and why.
fn reasoned(runbook: &Runbook, state: &State, item: &Item<'_>) -> String {
    let part = item.part.map(|part| format!(", by its part \"{}\"", title(runbook, state, part))).unwrap_or_default();
    let named = title(runbook, state, item.step) + &part;
    let why: Vec<_> = match &item.standing {
        Standing::Overridden(reason) | Standing::Skipped(reason) => vec![reason.as_str()],
        _ => item.why.iter().map(Clean::as_str).collect(),
    };
    if why.is_empty() { named } else { format!("{named}: {}", why.join("; ")) }
}

/// The items on the way that do not apply here: a number that is left out is said.
pub fn not_applicable(page: &Page, runbook: &Runbook, state: &State, how: Entrance) -> String {
    let [.., before, now] = state.visits.as_slice() else { return String::new() };
    if runbook.kind != Kind::Checklist || how != Entrance::Forward {
        return String::new();
    }
    let at = |visit: &Visit| {
        let head = runbook.step(&visit.step)?.head();
        runbook.numbered().iter().position(|step| &step.id == head)
    };
    let Some(from) = at(before).map(|from| from + 1) else { return String::new() };
    let all = items(runbook, state);
    let between = all.iter().take(at(now).unwrap_or(all.len())).skip(from);
    let away = between.filter(|item| item.standing == Standing::NotApplicable);
    away.map(|item| format!("\n{}", super::step::title(page, runbook, state, item.step, None, "not applicable")))
        .collect()
}

/// Why a checklist comes back to an item.
pub fn come_back_to(page: &Page, runbook: &Runbook, state: &State, how: Entrance) -> String {
    if let Some(why) = reopened_by(runbook, state) {
        return format!("\n{}", page.paragraph(&sentence(format!("Open again: {why}"))));
    }
    match how {
        Entrance::Open => format!("\n{}", page.paragraph("This item was left open: it counts only when it is done.")),
        Entrance::Again => {
            let age = state.opened.as_ref().and_then(|opened| opened.settings.get("evidence_age"));
            let age = age.map_or_else(String::new, Value::to_string);
            format!(
                "\n{}",
                page.paragraph(&format!("This evidence is older than {age}: looked at again before it counts."))
            )
        }
        Entrance::Forward | Entrance::Back | Entrance::Jump => String::new(),
    }
}
