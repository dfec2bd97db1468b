//! Aliases and versions of a Lambda function, held beside each other.

mod alias;
mod compare;
mod invoke;
mod report;
mod versions;

pub use alias::Alias;
pub use compare::{compare, compare_words, no_such_version};
pub use invoke::{Answer, Call};
pub use report::{Report, Start};
pub use versions::{Configuration, published_number, versions};

use crate::text::Clean;
use crate::world::{Known, Why};

fn description(text: Option<&str>, whose: &str) -> Known<Clean> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(Clean::new).ok_or_else(|| Why::absent(format!("{whose} has no description")))
}

fn said(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "not reported".into())
}

/// For sorting only: versions are numbers written as text.
fn number(version: &str) -> u64 {
    version.parse().unwrap_or(0)
}
