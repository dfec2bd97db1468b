//! The commands that a person types when there is no tool.

use super::text::blocks;
use super::{files, read};
use crate::support::duckops::Duckops;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn every_command_by_hand_can_be_read_by_bash() {
    let duckops = Duckops::new();
    let documents = files("runbooks", &[".md"]);
    assert!(!documents.is_empty());
    for path in documents {
        let id = path.trim_start_matches("runbooks/").trim_end_matches(".md");
        let page = duckops.run(&["runbook", "show", "--by-hand", id]);
        assert_eq!(page.code, 0, "{}", page.err);
        let shown = blocks(&page.out, "sh");
        assert_eq!(shown.len(), commands(&path), "{path}: the page by hand does not show every command");
        for command in shown {
            let read = bash_reads(&command);
            assert!(read.is_ok(), "{path}: {}\n{command}", read.unwrap_err());
            assert!(!asks_gnu_date(&command), "{path}: `date -d` is GNU only\n{command}");
            assert!(
                !command.contains('{') || !has_setting_left(&command),
                "{path}: a setting is not filled in\n{command}"
            );
        }
    }
}

/// How many commands a document has, those of the documents that it follows included.
fn commands(path: &str) -> usize {
    let text = read(path);
    let followed = text.lines().filter_map(|line| line.strip_prefix("follow")?.split('"').nth(1));
    blocks(&text, "sh").len() + followed.map(|id| commands(&format!("runbooks/{id}.md"))).sum::<usize>()
}

/// `bash -n`: parses, runs nothing.
fn bash_reads(script: &str) -> Result<(), String> {
    let mut bash = Command::new("bash");
    bash.arg("-n").env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = bash.spawn().map_err(|cause| format!("bash: {cause}"))?;
    child.stdin.take().unwrap().write_all(script.as_bytes()).map_err(|cause| cause.to_string())?;
    let output = child.wait_with_output().map_err(|cause| cause.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() && said.is_empty() { Ok(()) } else { Err(said) }
}

/// Outside of comments.
fn asks_gnu_date(script: &str) -> bool {
    let code = script.lines().filter(|line| !line.trim_start().starts_with('#'));
    code.into_iter().any(|line| line.contains("date -d") || line.contains("date --date") || line.contains("date --utc"))
}

/// `{region}` was not replaced. What only a walk knows is shown as `<target.version>`.
fn has_setting_left(script: &str) -> bool {
    duckops_core::world::settings::SETTINGS.iter().any(|setting| script.contains(&format!("{{{}}}", setting.name)))
}

#[test]
fn what_is_wrong_is_seen() {
    assert!(bash_reads("if true; then echo").is_err() && bash_reads("echo \"a").is_err());
    assert!(bash_reads("echo \"$(( ($(date +%s) - 900) * 1000 ))\"").is_ok());
    assert!(asks_gnu_date("x\ny $(date -d yesterday)") && !asks_gnu_date("# no `date -d` here\ndate +%s"));
}
