//! Which duckops this is.

use serde_json::{Value, json};

/// The commit of a release; `dev` of a build that is worked with, `release` where there was no repository.
const BUILD: &str = env!("BUILT_FROM");

pub const LINE: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BUILT_FROM"), ")");

pub fn json() -> Value {
    let (version, os, arch) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    json!({ "name": "duckops", "version": version, "build": BUILD, "os": os, "arch": arch })
}
