//! The program in this process: a session whose clock is set and whose streams are kept.

use duckops::app::Session;
use duckops::cli::Global;
use duckops::clock::testkit::SetClock;
use duckops::console::{Captured, Facts, Streams};
use duckops::environment::Environment;
use duckops::untold::Untold;
use duckops_core::time::Utc;
use std::path::Path;
use std::sync::Arc;

pub fn session(root: &Path, now: Utc) -> (Session, Captured) {
    let vars = [("USER", "ana"), ("DUCKOPS_SEED", "7")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let environment =
        Environment { vars: vars.into(), cwd: root.into(), host: "here".into(), pid: 7, ..Environment::default() };
    let global = Global {
        state_dir: Some(root.join("state")),
        operator: Some("ana".into()),
        no_input: true,
        json: true,
        ..Global::default()
    };
    let settings = duckops::settings::resolve(&global, &environment).unwrap();
    let (streams, captured) = Streams::memory(Facts::default());
    let clock = Arc::new(SetClock::new(now));
    (Session { environment, settings, streams, clock, aside: Untold::default() }, captured)
}
