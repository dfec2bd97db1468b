//! `duckops completions`: the scripts, and what Tab finds.

use super::served::Served;
use super::terminal::Terminal;
use crate::support::duckops::{Duckops, Ran};
use crate::support::{or_skip, ring};
use std::process::Command;

/// What could come next, as fish would hear it: value, tab, what it is. The last word is the one that is completed.
fn asked(place: &Duckops, line: &[&str]) -> Ran {
    let mut command = place.command(&[&["--", "duckops"], line].concat());
    place.ran(command.env("DUCKOPS_COMPLETE", "fish"))
}

fn values(place: &Duckops, line: &[&str]) -> Vec<String> {
    let ran = asked(place, line);
    assert!(ran.code == 0 && ran.err.is_empty(), "{line:?}: {ran:?}");
    ran.out.lines().map(|found| found.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn each_shell_can_read_its_script() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    for (shell, only_reads) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let script = place.run(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("DUCKOPS_COMPLETE"), "{script:?}");
        let file = place.dir.join(shell);
        std::fs::write(&file, script.out).unwrap();
        let read = Command::new(shell).arg(only_reads).arg(&file).output().map_err(|cause| cause.to_string());
        let Some(read) = or_skip(shell, read) else { continue };
        assert!(read.status.success() && read.stderr.is_empty(), "{shell}: {read:?}");
    }
}

#[test]
fn commands_flags_and_words_of_lists_are_completed() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    for (line, found) in [
        (&["tri"][..], &["triage"][..]),
        (&["runs", "t"], &["take-over"]),
        (&["log", "deploy", "mark", "44", "r"], &["rolled-back"]),
        (&["triage", "--dry"], &["--dry-run"]),
        (&["triage", ""], &["inc-001", "inc-002", "inc-003", "inc-004", "inc-005"]),
        (&["triage", "INC-00"], &["inc-001", "inc-002", "inc-003", "inc-004", "inc-005"]),
        (&["checklist", ""], &["incident-triage", "pre-deploy", "rollback"]),
        (&["runbook", "show", "pro"], &["promotion", "proof"]),
        (&["drill", "inc-005-b"], &["inc-005-bounces"]),
        (&["drill", "serve", "--scenario", "rollback-"], &["rollback-weighted", "rollback-no-better"]),
        (&["help", "log", "deploy", "la"], &["last-good"]),
        (&["help", "inc-003"], &["inc-003"]),
        (&["probe", "--check", "status,f"], &["status,fleet"]),
        (&["probe", "--crit", "q"], &["quota="]),
        (&["probe", "--format", "n"], &["nagios"]),
        (&["triage", "inc-001", "--answer", "target."], &["target.version=", "target.why="]),
        (&["drill", "inc-001-older", "--answer", "prom"], &["promote="]),
        (&["checklist", "rollback", "--answer", "inc-0"], &[]),
        (&["approve", "--approver", "J"], &["Josh"]),
        (&["completions", ""], &["bash", "zsh", "fish"]),
        (&["nonsense", "x"], &[]),
    ] {
        assert_eq!(values(&place, line), found, "{line:?}");
    }
    // Where nothing is typed, flags would only hide what is looked for.
    assert!(values(&place, &["triage", "-"]).contains(&"--resume".to_owned()));
    assert!(values(&place, &["doctor", ""]).contains(&"--json".to_owned()));
}

