//! `hand.record`: consent for what a person does by hand. The tool has no way to do it itself.

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::{Evidence, Known};

pub const NAME: &str = "hand.record";

pub fn plan(args: &Args, _: Option<&Evidence>) -> Known<Plan> {
    let (what, target) = (args.text("what")?, args.text("target")?);
    Ok(Plan {
        action: NAME.into(),
        tier: Tier::Gated,
        target: target.clone(),
        before: Clean::new("not done"),
        after: Clean::new(format!("{what}: done by hand, by you, not by this tool")),
        undo: Undo::Cannot(Clean::new("this tool knows no way back: find out before you do it")),
        words: Clean::new(format!("{what}: {target}")),
        args: args.clone(),
    })
}
