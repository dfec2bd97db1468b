//! Each promise in README names the tests that would fail if it were not kept, and they are there.

use super::text::{rows, section};
use super::{files, read};
use std::collections::BTreeSet;

/// The names of all tests: what follows `#[test]` and its like, in the program and beside it.
fn tests() -> BTreeSet<String> {
    let paths = ["src", "crates/core/src", "tests"].into_iter().flat_map(|folder| files(folder, &[".rs"]));
    paths.flat_map(|path| named(&read(&path))).collect()
}

fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in code.lines().map(str::trim) {
        if line == "#[test]" || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some(rest) = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ") {
            names.extend(is_test.then(|| rest.split('(').next().unwrap_or_default().to_owned()));
            is_test = false;
        }
    }
    names
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let (readme, tests) = (read("README.md"), tests());
    let rows = rows(section(&readme, "What we promise"));
    assert!(rows.len() > 15, "{rows:?}");
    for row in rows {
        let [promise, names] = row.as_slice() else { panic!("{row:?}") };
        let names: Vec<_> = names.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test is named for: {promise}");
        for name in names {
            assert!(tests.contains(name), "there is no test `{name}`: {promise}");
        }
    }
}

#[test]
fn a_test_is_told_from_a_function() {
    let code = "#[test]\n#[ignore]\nfn one() {}\nfn helper() {}\n    #[tokio::test]\n    async fn two() {}\n";
    assert_eq!(named(code), ["one", "two"]);
}