#[test]
fn what_is_kept_here_is_completed_with_what_it_is_the_newest_first() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    place.run(&["incident", "start", "--severity", "P1", "--title", "the API is slow"]);
    place.run(&["snapshot"]);
    let answers = ["--answer", "target.version=41", "--answer", "target.why=the errors"];
    place.run(&[&["triage", "inc-001", "--no-input"], &answers[..]].concat());
    let mut later = place.command(&["triage", "inc-001", "--new", "--no-input"]);
    let other = place.ran(later.env("DUCKOPS_NOW", "2026-11-22T02:20:00Z"));
    assert_eq!(other.code, 4, "{other:?}");

    let all = asked(&place, &["runs", "show", ""]).out;
    let lines: Vec<_> = all.lines().collect();
    assert!(lines[0].ends_with("inc-001 (drill), open, at step target, 2026-11-22T02:20:00Z"), "{all}");
    assert!(lines[1].ends_with("inc-001 (drill), open, at step promote, 2026-11-22T02:14:07Z"), "{all}");
    let run = |at: usize| lines[at].split('\t').next().unwrap();
    let (new, old) = (run(0), run(1));
    for line in [&["runs", "take-over", ""][..], &["update", ""]] {
        assert_eq!(values(&place, line)[..2], [new, old], "{line:?}");
    }
    // A run stands behind `=`: after a space comes what is to be walked.
    assert_eq!(values(&place, &["triage", "--resume", ""])[..2], ["inc-001", "inc-002"]);
    assert_eq!(values(&place, &["triage", "--resume="])[..2], [format!("--resume={new}"), format!("--resume={old}")]);
    assert_eq!(values(&place, &["triage", "inc-001", "--resume="]).len(), 2);
    assert!(values(&place, &["triage", "INC-003", "--resume="]).is_empty());
    assert_eq!(values(&place, &["triage", "inc-001", "--answer", "older.anyway=y"]), ["older.anyway=yes"]);
    assert_eq!(values(&place, &["runs", "show", &old.to_lowercase()]), [old]);
    assert_eq!(values(&place, &["triage", &format!("--resume={}", &old[..2])]), [format!("--resume={old}")]);
    let steps = asked(&place, &["runs", "show", new, "--up-to", ""]).out;
    assert!(steps.lines().last().unwrap().contains("step target, 2026-11-22T02:20:00Z"), "{steps}");

    let request = asked(&place, &["approve", ""]).out;
    assert_eq!(request, format!("{old}-1\tprod 43 -> 41, asked by ana\n"));
    assert_eq!(values(&place, &["deny", old]), [format!("{old}-1")]);
    let incident = asked(&place, &["postmortem", ""]).out;
    assert!(
        incident.starts_with("I-") && incident.contains("\tP1 the API is slow, 2026-11-22T02:14:07Z\n"),
        "{incident}"
    );
    assert_eq!(values(&place, &["handoff", ""]).len(), 3);
    assert_eq!(values(&place, &["incident", "note", "x", "--incident", ""]).len(), 1);
    // A declared incident keeps one as well.
    assert_eq!(values(&place, &["snapshot", "diff", ""]).len(), 2);
    // Where the command would look is where it is looked.
    assert!(values(&place, &["--state-dir", "elsewhere", "deny", "Q"]).is_empty());
}

/// Of both files, wherever they are said to be.
#[test]
fn profiles_are_those_of_the_aws_files() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let write = |path: &str, text: &str| {
        std::fs::create_dir_all(place.dir.join(path).parent().unwrap()).unwrap();
        std::fs::write(place.dir.join(path), text).unwrap();
    };
    assert!(values(&place, &["doctor", "--profile", ""]).is_empty());
    write(
        ".aws/config",
        "[default]\n[profile oncall] # us\nregion = x\n# [profile no]\n[sso-session our]\n[profile  ops ]\n",
    );
    write(".aws/credentials", "[oncall]\naws_secret_access_key = [odd]\n[old]\n");
    assert_eq!(values(&place, &["doctor", "--profile", ""]), ["default", "oncall", "ops", "old"]);
    assert_eq!(values(&place, &["--profile", "on"]), ["oncall"]);
    assert_eq!(
        values(&place, &["triage", "inc-001", "--profile=o"]),
        ["--profile=oncall", "--profile=ops", "--profile=old"]
    );
    write("elsewhere", "[profile other]\n");
    let elsewhere = place.with("AWS_CONFIG_FILE", "~/elsewhere").with("AWS_SHARED_CREDENTIALS_FILE", "none");
    assert_eq!(values(&elsewhere, &["status", "--profile", "o"]), ["other"]);
}

/// Whoever presses Tab waits for it.
#[test]
fn it_asks_no_network_makes_nothing_and_is_silent_about_what_is_wrong() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    let at = |path: &str| place.dir.join(path);
    let files = || std::fs::read_dir(&place.dir).unwrap().count();
    for line in [&["runs", "show", ""][..], &["approve", ""], &["triage", "inc-001", "--answer", ""], &["handoff", ""]]
    {
        values(&place, line);
        assert_eq!(files(), 0, "{line:?}");
    }
    std::fs::write(at("duckops.toml"), "api = 7").unwrap();
    assert_eq!(values(&place, &["triage", "inc-003"]), ["inc-003"]);
    std::fs::remove_file(at("duckops.toml")).unwrap();
    let drill = place.run(&["drill", "inc-001", "--no-input"]);
    assert_eq!(drill.code, 4, "{drill:?}");
    let run = values(&place, &["runs", "show", ""]).remove(0);
    std::fs::write(place.state().join(format!("drill/runs/{run}/events.jsonl")), "{}\nno event\n").unwrap();
    assert_eq!(values(&place, &["runs", "show", ""])[0], run);
    assert!(values(&place, &["runs", "show", &run, "--up-to", ""]).iter().all(|one| one.starts_with('-')));
}

/// What people wrote acts on no terminal, and is one row.
#[test]
fn what_is_shown_beside_it_is_harmless() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().with("DUCKOPS_OPERATOR", "ana").without_a_network();
    let declared = place.run(&["incident", "start", "--severity", "P1", "--title", "a\x1b[31m\tb\nI-XXXX"]);
    assert_eq!(declared.code, 0, "{declared:?}");
    let out = asked(&place, &["postmortem", "I"]).out;
    assert!(out.lines().count() == 1 && !out.contains('\x1b') && out.contains(r"\x1b[31m b\nI-XXXX"), "{out:?}");
}

