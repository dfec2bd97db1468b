//! The keys of a step, pressed.

use super::answer_line::AnswerLine;
use super::layout::{flow, width_of};
use super::lists::{List, Picked};
use super::menu::{self, Chosen};
use super::render::NARROW;
use super::session::{Session, Turn};
use super::streams::{Gone, Streams};
use super::texts::{Asked, Enter, Typed, words};
use super::ways::{Ways, show_help};
use super::{Console, lists, programs, texts};
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::ports::{Left, Move, Reply, StepPrompt};

pub const DROPPED: &str = "Keys that came before the prompt was read were dropped.";
/// Whoever thinks better of a key comes back to the keys.
const TO_THE_KEYS: &str = "back to the keys of the step";
/// In fewer lines a step does not fit on one screen.
const LOW: usize = 24;

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
        Chosen::Note => text(console, "note").await?.map(Move::Note),
        Chosen::Skip => text(console, why(prompt)).await?.map(Move::Skip),
        Chosen::Back => Some(Move::Back),
        Chosen::Jump => jump(console, prompt).await?,
        Chosen::Update => Some(Move::Update(prompt.update.clone())),
        Chosen::Evidence => evidence(console).await.map(|()| None)?,
        Chosen::Leave => return Err(Left::Quit),
        Chosen::Help | Chosen::Nothing(_) => None,
    })
}

async fn evidence(console: &mut Console) -> Result<(), Left> {
    let text = console.evidence.text();
    let text = if text.is_empty() { "Nothing was looked at in this step.\n" } else { &text };
    programs::page(&console.streams, &mut console.signals, text).await
}

pub(super) async fn text(console: &mut Console, label: &str) -> Result<Option<Clean>, Left> {
    let asked = Asked { label, ways: ways(console), enter: Enter::Nothing, may_be_long: true };
    Ok(match texts::ask(console, asked, words).await? {
        Typed::Answer(text) => Some(text),
        Typed::Enter | Typed::Skip | Typed::Back => None,
    })
}

fn ways(console: &Console) -> Ways {
    Ways { back: Some(TO_THE_KEYS), skip: false, leaving: console.leaving }
}

fn why(prompt: &StepPrompt) -> &'static str {
    if prompt.counts_as.is_some() { "why override it" } else { "why skip it" }
}

async fn jump(console: &mut Console, prompt: &StepPrompt) -> Result<Option<Move>, Left> {
    let rows = rows(&prompt.steps);
    let others: Vec<lists::Row> =
        prompt.not_steps.iter().map(|(id, why)| (Clean::new(id.as_str()), why.to_string())).collect();
    let at = prompt.steps.iter().position(|(id, _)| *id == prompt.head);
    let ways = ways(console);
    let list = List { label: "jump to", ways, heading: None, rows: &rows, others: &others, at, may_stay_open: false };
    Ok(match lists::pick(console, list).await? {
        Picked::Row(row) => prompt.steps.get(row).map(|(id, _)| Move::Jump(id.clone())),
        Picked::Open | Picked::Skip | Picked::Back => None,
    })
}

/// What a step is called comes first; its id, to type where nothing can be moved through, after it.
fn rows(steps: &[(StepId, Clean)]) -> Vec<lists::Row> {
    let width = steps.iter().map(|(_, title)| width_of(title.as_str())).max().unwrap_or(0);
    let row = |(id, title): &(StepId, Clean)| {
        let gap = " ".repeat(width - width_of(title.as_str()));
        (Clean::new(id.as_str()), format!("{title}{gap}  {id}"))
    };
    steps.iter().map(row).collect()
}

/// Shows the keys until one is pressed that means something.
async fn press(console: &mut Console, prompt: &StepPrompt) -> Result<Chosen, Left> {
    let (status, leaving) = (console.status(&place(prompt, &console.streams)), console.leaving);
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    let mut widest = keys(&session, prompt)?;
    // Going on changes something: what was typed until now was not meant for it. Keys count once the prompt is there.
    let dropped = prompt.doing.is_some() && session.quiet().await?;
    let mut line = AnswerLine::show(streams, format!("{status} > "))?;
    if dropped {
        line.remark(DROPPED)?;
    }
    loop {
        match session.turn(None).await? {
            Turn::Press(press) => match menu::chosen(prompt, press) {
                Chosen::Nothing(why) => line.remark(&why)?,
                Chosen::Help => {
                    line.done("help")?;
                    show_help(streams, &menu::help(prompt, leaving))?;
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

/// Where the heading may have scrolled away, the prompt says how it stands.
fn place(prompt: &StepPrompt, streams: &Streams) -> Clean {
    let is_small = streams.height() < LOW || streams.width() < NARROW;
    match prompt.stands.filter(|_| is_small) {
        Some(stands) => Clean::new(format!("{}  {stands}", prompt.place)),
        None => prompt.place.clone(),
    }
}

/// Writes the keys; says how wide they came out.
fn keys(session: &Session<'_>, prompt: &StepPrompt) -> Result<usize, Gone> {
    let lines = flow(&menu::items(prompt), session.streams.width().saturating_sub(1));
    session.streams.err(&format!("{}\n", lines.join("\n")))?;
    Ok(lines.iter().map(|line| width_of(line)).max().unwrap_or(0))
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
        Chosen::Evidence => "evidence",
        Chosen::Leave => "quit",
        Chosen::Help | Chosen::Nothing(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Facts;
    use crate::console::menu::tests::step;

    #[test]
    fn on_a_small_screen_the_prompt_says_what_is_wrong() {
        let at = |columns, stands| {
            let (streams, _) = Streams::memory(Facts { columns: Some(columns), ..Facts::default() });
            place(&StepPrompt { stands, ..step(None) }, &streams).to_string()
        };
        assert_eq!(at(40, Some("FAIL")), "step 3 of 9  FAIL");
        assert_eq!((at(40, None), at(80, Some("FAIL"))), ("step 3 of 9".into(), "step 3 of 9".into()));
    }
}
