//! A question of a step: yes or no by a key, one of a list, or a line that is typed.

use super::Console;
use super::layout::{columns, cut, wrap};
use super::lists::{self, List};
use super::step;
use super::texts::{self, Enter, Typed};
use super::values;
use super::ways::Ways;
use super::yes_no;
use duckops_core::text::{Clean, sentence};
use duckops_core::walk::ports::{AskFor, Excluded, Left, Move, QuestionPrompt, Reply};
use duckops_core::world::{Table, Value};

/// What came of a question.
#[derive(Debug, PartialEq)]
pub enum Given {
    Answer(Value),
    /// It may stay open, and does.
    Open,
    Skip,
    Back,
}

pub async fn ask(console: &mut Console, prompt: &QuestionPrompt) -> Result<Reply, Left> {
    loop {
        let given = given(console, prompt).await?;
        return Ok(match given {
            Given::Answer(value) => Reply::Answer(value),
            // A question that may stay open is left open by going on.
            Given::Open => Reply::Move(Move::Continue),
            Given::Skip => match step::text(console, "why skip it").await? {
                Some(reason) => Reply::Move(Move::Skip(reason)),
                None => continue,
            },
            Given::Back => Reply::Move(Move::Back),
        });
    }
}

async fn given(console: &mut Console, prompt: &QuestionPrompt) -> Result<Given, Left> {
    let ways = Ways { back: prompt.back, skip: prompt.can_skip, leaving: console.leaving };
    head(console, prompt)?;
    Ok(match &prompt.kind {
        AskFor::YesNo => yes_no::ask(console, prompt, ways).await?,
        AskFor::Choice(words) => {
            let rows: Vec<lists::Row> = words.iter().map(|word| (word.clone(), word.to_string())).collect();
            choice(console, prompt, (None, &rows), None, ways).await?
        }
        AskFor::Row { table, not } => {
            let (heading, rows) = rows(table, not.as_ref(), console.streams.width().saturating_sub(4));
            choice(console, prompt, (Some(&heading), &rows), not.as_ref(), ways).await?
        }
        AskFor::Text | AskFor::Number | AskFor::Count | AskFor::Url | AskFor::Mail | AskFor::Time => {
            typed(console, prompt, ways).await?
        }
    })
}

/// What is asked, and what Enter alone would answer.
fn head(console: &Console, prompt: &QuestionPrompt) -> Result<(), Left> {
    let width = console.streams.width().saturating_sub(1);
    let mut lines = vec![console.status(&prompt.place)];
    lines.extend(wrap(prompt.label.as_str(), width, ""));
    if let Some(note) = &prompt.note {
        lines.extend(wrap(note.as_str(), width, "    "));
    }
    if let Some(form) = values::form(&prompt.kind) {
        lines.extend(wrap(form, width, "    "));
    }
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

async fn typed(console: &mut Console, prompt: &QuestionPrompt, ways: Ways) -> Result<Given, Left> {
    let offered = prompt.default.as_ref().map(ToString::to_string);
    let enter = match &offered {
        Some(offered) => Enter::Takes(offered),
        None if prompt.optional => Enter::LeavesEmpty,
        None => Enter::Nothing,
    };
    let now = console.clock.now();
    let read = |typed: &str| match &prompt.default {
        // The default as it is, not as it reads: a number is shown with two decimals.
        Some(default) if Some(typed) == offered.as_deref() => Ok(default.clone()),
        _ => values::read(&prompt.kind, typed, Some(now)),
    };
    let asked = texts::Asked { label: &prompt.field, ways, enter, may_be_long: prompt.kind == AskFor::Text };
    Ok(match (texts::ask(console, asked, read).await?, &prompt.default) {
        (Typed::Answer(value), _) => Given::Answer(value),
        (Typed::Enter, Some(default)) => Given::Answer(default.clone()),
        (Typed::Enter, None) => Given::Open,
        (Typed::Skip, _) => Given::Skip,
        (Typed::Back, _) => Given::Back,
    })
}

/// A table as rows to pick from, with its heading.
fn rows(table: &Table, not: Option<&Excluded>, width: usize) -> (String, Vec<lists::Row>) {
    // The reason stands behind the row; it gives way to what the row says.
    let mark = not.map(|not| format!("  ({})", not.why.shortened((width / 2).saturating_sub(4)))).unwrap_or_default();
    let mut lines = columns(table, width).into_iter();
    let heading = lines.next().unwrap_or_default();
    let row = |(name, line): (&Clean, String)| {
        let is_excluded = not.is_some_and(|not| not.row == *name);
        let line = if is_excluded { cut(&line, width.saturating_sub(mark.chars().count())) + &mark } else { line };
        (name.clone(), line)
    };
    (heading, values::names(table).into_iter().zip(lines).map(row).collect())
}

async fn choice(
    console: &mut Console,
    prompt: &QuestionPrompt,
    (heading, rows): (Option<&str>, &[lists::Row]),
    not: Option<&Excluded>,
    ways: Ways,
) -> Result<Given, Left> {
    if rows.is_empty() {
        let why = Clean::new("there is nothing to choose from");
        return Err(Left::NoAnswer { step: prompt.step.clone(), field: Some(prompt.field.clone()), wants: why });
    }
    let is_excluded = |name: &Clean| not.filter(|not| not.row == *name);
    let default = prompt.default.as_ref().map(ToString::to_string);
    let offered = |(name, _): &lists::Row| Some(name.as_str()) == default.as_deref() && is_excluded(name).is_none();
    let at = rows.iter().position(offered);
    let may_stay_open = prompt.optional && at.is_none();
    let list = List { label: &prompt.field, ways, heading, rows, others: &[], at, may_stay_open };
    loop {
        match lists::pick(console, list).await? {
            lists::Picked::Row(picked) => match rows.get(picked).map(|(name, _)| (name, is_excluded(name))) {
                Some((name, None)) => return Ok(Given::Answer(Value::Text(name.clone()))),
                Some((_, Some(not))) => console.streams.err(&(sentence(values::refused(not)) + "\n"))?,
                None => {}
            },
            lists::Picked::Open => return Ok(Given::Open),
            lists::Picked::Skip => return Ok(Given::Skip),
            lists::Picked::Back => return Ok(Given::Back),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::console::values::tests::versions;

    pub fn prompt(kind: AskFor) -> QuestionPrompt {
        QuestionPrompt {
            step: "tell".into(),
            place: "step 3 of 9".into(),
            field: "told".into(),
            label: "Were they told?".into(),
            kind,
            default: None,
            note: None,
            no_default: None,
            optional: false,
            can_skip: false,
            back: Some("back a step"),
        }
    }

    #[test]
    fn the_row_that_is_ruled_out_says_so() {
        let AskFor::Row { table, not } = versions() else { unreachable!() };
        let (heading, rows) = rows(&table, not.as_ref(), 60);
        assert_eq!(heading, "version  published");
        let shown: Vec<_> = rows.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            shown,
            ["43       2026-11-20  (it is the version that is…)", "42       2026-11-02", "41       2026-10-30"]
        );
    }
}
