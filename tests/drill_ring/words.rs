//! Words stay whole where lines are broken, and a sentence ends once.

use super::served::Served;
use super::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;

#[test]
fn at_40_columns_no_word_of_the_overview_is_broken() {
    let _ring = ring::enter("drill");
    let out = Duckops::new().without_a_network().with("COLUMNS", "40").run::<&str>(&[]).out;
    assert!(out.lines().all(|line| line.chars().count() <= 40) && out.lines().count() <= 8, "{out}");
    assert!(out.contains("no incident, freeze, run, approval\n") && out.contains("\n    duckops probe\n"), "{out}");
}

/// Whoever reads the lines with a program has each mistake on one.
#[test]
fn a_mistake_is_broken_between_words_on_a_terminal_alone() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let folder = "runbooks/of-the-team-that-is-on-call-in-the-night";
    std::fs::create_dir_all(place.dir.join(folder)).unwrap();
    let step = "id = \"a\"\nlook.status = \"beak.status\"\npass = [\"status.cod == 200\"]\nend = \"resolved\"";
    let text =
        format!("# B\n\n```toml runbook\nid = \"b\"\nkind = \"triage\"\n```\n\n## A\n\n```toml step\n{step}\n```\n");
    let file = format!("{folder}/b.md");
    std::fs::write(place.dir.join(&file), text).unwrap();
    let args = ["runbook", "lint", &file];
    let head = format!("{file}:13:10: `status` has no `cod` [unknown-name]\n");
    assert!(place.run(&args).out.starts_with(&head));
    let screen = Terminal::start(&place, &args, false).when_ended();
    let lines: Vec<_> = screen.lines().take(3).map(str::trim_end).collect();
    let first = format!("{file}:13:10: `status` has no");
    assert_eq!(lines, [first.as_str(), "    `cod` [unknown-name]", "   13 | pass = [\"status.cod == 200\"]"]);
}

#[test]
fn a_title_that_asks_ends_its_sentence() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let ran = served.duckops().run(&["checklist", "pre-deploy", "--no-input"]);
    assert!(
        ran.code == 4 && ran.err.contains("Left at first What is being deployed? Nothing was changed.\n"),
        "{ran:?}"
    );
}
