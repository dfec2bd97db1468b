//! The five ports through which a walk touches the world.

use crate::time::Utc;
use async_trait::async_trait;
use std::time::Duration;

/// The only source of time. Wall-clock time for records, monotonic time for durations.
#[async_trait]
pub trait Clock: Send + Sync {
    fn now(&self) -> Utc;
    /// Monotonic time since some fixed start of this process.
    fn elapsed(&self) -> Duration;
    async fn sleep(&self, time: Duration);
}
