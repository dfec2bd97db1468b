//! Looks that are begun before their step comes. The walk knows nothing of it: evidence carries its own time.

use super::Platform;
use chrono::TimeDelta;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Evidence, Query, observations};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;

/// A cache keyed by the settled query. Each look is used once; those still running end with it.
pub struct Prefetch {
    stack: Arc<dyn Platform>,
    clock: Arc<dyn Clock>,
    begun: Mutex<HashMap<String, JoinHandle<Evidence>>>,
}

impl Prefetch {
    pub fn new(stack: Arc<dyn Platform>, clock: Arc<dyn Clock>) -> Self {
        Self { stack, clock, begun: Mutex::new(HashMap::new()) }
    }

    /// Begins those looks that may be asked ahead of their step and are not under way already.
    pub fn start(&self, queries: Vec<Query>) {
        let mut begun = self.begun();
        for query in queries {
            let allowed = observations::observation(&query.observe).is_some_and(|one| one.prefetch);
            let Some(key) = key(&query).filter(|key| allowed && !begun.contains_key(key)) else { continue };
            let stack = Arc::clone(&self.stack);
            begun.insert(key, tokio::spawn(async move { stack.look(&query).await }));
        }
    }

    /// The evidence of a look that was begun, waiting for it if it is still running. Nothing when none was, when
    /// it is older than `max_age`, or when it failed: then looking afresh is better than an old failure.
    pub async fn take(&self, query: &Query, max_age: Duration) -> Option<Evidence> {
        let begun = self.begun().remove(&key(query)?)?;
        let evidence = begun.await.ok()?;
        let oldest = self.clock.now() - TimeDelta::from_std(max_age).ok()?;
        (evidence.at >= oldest && evidence.failure().is_none()).then_some(evidence)
    }

    /// Forgets everything, running or not: after an effect the world is another one.
    pub fn clear(&self) {
        self.begun().drain().for_each(|(_, look)| look.abort());
    }

    fn begun(&self) -> MutexGuard<'_, HashMap<String, JoinHandle<Evidence>>> {
        // A map of handles is whole whatever its last holder did.
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Prefetch {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A query has no order and no hash; its JSON is the same for the same query.
fn key(query: &Query) -> Option<String> {
    serde_json::to_string(query).ok()
}
