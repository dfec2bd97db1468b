//! What could come next, and what it is.

use clap_complete::engine::CompletionCandidate;
use duckops_core::text::Clean;

pub struct Found {
    value: Clean,
    what: Clean,
}

impl Found {
    pub fn new(value: impl Into<Clean>, what: impl Into<Clean>) -> Self {
        Self { value: value.into(), what: what.into() }
    }

    /// Ids are found in any case.
    pub fn begins(&self, typed: &str) -> bool {
        self.value.as_str().get(..typed.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(typed))
    }

    /// `older.anyway=yes`: an answer, not only what is asked.
    pub fn has_a_value(&self) -> bool {
        self.value.as_str().split_once('=').is_some_and(|(_, value)| !value.is_empty())
    }

    /// As many as there are keep their order.
    pub fn offered(self, at: usize) -> CompletionCandidate {
        let what = (!self.what.as_str().is_empty()).then(|| self.what.to_string().into());
        CompletionCandidate::new(self.value.to_string()).help(what).display_order(Some(at))
    }
}
