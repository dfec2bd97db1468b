//! Who may know whom: app → drive and adapters → core. Two packages hold the second arrow, this test the first.

use super::text::{named_of_crate, uses_crate, without_comments};
use super::{read, shipped};
use std::collections::{BTreeMap, BTreeSet};

/// What a module of the binary may name of the others. `app` composes them, so it may name all.
const ARROWS: &[(&str, &[&str])] = &[
    ("cli", &[]),
    ("environment", &[]),
    ("error", &[]),
    ("crash", &[]),
    ("disk", &["crash"]),
    ("untold", &[]),
    ("clock", &["environment"]),
    ("settings", &["cli", "disk", "environment", "error"]),
    ("drive", &[]),
    ("signing", &["disk"]),
    ("stack", &[]),
    ("ledger", &["disk", "untold"]),
    ("store", &["disk", "untold"]),
    ("console", &[]),
    ("report", &[]),
    ("drill", &[]),
    ("main", &[]),
];

/// Arrows that stand although the rule forbids them, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "report",
        "console",
        "lists of runbooks are laid out on the page that walks are laid out on: render::{Page, table}",
    ),
    ("settings", "report", "a mistake in duckops.toml is shown as one in a runbook is: mistakes::report"),
];

/// Crates that one module owns. A name that ends in `_` stands for all that begin so.
const OWNED: &[(&str, &[&str])] = &[
    ("aws_", &["stack"]),
    ("reqwest", &["stack"]),
    ("hyper", &["drill"]),
    ("hyper_util", &["drill"]),
    ("http_body_util", &["drill"]),
    ("crossterm", &["console"]),
    ("dialoguer", &["console"]),
    ("rustyline", &["console"]),
    ("ratatui", &["console", "report"]),
    ("signal_hook", &["console"]),
    ("comfy_table", &["console"]),
    ("miette", &["report"]),
    ("include_dir", &["app"]),
    ("clap", &["cli", "app"]),
    ("clap_complete", &["app"]),
    ("clap_mangen", &["app"]),
];

/// The pure part depends on nothing that could look at or change the world.
const NOT_IN_CORE: [&str; 9] =
    ["tokio", "reqwest", "hyper", "aws-", "crossterm", "dialoguer", "rustyline", "rustix", "clap"];

/// Module and code of every file of the binary, tests and comments left out.
fn modules() -> BTreeMap<String, String> {
    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    for (path, code) in shipped() {
        let Some(rest) = path.strip_prefix("src/") else { continue };
        let module = rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs");
        modules.entry(module.to_owned()).or_default().push_str(&without_comments(&code));
    }
    modules.remove("lib");
    modules
}

fn found(modules: &BTreeMap<String, String>) -> BTreeSet<(String, String)> {
    let pairs = modules
        .iter()
        .flat_map(|(module, code)| named_of_crate(code).into_iter().map(move |other| (module.clone(), other)));
    pairs.filter(|(module, other)| module != other && modules.contains_key(other)).collect()
}

#[test]
fn every_module_names_only_what_it_may() {
    let modules = modules();
    let allowed = |module: &str, other: &str| {
        module == "app" || ARROWS.iter().any(|(name, others)| *name == module && others.contains(&other))
    };
    let excepted = |module: &str, other: &str| EXCEPTIONS.iter().any(|(from, to, _)| (*from, *to) == (module, other));
    let found = found(&modules);
    assert!(found.len() > 10, "only {found:?}: are `use` lines still read?");
    let broken: Vec<_> = found.iter().filter(|(from, to)| !allowed(from, to) && !excepted(from, to)).collect();
    assert!(broken.is_empty(), "arrows that are not in the house (ARCHITECTURE.md): {broken:?}");
    let unknown: Vec<_> =
        modules.keys().filter(|name| *name != "app" && ARROWS.iter().all(|(known, _)| known != name)).collect();
    assert!(unknown.is_empty(), "say in ARROWS what these may name: {unknown:?}");
    let stale: Vec<_> =
        EXCEPTIONS.iter().filter(|(from, to, _)| !found.contains(&((*from).into(), (*to).into()))).collect();
    assert!(stale.is_empty(), "no longer needed: {stale:?}");
}

/// `super::super::…` up to the root of the crate would be an arrow that the test above does not see.
#[test]
fn no_module_is_reached_through_super() {
    for (path, code) in shipped() {
        let Some(rest) = path.strip_prefix("src/") else { continue };
        let depth = rest.split('/').count() - usize::from(rest.ends_with("/mod.rs"));
        let chain = "super::".repeat(depth);
        // Within a module of the same file a line is indented, and one more `super` is needed to leave the file.
        let found = code.lines().find(|line| !line.starts_with([' ', '/']) && line.contains(&chain));
        assert!(found.is_none(), "{path} reaches the root of the crate: {found:?}");
    }
}

#[test]
fn a_crate_that_belongs_to_a_module_is_used_there_alone() {
    for (module, code) in modules() {
        let foreign: Vec<_> = OWNED
            .iter()
            .filter(|(name, owners)| uses_crate(&code, name) && !owners.contains(&module.as_str()))
            .collect();
        assert!(foreign.is_empty(), "{module} uses what is not its own: {foreign:?}");
    }
    for (name, owners) in OWNED {
        let used = owners.iter().all(|owner| modules().get(*owner).is_some_and(|code| uses_crate(code, name)));
        assert!(used, "{owners:?} no longer use {name}");
    }
}

#[test]
fn the_core_is_pure() {
    let manifest: toml::Table = read("crates/core/Cargo.toml").parse().unwrap();
    let dependencies: Vec<_> = manifest["dependencies"].as_table().unwrap().keys().cloned().collect();
    let impure: Vec<_> =
        dependencies.iter().filter(|name| NOT_IN_CORE.iter().any(|bad| name.starts_with(bad))).collect();
    assert!(impure.is_empty(), "crates/core depends on {impure:?}");
    let world =
        ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime", "Instant::now", "Utc::now"];
    for (path, code) in shipped().into_iter().filter(|(path, _)| path.starts_with("crates/core/")) {
        let code = without_comments(&code);
        let touched: Vec<_> = world.iter().filter(|name| code.contains(**name)).collect();
        assert!(touched.is_empty(), "{path} touches the world: {touched:?}");
    }
}
