//! The test folder itself is in order.

use std::fs;
use std::path::{Path, PathBuf};

/// A test file that no `mod` names is never compiled, so never fails.
#[test]
fn every_test_file_is_a_module() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let orphans = orphans(&tests, &tests.join("main.rs"));
    assert!(orphans.is_empty(), "no `mod` names these files: {orphans:?}");
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
