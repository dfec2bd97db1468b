//! The opening of a walk: where, as whom, into which ledgers.

use super::layout::Page;
use duckops_core::runbook::{Kind, Origin, Runbook};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::State;
use duckops_core::walk::event::{Opened, Recorded};
use duckops_core::walk::items::order;
use duckops_core::world::{Fact, duration_text};

pub fn opening(page: &Page, runbook: &Runbook, opened: &Opened) -> String {
    header(page, runbook, opened, (opened.skew.as_ref(), opened.incident.as_deref()))
}

type Now<'n> = (Option<&'n Clean>, Option<&'n str>);

/// The skew and the incident are those of now.
fn header(page: &Page, runbook: &Runbook, opened: &Opened, (skew, on): Now<'_>) -> String {
    let of = runbook.steps.first().map_or(0, |first| runbook.position(&first.id).1);
    let right = match runbook.kind {
        Kind::Triage | Kind::Part => format!("{}  {of} steps", runbook.severity.as_deref().unwrap_or("triage")),
        Kind::Checklist => format!("{of} items, {}", order(runbook)),
    };
    let name = format!("{} {}", runbook.id.to_uppercase(), runbook.title);
    let mut out = page.title(&name, None, right.trim());
    if let Some(scenario) = &opened.drill {
        out.push_str(&page.edges(&not_real(scenario), ""));
    }
    if let Some(incident) = &opened.incident {
        let part = match opened.dry_run {
            true => "a dry run is no part of it",
            false if on != Some(incident) => "this walk is a part of it, and it has ended",
            false => "this walk is a part of it",
        };
        out.push_str(&page.edges(&format!("INCIDENT {}: {part}", Clean::new(incident)), ""));
    }
    if opened.dry_run {
        out.push_str("DRY RUN: everything is read, nothing is changed\n");
    }
    // Which account it is, only an identity that was seen tells.
    let expected = if matches!(opened.identity, Fact::Unknown(_)) { " (expected)" } else { "" };
    let who = who(opened, opened.window_start);
    let place = format!("account {}{expected}  {}  as {who}", opened.account, opened.region);
    let run = format!("run {}, opened {}", opened.run, time_of(opened.window_start));
    out.push_str(&page.edges(&place, &run));
    if let Fact::Unknown(why) = &opened.identity {
        out.push_str(
            &page.paragraph(&format!("who you are is not known: {}; nothing but reading is possible", why.text)),
        );
        out.push_str(&page.hint(why));
    }
    out.extend(skew.map(|skew| page.paragraph(&clock(skew))));
    for (_, path) in &opened.ledgers {
        out.push_str(&format!("log  {path}\n"));
    }
    if let Origin::File(path) = &runbook.origin {
        out.push_str(&format!("runbook  {}\n", Clean::new(path)));
    }
    out
}

/// Which of the two clocks the times are of.
pub fn clock(skew: &Clean) -> String {
    format!("{skew}; times here are this machine's")
}

/// `user/ana (8 h left)`: the ARN's last part and how long the credentials hold.
fn who(opened: &Opened, now: Utc) -> String {
    let name = match &opened.identity {
        Fact::Known(arn) => short(&arn.to_string()),
        Fact::Unknown(_) => return format!("{} (AWS identity unknown)", opened.operator),
    };
    let left = opened.credentials_until.and_then(|until| (until - now).to_std().ok());
    match left {
        Some(left) => format!("{name} ({} left)", duration_text(left)),
        None => name,
    }
}

/// `arn:aws:iam::1:user/ana` is `user/ana`.
fn short(arn: &str) -> String {
    arn.splitn(6, ':').nth(5).unwrap_or(arn).to_string()
}

/// `02:14:07Z`.
pub fn time_of(at: Utc) -> String {
    at.format("%H:%M:%SZ").to_string()
}

pub fn resumed(page: &Page, runbook: &Runbook, state: &State, recorded: &Recorded, now: Now<'_>) -> String {
    let Some(opened) = &state.opened else { return String::new() };
    let begun = format!("begun {} by {}", stamp(opened.window_start), opened.operator);
    let mut out = header(page, runbook, opened, now);
    out.push_str(&page.edges(&format!("resumed {} by {}", stamp(recorded.at), recorded.who), &begun));
    for effect in state.effects() {
        out.push_str(&page.fact("changed so far", &format!("{} at {}", effect.plan.words, stamp(effect.at))));
    }
    out.push_str(&super::card(page, runbook, state, recorded));
    out
}

/// Stands above what is shown of a simulated stack.
pub fn not_real(scenario: &Clean) -> String {
    format!("DRILL {scenario}: nothing here is real")
}
