//! Where a test build can be killed: before and after each operation of `disk`, and around each change that is sent.
//! SIGKILL leaves the page cache; what a power loss leaves is told by `disk::loss`. And where it can panic: at a drawing
//! of the live screen. Elsewhere there is nothing here.

#[cfg(feature = "testkit")]
mod counted {
    use std::sync::atomic::{AtomicU64, Ordering};

    static PASSED: AtomicU64 = AtomicU64::new(0);
    static KILLED_AT: AtomicU64 = AtomicU64::new(0);
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    static PANICS_AT: AtomicU64 = AtomicU64::new(0);

    /// From the environment: `DUCKOPS_DIE_AT=17` kills at the seventeenth point.
    pub fn arm(at: u64) {
        KILLED_AT.store(at, Ordering::SeqCst);
    }

    /// From the environment: `DUCKOPS_PANICS_AT=3` panics at the third drawing of the live screen.
    pub fn arm_drawing(at: u64) {
        PANICS_AT.store(at, Ordering::SeqCst);
    }

    pub fn drawing() {
        let here = DRAWN.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(here != PANICS_AT.load(Ordering::SeqCst), "this drawing was to panic");
    }

    /// How many points were passed.
    pub fn passed() -> u64 {
        PASSED.load(Ordering::SeqCst)
    }

    pub fn point() {
        let here = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        if here == KILLED_AT.load(Ordering::SeqCst) {
            // SIGKILL: nothing is tidied up, the page cache stays.
            let killed = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
            debug_assert!(killed.is_ok());
        }
    }
}

#[cfg(feature = "testkit")]
pub use counted::{arm, arm_drawing, drawing, passed, point};

/// Nothing, where nothing is tested.
#[cfg(not(feature = "testkit"))]
pub fn point() {}

#[cfg(not(feature = "testkit"))]
pub fn drawing() {}
