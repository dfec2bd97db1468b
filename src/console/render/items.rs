//! A checklist's items: which are done, and what became of the others.

use super::layout::Page;
use super::table;
use duckops_core::runbook::Runbook;
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::event::Entrance;
use duckops_core::walk::items::{Item, Standing, items, tally};
use duckops_core::walk::{State, settle};
use duckops_core::world::{Table, Value};

/// The whole list, for `--list`.
pub fn list(page: &Page, runbook: &Runbook, state: &State) -> String {
    let all = items(runbook, state);
    let mut rows = Table::new(["", "item", "state", "when"]);
    for (at, item) in all.iter().enumerate() {
        let when = item.at.map_or_else(|| "-".into(), stamp);
        let title = settle::text(runbook, state, &item.step.title).to_string();
        rows.row([format!("{}", at + 1), title, said(item), when].map(Clean::new));
    }
    page.title(&format!("{} {}", runbook.id.to_uppercase(), runbook.title), None, &tally(&all)) + &table(page, &rows)
}

fn said(item: &Item<'_>) -> String {
    match &item.standing {
        Standing::Overridden(reason) | Standing::Skipped(reason) => format!("{}: {reason}", item.standing.word()),
        Standing::Done { by_evidence: true } => "done, seen".into(),
        Standing::Done { by_evidence: false } => "done, said".into(),
        other => other.word().into(),
    }
}

/// How many are done, and each that is not.
pub fn closing(page: &Page, runbook: &Runbook, state: &State) -> String {
    let all = items(runbook, state);
    let rest = all.iter().filter(|item| !matches!(item.standing, Standing::Done { .. } | Standing::NotApplicable));
    let line = |item: &Item<'_>| {
        let title = settle::text(runbook, state, &item.step.title);
        page.fact(
            &format!("{} {}", runbook.place(&item.step.id), item.standing.word()),
            &reasoned(item, title.as_str()),
        )
    };
    page.fact("done", &tally(&all)) + &rest.map(line).collect::<String>()
}

fn reasoned(item: &Item<'_>, title: &str) -> String {
    match &item.standing {
        Standing::Overridden(reason) | Standing::Skipped(reason) => format!("{title}: {reason}"),
        _ => title.into(),
    }
}

/// Why a checklist comes back to an item.
pub fn come_back_to(page: &Page, state: &State, how: Entrance) -> String {
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
