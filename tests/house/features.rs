//! What is built for users holds nothing that is for tests: a clock that anyone could set would forge the expiry of an
//! approval.

use super::read;
use toml::{Table, Value};

/// Whatever of a manifest could switch `testkit` on in an ordinary build.
fn switched_on(manifest: &str) -> Vec<String> {
    let manifest: Table = manifest.parse().unwrap();
    let mut found = Vec::new();
    let features = manifest.get("features").and_then(Value::as_table);
    for (name, on) in features.into_iter().flatten().filter(|(name, _)| *name != "testkit") {
        found.extend(names_it(on).then(|| format!("the feature {name}")));
    }
    for (place, dependencies) in dependencies(&manifest) {
        let on = dependencies.iter().filter(|(_, told)| told.get("features").is_some_and(names_it));
        found.extend(on.map(|(name, _)| format!("{place}.{name}")));
    }
    found
}

fn names_it(features: &Value) -> bool {
    let is_it = |name: &str| name.split('/').next_back() == Some("testkit");
    features.as_array().into_iter().flatten().filter_map(Value::as_str).any(is_it)
}

/// All but those of tests, those of one platform too.
fn dependencies(manifest: &Table) -> Vec<(String, &Table)> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let workspace = manifest.get("workspace").and_then(Value::as_table).map(|table| ("workspace".to_owned(), table));
    let places = targets.filter_map(|(name, target)| Some((name.clone(), target.as_table()?)));
    let places = std::iter::once((String::new(), manifest)).chain(workspace).chain(places);
    places
        .flat_map(|(place, table)| {
            ["dependencies", "build-dependencies"].into_iter().filter_map(move |kind| {
                Some((format!("{place} {kind}").trim().to_owned(), table.get(kind)?.as_table()?))
            })
        })
        .collect()
}

#[test]
fn no_build_for_users_has_what_is_for_tests() {
    for path in ["Cargo.toml", "crates/core/Cargo.toml"] {
        assert_eq!(switched_on(&read(path)), Vec::<String>::new(), "{path}");
    }
    let manifest: Table = read("Cargo.toml").parse().unwrap();
    assert!(manifest["features"].as_table().unwrap().contains_key("testkit"));
    // Before the second resolver, what tests need was built into everything.
    assert!(["2", "3"].map(Value::from).contains(&manifest["workspace"]["resolver"]));
}

#[test]
fn what_would_switch_it_on_is_found() {
    let manifest = "[features]\ndefault = [\"testkit\"]\ntestkit = []\n\
        [dependencies]\na = { path = \"a\", features = [\"testkit\"] }\nb = \"1\"\n\
        [target.'cfg(unix)'.build-dependencies]\nc = { version = \"1\", features = [\"x\", \"testkit\"] }\n\
        [dev-dependencies]\nd = { path = \".\", features = [\"testkit\"] }\n";
    let found = ["the feature default", "dependencies.a", "cfg(unix) build-dependencies.c"];
    assert_eq!(switched_on(manifest), found);
    assert_eq!(switched_on("[features]\nwhole = [\"duckops/testkit\"]\n"), ["the feature whole"]);
}
