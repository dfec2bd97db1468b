//! What docs/where-is-it.md says is shown on a simulated stack.

use super::served::Served;
use crate::house::where_is_it::table;
use crate::support::ring;
use std::collections::BTreeMap;

/// Each command once; incident mode first, since other rows speak of the incident.
#[test]
fn each_place_is_in_what_its_command_shows() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-004");
    let place = served.duckops().with("DUCKOPS_NO_INPUT", "1").with("DUCKOPS_OPERATOR", "ana");
    let mut rows = table();
    rows.sort_by_key(|row| !row.command.as_ref().is_some_and(|command| command.contains(" incident start ")));
    let (mut shown, mut incident) = (BTreeMap::new(), String::new());
    for row in rows {
        let Some(command) = row.command else { continue };
        let output = shown.entry(command.clone()).or_insert_with(|| {
            let args: Vec<_> = command.split(' ').skip(1).map(|word| word.replace("I-7F3K", &incident)).collect();
            let ran = place.run(&args);
            ran.out + &ran.err
        });
        if incident.is_empty() {
            let id = output.split_whitespace().find(|word| word.starts_with("I-"));
            incident = id.unwrap_or_else(|| panic!("no incident: {output}")).to_owned();
        }
        let missing: Vec<_> = row.shown.iter().filter(|words| !output.contains(words.as_str())).collect();
        assert!(missing.is_empty(), "{}: {command} does not show {missing:?}:\n{output}", row.name);
    }
    assert!(shown.len() > 15, "{:?}", shown.keys());
}
