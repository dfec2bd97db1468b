//! The only place that reads the time of the machine.

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The machine's clocks.
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one home of the clock")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one home of the clock")]
    fn now(&self) -> Utc {
        chrono::Utc::now()
    }

    fn local(&self, at: Utc) -> DateTime<FixedOffset> {
        at.with_timezone(&chrono::Local).fixed_offset()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// The clock of this process: the machine's, or in test builds the one that `DUCKOPS_NOW` sets, in UTC or in the zone
/// that `DUCKOPS_ZONE` names: `+01:00`. `@FILE` is a clock that somebody else moves: the file says what time it is.
pub fn of_process(environment: &crate::environment::Environment) -> Arc<dyn Clock> {
    #[cfg(feature = "testkit")]
    if let Some((now, file)) = environment.var("DUCKOPS_NOW").and_then(testkit::set) {
        let zone = environment.var("DUCKOPS_ZONE").and_then(|zone| zone.parse().ok());
        return Arc::new(testkit::SetClock::new(now).in_zone(zone).moved_by(file));
    }
    let _ = environment;
    Arc::new(SystemClock::new())
}

/// A clock that stands still and jumps when somebody sleeps. Absent from release builds and `cargo run`: whoever
/// could set the clock could forge the expiry of an approval.
#[cfg(feature = "testkit")]
pub mod testkit {
    use super::{Clock, DateTime, Duration, FixedOffset, Utc, async_trait};
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    pub struct SetClock {
        start: Utc,
        slept: Mutex<Duration>,
        zone: Option<FixedOffset>,
        file: Option<PathBuf>,
    }

    /// A time, or the file that says it.
    pub fn set(said: &str) -> Option<(Utc, Option<PathBuf>)> {
        match said.strip_prefix('@').map(PathBuf::from) {
            Some(file) => Some((read(&file)?, Some(file))),
            None => Some((said.parse().ok()?, None)),
        }
    }

    fn read(file: &Path) -> Option<Utc> {
        std::fs::read_to_string(file).ok()?.trim().parse().ok()
    }

    impl SetClock {
        pub fn new(start: Utc) -> Self {
            Self { start, slept: Mutex::new(Duration::ZERO), zone: None, file: None }
        }

        pub fn moved_by(self, file: Option<PathBuf>) -> Self {
            Self { file, ..self }
        }

        pub fn in_zone(self, zone: Option<FixedOffset>) -> Self {
            Self { zone, ..self }
        }
    }

    #[async_trait]
    impl Clock for SetClock {
        fn now(&self) -> Utc {
            self.file.as_deref().and_then(read).unwrap_or(self.start) + self.elapsed()
        }

        fn local(&self, at: Utc) -> DateTime<FixedOffset> {
            self.zone.map_or_else(|| at.fixed_offset(), |zone| at.with_timezone(&zone))
        }

        fn elapsed(&self) -> Duration {
            *self.slept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
        }

        async fn sleep(&self, time: Duration) {
            tokio::task::yield_now().await;
            *self.slept.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += time;
        }
    }
}
