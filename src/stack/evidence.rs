//! From the facts of one look to evidence: request, words, time, bytes.

use super::{Stack, meter};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::{Evidence, Fact, Facts, Known, Query, Why, observations};
use std::collections::BTreeMap;
use std::time::Duration;

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

/// A look that did not take place: every declared fact is unknown.
pub(super) fn unknown(query: &Query, why: &Why, at: Utc) -> Evidence {
    let declared = observations::observation(&query.observe).map_or(&[][..], |one| one.facts);
    let facts: BTreeMap<_, _> =
        declared.iter().map(|fact| (fact.name.to_owned(), Fact::Unknown(why.clone()))).collect();
    let (request, summary) = (Clean::new(&query.observe), why.text.clone());
    Evidence { query: query.clone(), request, summary, at, took: Duration::ZERO, bytes: 0, facts }
}
