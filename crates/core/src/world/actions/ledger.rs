//! `ledger.append` and `ledger.deploy`: entries in files that belong to people.

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::{Evidence, Known};

pub fn plan_entry(args: &Args, _: Option<&Evidence>) -> Known<Plan> {
    let ledger = args.text("ledger")?;
    entry("ledger.append", file_name(ledger.as_str()), args.text("title")?, args)
}

pub fn plan_deploy(args: &Args, _: Option<&Evidence>) -> Known<Plan> {
    let title = Clean::new(format!("version {} {}", args.text("version")?, args.text("state")?));
    entry("ledger.deploy", file_name("deploy"), title, args)
}

fn entry(action: &str, file: String, title: Clean, args: &Args) -> Known<Plan> {
    Ok(Plan {
        action: action.into(),
        tier: Tier::Routine,
        target: Clean::new(&file),
        before: Clean::new("no such entry"),
        after: title.clone(),
        undo: Undo::Cannot(Clean::new("the entry stays: correct it by a further one")),
        words: Clean::new(format!("write {file}")),
        args: args.clone(),
    })
}

/// `governance` is GOVERNANCE-LOG.md.
pub fn file_name(ledger: &str) -> String {
    format!("{}-LOG.md", ledger.to_uppercase())
}
