//! Looks that are begun before their step comes. The walk knows nothing of it: evidence carries its own time.

use super::Platform;
use duckops_core::time::Utc;
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
    begun: Mutex<HashMap<String, Ahead>>,
}

/// A look, and when it was begun by either clock.
struct Ahead {
    look: JoinHandle<Evidence>,
    at: Utc,
    elapsed: Duration,
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
            let (at, elapsed) = (self.clock.now(), self.clock.elapsed());
            let look = tokio::spawn(async move { stack.look(&query).await });
            begun.insert(key, Ahead { look, at, elapsed });
        }
    }

    /// The evidence of a look that was begun, waiting for it if it is still running. Nothing when none was, when
    /// it is older than `max_age`, or when it failed: then looking afresh is better than an old failure.
    pub async fn take(&self, query: &Query, max_age: Duration) -> Option<Evidence> {
        let Ahead { look, at, elapsed } = self.begun().remove(&key(query)?)?;
        let evidence = look.await.ok()?;
        (self.age(at, elapsed) <= max_age && evidence.failure().is_none()).then_some(evidence)
    }

    /// The clock on the wall may be set back, so it makes nothing younger. The other one stands still while a machine
    /// sleeps: what is hours old by the wall is looked at afresh.
    fn age(&self, at: Utc, elapsed: Duration) -> Duration {
        let by_the_wall = (self.clock.now() - at).to_std().unwrap_or(Duration::ZERO);
        self.clock.elapsed().saturating_sub(elapsed).max(by_the_wall)
    }

    /// Forgets everything, running or not: after an effect the world is another one.
    pub fn clear(&self) {
        self.begun().drain().for_each(|(_, begun)| begun.look.abort());
    }

    fn begun(&self) -> MutexGuard<'_, HashMap<String, Ahead>> {
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
