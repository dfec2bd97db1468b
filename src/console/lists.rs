//! One of a list: moved through, or by name where nothing may be redrawn.

use super::Console;
use super::pick;
use super::texts::{self, Enter, Typed};
use super::ways::Ways;
use duckops_core::text::Clean;
use duckops_core::walk::ports::Left;

pub const PASTED: &str = "That came all at once, like a paste: nothing of it was taken. Type it.";

/// What a row is called, and how it is shown.
pub type Row = (Clean, String);

#[derive(Clone, Copy)]
pub struct List<'a> {
    pub label: &'a str,
    pub ways: Ways,
    pub heading: Option<&'a str>,
    pub rows: &'a [Row],
    /// Names that are none of the rows, and why.
    pub others: &'a [Row],
    /// The row that Enter alone takes.
    pub at: Option<usize>,
    /// Without a row to take, Enter alone leaves it open.
    pub may_stay_open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    Row(usize),
    Open,
    Skip,
    Back,
}

pub async fn pick(console: &mut Console, list: List<'_>) -> Result<Picked, Left> {
    if !console.streams.facts.redraws() {
        return by_name(console, list).await;
    }
    let picked = pick::ask(console, list).await?;
    if let Picked::Row(row) = picked
        && let Some((name, _)) = list.rows.get(row)
    {
        console.streams.err(&format!("> {name}\n"))?;
    }
    Ok(picked)
}

async fn by_name(console: &mut Console, list: List<'_>) -> Result<Picked, Left> {
    let List { label, ways, heading, rows, others, at, may_stay_open } = list;
    for row in heading.into_iter().chain(rows.iter().map(|(_, row)| row.as_str())) {
        console.streams.err(&format!("  {row}\n"))?;
    }
    let names: Vec<&Clean> = rows.iter().map(|(name, _)| name).collect();
    let enter = match at.and_then(|at| names.get(at)) {
        Some(name) => Enter::Takes(name.as_str()),
        None if may_stay_open => Enter::LeavesEmpty,
        None => Enter::Nothing,
    };
    let asked = texts::Asked { label, ways, enter, may_be_long: false };
    let row = |typed: &str| named(typed, &names).map_err(|why| other(typed, others).unwrap_or(why));
    Ok(match (texts::ask(console, asked, row).await?, at) {
        (Typed::Answer(row), _) | (Typed::Enter, Some(row)) => Picked::Row(row),
        (Typed::Enter, None) => Picked::Open,
        (Typed::Skip, _) => Picked::Skip,
        (Typed::Back, _) => Picked::Back,
    })
}

fn other(typed: &str, others: &[Row]) -> Option<String> {
    others.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(typed.trim())).map(|(_, why)| why.clone())
}

/// Which of the names was meant: the same, but for case, or the only one that begins like that.
pub fn named(typed: &str, names: &[&Clean]) -> Result<usize, String> {
    let typed = typed.trim().to_lowercase();
    let name = |n: &Clean| n.as_str().to_lowercase();
    if let Some(n) = names.iter().position(|n| name(n) == typed) {
        return Ok(n);
    }
    let begins = |n: &&Clean| !typed.is_empty() && name(n).starts_with(&typed);
    let alike: Vec<usize> = (0..names.len()).filter(|n| begins(&names[*n])).collect();
    let listed = |of: &[usize]| of.iter().map(|n| names[*n].as_str()).collect::<Vec<_>>().join(", ");
    match alike.as_slice() {
        [n] => Ok(*n),
        [] => Err(format!("It is one of these: {}", listed(&(0..names.len()).collect::<Vec<_>>()))),
        several => Err(format!("Several begin like that: {}", listed(several))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_meant_by_itself_or_by_how_only_it_begins() {
        let names = ["Josh", "Mina", "Minos"].map(Clean::new);
        let names: Vec<&Clean> = names.iter().collect();
        for (typed, meant) in [
            ("Josh", Some(0)),
            (" josh ", Some(0)),
            ("j", Some(0)),
            ("mina", Some(1)),
            ("min", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(named(typed, &names).ok(), meant, "{typed}");
        }
    }
}
