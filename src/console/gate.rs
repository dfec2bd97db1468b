//! The gate: another person says yes, from their own machine or on the phone.

use super::Console;
use super::burst::{Key, Press};
use super::layout::{clock_face, fitting, hang, wrap};
use super::lists::PASTED;
use super::render::{Detail, Page, People, request};
use super::said::{Said, approval, denial, pasted};
use super::session::{Session, Turn};
use super::streams::Streams;
use super::waiting::LiveLine;
use super::ways::{Leaving, Way, Ways, no_key, show_help};
use duckops_core::text::{Clean, commands, sentence};
use duckops_core::time::{Utc, passed};
use duckops_core::walk::approval::{Mode, Request};
use duckops_core::walk::block;
use duckops_core::walk::ports::{Clock, Left, Move, Reply};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const YES: (&str, &str) = ("t", "write down here that they said yes: who, how, where it can be found");
const HELP: [(&str, &str); 3] = [
    ("d", "write down that they said no"),
    ("s", "show the request as a block, to be sent to their machine"),
    ("p", "paste the block that they sent back"),
];
/// How long a remark stands where the countdown is.
const REMARK_TIME: Duration = Duration::from_secs(3);
/// How often the countdown is looked at.
const TICK: Duration = Duration::from_millis(250);

/// What the gate shows.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    pub request: &'a Request,
    pub approvers: &'a [Clean],
    pub contact: &'a Clean,
    /// What the shown command repeats of this one.
    pub flags: &'a [String],
}

pub async fn ask(console: &mut Console, place: &Clean, gate: Gate<'_>) -> Result<Reply, Left> {
    let (status, mark) = (console.status(place), console.mark());
    let ways = ways(console.leaving);
    let clock = console.clock.as_ref();
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let lines = shown(gate, &status, session.streams.width().saturating_sub(1));
    session.streams.err(&format!("{}\n", lines.join("\n")))?;
    let is_late = AtomicBool::new(false);
    let expiry = async {
        expired(clock, gate.request.not_after).await;
        is_late.store(true, Ordering::Relaxed);
    };
    tokio::select! {
        reply = keys(&mut session, gate, (clock, &is_late), &mark, ways) => reply,
        () = expiry => Err(Left::Expired),
    }
}

/// While somebody types what was said, it can be decided elsewhere, or be too late: they are told that it is lost.
struct Typing<'a> {
    streams: &'a Streams,
    is_late: &'a AtomicBool,
    done: bool,
}

impl Typing<'_> {
    fn done(mut self) {
        self.done = true;
    }
}

impl Drop for Typing<'_> {
    fn drop(&mut self) {
        let why = if self.is_late.load(Ordering::Relaxed) { "it is too late" } else { "it was decided meanwhile" };
        if !self.done {
            let _ = self.streams.err(&(sentence(format!("Your answer was not recorded: {why}")) + "\n"));
        }
    }
}

/// Also in the middle of typing: what is typed after it would not count.
async fn expired(clock: &dyn Clock, not_after: Utc) {
    while clock.now() <= not_after {
        tokio::time::sleep(TICK).await;
    }
}

async fn keys(
    session: &mut Session<'_>,
    gate: Gate<'_>,
    (clock, is_late): (&dyn Clock, &AtomicBool),
    mark: &str,
    ways: Ways,
) -> Result<Reply, Left> {
    let mut line = LiveLine::new(session.streams);
    let (mut told, mut remarked) = (None, Duration::ZERO);
    loop {
        let left = passed(clock.now(), gate.request.not_after);
        let is_remarked = session.now() < remarked;
        if is_remarked {
            // The remark stands where the countdown will be again.
        } else if session.streams.facts.redraws() || is_told(&mut told, left) {
            line.draw(&countdown(left, mark, gate.request.mode, session.streams.width()))?;
        }
        let Turn::Press(press) = session.turn(Some(TICK)).await? else { continue };
        let said = match wish(gate.request.mode, ways, press) {
            Ok(Wish::Typed(typed)) => {
                line.clear()?;
                let typing = Typing { streams: session.streams, is_late, done: false };
                let said = match typed {
                    Typed::Yes => approval(session, gate, clock, (mark, ways)).await,
                    Typed::No => denial(session, gate, (mark, ways)).await,
                    Typed::Block => pasted(session, gate, clock, (mark, ways)).await,
                };
                typing.done();
                said?
            }
            Ok(Wish::Send) => {
                line.clear()?;
                session.streams.err(&block::write(block::REQUEST, gate.request))?;
                session
                    .streams
                    .err("There they type: duckops approve --request FILE, and send back what it prints.\n")?;
                Said::Nothing
            }
            Ok(Wish::Way(Way::Back)) => return Ok(Reply::Move(Move::Back)),
            Ok(Wish::Way(Way::Quit)) => return Err(Left::Quit),
            Ok(Wish::Way(Way::Help)) => {
                line.clear()?;
                let yes = (gate.request.mode == Mode::Recorded).then_some(YES);
                show_help(session.streams, &ways.help(&yes.into_iter().chain(HELP).collect::<Vec<_>>()))?;
                Said::Nothing
            }
            Ok(Wish::Way(Way::Skip | Way::Nowhere)) => Said::Nothing,
            Err(why) => {
                line.remark(&why)?;
                remarked = session.now() + REMARK_TIME;
                Said::Nothing
            }
        };
        match said {
            Said::Reply(reply) => return Ok(*reply),
            Said::Refused(why) => session.streams.err(&(sentence(format!("That does not count: {why}")) + "\n"))?,
            Said::Nothing => {}
        }
    }
}

