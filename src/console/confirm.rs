//! The words that do it, typed.

use super::layout::{hang, wrap};
use super::line::Pasting;
use super::session::Session;
use super::step::DROPPED;
use super::ways::{NOWHERE, Way, Ways, show_help};
use super::{Console, edit};
use duckops_core::text::Clean;
use duckops_core::walk::ports::{Left, Move, Reply};
use duckops_core::world::actions::{Plan, Undo};

pub async fn ask(console: &mut Console, place: &Clean, plan: &Plan) -> Result<Reply, Left> {
    let width = console.streams.width().saturating_sub(1);
    let how = wrap(&format!("Type  {}  to do it. Anything else does nothing.", plan.words), width, "");
    let above = format!("{}\n", [change(plan, width), how].concat().join("\n"));
    let status = console.status(place);
    let prompt = format!("{}> ", console.mark());
    let ways = Ways { back: Some("back a step; nothing is done"), skip: false, leaving: console.leaving };
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    streams.err(&format!("{status}\n{above}"))?;
    ways.show(streams, &[])?;
    if session.quiet().await? {
        streams.err(&format!("{DROPPED}\n"))?;
    }
    loop {
        let typed = edit::line_below(&mut session, &above, &prompt, Pasting::Refused).await?;
        match judged(typed.as_deref().unwrap_or("b"), plan, ways) {
            Verdict::Words(words) => return Ok(Reply::Words(words)),
            Verdict::Way(Way::Back) => return Ok(Reply::Move(Move::Back)),
            Verdict::Way(Way::Quit) => return Err(Left::Quit),
            Verdict::Way(Way::Help) => {
                let words = format!("do it, typed as they stand: {}", plan.words);
                show_help(streams, &ways.help(&[("the words", &words)]))?;
            }
            Verdict::Way(Way::Skip | Way::Nowhere) => streams.err(&format!("{NOWHERE}\n"))?,
            Verdict::Nothing => streams.err("Enter alone does nothing: it is the words that do it.\n")?,
            Verdict::Wrong => streams.err("Those are not the words: nothing was done.\n")?,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Words(Clean),
    Way(Way),
    Nothing,
    Wrong,
}

fn judged(typed: &str, plan: &Plan, ways: Ways) -> Verdict {
    match typed.trim() {
        words if words == plan.words.as_str() && !words.is_empty() => Verdict::Words(Clean::new(words)),
        "" => Verdict::Nothing,
        typed => ways.of_line(typed).map_or(Verdict::Wrong, Verdict::Way),
    }
}

/// What changes and how it is taken back. The undo is one line, however long: it is there to be copied.
pub fn change(plan: &Plan, width: usize) -> Vec<String> {
    let mut lines = wrap(&format!("{}   {}", plan.words, plan.target), width, "    ");
    for (name, value) in [("before", &plan.before), ("after ", &plan.after)] {
        lines.extend(hang(&format!("{name}  {value}"), width, "    ", "            "));
    }
    match &plan.undo {
        Undo::Command(command) => {
            lines.extend(hang(
                &format!("undo    would bring back {}, as it was before:", plan.before),
                width,
                "    ",
                "            ",
            ));
            lines.push(format!("    {command}"));
        }
        Undo::Cannot(why) => lines.push(format!("    undo    cannot be undone: {why}")),
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::menu::tests::plan;
    use crate::console::ways::Leaving;
    use duckops_core::world::actions::Tier;

    #[test]
    fn only_the_words_do_it() {
        let plan = plan(Tier::Guarded, "prod 43 -> 41");
        let ways = Ways { back: Some("back a step"), skip: false, leaving: Leaving::Resumable };
        for (typed, verdict) in [
            ("prod 43 -> 41", Verdict::Words(Clean::new("prod 43 -> 41"))),
            ("  prod 43 -> 41 ", Verdict::Words(Clean::new("prod 43 -> 41"))),
            ("", Verdict::Nothing),
            ("   ", Verdict::Nothing),
            ("y", Verdict::Wrong),
            ("yes", Verdict::Wrong),
            ("Prod 43 -> 41", Verdict::Wrong),
            ("prod 43 -> 42", Verdict::Wrong),
            ("prod 43  -> 41", Verdict::Wrong),
            ("b", Verdict::Way(Way::Back)),
            ("q", Verdict::Way(Way::Quit)),
            ("?", Verdict::Way(Way::Help)),
        ] {
            assert_eq!(judged(typed, &plan, ways), verdict, "{typed:?}");
        }
        let nothing = Plan { words: Clean::default(), ..plan };
        assert_eq!(judged("", &nothing, ways), Verdict::Nothing, "no words, no consent");
    }

    #[test]
    fn the_undo_stays_one_line() {
        let lines = change(&plan(Tier::Guarded, "prod 43 -> 41"), 39);
        assert_eq!(
            lines,
            [
                "    prod 43 -> 41   prod of",
                "    mission-control-api, us-east-1,",
                "    121546003735",
                "    before  prod 43",
                "    after   prod 41, all of the traffic",
                "    undo    would bring back prod 43,",
                "            as it was before:",
                "    aws lambda update-alias --function-name mission-control-api --name prod",
            ]
        );
    }
}
