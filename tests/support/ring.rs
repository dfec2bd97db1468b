//! How long each ring of the tests takes.

use super::say;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

struct Times {
    began: Instant,
    running: u32,
    /// The harness runs each test in a thread of its name.
    tests: BTreeSet<String>,
    spent: Duration,
}

static RINGS: Mutex<BTreeMap<&str, Times>> = Mutex::new(BTreeMap::new());

/// Held while a test of the ring runs.
pub struct InRing(&'static str, Instant);

/// Counts this test to a ring: `let _ring = ring::enter("drill");` as its first line.
pub fn enter(ring: &'static str) -> InRing {
    enter_since(ring, Instant::now())
}

pub fn enter_since(ring: &'static str, began: Instant) -> InRing {
    let mut rings = RINGS.lock().unwrap_or_else(PoisonError::into_inner);
    let new = Times { began, running: 0, tests: BTreeSet::new(), spent: Duration::ZERO };
    let times = rings.entry(ring).or_insert(new);
    times.running += 1;
    times.tests.extend(thread::current().name().map(str::to_owned));
    InRing(ring, began)
}

impl Drop for InRing {
    /// Whenever no test of the ring is running any more, it tells the total so far. The last such
    /// line is the ring's time: nothing in the test harness runs after the last test.
    fn drop(&mut self) {
        let mut rings = RINGS.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = rings.get_mut(self.0) else { return };
        times.running -= 1;
        times.spent += self.1.elapsed();
        if times.running == 0 {
            let (ring, tests) = (self.0, times.tests.len());
            let (wall, spent) = (times.began.elapsed().as_secs_f32(), times.spent.as_secs_f32());
            say(&format!("ring {ring}: {tests} tests so far, {wall:.1} s by the clock, {spent:.1} s of tests"));
        }
    }
}
