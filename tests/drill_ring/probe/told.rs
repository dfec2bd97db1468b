//! Where a probe is told, and when it is not: a file for Prometheus, `--quiet`, `--on-change`, one at a time.

use super::exposition;
use super::servers::Faulty;
use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, Ran};
use crate::support::{ring, until};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Duration;

const FILE: &str = "duckops.prom";

fn prometheus(place: &Duckops, more: &[&str]) -> (Ran, String) {
    let ran = place.run(&[&["probe", "--format", "prometheus", "--output", FILE], more].concat());
    let text = fs::read_to_string(place.dir.join(FILE)).unwrap_or_default();
    (ran, text)
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|found| found == line)
}

#[test]
fn the_file_for_prometheus_is_whole_for_all_to_read_and_valid() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let (ran, text) = prometheus(&place, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    exposition::check(&text);
    for line in [
        "duckops_probe_success 1",
        "duckops_probe_state 2",
        "duckops_probe_check_state{check=\"quota\"} 2",
        "duckops_probe_runbook_info{runbook=\"inc-005\"} 1",
        "duckops_probe_mail_quota_used_ratio 1",
    ] {
        assert!(has(&text, line), "{line} in\n{text}");
    }
    let mode = fs::metadata(place.dir.join(FILE)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o644);
    let left: Vec<_> = fs::read_dir(&place.dir).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".new")), "{left:?}");
    // Figures of then are not left standing when nothing can be found out.
    let place = place.with("DUCKOPS_REGION", "eu-west-1").with("AWS_REGION", "us-east-1");
    fs::write(place.dir.join("duckops.toml"), "account = \"111122223333\"\n").unwrap();
    let (ran, text) = prometheus(&place, &["--quiet"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    exposition::check(&text);
    assert!(has(&text, "duckops_probe_success 0") && has(&text, "duckops_probe_state 3"), "{text}");
    assert!(!text.contains("quota"), "{text}");
}

/// Nobody else's umask hides it from the collector, and whatever is printed, it is written.
#[test]
fn the_file_is_written_whatever_is_printed() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-all-well");
    let place = served.duckops();
    let shell = place.command(&[""]);
    let umask =
        format!("umask 077; exec {} probe --check quota --quiet --output {FILE}", env!("CARGO_BIN_EXE_duckops"));
    let mut child = std::process::Command::new("/bin/sh");
    child.args(["-c", &umask]).current_dir(&place.dir).env_clear();
    child.envs(shell.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = place.ran(child.stdin(Stdio::null()));
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert!(place.file(FILE).contains("quota"), "{}", place.file(FILE));
    assert_eq!(fs::metadata(place.dir.join(FILE)).unwrap().permissions().mode() & 0o777, 0o644);
    let nowhere = place.run(&["probe", "--check", "quota", "--output", "no/such/dir/file"]);
    assert_eq!(nowhere.code, 3, "what cannot be told is not known to be well: {}", nowhere.err);
    assert!(nowhere.err.contains("cannot write no/such/dir/file"), "{}", nowhere.err);
    std::os::unix::fs::symlink(place.dir.join(FILE), place.dir.join("link")).unwrap();
    let link = place.run(&["probe", "--check", "quota", "--output", "link"]);
    assert!(link.code == 3 && link.err.contains("cannot write link"), "a device would be gone: {}", link.err);
    assert!(fs::symlink_metadata(place.dir.join("link")).unwrap().is_symlink());
}

/// What is wrong and the command for it, in one line.
#[test]
fn quiet_is_a_line_when_something_is_wrong_and_nothing_when_nothing_is() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-amber");
    let place = served.duckops();
    let quiet = |more: &[&str]| {
        let ran = place.run(&[&["probe", "--quiet", "--check", "quota"], more].concat());
        (ran.code, ran.out, ran.err)
    };
    assert_eq!(quiet(&["--warn", "quota=90"]), (0, String::new(), String::new()));
    let line = "DUCKOPS WARNING - DRILL quota 164/200 (warn 80%); duckops triage\n";
    assert_eq!(quiet(&[]), (1, line.into(), String::new()));
    let (code, out, _) = quiet(&["--output", "page"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        place.file("page").contains("quota     WARNING   164 of 200 in 24 h, 82 % (warn 80%)"),
        "{}",
        place.file("page")
    );
}

/// A warning that could never be one is a mistake, wherever the two thresholds stand.
#[test]
fn thresholds_that_contradict_each_other_are_refused() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-amber");
    let place = served.duckops();
    for (flags, meant) in [
        (&["--warn", "quota=95", "--crit", "quota=90"][..], "say both: --warn quota=90 --crit quota=95"),
        (&["--crit", "quota=70"], "say both: --warn quota=70 --crit quota=80"),
        (&["--warn", "pecks=5", "--crit", "pecks=2.5"], "say both: --warn pecks=2.5 --crit pecks=5"),
    ] {
        let ran = place.run(&[&["probe"], flags].concat());
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert!(ran.err.contains("would be critical from") && ran.err.contains(meant), "{}", ran.err);
    }
    fs::write(place.dir.join("duckops.toml"), "warn = [\"fleet=5\"]\ncrit = [\"fleet=2\"]\n").unwrap();
    for (command, code) in [("status", 2), ("probe", 3)] {
        let ran = place.run(&[command]);
        assert_eq!(ran.code, code, "{}", ran.err);
        let meant = "by the settings fleet would be critical from 2 on and a warning only from 5 on";
        assert!(ran.err.contains(meant), "{}", ran.err);
        assert!(ran.err.contains("in duckops.toml: warn = [\"fleet=2\"] and crit = [\"fleet=5\"]"), "{}", ran.err);
    }
}

