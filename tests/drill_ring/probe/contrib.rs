//! The examples under `contrib/`, as they are copied from there: each command runs, and does what its file is for.

use super::exposition;
use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, Ran};
use crate::support::{or_skip, ring};
use clap::CommandFactory;
use duckops::cli::Cli;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const PROGRAM: &str = "/usr/local/bin/duckops";
const COLLECTED: &str = "/var/lib/node_exporter/textfile/duckops.prom";

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(path)).unwrap()
}

/// Lines that are no comment.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Runs a command line as it stands, but for where it lies and writes.
fn run(place: &Duckops, line: &str) -> Ran {
    let mut words = line.split_whitespace();
    assert_eq!(words.next(), Some(PROGRAM), "{line}");
    let here = place.dir.display().to_string();
    std::fs::write(place.dir.join("duckops.toml"), "# the team's\n").unwrap();
    let moved = words.map(|word| match word {
        COLLECTED => format!("{here}/duckops.prom"),
        _ if word.starts_with("/var/lib/") => format!("{here}/state"),
        "/etc/duckops/duckops.toml" => format!("{here}/duckops.toml"),
        _ => word.to_owned(),
    });
    place.run(&moved.collect::<Vec<_>>())
}

/// The value behind `key=` or `key `.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let found = lines(text).find_map(|line| line.strip_prefix(key)).unwrap_or_else(|| panic!("no {key} in {text}"));
    found.trim_start_matches('=').trim()
}

#[test]
fn the_line_for_cron_mails_once_a_change() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let text = file("cron/duckops-probe");
    let line = lines(&text).last().unwrap();
    let fields: Vec<_> = line.splitn(7, ' ').collect();
    assert_eq!(&fields[..6], ["*/5", "*", "*", "*", "*", "duckops"], "a line of /etc/cron.d names the user");
    let first = run(&place, fields[6]);
    assert_eq!(first.code, 2, "{}", first.err);
    assert!(first.out.contains("CRITICAL") && first.out.contains("duckops triage inc-001"), "{}", first.out);
    let second = run(&place, fields[6]);
    // Samples grow old between two probes: only the mail of a change is none.
    assert_eq!((second.code, second.out.as_str(), second.err.as_str()), (2, "", ""));
}

#[test]
fn the_unit_and_the_line_for_node_exporter_write_the_file_that_is_collected() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let service = file("systemd/duckops-probe.service");
    let cron = file("node_exporter/duckops-probe");
    let line = lines(&cron).last().unwrap();
    for command in [value(&service, "ExecStart"), line.splitn(7, ' ').last().unwrap()] {
        let place = served.duckops();
        let ran = run(&place, command);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        let text = place.file("duckops.prom");
        exposition::check(&text);
        for metric in ours(&file("node_exporter/alerts.yml")) {
            assert!(text.contains(&format!("# TYPE {metric} ")), "an alert speaks of {metric}, which there is not");
        }
    }
    let writable = value(&service, "ReadWritePaths");
    assert!(COLLECTED.starts_with(writable) && cron.contains(&format!("textfile.directory={writable}")), "{writable}");
    assert_eq!(value(&service, "SuccessExitStatus"), "1 2", "how the stack stands is no failure of the unit");
    assert!(value(&service, "TimeoutStartSec").parse::<u32>().unwrap() > 10);
    let timer = file("systemd/duckops-probe.timer");
    assert_eq!((value(&timer, "OnCalendar"), value(&timer, "WantedBy")), ("minutely", "timers.target"));
    verified();
}

/// The metrics of ours that a text names.
fn ours(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let found: BTreeSet<_> = text.match_indices("duckops_probe_").map(|(at, _)| name(&text[at..])).collect();
    assert!(found.len() >= 3, "{found:?}");
    found
}

/// systemd itself says that it understands both.
fn verified() {
    let units = ["service", "timer"].map(|kind| {
        let text = file(&format!("systemd/duckops-probe.{kind}"));
        (format!("duckops-probe.{kind}"), text.replace(PROGRAM, "/bin/true").replace("User=duckops\n", ""))
    });
    let place = Duckops::new();
    for (name, text) in &units {
        std::fs::write(place.dir.join(name), text).unwrap();
    }
    let names = units.map(|(name, _)| place.dir.join(name));
    let said = Command::new("systemd-analyze").arg("verify").args(names).output();
    let Some(said) = or_skip("systemd-analyze verify", said.map_err(|cause| cause.to_string())) else { return };
    let told = String::from_utf8_lossy(&said.stderr);
    let about: Vec<_> = told.lines().filter(|line| line.contains("duckops-probe")).collect();
    assert!(about.is_empty(), "{told}");
}

#[test]
fn nagios_gets_one_line_and_the_state() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let text = file("nagios/duckops.cfg");
    let (name, checks) = value(&text, "check_command ").split_once('!').unwrap();
    assert_eq!(value(&text, "command_name "), name);
    let ran = run(&place, &value(&text, "command_line ").replace("$ARG1$", checks));
    assert_eq!((ran.code, ran.out.matches('\n').count()), (2, 1), "{}", ran.err);
    assert!(ran.out.starts_with("DUCKOPS CRITICAL - ") && ran.out.contains(" | '"), "{}", ran.out);
}

#[test]
fn icinga_names_flags_that_there_are_and_its_values_are_taken() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    let text = file("icinga2/duckops.conf");
    let quoted = |line: &str| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut words = quoted(value(&text, "command ="));
    let of = |name: &str| {
        let key = format!("vars.{} =", name.trim_matches('$'));
        quoted(value(&text, &key))
    };
    let cli = Cli::command();
    let probe = cli.find_subcommand("probe").unwrap();
    let known: BTreeSet<_> =
        cli.get_arguments().chain(probe.get_arguments()).filter_map(|arg| arg.get_long()).collect();
    let mut flag = String::new();
    for line in lines(&text).skip_while(|line| *line != "arguments = {").take_while(|line| !line.starts_with("vars.")) {
        let parts = quoted(line);
        if let Some(name) = parts.first().filter(|name| name.starts_with("--")) {
            assert!(known.contains(&name[2..]), "{name}");
            flag = name.clone();
        }
        for value in parts.last().filter(|value| value.starts_with('$')).map(|name| of(name)).unwrap_or_default() {
            words.extend([flag.clone(), value]);
        }
    }
    assert!(words.len() > 14, "{words:?}");
    let ran = run(&place, &words.join(" "));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("DUCKOPS WARNING - DRILL fleet 2/19 dead"), "{}", ran.out);
}
