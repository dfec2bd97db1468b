//! A question of a step: lists moved through, short answers through dialoguer, text through rustyline.

use super::foreign::{self, Asked};
use super::layout::{columns, cut, wrap};
use super::line::Pasting;
use super::lists::{self, List, PASTED, io_error};
use super::session::Session;
use super::terminal::Mode;
use super::texts::{self, Enter};
use super::values::{self, EXCLUDED};
use super::{Console, edit};
use dialoguer::{Confirm, Input};
use duckops_core::text::Clean;
use duckops_core::walk::ports::{AskFor, Left, Move, QuestionPrompt, Reply};
use duckops_core::world::{Table, Value};

pub async fn ask(console: &mut Console, prompt: &QuestionPrompt) -> Result<Reply, Left> {
    head(console, prompt)?;
    let answer = match &prompt.kind {
        AskFor::Text => text(console, prompt).await?,
        AskFor::Choice(words) => {
            let rows: Vec<lists::Row> = words.iter().map(|word| (word.clone(), word.to_string())).collect();
            choice(console, prompt, None, &rows, None).await?
        }
        AskFor::Row { table, not } => {
            let (heading, rows) = rows(table, not.as_ref(), console.streams.width().saturating_sub(4));
            choice(console, prompt, Some(&heading), &rows, not.as_ref()).await?
        }
        AskFor::YesNo if console.streams.facts.redraws() => yes_no(console, prompt).await?,
        AskFor::YesNo | AskFor::Number | AskFor::Time => short(console, prompt).await?,
    };
    // A question that may stay open is left open by going on.
    Ok(answer.map_or(Reply::Move(Move::Continue), Reply::Answer))
}

/// What is asked, and what Enter alone would answer.
fn head(console: &Console, prompt: &QuestionPrompt) -> Result<(), Left> {
    let width = console.streams.width().saturating_sub(1);
    let mut lines = vec![console.status(&prompt.place)];
    lines.extend(wrap(prompt.label.as_str(), width, ""));
    if let Some(default) = &prompt.default {
        lines.extend(wrap(&format!("Enter alone: {default}"), width, "    "));
    }
    if let Some(why) = &prompt.no_default {
        lines.extend(wrap(&format!("no default: {why}"), width, "    "));
    }
    if prompt.optional && prompt.default.is_none() {
        lines.push("    may be left open".into());
    }
    Ok(console.streams.err(&format!("{}\n", lines.join("\n")))?)
}

async fn text(console: &mut Console, prompt: &QuestionPrompt) -> Result<Option<Value>, Left> {
    let default = prompt.default.as_ref().map(ToString::to_string);
    let enter = match &default {
        Some(default) => Enter::Takes(default),
        None if prompt.optional => Enter::LeavesEmpty,
        None => Enter::Nothing,
    };
    let text = texts::ask(console, &prompt.field, enter).await?.ok_or(Left::Quit)?;
    Ok(Some(text).filter(|text| !text.as_str().is_empty()).map(Value::Text))
}

/// A table as rows to pick from, with its heading.
fn rows(table: &Table, not: Option<&Clean>, width: usize) -> (String, Vec<lists::Row>) {
    let mark = "  (cannot be chosen)";
    let mut lines = columns(table, width).into_iter();
    let heading = lines.next().unwrap_or_default();
    let row = |(name, line): (&Clean, String)| {
        let line = if Some(name) == not { cut(&line, width.saturating_sub(mark.len())) + mark } else { line };
        (name.clone(), line)
    };
    (heading, values::names(table).into_iter().zip(lines).map(row).collect())
}