#[test]
fn on_change_tells_only_what_stands_otherwise_than_it_was_told() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-amber");
    let place = served.duckops();
    let told = |more: &[&str]| {
        let ran = place.run(&[&["probe", "--format", "nagios", "--on-change"], more].concat());
        (ran.code, ran.out.split(" | ").next().unwrap_or_default().trim().to_owned(), ran.err)
    };
    let quota = ["--check", "quota"];
    assert_eq!(
        told(&quota),
        (1, "DUCKOPS WARNING - DRILL quota 164/200 (warn 80%); duckops triage".into(), String::new())
    );
    assert_eq!(told(&quota), (1, String::new(), String::new()), "the same state, and the same exit code");
    let worse = ["--check", "quota", "--crit", "quota=82"];
    assert_eq!(told(&worse).1, "DUCKOPS CRITICAL - DRILL quota 164/200 (crit 82%); duckops triage");
    assert_eq!(told(&worse).1, "");
    assert_eq!(
        told(&["--check", "clock"]).1,
        "DUCKOPS OK - DRILL clock not compared",
        "other checks are another probe"
    );
    let well = ["--check", "quota", "--warn", "quota=90"];
    assert_eq!(told(&well).1, "DUCKOPS OK - DRILL quota 164/200", "that it is well again is a change");
    assert_eq!(told(&well), (0, String::new(), String::new()));
    let account = "account = \"111122223333\"\n";
    fs::write(place.dir.join("duckops.toml"), account).unwrap();
    let failed = told(&well);
    assert!(failed.1.starts_with("DUCKOPS UNKNOWN") && failed.2.contains("account"), "{failed:?}");
    assert_eq!(told(&well), (3, String::new(), String::new()), "what is ours is told once as well");
}

#[test]
fn an_outage_that_comes_again_is_told_again_although_nobody_heard_that_it_was_over() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-amber");
    let place = served.duckops();
    let told = |warn: &str| {
        let quiet = ["probe", "--quiet", "--on-change", "--format", "nagios", "--check", "quota", "--timeout", "10"];
        !place.run(&[&quiet[..], &["--warn", warn]].concat()).out.is_empty()
    };
    assert!(told("quota=80") && !told("quota=80"));
    assert!(!told("quota=90"), "well, and quiet");
    assert!(told("quota=80"), "it is another outage");
}

#[test]
fn one_probe_at_a_time_and_the_second_says_so_at_once() {
    let _ring = ring::enter("drill");
    let silent = Faulty::silent();
    let place = Duckops::new().with("DUCKOPS_API", &silent.url).with("AWS_ENDPOINT_URL", &silent.url);
    let mut first = place.command(&["probe", "--timeout", "9s"]);
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let lock = place.state().join("probe.lock");
    let held = until(Duration::from_secs(10), || fs::read_to_string(&lock).ok().filter(|text| text.contains("pid")));
    assert!(held.is_some());
    let began = std::time::Instant::now();
    let second = place.run(&["probe", "--format", "nagios", "--timeout", "9s", "--output", FILE]);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(second.code, 3);
    assert!(
        second.err.contains("another probe is running here, since") && second.err.contains("(pid "),
        "{}",
        second.err
    );
    assert!(!place.dir.join(FILE).exists(), "the file is the first one's");
    first.kill().unwrap();
    first.wait().unwrap();
    let third = place.run(&["probe", "--timeout", "1s"]);
    assert!(!third.err.contains("another probe"), "a lock ends with its process: {}", third.err);
}

/// A line for Nagios would be empty, and a file called `nagios` lie about.
#[test]
fn a_file_that_is_called_like_a_format_was_meant_as_one() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let ran = place.run(&["probe", "--output", "nagios"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("--format nagios"), "{}", ran.err);
    assert!(!place.dir.join("nagios").exists());
}
