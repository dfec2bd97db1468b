//! The one type for text that comes from outside: log lines, JSON strings, AWS errors, file contents,
//! the environment. Nothing of it reaches a terminal, a report or a disk except through [`Clean`].

pub mod commands;
mod html;
mod markdown;
mod redact;
mod sanitise;
mod sentence;
mod shell;
mod shown;

pub use html::Html;
pub use markdown::Markdown;
pub use redact::{Redaction, redact_also, secrets as secrets_replaced};
pub use sanitise::acts;
pub use sentence::sentence;
pub use shell::shell_word;
pub use shown::Shown;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Text that is safe to show: one line, no control and no bidirectional characters (they are shown as
/// visible escapes), secrets replaced. Deserialising cleans again, so a planted file gains nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Clean(String);

impl Clean {
    /// Cleans and redacts any text.
    pub fn new(raw: impl AsRef<str>) -> Self {
        Self(redact::secrets(&sanitise::one_line(raw.as_ref())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// At most `max` characters; what is cut is said by an ellipsis.
    pub fn shortened(&self, max: usize) -> Clean {
        if self.0.chars().count() <= max {
            return self.clone();
        }
        let kept: String = self.0.chars().take(max.saturating_sub(1)).collect();
        Clean(format!("{kept}…"))
    }

    /// This text in a page of HTML, in which nothing is markup.
    pub fn html(&self) -> Html {
        Html::escape(self)
    }

    /// This text as a Markdown value, in which nothing is markup.
    pub fn markdown(&self) -> Markdown {
        Markdown::escape(self)
    }

    /// The same as a line of its own.
    pub fn markdown_line(&self) -> Markdown {
        Markdown::line(self)
    }
}

impl From<String> for Clean {
    fn from(raw: String) -> Self {
        Clean::new(raw)
    }
}

impl From<&str> for Clean {
    fn from(raw: &str) -> Self {
        Clean::new(raw)
    }
}

impl From<Clean> for String {
    fn from(clean: Clean) -> Self {
        clean.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
