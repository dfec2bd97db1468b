//! What a round of looks came to, in words: the mark at the edge, and the lines that say why.

use super::layout::{Mark, Page};
use duckops_core::runbook::{Body, Repeat, Runbook, Step, Truth, Unchecked};
use duckops_core::walk::state::{Round, Visit};
use duckops_core::walk::{State, Verdict, good_in_a_row, settle, truth};
use duckops_core::world::{Evidence, Hint, Value, Why};
use std::collections::BTreeSet;

pub fn mark(runbook: &Runbook, state: &State, step: &Step, verdict: &Verdict) -> Option<Mark> {
    match verdict {
        Verdict::Pass if !step.amber.is_empty() && truth(runbook, state, &step.amber) == Truth::True => {
            Some(Mark::Amber)
        }
        Verdict::Pass => Some(Mark::Ok),
        Verdict::Fail(_) => Some(Mark::Fail),
        Verdict::Unknown(_) => Some(Mark::Unknown),
        Verdict::Pending { .. } | Verdict::Seen => None,
    }
}

/// How far a repeated look has come: `2 of 3 ok`, `not yet`. Nothing when it is over.
pub fn progress(runbook: &Runbook, state: &State, step: &Step, visit: &Visit, verdict: &Verdict) -> Option<String> {
    let Verdict::Pending { passed } = verdict else { return None };
    if !passed {
        return Some("not yet".into());
    }
    let Body::Look { repeat: Some(Repeat::InARow { times, .. }), .. } = &step.body else {
        return Some("ok so far".into());
    };
    match settle::operand(runbook, state, times) {
        Ok(Value::Int(times)) => Some(format!("{} of {times} ok", good_in_a_row(visit))),
        Ok(_) | Err(_) => Some("ok so far".into()),
    }
}

/// What does not hold, what a pass did not check, or why nothing could be judged.
pub fn judged(page: &Page, round: &Round) -> String {
    match &round.verdict {
        Verdict::Fail(failing) => failing.iter().map(|line| page.paragraph(line.as_str())).collect(),
        Verdict::Unknown(whys) => unknown(page, whys, &round.looks),
        Verdict::Pass => round.unchecked.iter().map(|one| page.paragraph(&passed_without(one))).collect(),
        Verdict::Seen | Verdict::Pending { .. } => String::new(),
    }
}

fn passed_without(unchecked: &Unchecked) -> String {
    format!("ok, but could not check: {} ({})", unchecked.labels.join(", "), unchecked.why.text)
}

fn unknown(page: &Page, whys: &[Why], looks: &[(String, Evidence)]) -> String {
    // A look that failed as a whole has said why already.
    let told = |why: &&Why| looks.iter().any(|(_, evidence)| evidence.failure() == Some(*why));
    let mut said = BTreeSet::new();
    let new = whys.iter().filter(|why| !told(why)).filter(|why| said.insert(why.text.to_string()));
    // Where the look itself says what to do, that is enough.
    let advised = |hint: &Hint| looks.iter().any(|(_, evidence)| evidence.summary.as_str().contains(hint.as_str()));
    let hint = |why: &Why| if why.hint.as_ref().is_some_and(advised) { String::new() } else { page.hint(why) };
    let mut out: String = new.map(|why| page.paragraph(&format!("not known: {}", why.text)) + &hint(why)).collect();
    out.push_str(&page.paragraph("Not counted as good, not counted as bad."));
    out
}
