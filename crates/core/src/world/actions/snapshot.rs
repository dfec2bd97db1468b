//! `snapshot.take`: how the platform stands, in a file with the time in its name.

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::{Evidence, Known};

pub fn plan(args: &Args, _: Option<&Evidence>) -> Known<Plan> {
    Ok(Plan {
        action: "snapshot.take".into(),
        tier: Tier::Routine,
        target: Clean::new("the snapshots of duckops"),
        before: Clean::new("no snapshot by this step"),
        after: Clean::new("a snapshot of this moment"),
        undo: Undo::Cannot(Clean::new("a file more; it harms nothing")),
        words: Clean::new("take a snapshot"),
        args: args.clone(),
    })
}