/// A variable alone makes no question.
#[test]
fn what_no_script_asked_is_an_ordinary_command() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().with("DUCKOPS_COMPLETE", "bash");
    assert!(place.run(&["runs", "list"]).out.contains("no runs yet"));
}

/// A shell at a terminal, with the script read: what is typed, and what Tab makes of it.
fn in_a_shell(place: &Duckops, shell: &str, args: &[&str], setup: &str, sourced: bool) -> Option<Terminal> {
    or_skip(shell, Command::new(shell).arg("--version").output().map_err(|cause| cause.to_string()))?;
    let known = place.command(&["completions", shell]);
    let script = format!("{setup}{}", if sourced { ". ./script\n" } else { "" });
    std::fs::write(place.dir.join("script"), place.run(&["completions", shell]).out).unwrap();
    std::fs::write(place.dir.join("setup"), script).unwrap();
    let mut command = Command::new(shell);
    command.args(args).current_dir(&place.dir).env("PS1", "ready> ");
    command.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let terminal = Terminal::of(&command);
    terminal.until("ready>").types(". ./setup\r").until("setup\nready>");
    Some(terminal)
}

/// For bash `--resume=QE` is three words.
#[test]
fn tab_completes_in_bash() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    place.run(&["drill", "inc-001", "--auto"]);
    let Some(mut bash) = in_a_shell(&place, "bash", &["--norc", "-i"], "", true) else { return };
    bash.types("duckops run\t").until("duckops run").types("s sh\tQ\t").until("duckops runs show QE34");
    bash.types("\x15duckops pro\t--check=qu\t").until("duckops probe --check=quota");
    bash.types("\x15duckops triage inc-001 --answer target.w\t").until("--answer target.why=");
    bash.types("\x15duckops triage inc-001 --answer target.version=\t9").until("--answer target.version=9");
    bash.types("\x15duckops approve --method in\t").until(r"--method in\ person");
    bash.types("\x15duckops approve --method in\\ p\tx").until(r"--method in\ person x");
    bash.types("\x15duckops approve --method \"in\t").until("--method \"in person\"");
    bash.types("\x15duckops checklist incident-triage --answer over.said=not\t").until(r"over.said=not\ resolved\ yet");
    bash.types("\x15exit\r");
    bash.ended(0);
}

#[test]
fn a_run_is_found_behind_equals_in_bash() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(place.run(&["triage", "inc-001", "--no-input"]).code, 4);
    let run = values(&place, &["runs", "show", ""]).remove(0);
    let Some(mut bash) = in_a_shell(&place, "bash", &["--norc", "-i"], "", true) else { return };
    for line in ["triage --resume=", "triage inc-001 --resume="] {
        bash.types(&format!("\x15duckops {line}\t!")).until(&format!("{line}{run} !"));
    }
    bash.types("\x15exit\r");
    bash.ended(0);
}

#[test]
fn tab_completes_in_zsh() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    place.run(&["drill", "inc-001", "--auto"]);
    let setup = "autoload -Uz compinit; compinit -D -u\n";
    let Some(mut zsh) = in_a_shell(&place, "zsh", &["-f", "-i"], setup, true) else { return };
    zsh.types("duckops runs sh\tQ\t").until("duckops runs show QE34");
    zsh.types("\x15duckops pro\t--check=qu\t").until("duckops probe --check=quota");
    zsh.types("\x15exit\r");
    zsh.ended(0);
}

/// As a package installs it: the file is read when somebody presses Tab for the first time.
#[test]
fn zsh_finds_the_script_where_completions_lie() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    std::fs::create_dir(place.dir.join("functions")).unwrap();
    std::fs::write(place.dir.join("functions/_duckops"), place.run(&["completions", "zsh"]).out).unwrap();
    let setup = "fpath=(~/functions $fpath); autoload -Uz compinit; compinit -D -u\n";
    let Some(mut zsh) = in_a_shell(&place, "zsh", &["-f", "-i"], setup, false) else { return };
    zsh.types("duckops doc\t").until("duckops doctor");
    zsh.types("\x15exit\r");
    zsh.ended(0);
}

#[test]
fn fish_finds_the_same() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    place.run(&["drill", "inc-001", "--auto"]);
    std::fs::write(place.dir.join("script"), place.run(&["completions", "fish"]).out).unwrap();
    let mut fish = Command::new("fish");
    fish.args(["--no-config", "-c", "source ./script; complete -C 'duckops runs show '"]).current_dir(&place.dir);
    fish.envs(place.command(&["x"]).get_envs().filter_map(|(name, value)| Some((name, value?))));
    let Some(found) = or_skip("fish", fish.output().map_err(|cause| cause.to_string())) else { return };
    let found = String::from_utf8(found.stdout).unwrap();
    assert_eq!(found, "QE34\tinc-001 (drill), resolved, 2026-11-22T02:14:07Z\n");
}
