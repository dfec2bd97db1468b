//! One of a list: moved through, or by name where nothing may be redrawn.

use super::Console;
use super::edit;
use super::line::Pasting;
use super::pick;
use super::session::Session;
use duckops_core::text::Clean;
use duckops_core::walk::ports::Left;
use std::io;

pub const PASTED: &str = "That came all at once, like a paste: nothing of it was taken.\n";

/// What a row is called, and how it is shown.
pub type Row = (Clean, String);

#[derive(Clone, Copy)]
pub struct List<'a> {
    pub label: &'a str,
    /// Which keys do what.
    pub keys: &'a str,
    pub heading: Option<&'a str>,
    pub rows: &'a [Row],
    /// Names that are none of the rows, and why.
    pub others: &'a [Row],
    /// The row that Enter alone takes.
    pub at: Option<usize>,
}

/// Picks a row. Nothing when it was cancelled.
pub async fn pick(console: &mut Console, list: List<'_>) -> Result<Option<usize>, Left> {
    if !console.streams.facts.redraws() {
        return by_name(console, list).await;
    }
    let picked = pick::ask(console, list).await?;
    if let Some((name, _)) = picked.and_then(|n| list.rows.get(n)) {
        console.streams.err(&format!("> {name}\n"))?;
    }
    Ok(picked)
}

async fn by_name(console: &mut Console, list: List<'_>) -> Result<Option<usize>, Left> {
    let List { label, heading, rows, others, at, .. } = list;
    let prompt = format!("{}{label}> ", console.mark());
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    for row in heading.into_iter().chain(rows.iter().map(|(_, row)| row.as_str())) {
        streams.err(&format!("  {row}\n"))?;
    }
    let names: Vec<&Clean> = rows.iter().map(|(name, _)| name).collect();
    loop {
        let Some(typed) = edit::line(&mut session, &prompt, Pasting::Inserted).await? else { return Ok(None) };
        match (typed.trim(), at) {
            ("", Some(at)) => {
                streams.err(&format!("> {}\n", rows.get(at).map_or("", |(name, _)| name.as_str())))?;
                return Ok(Some(at));
            }
            ("q", _) => return Ok(None),
            (typed, _) => match named(typed, &names) {
                Ok(n) => return Ok(Some(n)),
                Err(why) => {
                    let other = others.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(typed));
                    streams.err(&format!("{}\n", other.map_or(&why, |(_, why)| why)))?;
                }
            },
        }
    }
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

pub fn io_error(error: dialoguer::Error) -> io::Error {
    let dialoguer::Error::IO(error) = error;
    error
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
