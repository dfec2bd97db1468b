//! Whether a file is what the textfile collector takes and `promtool check metrics` praises.

use crate::support::or_skip;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

/// Every rule that is broken, with its line.
pub fn mistakes(text: &str) -> Vec<String> {
    let (mut wrong, mut kinds, mut helped, mut series) =
        (Vec::new(), BTreeMap::<&str, &str>::new(), BTreeSet::new(), BTreeSet::new());
    let mut open: Option<&str> = None;
    let mut closed = BTreeSet::new();
    if !text.ends_with('\n') || text.contains('\r') {
        wrong.push("lines end with a line feed".into());
    }
    for line in text.lines() {
        let mut broken = |rule: &str| wrong.push(format!("{rule}: {line}"));
        let name = match line.strip_prefix("# ").map(|rest| rest.splitn(3, ' ').collect::<Vec<_>>()) {
            Some(parts) => {
                let [keyword, name, rest] = parts.as_slice() else { return vec![format!("a comment: {line}")] };
                match *keyword {
                    "HELP" if helped.insert(*name) && !rest.is_empty() => {}
                    "TYPE" if helped.contains(name) && ["gauge", "counter"].contains(rest) => {
                        kinds.insert(name, rest);
                    }
                    _ => broken("HELP once, then TYPE"),
                }
                *name
            }
            None => {
                let name = line.split(['{', ' ']).next().unwrap_or_default();
                let (labels, value) = line[name.len()..].rsplit_once(' ').unwrap_or_default();
                let is_quoted = labels.is_empty() || labels.starts_with('{') && labels.ends_with("\"}");
                if !is_quoted || value.parse::<f64>().is_err() {
                    broken("labels in braces, one value and no timestamp");
                }
                if !series.insert(&line[..line.len() - value.len()]) {
                    broken("twice");
                }
                let is_counter = kinds.get(name) == Some(&"counter");
                if !kinds.contains_key(name) || is_counter != name.ends_with("_total") {
                    broken("a type before the value, and only counters end in _total");
                }
                name
            }
        };
        let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let reserved = ["_count", "_sum", "_bucket", "_ms", "_percent", "_gauge", "_counter"];
        if !is_name || !name.starts_with("duckops_probe_") || reserved.iter().any(|end| name.ends_with(end)) {
            broken("a name of ours, in base units");
        }
        if open != Some(name) {
            closed.extend(open.replace(name));
            if closed.contains(name) {
                broken("a family stands together");
            }
        }
    }
    wrong
}

pub fn check(text: &str) {
    assert_eq!(mistakes(text), [""; 0], "{text}");
    let mut promtool = Command::new("promtool");
    let piped = promtool.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let begun = piped.spawn().map_err(|cause| format!("{cause}; our own check has passed"));
    let Some(mut child) = or_skip("promtool check metrics", begun) else { return };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let told = [said.stdout, said.stderr].concat();
    assert!(said.status.success() && told.is_empty(), "{}\n{text}", String::from_utf8_lossy(&told));
}

#[test]
fn what_promtool_refuses_is_seen() {
    let good = "# HELP duckops_probe_a A.\n# TYPE duckops_probe_a gauge\nduckops_probe_a{b=\"c\"} 1\n";
    assert_eq!(mistakes(good), [""; 0]);
    for bad in [
        "duckops_probe_a 1\n",
        &good.replace(" 1\n", " 1 1732241647000\n"),
        &good.replace("probe_a", "probe_a_total"),
        &good.replace("probe_a", "probe_A"),
        &good.replace("duckops_", "ducks_"),
        &good.replace("gauge", "enum"),
        good.trim_end(),
        &format!("{good}duckops_probe_a{{b=\"c\"}} 2\n"),
        &format!("{good}{}duckops_probe_a 1\n", good.replace("probe_a", "probe_b")),
    ] {
        assert!(!mistakes(bad).is_empty(), "{bad}");
    }
}
