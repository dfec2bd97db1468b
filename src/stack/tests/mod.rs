//! The adapter against loopback servers: how each kind of answer is told, and what is sent.

mod api;
mod aws;
mod invoke;
mod prefetch;
mod production;
mod promote;

use duckops_core::text::Clean;
use duckops_core::world::{Evidence, Fact, Value};

/// A fact as a screen would show it; `?` and the reason when it is unknown.
pub fn shown(evidence: &Evidence, fact: &str) -> String {
    match &evidence.facts[fact] {
        Fact::Known(value) => value.to_string(),
        Fact::Unknown(why) => format!("? {}", why.text),
    }
}

pub fn texts(all: &[&str]) -> Value {
    Value::Texts(all.iter().map(Clean::new).collect())
}
