//! Reading page after page, with an end.

use super::Stack;
use duckops_core::world::{Known, Why, WhyKind, duration_text};
use std::time::Duration;

/// A reply of a megabyte each.
const PAGES: u32 = 500;
/// How many calls' time a list may take in all.
const CALLS: u32 = 4;

/// How much more may be read of one list.
pub(super) struct Pages<'a> {
    stack: &'a Stack,
    began: Duration,
    read: u32,
}

impl Stack {
    pub(super) fn pages(&self) -> Pages<'_> {
        Pages { stack: self, began: self.clock.elapsed(), read: 0 }
    }
}

impl Pages<'_> {
    /// Counts a page that was read; an error when there is to be no further one.
    pub fn another(&mut self) -> Known<()> {
        self.read += 1;
        let limit = CALLS * self.stack.settings.aws_timeout;
        if self.read < PAGES && self.stack.clock.elapsed().saturating_sub(self.began) < limit {
            return Ok(());
        }
        let words =
            format!("not all could be read: {} pages within {}, and there are more", self.read, duration_text(limit));
        Err(Why::new(WhyKind::TimedOut, words).hint("ask for a shorter time"))
    }
}
