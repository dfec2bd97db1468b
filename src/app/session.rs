//! What every command has: environment, settings, streams, clock.

use crate::cli::ColorWhen;
use crate::clock;
use crate::console::render::{Detail, Page};
use crate::console::{Choices, Color, Data, Environment as TerminalVars, Programs, Streams};
use crate::environment::Environment;
use crate::error::{Error, Exit};
use crate::settings::Resolved;
use crate::untold::Untold;
use duckops_core::text::{Clean, commands};
use duckops_core::walk::ports::Clock;
use std::sync::Arc;

#[derive(Clone)]
pub struct Session {
    pub environment: Environment,
    pub settings: Resolved,
    pub streams: Streams,
    pub clock: Arc<dyn Clock>,
    /// What a crash had cut off and was set aside, to be said at the end.
    pub aside: Untold,
}

impl Session {
    pub fn new(environment: Environment, settings: Resolved) -> Result<Self, Error> {
        let streams = streams(&environment, settings.color, settings.plain);
        let clock = clock::of_process(&environment);
        Ok(Self { environment, settings, streams, clock, aside: Untold::default() })
    }

    /// Data. A reader who has seen enough and closed the pipe is no error.
    pub fn out(&self, text: &str) -> Result<(), Error> {
        written(&self.streams, Data::Lines(text))
    }

    /// A message.
    pub fn err(&self, text: &str) {
        let _closed = self.streams.err(text);
    }

    pub fn json(&self, value: &serde_json::Value) -> Result<(), Error> {
        self.json_lines(&format!("{value}\n"))
    }

    /// JSON that is written already.
    pub fn json_lines(&self, written: &str) -> Result<(), Error> {
        self::written(&self.streams, Data::Json(written))
    }

    pub fn page(&self) -> Page {
        let detail = match (self.settings.quiet, self.settings.verbose) {
            (true, _) => Detail::Less,
            (false, 0) => Detail::Usual,
            (false, _) => Detail::More,
        };
        Page {
            width: self.streams.width().clamp(20, 120),
            colour: self.streams.facts.color_out,
            detail,
            repeat: self.settings.repeat.as_slice().into(),
            dated: false,
        }
    }

    /// Commands to type later, in a text: each with the flags that this one was given.
    pub fn again(&self, text: &str) -> String {
        commands::duckops_with(text, &self.settings.repeat)
    }

    /// Whether there is somebody to ask.
    pub fn can_ask(&self) -> bool {
        !self.settings.no_input && self.streams.facts.can_prompt()
    }

    /// Once: whoever reads the file next finds it whole.
    pub fn say_set_aside(&self) {
        for path in self.aside.take() {
            let (file, kept) = (path.with_extension("jsonl"), path.display());
            self.err(&format!("the last line of {} was cut off; it is kept in {kept}\n", file.display()));
        }
    }

    /// What is to be typed next repeats the flags, whoever made the hint.
    pub fn complain(&self, error: &Error) -> Exit {
        let hint = error.hint.as_ref().map(|hint| Clean::new(self.again(hint.as_str())));
        self.err(&Error { hint, ..error.clone() }.to_string());
        error.exit
    }
}

fn streams(environment: &Environment, color: ColorWhen, plain: bool) -> Streams {
    let var = |name: &str| environment.var(name).map(ToString::to_string);
    let vars = TerminalVars {
        columns: var("COLUMNS"),
        no_color: var("NO_COLOR"),
        term: var("TERM"),
        lc_all: var("LC_ALL"),
        lc_ctype: var("LC_CTYPE"),
        lang: var("LANG"),
        programs: Programs::new(var("PAGER"), var("VISUAL"), var("EDITOR"), var("LESS")),
    };
    let color = match color {
        ColorWhen::Auto => Color::Auto,
        ColorWhen::Always => Color::Always,
        ColorWhen::Never => Color::Never,
    };
    Streams::real(&vars, Choices { color, plain })
}

/// Half of a page or of a policy would pass for the whole.
fn written(streams: &Streams, data: Data<'_>) -> Result<(), Error> {
    let cannot = |cause| Error::new(Exit::Stopped, "cannot write the output").because(cause);
    streams.data(data).map_err(cannot)
}

/// Data before there is a session: how that ends.
pub fn say(data: Data<'_>) -> Exit {
    let said = written(&streams(&Environment::default(), ColorWhen::Never, true), data);
    said.map_or_else(|error| complain(&error), |()| Exit::Done)
}

/// A message before there is a session.
pub fn say_wrong(text: &str) {
    let _closed = streams(&Environment::default(), ColorWhen::Never, true).err(text);
}

/// An error before there is a session.
pub fn complain(error: &Error) -> Exit {
    say_wrong(&error.to_string());
    error.exit
}
