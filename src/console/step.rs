//! The keys of a step, pressed.

use super::answer_line::AnswerLine;
use super::layout::{flow, hang, width_of};
use super::lists::List;
use super::menu::{self, Chosen};
use super::session::{Session, Turn};
use super::streams::Gone;
use super::texts::Enter;
use super::{Console, lists, texts};
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::ports::{Left, Move, Reply, StepPrompt};

/// Under the words of help, past its keys.
const HELP_INDENT: &str = "            ";

pub async fn ask(console: &mut Console, prompt: &StepPrompt) -> Result<Reply, Left> {
    loop {
        let chosen = press(console, prompt).await?;
        if let Some(chosen) = complete(console, prompt, chosen).await? {
            return Ok(Reply::Move(chosen));
        }
    }
}

/// What a key needs besides being pressed. Nothing: it was cancelled, the keys are shown again.
async fn complete(console: &mut Console, prompt: &StepPrompt, chosen: Chosen) -> Result<Option<Move>, Left> {
    Ok(match chosen {
        Chosen::Continue => Some(Move::Continue),
        Chosen::LookAgain => Some(Move::LookAgain),
        Chosen::Note => texts::ask(console, "note", Enter::Nothing).await?.map(Move::Note),
        Chosen::Skip => texts::ask(console, why(prompt), Enter::Nothing).await?.map(Move::Skip),
        Chosen::Back => Some(Move::Back),
        Chosen::Jump => jump(console, prompt).await?,
        Chosen::Update => Some(Move::Update(prompt.update.clone())),
        Chosen::Leave => return Err(Left::Quit),
        Chosen::Help | Chosen::Nothing(_) => None,
    })
}

fn why(prompt: &StepPrompt) -> &'static str {
    if prompt.counts_as.is_some() { "why override it" } else { "why skip it" }
}

async fn jump(console: &mut Console, prompt: &StepPrompt) -> Result<Option<Move>, Left> {
    let width = prompt.steps.iter().map(|(_, title)| width_of(title.as_str())).max().unwrap_or(0);
    let row = |(id, title): &(StepId, Clean)| {
        let gap = " ".repeat(width.saturating_sub(width_of(title.as_str())));
        (Clean::new(id.as_str()), format!("{title}{gap}  {id}"))
    };
    let rows: Vec<lists::Row> = prompt.steps.iter().map(row).collect();
    let others: Vec<lists::Row> =
        prompt.not_steps.iter().map(|(id, why)| (Clean::new(id.as_str()), why.to_string())).collect();
    let at = prompt.steps.iter().position(|(id, _)| *id == prompt.head);
    let keys = "arrows and Enter, q goes back";
    let list = List { label: "jump to", keys, heading: None, rows: &rows, others: &others, at };
    let picked = lists::pick(console, list).await?;
    Ok(picked.and_then(|n| prompt.steps.get(n)).map(|(id, _)| Move::Jump(id.clone())))
}

/// Shows the keys until one is pressed that means something.
async fn press(console: &mut Console, prompt: &StepPrompt) -> Result<Chosen, Left> {
    let (status, ends_on_leaving) = (console.status(&prompt.place), console.ends_on_leaving);
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    let mut widest = keys(&session, prompt)?;
    let mut line = AnswerLine::show(streams, format!("{status} > "))?;
    // Going on changes something: what was typed until now was not meant for it.
    if prompt.doing.is_some() && session.quiet().await? {
        line.remark("Keys that came before the prompt was read were dropped.")?;
    }
    loop {
        match session.turn(None).await? {
            Turn::Press(press) => match menu::chosen(prompt, press) {
                Chosen::Nothing(why) => line.remark(&why)?,
                Chosen::Help => {
                    line.done("help")?;
                    help(&session, prompt, ends_on_leaving)?;
                    widest = keys(&session, prompt)?;
                    line = AnswerLine::show(streams, format!("{status} > "))?;
                }
                chosen => {
                    line.done(word(&chosen))?;
                    return Ok(chosen);
                }
            },
            Turn::Resized if widest < streams.width() => {}
            Turn::Back | Turn::Resized => {
                drop(line);
                widest = keys(&session, prompt)?;
                line = AnswerLine::show(streams, format!("{status} > "))?;
            }
            Turn::Tick => {}
        }
    }
}

/// Writes the keys; says how wide they came out.
fn keys(session: &Session<'_>, prompt: &StepPrompt) -> Result<usize, Gone> {
    let lines = flow(&menu::items(prompt), session.streams.width().saturating_sub(1));
    session.streams.err(&format!("{}\n", lines.join("\n")))?;
    Ok(lines.iter().map(|line| width_of(line)).max().unwrap_or(0))
}

fn help(session: &Session<'_>, prompt: &StepPrompt, ends_on_leaving: bool) -> Result<(), Gone> {
    let width = session.streams.width().saturating_sub(1);
    let lines = menu::help(prompt, ends_on_leaving);
    let lines: Vec<String> = lines.iter().flat_map(|line| hang(line, width, "  ", HELP_INDENT)).collect();
    session.streams.err(&format!("{}\n", lines.join("\n")))
}

fn word(chosen: &Chosen) -> &'static str {
    match chosen {
        Chosen::Continue => "continue",
        Chosen::LookAgain => "look again",
        Chosen::Note => "note",
        Chosen::Skip => "skip",
        Chosen::Back => "back",
        Chosen::Jump => "jump",
        Chosen::Update => "update",
        Chosen::Leave => "quit",
        Chosen::Help | Chosen::Nothing(_) => "",
    }
}
