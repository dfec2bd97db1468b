//! What `--json` prints, as it is printed on a simulated stack.

use super::{code, table};
use crate::drill_ring::served::{GO_BACK, Served};
use crate::support::duckops::Duckops;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// In which form a command prints its JSON.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    One,
    Lines,
    List,
}

/// The commands that show something, in an order in which each has something to show. `RUN`, `INCIDENT` and `SNAPSHOT`
/// stand for ids.
const COMMANDS: &[(&str, Form, &str)] = &[
    ("duckops", Form::One, "what is going on"),
    ("duckops --version", Form::One, "which duckops it is"),
    ("duckops triage", Form::List, "the runbooks that fit"),
    ("duckops status", Form::One, "everything; has a schema: [status.schema.json](../status.schema.json)"),
    ("duckops probe", Form::One, "the checks, also with `--format json`"),
    ("duckops checklist rollback --list", Form::One, "the items and how each stands"),
    ("duckops approvals", Form::Lines, "requests that wait, as `approve --request` reads them"),
    ("duckops incident start --severity P1 --title slow", Form::One, "the incident and its entry"),
    ("duckops incident note text", Form::One, "the incident"),
    ("duckops incident status", Form::One, "the incident, or `on: false`"),
    (
        "duckops incident end --severity P1 --components API --root-cause unknown --actions none --text -",
        Form::One,
        "the incident and its entry",
    ),
    ("duckops freeze on --reason sale", Form::One, "the freeze"),
    ("duckops freeze status", Form::One, "the freeze, or `on: false`"),
    ("duckops freeze off", Form::One, "the freeze that is over"),
    ("duckops log governance add --title agreed", Form::One, "the entry"),
    ("duckops log show", Form::Lines, "an entry, or what people wrote"),
    ("duckops log verify", Form::Lines, "a log and its findings"),
    ("duckops log deploy mark 41 verified --what back", Form::One, "the entry"),
    ("duckops log deploy last-good", Form::One, "the version"),
    ("duckops snapshot", Form::One, "the snapshot, as it is kept"),
    ("duckops snapshot diff SNAPSHOT SNAPSHOT", Form::One, "what changed"),
    ("duckops handoff RUN", Form::One, "the page"),
    ("duckops update RUN", Form::One, "the paragraph"),
    ("duckops postmortem INCIDENT", Form::One, "the draft and its timeline"),
    ("duckops runs list", Form::Lines, "a run"),
    ("duckops runs show RUN", Form::Lines, "its events, as below"),
    ("duckops runs stats", Form::One, "what they add up to"),
    ("duckops runs prune --yes", Form::One, "what was removed"),
    ("duckops runbook list", Form::List, "the runbooks"),
    ("duckops runbook show inc-001", Form::One, "a runbook and its steps"),
    ("duckops runbook lint broken.md", Form::List, "the [mistakes](lint.md)"),
    ("duckops config show", Form::One, "the settings and where each was said"),
    ("duckops config schema", Form::One, "the schema of the settings file, with or without the flag"),
    ("duckops doctor", Form::Lines, "a row"),
    ("duckops iam-policy", Form::One, "the policy, with or without the flag"),
    ("duckops drill list", Form::List, "the drills"),
    ("duckops man pages", Form::One, "the files that were written"),
];

fn values(form: Form, out: &str) -> Vec<Value> {
    match form {
        Form::One => vec![serde_json::from_str(out).unwrap_or_else(|cause| panic!("{cause}: {out}"))],
        Form::Lines => out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        Form::List => serde_json::from_str(out).unwrap_or_else(|cause| panic!("{cause}: {out}")),
    }
}

/// The names of its fields, over all that was printed, in the order in which they came.
fn fields(values: &[Value]) -> String {
    let mut seen: Vec<String> = Vec::new();
    for name in values.iter().filter_map(Value::as_object).flat_map(|object| object.keys()) {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    seen.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

fn first(place: &Duckops, command: &[&str], field: &str) -> Option<String> {
    let out = place.run(command).out;
    let value: Value = serde_json::from_str(out.lines().next()?).ok()?;
    value[field].as_str().map(str::to_owned)
}

fn printed(place: &Duckops) -> String {
    let mut rows = Vec::new();
    let (mut incident, mut snapshot) = (String::new(), String::new());
    let run = first(place, &["runs", "list", "--json"], "run").unwrap();
    for (command, form, what) in COMMANDS {
        let typed = command.replace("RUN", &run).replace("INCIDENT", &incident).replace("SNAPSHOT", &snapshot);
        let args: Vec<_> = typed.split(' ').skip(1).chain(["--json"]).collect();
        let ran = place.run(&args);
        let values = values(*form, &ran.out);
        assert!(!values.is_empty(), "{command} has nothing to show: {ran:?}");
        let id = || values[0]["id"].as_str().unwrap_or_default().to_owned();
        incident = if command.contains("incident start") { id() } else { incident };
        snapshot = if *command == "duckops snapshot" { id() } else { snapshot };
        let form = match form {
            Form::One => "one value",
            Form::Lines => "one a line",
            Form::List => "one list",
        };
        rows.push([code(command), form.to_owned(), (*what).to_owned(), fields(&values)]);
    }
    table(["command", "form", "what", "fields"], rows)
}

/// Every kind of event that these walks record, with its own fields.
fn events() -> String {
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for drill in ["inc-001", "inc-003", "inc-005", "pre-deploy", "rollback", "incident-triage"] {
        let ran = Duckops::new().at_a_set_time().run(&["drill", drill, "--auto", "--json"]);
        for line in ran.out.lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            let Some(kind) = event["event"].as_str() else { continue };
            let names = event.as_object().unwrap().keys().filter(|name| !OF_EVERY.contains(&name.as_str())).cloned();
            kinds.entry(kind.to_owned()).or_default().extend(names);
        }
    }
    let fields = |names: &BTreeSet<String>| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    table(["event", "its own fields"], kinds.iter().map(|(kind, names)| [code(kind), fields(names)]))
}

/// What every event has.
const OF_EVERY: [&str; 6] = ["seq", "at", "who", "step", "visit", "event"];

pub fn page() -> String {
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana").with("DUCKOPS_NO_INPUT", "1");
    let walk = place.run(&[&["triage", "inc-001"], &GO_BACK[..]].concat());
    assert_eq!(walk.code, 4, "{walk:?}");
    std::fs::write(place.dir.join("broken.md"), "# Mine\n").unwrap();
    format!(
        "\n`--json` on every command that shows something. Times are UTC, `2026-11-22T02:14:07Z`; what is not known is `null`, or\n\
         an object that says why. The names are those that were printed on a simulated stack: an empty list has none.\n\n{}\n\
         ## A walk\n\n`triage`, `checklist`, `drill` and `runs show` print one event a line. Each has {}; `step` and `visit`\n\
         where it belongs to a step. These came in walks of six drills:\n\n{}\n\
         A drill prints its score last: `{{\"score\": …}}`.\n",
        printed(&place),
        OF_EVERY.map(code).join(", "),
        events()
    )
}
