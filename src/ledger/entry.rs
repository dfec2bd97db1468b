//! The entry of an intent.

use duckops_core::ledger::{DeployNote, DeployState, Entry};
use duckops_core::text::Clean;
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::{LEDGERS, Plan};
use duckops_core::world::{Known, Why, WhyKind};

/// What the intent wants written: nothing in it depends on when it is written, so a repetition is the same.
pub fn of(intent: &Durable<Plan>, operator: &Clean) -> Known<Entry> {
    let plan = intent.get();
    let deploy = match plan.action.as_str() {
        "ledger.deploy" => Some(note(plan, operator)?),
        _ => None,
    };
    let ledger = if deploy.is_some() { Clean::new("deploy") } else { plan.args.text("ledger")? };
    if !LEDGERS.contains(&ledger.as_str()) {
        return Err(Why::new(WhyKind::BadReply, format!("there is no ledger `{ledger}`")));
    }
    let title = if deploy.is_some() { plan.after.clone() } else { plan.args.text("title")? };
    let text = plan.args.values.contains_key("text").then(|| plan.args.text("text")).transpose()?;
    let facts = facts(plan, operator, deploy.is_some());
    let key = Clean::new(intent.key());
    let words = plan.args.notes.iter().map(|note| (operator.clone(), note.clone())).collect();
    Ok(Entry { ledger, at: intent.at(), title, deploy, facts, words, text, key, parents: vec![] }.tidy())
}

fn note(plan: &Plan, operator: &Clean) -> Known<DeployNote> {
    let state = plan.args.text("state")?;
    let unknown = || Why::new(WhyKind::BadReply, format!("`{state}` is no state of a version"));
    Ok(DeployNote {
        version: plan.args.text("version")?,
        state: DeployState::parse(state.as_str()).ok_or_else(unknown)?,
        operator: operator.clone(),
        what: plan.args.text("what")?,
    })
}

/// The plan's facts, after who did it. A deploy entry has a row for that already.
fn facts(plan: &Plan, operator: &Clean, named: bool) -> Vec<(Clean, Clean)> {
    let label = Clean::new("operator");
    let named = named || plan.args.facts.iter().any(|(name, _)| *name == label);
    let first = (!named).then(|| (label, operator.clone()));
    first.into_iter().chain(plan.args.facts.iter().cloned()).collect()
}