async fn choice(
    console: &mut Console,
    prompt: &QuestionPrompt,
    heading: Option<&str>,
    rows: &[lists::Row],
    not: Option<&Clean>,
) -> Result<Option<Value>, Left> {
    if rows.is_empty() {
        let why = Clean::new("there is nothing to choose from");
        return Err(Left::NoAnswer { step: prompt.step.clone(), field: Some(prompt.field.clone()), wants: why });
    }
    let default = prompt.default.as_ref().map(ToString::to_string);
    let at = rows.iter().position(|(name, _)| Some(name.as_str()) == default.as_deref() && Some(name) != not);
    let list = List { label: &prompt.field, keys: "arrows and Enter, q quits", heading, rows, others: &[], at };
    loop {
        let picked = lists::pick(console, list).await?.ok_or(Left::Quit)?;
        match rows.get(picked) {
            Some((name, _)) if Some(name) != not => return Ok(Some(Value::Text(name.clone()))),
            Some((name, _)) => console.streams.err(&format!("{name} {EXCLUDED}.\n"))?,
            None => {}
        }
    }
}

async fn yes_no(console: &mut Console, prompt: &QuestionPrompt) -> Result<Option<Value>, Left> {
    let label = label(console, prompt);
    let default = match prompt.default {
        Some(Value::Bool(default)) => Some(default),
        _ => None,
    };
    loop {
        let label = label.clone();
        let confirm = move || {
            let confirm = Confirm::new().with_prompt(label);
            let confirm = if let Some(default) = default { confirm.default(default) } else { confirm };
            confirm.interact_opt().map_err(io_error)
        };
        match foreign::run(&console.streams, &mut console.signals, Mode::Unmarked, confirm).await? {
            Asked::Answer(answer) => return answer.map(|yes| Some(Value::Bool(yes))).ok_or(Left::Quit),
            Asked::Pasted => console.streams.err(PASTED)?,
        }
    }
}

/// Short enough that dialoguer never has to wrap it.
fn label(console: &Console, prompt: &QuestionPrompt) -> String {
    let label = format!("{}{}", console.mark(), prompt.field);
    console.streams.encoded(&cut(&label, console.streams.width() / 2)).into_owned()
}

/// A number or a time; also yes or no where nothing may be redrawn.
async fn short(console: &mut Console, prompt: &QuestionPrompt) -> Result<Option<Value>, Left> {
    loop {
        let typed = if console.streams.facts.redraws() {
            input(console, prompt).await?
        } else {
            let label = format!("{}> ", label(console, prompt));
            let mut session = Session::open(&console.streams, &mut console.signals).await?;
            edit::line(&mut session, &label, Pasting::Inserted).await?.ok_or(Left::Quit)?
        };
        match (typed.trim(), &prompt.default) {
            ("q", _) => return Err(Left::Quit),
            ("", Some(default)) => {
                console.streams.err(&format!("> {default}\n"))?;
                return Ok(Some(default.clone()));
            }
            ("", None) if prompt.optional => return Ok(None),
            // The default as it is, not as it reads: a number is shown with two decimals.
            (typed, Some(default)) if typed == default.to_string() => return Ok(Some(default.clone())),
            (typed, _) => match values::read(&prompt.kind, typed, Some(console.clock.now())) {
                Ok(value) => return Ok(Some(value)),
                Err(why) => console.streams.err(&format!("{why}; q quits.\n"))?,
            },
        }
    }
}

async fn input(console: &mut Console, prompt: &QuestionPrompt) -> Result<String, Left> {
    let label = label(console, prompt);
    loop {
        let label = label.clone();
        let input =
            move || Input::<String>::new().with_prompt(label).allow_empty(true).interact_text().map_err(io_error);
        match foreign::run(&console.streams, &mut console.signals, Mode::Unmarked, input).await? {
            Asked::Answer(typed) => return Ok(typed),
            Asked::Pasted => console.streams.err(PASTED)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::values::tests::versions;

    #[test]
    fn the_row_that_is_ruled_out_says_so() {
        let AskFor::Row { table, not } = versions() else { unreachable!() };
        let (heading, rows) = rows(&table, not.as_ref(), 60);
        assert_eq!(heading, "version  published");
        let shown: Vec<_> = rows.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(shown, ["43       2026-11-20  (cannot be chosen)", "42       2026-11-02", "41       2026-10-30"]);
    }
}
