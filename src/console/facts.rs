//! What follows from the environment, the flags and the streams: colour, UTF-8, whether to prompt.

use super::programs::Programs;

/// The variables that say something about the terminal, as they were found. Read once, by the app.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub columns: Option<String>,
    pub no_color: Option<String>,
    pub term: Option<String>,
    pub lc_all: Option<String>,
    pub lc_ctype: Option<String>,
    pub lang: Option<String>,
    pub programs: Programs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// What was said on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    pub color: Color,
    pub plain: bool,
}

/// Which of the streams are a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminals {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
}

/// What follows from all of that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub terminals: Terminals,
    pub color_out: bool,
    pub color_err: bool,
    pub utf8: bool,
    /// Nothing is redrawn and nothing is drawn with lines: for screen readers and logs.
    pub plain: bool,
    /// The terminal understands no escapes.
    pub dumb: bool,
    pub columns: Option<usize>,
    /// For what is long.
    pub programs: Programs,
}

impl Facts {
    pub fn new(terminals: Terminals, environment: &Environment, choices: Choices) -> Self {
        let dumb = environment.term.as_deref().is_none_or(|term| term.is_empty() || term == "dumb");
        let color = |terminal: bool| match choices.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !dumb && environment.no_color.as_deref().unwrap_or_default().is_empty(),
        };
        Self {
            terminals,
            color_out: color(terminals.stdout),
            color_err: color(terminals.stderr),
            utf8: environment.is_utf8(),
            plain: choices.plain,
            dumb,
            columns: environment.columns.as_deref().and_then(|n| n.parse().ok()).filter(|n| *n > 0),
            programs: environment.programs.clone(),
        }
    }

    /// Prompts need a terminal where they are written and where they are answered; stdout may be a pipe.
    pub fn can_prompt(&self) -> bool {
        self.terminals.stdin && self.terminals.stderr
    }

    /// Whether a line on stderr may be drawn over.
    pub fn redraws(&self) -> bool {
        self.terminals.stderr && !self.plain && !self.dumb
    }
}

impl Environment {
    /// The first variable of these that is set decides (POSIX, "Environment Variables", 8.2).
    fn is_utf8(&self) -> bool {
        let set = [&self.lc_all, &self.lc_ctype, &self.lang].into_iter().flatten().find(|value| !value.is_empty());
        set.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Option<String> {
        Some(text.into())
    }

    const ALL: Terminals = Terminals { stdin: true, stdout: true, stderr: true };

    #[test]
    fn colour_follows_the_flag_then_the_environment_then_the_stream() {
        for (color, no_color, term, terminal, colored) in [
            (Color::Auto, None, "xterm", true, true),
            (Color::Auto, None, "xterm", false, false),
            (Color::Auto, None, "dumb", true, false),
            (Color::Auto, None, "", true, false),
            (Color::Auto, set("1"), "xterm", true, false),
            (Color::Auto, set(""), "xterm", true, true),
            (Color::Always, set("1"), "dumb", false, true),
            (Color::Never, None, "xterm", true, false),
        ] {
            let environment = Environment { no_color, term: set(term), ..Environment::default() };
            let terminals = Terminals { stdout: terminal, ..ALL };
            let facts = Facts::new(terminals, &environment, Choices { color, plain: false });
            assert_eq!(facts.color_out, colored, "{color:?} {environment:?} {terminal}");
        }
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        for (lc_all, lc_ctype, lang, utf8) in [
            (None, None, set("en_US.UTF-8"), true),
            (None, None, set("C.utf8"), true),
            (None, set("C"), set("en_US.UTF-8"), false),
            (set(""), None, set("de_DE.UTF-8"), true),
            (set("POSIX"), set("UTF-8"), None, false),
            (None, None, None, false),
        ] {
            let environment = Environment { lc_all, lc_ctype, lang, ..Environment::default() };
            assert_eq!(environment.is_utf8(), utf8, "{environment:?}");
        }
    }

    #[test]
    fn prompting_asks_for_stdin_and_stderr_only() {
        for (stdin, stdout, stderr, can) in
            [(true, false, true, true), (false, true, true, false), (true, true, false, false)]
        {
            let facts = Facts { terminals: Terminals { stdin, stdout, stderr }, ..Facts::default() };
            assert_eq!(facts.can_prompt(), can);
        }
    }
}
