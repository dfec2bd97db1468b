//! From the facts of one look to evidence: request, words, time, bytes.

use super::{Stack, meter};
use duckops_core::text::Clean;
use duckops_core::world::{Evidence, Facts, Known, Query};

/// What came back: the facts, and one line about them.
pub(super) struct Seen<F> {
    pub facts: F,
    pub summary: String,
}

impl Stack {
    /// Runs one look and keeps the books. `at` is the moment of asking: what is seen is at least as new.
    pub(super) async fn seen<F: Facts>(
        &self,
        query: &Query,
        request: String,
        look: impl Future<Output = Known<Seen<F>>>,
    ) -> Evidence {
        let (at, began) = (self.clock.now(), self.clock.elapsed());
        let (seen, bytes) = meter::metered(look).await;
        let seen = seen.unwrap_or_else(|why| Seen { facts: F::unknown(&why), summary: why.text.as_str().to_owned() });
        Evidence {
            query: query.clone(),
            request: Clean::new(request),
            summary: Clean::new(seen.summary).shortened(300),
            at,
            took: self.clock.elapsed().saturating_sub(began),
            bytes,
            facts: seen.facts.into_facts(),
        }
    }
}
