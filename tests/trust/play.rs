//! Which drills are walked, and what is answered in them.

use duckops::drill::{Line, Scenario};

/// The ordinary drill of each runbook.
pub const DRILLS: [&str; 8] =
    ["inc-001", "inc-002", "inc-003", "inc-004", "inc-005", "pre-deploy", "rollback", "incident-triage"];

/// What people wrote into the ledgers before the walk, where its drill brings no deploy log along.
pub fn by_hand(drill: &str) -> Option<&'static str> {
    let brings_one = ["inc-001", "pre-deploy", "rollback", "incident-triage"].contains(&drill);
    (!brings_one).then_some("# Our log\n\nWe began it by hand: 鴨.\n\n- 2026-11-01 ana: *nothing* <b>yet</b>\n\n\n")
}

/// The answers of the scripted operator, for `--answer`. What it takes as offered is said here.
pub fn answers(scenario: &Scenario) -> Vec<String> {
    let played = scenario.play.iter().filter_map(answer).map(|(key, value)| format!("{key}={value}"));
    // Asked only where the reply of a call was lost: that cannot be found out by looking.
    played.chain((scenario.id == "pre-deploy").then(|| "slow.fine=yes".to_owned())).collect()
}

fn answer(line: &Line) -> Option<(String, String)> {
    let (key, value) = match line {
        Line::Answer { step, field, value } => (format!("{step}.{field}"), *value),
        Line::Version { step, field, version } => return Some((format!("{step}.{field}"), version.to_string())),
        Line::Default { step, field } => {
            let value = match (*step, *field) {
                ("target", _) => "41",
                ("candidate", _) => "43",
                ("details", _) => "transactional",
                _ => "2026-11-22T02:14:07Z",
            };
            (format!("{step}.{field}"), value)
        }
        Line::Words { step: "invoke" } => ("invoke".into(), "invoke 43"),
        Line::Words { step: "request" } => ("request".into(), "request production access"),
        Line::Words { .. } | Line::Approved { .. } => return None,
        // What a calm operator does nowhere.
        Line::Skip { .. } | Line::Jump { .. } | Line::CutShort { .. } | Line::Leave => return None,
    };
    Some((key, value.into()))
}
