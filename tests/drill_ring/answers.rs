//! A walk without a terminal: nothing is guessed, nothing hangs, what is missing can be given later.

use super::served::{GO_BACK, Served, approved, entries, ledgers, request, resumed, run_of, walk};
use crate::support::duckops::Ran;
use crate::support::ring;
use serde_json::Value;

fn says(ran: &Ran, code: i32, texts: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    for text in texts {
        assert!(ran.err.contains(text), "`{text}` is not said:\n{}", ran.err);
    }
}

#[test]
fn a_missing_answer_stops_and_names_the_step_and_the_flag() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &[]), 4, &["target.version is not answered", "--answer target.version=VALUE", "--resume"]);
    let ran = walk(&place, &["--resume", "--answer", "target.version=41"]);
    says(&ran, 4, &["target.why is not answered", "--answer target.why=VALUE"]);
    let ran = walk(&place, &["--resume", "--answer", "target.version=43"]);
    says(&ran, 4, &["target.why"]);
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

#[test]
fn an_answer_that_is_none_stops_too() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    for (version, why) in [("43", "cannot be chosen"), ("7", "is not one of"), ("$LATEST", "is not one of")] {
        let ran = walk(&place, &["--new", "--answer", &format!("target.version={version}")]);
        says(&ran, 4, &["the answer for target.version is none", why]);
    }
}

#[test]
fn a_key_that_no_step_has_is_found_before_anything_starts() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &["--answer", "taget.version=41"]), 2, &["no step `taget`", "did you mean `target`?"]);
    says(&walk(&place, &["--answer", "target.vresion=41"]), 2, &["asks no `vresion`", "version, why"]);
    says(&walk(&place, &["--answer", "target.version"]), 2, &["--answer STEP=VALUE"]);
    says(&walk(&place, &["--answers", "nowhere.toml"]), 2, &["nowhere.toml"]);
    assert!(!place.state().exists(), "a run was begun");
}

#[test]
fn answers_from_a_file_and_the_flag_wins() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let file = "[answers]\n\"target.version\" = \"40\"\n\"target.why\" = \"errors began with 43\"\n";
    std::fs::write(place.dir.join("answers.toml"), file).unwrap();
    let ran = walk(&place, &["--answers", "answers.toml", "--answer", "target.version=41"]);
    says(&ran, 4, &["duckops approve "]);
    assert!(ran.out.contains("prod 41, all of the traffic"), "{}", ran.out);
    std::fs::write(place.dir.join("answers.toml"), "[answers]\ntarget = {\n").unwrap();
    says(&walk(&place, &["--new", "--answers", "answers.toml"]), 2, &["answers.toml"]);
}

/// Resuming an unfinished run, a closed one, none, and neither saying to resume nor to begin anew.
#[test]
fn a_run_is_taken_up_only_by_name_or_when_it_is_the_only_one() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    says(&walk(&place, &["--resume"]), 2, &["no unfinished run", "duckops runs list"]);
    let stopped = walk(&place, &GO_BACK);
    let run = run_of(&place);
    says(&walk(&place, &GO_BACK), 4, &["has an unfinished run", &format!("--resume={run}"), "--new"]);
    approved(&place, &stopped);
    assert_eq!(walk(&place, &[&[&*format!("--resume={}", run.to_lowercase())], &GO_BACK[..]].concat()).code, 0);
    says(&walk(&place, &[&format!("--resume={run}")]), 2, &["is closed"]);
    says(&walk(&place, &["--resume"]), 2, &["no unfinished run"]);
    says(&walk(&place, &["--resume=ZZZZ"]), 2, &["there is no run ZZZZ"]);
    served.is_repaired_once();
    assert_eq!(entries(&place), (1, 3));
}

#[test]
fn several_unfinished_runs_are_listed() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let first = request(&walk(&place, &GO_BACK));
    let second = request(&walk(&place, &[&["--new"], &GO_BACK[..]].concat()));
    let ran = walk(&place, &resumed());
    says(&ran, 4, &[first.trim_end_matches("-1"), second.trim_end_matches("-1"), "--resume="]);
}

#[test]
fn a_dry_run_shows_the_draft_and_changes_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let ran = walk(&place, &[&["--dry-run"], &GO_BACK[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for text in ["prod 41, all of the traffic", "not evaluated"] {
        assert!(ran.out.contains(text), "`{text}` is not shown:\n{}", ran.out);
    }
    assert_eq!(served.alias()["FunctionVersion"], "43");
    let ledgers = place.dir.join(ledgers(&place));
    let deploys = std::fs::read_to_string(ledgers.join("DEPLOY-LOG.md")).unwrap();
    assert!(!deploys.contains("duckops-entry") && !ledgers.join("GOVERNANCE-LOG.md").exists());
    says(&walk(&place, &["--resume"]), 2, &["no unfinished run"]);
    says(&walk(&place, &[&format!("--resume={}", run_of(&place))]), 2, &["is closed"]);
}

#[test]
fn with_json_each_event_is_a_line_and_they_are_counted() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let first = walk(&place, &[&["--json"], &GO_BACK[..]].concat());
    approved(&place, &first);
    let rest = walk(&place, &[&["--json"], &resumed()[..]].concat());
    let events = format!("{}{}", first.out, rest.out);
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!((&events[0]["event"], &events.last().unwrap()["event"]), (&"opened".into(), &"closed".into()));
    let kept = place.run(&["runs", "show", &run_of(&place), "--json"]).out;
    assert_eq!(kept, format!("{}{}", first.out, rest.out));
}

/// A pipe that nobody writes to would be waited for, and a device read for ever.
#[test]
fn answers_are_read_from_a_file_that_has_an_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let made = std::process::Command::new("mkfifo").arg(place.dir.join("pipe")).status().unwrap();
    assert!(made.success());
    std::fs::File::create(place.dir.join("large")).unwrap().set_len(5 * 1024 * 1024).unwrap();
    for (name, why) in [
        ("pipe", "cannot read pipe: it is not a file"),
        ("/dev/zero", "cannot read /dev/zero: it is not a file"),
        ("large", "cannot read large: it is larger than 4 MiB"),
    ] {
        let ran = walk(&place, &["--answers", name]);
        assert!(ran.code != 0 && ran.err.contains(why), "{}", ran.err);
    }
    let settings = "approvals = \"signed\"\napprovers = [\"josh@example.com\"]\nallowed_signers = ";
    for (name, why) in [("pipe", "/pipe: it is not a file"), ("/dev/zero", "/dev/zero: it is not a file")] {
        std::fs::write(place.dir.join("duckops.toml"), format!("{settings}\"{name}\"\n")).unwrap();
        let ran = place.run(&["doctor", "--json"]);
        assert!(ran.code == 1 && ran.out.contains(why), "{}", ran.out);
    }
}