fn ways(leaving: Leaving) -> Ways {
    Ways { back: Some("back a step; the request stays open"), skip: false, leaving }
}

/// What a key asks for.
enum Wish {
    Typed(Typed),
    Send,
    Way(Way),
}

/// What is written down at the gate.
enum Typed {
    Yes,
    No,
    Block,
}

/// Where signatures are wanted, nobody's word is written down for one.
fn wish(mode: Mode, ways: Ways, press: Press) -> Result<Wish, String> {
    let Press::Lone(key) = press else { return Err(PASTED.into()) };
    match (key, mode) {
        (Key::Char('t'), Mode::Recorded) => Ok(Wish::Typed(Typed::Yes)),
        (Key::Char('d'), _) => Ok(Wish::Typed(Typed::No)),
        (Key::Char('p'), _) => Ok(Wish::Typed(Typed::Block)),
        (Key::Char('s'), _) => Ok(Wish::Send),
        (Key::Char('t'), Mode::Signed) => {
            Err("Only a signature counts here: s sends the request, p takes the answer.".into())
        }
        _ => ways.of_key(key).map(Wish::Way).ok_or_else(|| no_key(key, which(mode))),
    }
}

fn which(mode: Mode) -> &'static str {
    match mode {
        Mode::Recorded => "t, d, s, p, b or q; ? says what they do",
        Mode::Signed => "d, s, p, b or q; ? says what they do",
    }
}

/// Where nothing is redrawn: at the beginning, every five minutes, and at the last.
fn is_told(told: &mut Option<u64>, left: Duration) -> bool {
    let part = if left.as_secs() < 60 { 0 } else { 1 + left.as_secs() / 300 };
    told.replace(part) != Some(part)
}

fn countdown(left: Duration, mark: &str, mode: Mode, width: usize) -> String {
    let left = clock_face(left);
    let yes = |words: &'static str| if mode == Mode::Recorded { words } else { "" };
    let (long, short, key) = (yes("[t] they said yes  "), yes("[t] yes  "), yes("[t] "));
    fitting(
        [
            format!("{mark}{left} left  {long}[d] they said no  [s]end  [p]aste  [b]ack  [q]uit  [?]"),
            format!("{mark}{left} left  {long}[d] no  [s]end  [p]aste  [b] [q] [?]"),
            format!("{mark}{left} left  {short}[d] no  [s]end  [p]aste  [b] [q] [?]"),
            format!("{mark}{left}  {short}[d] no  [s] [p] [b] [q] [?]"),
            format!("{mark}{left}  {key}[d] [s] [p] [b] [q] [?]"),
            format!("{mark}{left} t d s p b q ?"),
        ],
        width.saturating_sub(1),
    )
}

fn shown(gate: Gate<'_>, status: &str, width: usize) -> Vec<String> {
    let Gate { request: asked, approvers, contact, flags } = gate;
    let head = format!("{status}  needs {}", asked.gate);
    let mut lines = wrap(&People::named(asked.gate.as_str(), approvers).introduced(&head), width, "");
    let page = Page { width, colour: false, detail: Detail::Usual, repeat: flags.into(), dated: false };
    lines.extend(request(&page, asked).lines().map(str::to_owned));
    lines.push(String::new());
    let who = callee(contact, approvers);
    let call = match asked.drill {
        true => format!("In a drill nobody is called: play {who}, who would hear:"),
        false => format!("Call {who} and read aloud:"),
    };
    lines.extend(wrap(&call, width, "    "));
    lines.extend(hang(&format!("\"{}\"", asked.sentence()), width, "      ", "       "));
    lines.extend(wrap("Then, in another terminal here (one line, however long):", width, "    "));
    lines.push(format!("    {}", commands::duckops_with(&asked.command(approvers), flags)));
    let here = match asked.mode {
        Mode::Recorded => "or write down here what they said: t for yes, d for no.",
        Mode::Signed => "Only their signature counts; d writes down a no.",
    };
    lines.extend(wrap(here, width, "    "));
    lines.extend(wrap("From another machine: s shows a block to send, p takes the one they send back.", width, "    "));
    lines
}

