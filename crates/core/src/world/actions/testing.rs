//! Values for the tests of plans.

use super::Args;
use crate::text::Clean;
use crate::world::{Evidence, Query, Value};
use std::time::Duration;

pub fn args(given: &[(&str, &str)]) -> Args {
    let text = |text: &&str| Value::Text(Clean::new(text));
    Args { values: given.iter().map(|(name, value)| ((*name).into(), text(value))).collect(), ..Args::default() }
}

pub fn seen<const N: usize>(observe: &str, facts: [(&str, Value); N]) -> Evidence {
    Evidence {
        query: Query::new(observe),
        request: "".into(),
        summary: "".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        took: Duration::ZERO,
        bytes: 0,
        facts: facts.map(|(name, value)| (name.to_string(), Ok(value).into())).into(),
    }
}
