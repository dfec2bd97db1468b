//! What the tests share. Everything is made under `target/` and talks to loopback only.

pub mod aws;
pub mod curl;
pub mod duckops;
pub mod http;
pub mod inside;
pub mod ministack;
pub mod piped;
pub mod ring;
pub mod seeded;
pub mod venv;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// The folder below `target/` for what tests make.
pub fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A file of the tests' own, such as `ministack/launch.py`.
pub fn test_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Says it on the real stderr: what goes through `eprintln!` is captured while a test runs.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Waits until `ready` gives something, looking every few milliseconds.
pub fn until<T>(limit: Duration, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = ready() {
            return Some(value);
        }
        if Instant::now() > end {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// What a test needs, or a loud skip. Under `CI=true` there are no skips.
pub fn or_skip<T>(what: &str, found: Result<T, String>) -> Option<T> {
    match found {
        Ok(value) => Some(value),
        Err(why) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("{what} is needed where CI=true: {why}")
        }
        Err(why) => {
            say(&format!("SKIPPED {what}: {why}"));
            None
        }
    }
}
