//! The house is in order: who may know whom, what may stand where, and whether the documents are true.

mod arrows;
mod by_hand;
mod code;
mod features;
mod on_paper;
mod promises;
mod readme;
mod reference;
mod requirements;
pub mod text;
pub mod where_is_it;

use std::fs;
use std::path::{Path, PathBuf};

/// A test file that no `mod` names is never compiled, so never fails.
#[test]
fn every_test_file_is_a_module() {
    let tests = root().join("tests");
    let orphans = orphans(&tests, &tests.join("main.rs"));
    assert!(orphans.is_empty(), "no `mod` names these files: {orphans:?}");
}

/// What the logs in this repository hold: their heading, so that appending fits. Entries belong to the users of duckops.
#[test]
fn the_logs_hold_only_their_heading() {
    for (file, ledger) in [("GOVERNANCE-LOG.md", "governance"), ("DEPLOY-LOG.md", "deploy")] {
        assert_eq!(read(file), duckops_core::ledger::opening(ledger), "{file}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file by its path in the repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// The files below a folder with one of these endings, as paths in the repository, sorted.
fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| path.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The Rust files of the program, path and text.
fn sources() -> Vec<(String, String)> {
    let paths = ["src", "crates/core/src"].into_iter().flat_map(|folder| files(folder, &[".rs"]));
    paths.map(|path| (path.clone(), read(&path))).collect()
}

/// The Rust files of the program without its tests: what is built for users.
fn shipped() -> Vec<(String, String)> {
    let is_test = |path: &str| path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("/testing.rs");
    let kept = sources().into_iter().filter(|(path, _)| !is_test(path));
    kept.map(|(path, code)| (path, text::without_tests(&code))).collect()
}

/// The Rust files of `folder` and below that the module file `parent` does not name.
fn orphans(folder: &Path, parent: &Path) -> Vec<PathBuf> {
    let named = fs::read_to_string(parent).unwrap_or_default();
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            found.extend(orphans(&path, &module_file(&path)));
        } else if path.extension().is_some_and(|ext| ext == "rs") && path != parent && !names(&named, &stem) {
            found.push(path);
        }
    }
    found
}

fn module_file(folder: &Path) -> PathBuf {
    let beside = folder.with_extension("rs");
    if beside.exists() { beside } else { folder.join("mod.rs") }
}

fn names(text: &str, module: &str) -> bool {
    let declaration = format!("mod {module};");
    text.lines().any(|line| line.trim_start_matches("pub ").trim() == declaration)
}
