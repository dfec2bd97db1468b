//! Embedding the runbooks: a new file in `runbooks/` makes the crate build anew. A release says which commit it is of.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=runbooks");
    println!("cargo::rustc-env=BUILT_FROM={}", build());
}

/// While it is worked on, a build would be made anew by each commit: only a release has one.
#[allow(clippy::disallowed_methods, reason = "cargo tells a build script by its environment")]
fn build() -> String {
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return "dev".into();
    }
    // Every commit and every checkout writes a line there.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    // From a package there is no repository.
    git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "release".into())
}

fn git(args: &[&str]) -> Option<String> {
    let ran = Command::new("git").args(args).output().ok().filter(|ran| ran.status.success())?;
    String::from_utf8(ran.stdout).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