/// Without a contact in the settings, whoever may say yes.
fn callee(contact: &Clean, approvers: &[Clean]) -> String {
    match (contact.as_str().trim(), approvers) {
        ("", []) => "an approver".into(),
        ("", names) => names.iter().map(Clean::as_str).collect::<Vec<_>>().join(" or "),
        (contact, _) => contact.into(),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::console::layout::width_of;
    use crate::console::menu::tests::plan;
    use crate::console::values::tests::at;
    use duckops_core::world::actions::Tier;

    pub fn request() -> Request {
        Request {
            id: "7F3K-2".into(),
            run: "7F3K".into(),
            step: "promote".into(),
            runbook: "inc-001".into(),
            runbook_digest: "d".into(),
            account: "121546003735".into(),
            region: "us-east-1".into(),
            gate: "T-JOSH".into(),
            plan: plan(Tier::Gated, "prod 43 -> 41"),
            reason: "\"table ducklings not found\" since 02:09:12Z".into(),
            requester: "ana".into(),
            requester_arn: "arn:aws:iam::121546003735:user/ana".into(),
            nonce: "n".into(),
            made: at("2026-11-22T02:14:07Z"),
            not_after: at("2026-11-22T02:44:07Z"),
            drill: false,
            mode: Mode::Recorded,
            earlier: Vec::new(),
        }
    }

    #[test]
    fn the_countdown_fits_every_width() {
        let left = Duration::from_secs(1781);
        for (width, line) in [
            (100, "DRILL 29:41 left  [t] they said yes  [d] they said no  [s]end  [p]aste  [b]ack  [q]uit  [?]"),
            (80, "DRILL 29:41 left  [t] they said yes  [d] no  [s]end  [p]aste  [b] [q] [?]"),
            (70, "DRILL 29:41 left  [t] yes  [d] no  [s]end  [p]aste  [b] [q] [?]"),
            (58, "DRILL 29:41  [t] yes  [d] no  [s] [p] [b] [q] [?]"),
            (42, "DRILL 29:41  [t] [d] [s] [p] [b] [q] [?]"),
            (40, "DRILL 29:41 t d s p b q ?"),
        ] {
            assert_eq!(countdown(left, "DRILL ", Mode::Recorded, width), line);
        }
        assert_eq!(countdown(left, "", Mode::Recorded, 40), "29:41  [t] [d] [s] [p] [b] [q] [?]");
        assert_eq!(countdown(left, "", Mode::Signed, 40), "29:41  [d] no  [s] [p] [b] [q] [?]");
    }

    #[test]
    fn where_a_signature_is_wanted_nobody_writes_down_a_yes() {
        let ways = ways(Leaving::Resumable);
        for (mode, key, typed) in [
            (Mode::Recorded, 't', true),
            (Mode::Signed, 't', false),
            (Mode::Recorded, 'p', true),
            (Mode::Signed, 'p', true),
            (Mode::Signed, 'd', true),
            (Mode::Signed, 'y', false),
        ] {
            let wish = wish(mode, ways, Press::Lone(Key::Char(key)));
            assert_eq!(matches!(wish, Ok(Wish::Typed(_))), typed, "{mode:?} {key}");
        }
    }

    #[test]
    fn without_redrawing_the_time_is_told_now_and_then() {
        let mut told = None;
        let seconds: Vec<u64> = (0..=1800).rev().filter(|s| is_told(&mut told, Duration::from_secs(*s))).collect();
        assert_eq!(seconds, [1800, 1799, 1499, 1199, 899, 599, 299, 59]);
    }

    #[test]
    fn somebody_is_named_to_call() {
        let names = ["Josh".into(), "Mina".into()];
        for (contact, approvers, named) in
            [("Josh (+41 79)", &names[..], "Josh (+41 79)"), ("", &names[..], "Josh or Mina"), ("", &[], "an approver")]
        {
            assert_eq!(callee(&contact.into(), approvers), named);
        }
    }

    #[test]
    fn what_is_read_aloud_and_the_command_are_shown() {
        let (request, contact) = (request(), Clean::new("Josh (deputy Mina)"));
        let approvers = ["ana".into(), "Josh".into()];
        let gate =
            Gate { request: &request, approvers: &approvers, contact: &contact, flags: &["--state-dir s".into()] };
        let lines = shown(gate, "step 5 of 9", 79);
        let is_command = |line: &str| line.contains("undo") || line.contains("duckops approve");
        assert!(lines.iter().filter(|line| !is_command(line)).all(|line| width_of(line) <= 79), "{lines:#?}");
        let text = lines.join("\n");
        let command = "duckops approve 7F3K-2 --approver Josh --method call --reference \"…\" --state-dir s";
        for part in ["needs T-JOSH (ana, Josh)", "Call Josh", "\"Request 7F3K-2: prod 43 -> 41", command] {
            assert!(text.contains(part), "{part} is missing:\n{text}");
        }
    }
}
