//! What we depend on: its licences, its one TLS stack, and how much of it there is.
//! `deny.toml` says the same to cargo-deny; keep both alike.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const LICENCES: &str = "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 BlueOak-1.0.0 CDLA-Permissive-2.0 \
                        ISC MIT MIT-0 Unicode-3.0 Unlicense Zlib";
/// rustls with aws-lc-rs is the one; these are the others.
const OTHER_TLS: [&str; 6] = ["ring", "openssl", "openssl-sys", "native-tls", "schannel", "boring"];
/// A tenth of them, the reader of JSON Schema, serve only the tests.
const MOST_PACKAGES: usize = 420;

#[test]
fn every_licence_is_on_the_list() {
    let packages = built();
    assert!(packages.len() > 100, "cargo tree shows only {}", packages.len());
    let refused: Vec<_> = packages.iter().filter(|[.., licence]| !allowed(licence)).collect();
    assert!(refused.is_empty(), "licences that are not on the list: {refused:?}");
}

#[test]
fn there_is_one_tls_stack() {
    let packages = built();
    let versions = |wanted: &str| packages.iter().filter(|[name, ..]| name == wanted).count();
    let others: Vec<_> = OTHER_TLS.into_iter().filter(|name| versions(name) > 0).collect();
    assert!(others.is_empty(), "a second TLS stack: {others:?}; `cargo tree -i` shows who wants it");
    assert_eq!((versions("rustls"), versions("aws-lc-rs")), (1, 1), "versions of rustls and of aws-lc-rs");
}

#[test]
fn the_lock_file_is_committed_and_not_too_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let packages = lock.matches("[[package]]").count();
    assert!(packages <= MOST_PACKAGES, "{packages} locked packages are more than {MOST_PACKAGES}");
    if root.join(".git").exists() {
        let listed = Command::new("git").current_dir(root).args(["ls-files", "Cargo.lock"]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&listed.stdout).trim(), "Cargo.lock", "Cargo.lock is not committed");
    }
}

#[test]
fn licence_expressions() {
    let good = [
        "MIT",
        "MIT OR GPL-3.0",
        "Apache-2.0 / MIT",
        "(MIT OR GPL-3.0) AND Zlib",
        "MIT/Apache-2.0",
        "Apache-2.0 WITH LLVM-exception OR MIT",
        "ISC AND (Apache-2.0 OR ISC)",
    ];
    let bad = ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "MIT AND (GPL-3.0 OR AGPL-3.0)"];
    assert!(good.iter().all(|one| allowed(one)), "{good:?}");
    assert!(!bad.iter().any(|one| allowed(one)), "{bad:?}");
}

/// Whether the list satisfies an SPDX expression: AND binds tighter than OR, an old `/` means OR.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    either(&mut words) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>) -> bool {
    let mut good = both(words);
    while words.next_if_eq(&"OR").is_some() {
        good |= both(words);
    }
    good
}

fn both(words: &mut Words<'_>) -> bool {
    let mut good = single(words);
    while words.next_if_eq(&"AND").is_some() {
        good &= single(words);
    }
    good
}

fn single(words: &mut Words<'_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let good = either(words);
        return words.next_if_eq(&")").is_some() && good;
    }
    let good = words.next().is_some_and(|word| LICENCES.split(' ').any(|licence| licence == word));
    // An exception only gives more rights than the licence does.
    if words.next_if_eq(&"WITH").is_some() {
        words.next();
    }
    good
}

/// Name, version and licence of each package that is built on this machine with the default features, tests included.
///
/// Not `cargo metadata`: it follows `ring?/alloc` in rustls-webpki, so it shows ring although nothing builds it.
fn built() -> Vec<[String; 3]> {
    let asked = ["tree", "--workspace", "--locked", "--prefix", "none", "--format", "{p}|{l}"];
    let output = Command::new(env!("CARGO")).current_dir(env!("CARGO_MANIFEST_DIR")).args(asked).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let lines: BTreeSet<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    lines.into_iter().filter_map(package).collect()
}

/// `serde v1.0.0 (proc-macro)|MIT OR Apache-2.0`
fn package(line: &str) -> Option<[String; 3]> {
    let (package, licence) = line.rsplit_once('|')?;
    let mut words = package.split(' ');
    Some([words.next()?.to_owned(), words.next()?.to_owned(), licence.to_owned()])
}
