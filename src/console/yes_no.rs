//! A question that one key answers.

use super::Console;
use super::answer_line::AnswerLine;
use super::burst::{Key, Press};
use super::question::Given;
use super::session::{Session, Turn};
use super::step::DROPPED;
use super::ways::{NOWHERE, Way, Ways, no_key, show_help};
use duckops_core::walk::ports::{Left, QuestionPrompt};
use duckops_core::world::Value;

const KEYS: [&str; 2] = ["[y]es", "[n]o"];
const HELP: [(&str, &str); 2] = [("y", "yes"), ("n", "no")];
const WHICH: &str = "y is yes, n is no, ? says the rest";

pub async fn ask(console: &mut Console, prompt: &QuestionPrompt, ways: Ways) -> Result<Given, Left> {
    let line_prompt = format!("{}{}> ", console.mark(), prompt.field);
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    ways.show(streams, &KEYS)?;
    let dropped = session.quiet().await?;
    let mut line = AnswerLine::show(streams, line_prompt.clone())?;
    if dropped {
        line.remark(DROPPED)?;
    }
    loop {
        let chosen = match session.turn(None).await? {
            Turn::Press(press) => chosen(prompt, ways, press),
            Turn::Back => Chosen::Redrawn,
            Turn::Resized | Turn::Tick => continue,
        };
        match chosen {
            Chosen::Given(given, word) => {
                line.done(&word)?;
                return Ok(given);
            }
            Chosen::Quit => {
                line.done("quit")?;
                return Err(Left::Quit);
            }
            Chosen::Nothing(why) => line.remark(&why)?,
            Chosen::Help | Chosen::Redrawn => {
                drop(line);
                if chosen == Chosen::Help {
                    show_help(streams, &ways.help(&HELP))?;
                }
                ways.show(streams, &KEYS)?;
                line = AnswerLine::show(streams, line_prompt.clone())?;
            }
        }
    }
}

#[derive(Debug, PartialEq)]
enum Chosen {
    /// And the word for it.
    Given(Given, String),
    Quit,
    Help,
    /// What stood there is the shell's now.
    Redrawn,
    Nothing(String),
}

fn chosen(prompt: &QuestionPrompt, ways: Ways, press: Press) -> Chosen {
    let Press::Lone(key) = press else { return Chosen::Nothing(super::lists::PASTED.into()) };
    let yes = |yes: bool| Chosen::Given(Given::Answer(Value::Bool(yes)), Value::Bool(yes).to_string());
    match (key, &prompt.default) {
        (Key::Char('y'), _) => yes(true),
        (Key::Char('n'), _) => yes(false),
        (Key::Enter, Some(Value::Bool(default))) => yes(*default),
        (Key::Enter, None) if prompt.optional => Chosen::Given(Given::Open, "left open".into()),
        (key, _) => match ways.of_key(key) {
            Some(Way::Back) => Chosen::Given(Given::Back, "back".into()),
            Some(Way::Skip) => Chosen::Given(Given::Skip, "skip".into()),
            Some(Way::Quit) => Chosen::Quit,
            Some(Way::Help) => Chosen::Help,
            Some(Way::Nowhere) => Chosen::Nothing(NOWHERE.into()),
            None => Chosen::Nothing(no_key(key, WHICH)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::question::tests::prompt;
    use crate::console::ways::Leaving;
    use duckops_core::walk::ports::AskFor;

    #[test]
    fn a_key_answers_goes_back_or_says_what_would() {
        let ways = Ways { back: Some("back a step"), skip: false, leaving: Leaving::Resumable };
        let answer = |yes| Some(Given::Answer(Value::Bool(yes)));
        let open = prompt(AskFor::YesNo);
        let optional = QuestionPrompt { optional: true, ..open.clone() };
        let offered = QuestionPrompt { default: Some(Value::Bool(false)), ..open.clone() };
        for (prompt, key, given) in [
            (&open, Key::Char('y'), answer(true)),
            (&open, Key::Char('n'), answer(false)),
            (&open, Key::Char('b'), Some(Given::Back)),
            (&open, Key::Escape, Some(Given::Back)),
            (&open, Key::Enter, None),
            (&open, Key::Char('c'), None),
            (&offered, Key::Enter, answer(false)),
            (&optional, Key::Enter, Some(Given::Open)),
        ] {
            let chosen = chosen(prompt, ways, Press::Lone(key));
            let found = if let Chosen::Given(given, _) = chosen { Some(given) } else { None };
            assert_eq!(found, given, "{key:?}");
        }
        assert_eq!(chosen(&open, ways, Press::Lone(Key::Control('d'))), Chosen::Quit);
        assert!(matches!(chosen(&open, ways, Press::Burst), Chosen::Nothing(_)));
        let said = "Enter alone answers nothing: y is yes, n is no, ? says the rest.";
        assert_eq!(chosen(&open, ways, Press::Lone(Key::Enter)), Chosen::Nothing(said.into()));
    }
}
