//! The console: the one module that owns the terminal.
//!
//! [`Console`] asks a person, [`Answers`] a file of answers, [`Script`] a test or a drill that plays by itself. All
//! three are the core's [`Ask`]. Nothing else reads keys, sets the terminal or hears signals, and nothing else
//! writes to the standard streams but [`Streams`].
//!
//! A prompt of ours is a [`session`]: raw mode, keys through crossterm, signals and time in one `select!`, given back
//! on drop. dialoguer and rustyline prompt on a thread of their own ([`foreign`]), never while a session is open.

mod answer_line;
mod answers;
mod ascii;
mod burst;
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
mod question;
pub mod render;
mod said;
mod script;
mod session;
mod signals;
mod step;
mod streams;
mod terminal;
mod texts;
mod values;
mod waiting;

pub use answers::{Answers, Key, Mistake};
pub use facts::{Choices, Color, Environment, Facts, Terminals};
pub use layout::{columns, cut, flow, wrap};
pub use script::{Cue, Script};
pub use signals::Signals;
pub use streams::{Captured, Gone, Streams};

use async_trait::async_trait;
use duckops_core::walk::StepId;
use duckops_core::walk::ports::{Ask, Clock, Interruption, Left, Prompt, Reply, Waiting};
use gate::Gate;
use std::io;
use std::sync::Arc;

/// A person at a terminal.
pub struct Console {
    streams: Streams,
    clock: Arc<dyn Clock>,
    /// Stands on every prompt: `DRILL inc-001`.
    tag: Option<String>,
    signals: Signals,
    /// The step whose keys were shown last, and where it stands: step `1` of `2`.
    place: Option<(StepId, usize, usize)>,
}

impl Console {
    /// Must be called inside the runtime. From then on Ctrl-C is heard by [`Ask`] alone.
    pub fn new(streams: Streams, clock: Arc<dyn Clock>, tag: Option<String>) -> io::Result<Self> {
        Ok(Self { streams, clock, tag, signals: Signals::new()?, place: None })
    }

    /// `DRILL inc-001  step 3 of 9`.
    fn status(&self, step: &StepId) -> String {
        let place = match &self.place {
            Some((at_step, at, of)) if at_step == step => format!("step {at} of {of}"),
            _ => format!("step {step}"),
        };
        self.tag.iter().chain([&place]).map(String::as_str).collect::<Vec<_>>().join("  ")
    }

    /// What stands before a line to type on: `DRILL `.
    fn mark(&self) -> String {
        let word = self.tag.as_deref().and_then(|tag| tag.split_whitespace().next());
        word.map(|word| format!("{word} ")).unwrap_or_default()
    }
}

#[async_trait]
impl Ask for Console {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        match prompt {
            Prompt::Step(prompt) => step::ask(self, prompt).await,
            Prompt::Question(prompt) => question::ask(self, prompt).await,
            Prompt::Confirm { step, plan } => confirm::ask(self, step, plan).await,
            Prompt::Approval { step, request, approvers, contact } => {
                gate::ask(self, step, Gate { request, approvers, contact }).await
            }
        }
    }

    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption {
        waiting::meanwhile(self, waiting).await
    }
}
