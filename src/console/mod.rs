//! The console: the one module that owns the terminal.
//!
//! [`Console`] asks a person, [`Answers`] a file of answers, [`Script`] a test or a drill that plays by itself. All
//! three are the core's [`Ask`]. Nothing else reads keys, sets the terminal or hears signals, and nothing else
//! writes to the standard streams but [`Streams`].
//!
//! A prompt of ours is a [`session`]: raw mode, keys through crossterm, signals and time in one `select!`, given back
//! on drop. rustyline prompts on a thread of its own ([`foreign`]), never while a session is open; of dialoguer only its
//! theme is used, since its prompts hear no Ctrl-Z.

mod answer_line;
mod answers;
mod ascii;
mod burst;
mod clipboard;
mod confirm;
mod edit;
mod facts;
mod foreign;
mod gate;
mod keys;
mod layout;
mod line;
mod lists;
mod menu;
mod paint;
mod pick;
mod programs;
mod question;
pub mod render;
mod said;
mod screen;
mod script;
mod session;
mod signals;
mod step;
mod streams;
mod terminal;
mod texts;
mod values;
mod waiting;
mod ways;
mod yes_no;

pub use answers::{Answers, Key, Mistake};
pub use facts::{Choices, Color, Environment, Facts, Terminals};
pub use layout::{columns, cut, fitting, flow, width_of, wrap};
pub use programs::Programs;
pub use screen::{Screen, Wish};
pub use script::{Cue, Script};
pub use signals::{Signals, outlive_limits};
pub use streams::{Captured, Data, Gone, Streams};
pub use values::moment;
pub use ways::Leaving;

use async_trait::async_trait;
use duckops_core::text::Clean;
use duckops_core::walk::ports::{Ask, Clock, Interruption, Left, Prompt, Reply, Waiting};
use gate::Gate;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// A person at a terminal.
pub struct Console {
    streams: Streams,
    clock: Arc<dyn Clock>,
    /// Stands on every prompt: `DRILL inc-001`.
    tag: Option<String>,
    /// What stands beside it for as long as it holds: `INCIDENT P1 12 min`.
    standing: Standing,
    /// All that the open step's looks brought.
    evidence: Evidence,
    /// What a command must repeat that is shown to be typed in another terminal.
    flags: Arc<[String]>,
    leaving: Leaving,
    signals: Signals,
}

/// Tells what holds just now, in a word or two.
pub type Standing = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// The open step's looks, whole, as they were last shown; empty where nothing was looked at.
#[derive(Clone, Debug, Default)]
pub struct Evidence(Arc<Mutex<String>>);

impl Evidence {
    pub fn set(&self, text: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Console {
    /// Must be called inside the runtime. From then on Ctrl-C is heard by [`Ask`] alone.
    pub fn new(streams: Streams, clock: Arc<dyn Clock>, tag: Option<String>) -> io::Result<Self> {
        let (standing, evidence): (Standing, _) = (Arc::new(|| None), Evidence::default());
        let leaving = Leaving::default();
        Ok(Self { streams, clock, tag, standing, evidence, flags: [].into(), leaving, signals: Signals::new()? })
    }

    /// Commands that are shown repeat these flags.
    pub fn repeating(self, flags: &[String]) -> Self {
        Self { flags: flags.into(), ..self }
    }

    /// What is said of leaving.
    pub fn leaving(self, leaving: Leaving) -> Self {
        Self { leaving, ..self }
    }

    /// What the stack turned out to be is known only after it was looked at.
    pub fn tagged(&mut self, tag: String) {
        self.tag = Some(tag);
    }

    /// What holds while a prompt is put is asked for each of them.
    pub fn standing_in(&mut self, standing: Standing) {
        self.standing = standing;
    }

    /// Where the view keeps what it showed.
    pub fn showing(&mut self, evidence: Evidence) {
        self.evidence = evidence;
    }

    /// `DRILL inc-001  INCIDENT P1 12 min  step 3 of 9`.
    fn status(&self, place: &Clean) -> String {
        let standing = (self.standing)();
        let parts = self.tag.as_deref().into_iter().chain(standing.as_deref()).chain([place.as_str()]);
        parts.collect::<Vec<_>>().join("  ")
    }

    /// What stands before a line to type on, of the tag its words in capitals: `DRILL `, `DRILL DRY RUN `.
    fn mark(&self) -> String {
        let loud = |word: &&str| word.chars().all(char::is_uppercase);
        self.tag.iter().flat_map(|tag| tag.split_whitespace()).filter(loud).map(|word| format!("{word} ")).collect()
    }
}

#[async_trait]
impl Ask for Console {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        match prompt {
            Prompt::Step(prompt) => step::ask(self, prompt).await,
            Prompt::Question(prompt) => question::ask(self, prompt).await,
            Prompt::Confirm { place, plan, .. } => confirm::ask(self, place, plan).await,
            Prompt::Approval { place, request, approvers, contact, .. } => {
                let flags = Arc::clone(&self.flags);
                gate::ask(self, place, Gate { request, approvers, contact, flags: &flags }).await
            }
        }
    }

    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption {
        waiting::meanwhile(self, waiting).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckops_core::time::Utc;
    use std::time::Duration;

    struct Stopped;

    #[async_trait]
    impl Clock for Stopped {
        fn now(&self) -> Utc {
            Utc::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        async fn sleep(&self, _: Duration) {}
    }

    #[tokio::test]
    async fn the_tag_and_the_place_stand_on_every_prompt() {
        let (streams, _) = Streams::memory(Facts::default());
        let drill = Console::new(streams.clone(), Arc::new(Stopped), Some("DRILL inc-001".into())).unwrap();
        let place = Clean::new("step 3 of 9");
        assert_eq!((drill.status(&place), drill.mark()), ("DRILL inc-001  step 3 of 9".into(), "DRILL ".into()));
        let dry = Console { tag: Some("DRILL inc-001  DRY RUN".into()), ..drill };
        assert_eq!(dry.mark(), "DRILL DRY RUN ");
        let real = Console { tag: None, ..dry };
        assert_eq!((real.status(&place), real.mark()), ("step 3 of 9".into(), String::new()));
    }

    #[tokio::test]
    async fn without_a_terminal_nothing_is_asked() {
        let (streams, captured) = Streams::memory(Facts::default());
        let mut console = Console::new(streams, Arc::new(Stopped), None).unwrap();
        let prompt = Prompt::Step(menu::tests::step(None));
        assert_eq!(console.ask(&prompt).await, Err(Left::Gone));
        assert_eq!(captured.err(), "");
    }
}
