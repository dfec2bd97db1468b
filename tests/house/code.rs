//! What may stand in a source file.

use super::text::without_comments;
use super::{files, read, shipped, sources};
use duckops_core::text::commands::of_duckops;

const MOST_LINES: usize = 400;

/// Where an incident's id stands outside of scenarios, and why it may.
const IDS: &[(&str, &str, &str)] = &[
    ("src/cli/examples.rs", "duckops ", "examples to type, under `--help`"),
    ("src/cli.rs", "/// The runbook: inc-001", "an example in the help of an argument"),
    ("src/cli/drill.rs", "/// The runbook or scenario: inc-001", "an example in the help of an argument"),
];

/// What gives a command to type the flags that it must repeat: hints get them where they are said.
const COMPLETED: &[&str] = &["again(", ".hint(", "hint: ", ".command("];

/// Commands that are completed elsewhere than on their line.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("src/error.rs", "bare `duckops", "what an exit code means, in the reference"),
    ("src/app/checklist.rs", "(None, ", "`let next = session.again(&next)` below completes them"),
    ("src/app/mod.rs", "is a runbook: ", "the command line was not read: no flag is known"),
    ("src/app/config/init.rs", "what it says: ", "a hint"),
    (
        "src/drill/practice.rs",
        "duckops drill {}{seed}",
        "what a run keeps: completed by whoever shows it, with their flags",
    ),
    ("src/cli/drill.rs", "override_usage", "how it is typed: the command line was not read"),
    ("src/app/status/board.rs", "duckops runbook show", "what a board keeps: completed where it is shown"),
    ("src/app/overview.rs", "let command = ", "completed where it is laid out"),
    ("src/app/overview.rs", "let triage = ", "what `next` holds: completed where it is laid out"),
    ("src/app/overview.rs", "let status = ", "what `next` holds"),
    ("src/app/overview.rs", "return [", "what `next` holds"),
    ("src/app/overview.rs", "[first, second, ", "what `next` holds"),
    ("src/app/incident.rs", "const HOW", "a hint, and one of `next`"),
    ("src/app/incident.rs", "let again = ", "part of a hint"),
    ("src/app/incident.rs", "entry_lines(", "part of a hint"),
    ("src/app/incident/ending.rs", "const HOW", "a hint"),
    ("src/app/incident/ending.rs", "duckops probe", "completed where all warnings are said"),
    ("src/app/incident/ending.rs", "duckops runs show", "completed where all warnings are said"),
    ("src/app/incident/ending.rs", "entry_lines(", "part of a hint"),
    ("src/app/handoff.rs", "duckops postmortem ", "laid out with `Page::command`, or completed by `show`"),
    ("src/app/handoff.rs", "duckops status", "laid out with `Page::command`, or completed by `show`"),
    ("src/app/handoff.rs", "duckops incident ", "laid out with `Page::command`, or completed by `show`"),
    ("src/app/handoff.rs", "duckops triage", "laid out with `Page::command`, or completed by `show`"),
    ("src/app/incident.rs", "let handoff = ", "`next` lays it out with `Page::command`"),
    ("src/app/incident.rs", "&[\"duckops incident note TEXT\", &format!", "`next` lays them out with `Page::command`"),
    ("src/app/records.rs", "let command = ", "a hint"),
    ("src/app/handoff.rs", "duckops runs ", "laid out with `Page::command`, or completed by `show`"),
    ("src/app/incident.rs", "next(session, ", "`next` lays them out with `Page::command`"),
    ("src/app/proposals.rs", "runbook.kind.word()", "completed by whoever shows it: triage, status"),
    ("src/app/walk/by_run.rs", "let hint = ", "a hint"),
    ("src/app/walk/opening.rs", "let new = ", "part of a hint"),
    ("src/app/walk/opening.rs", "begin anew: ", "part of a hint"),
    ("src/app/walk/other_world.rs", "{flags}", "part of a hint"),
    ("src/console/render/closing.rs", "come back:", "laid out with `Page::command`, or completed by `take-over`"),
    ("src/store/error.rs", "\"", "its hints"),
    ("src/store/freeze.rs", "next: ", "a hint"),
    ("src/store/incidents.rs", "next: ", "a hint"),
    ("src/store/incidents.rs", "const START", "part of a hint"),
    ("src/store/incidents.rs", "\"note\" => ", "a hint"),
    (
        "crates/core/src/health/checks/nagios.rs",
        "; duckops triage",
        "a line that a monitor passes on, to other machines",
    ),
    ("src/app/approvals/sent.rs", "let hint = ", "a hint"),
    ("src/app/approvals/sent.rs", "it holds several", "`read` completes it"),
    ("src/app/doctor/network.rs", "duckops status", "completed by `what_next`"),
    ("src/app/iam_policy.rs", "duckops ", "laid out with `Page::command`"),
    ("crates/core/src/health/aws.rs", "if permission.changes", "part of a hint, or laid out with `Page::command`"),
    ("src/app/doctor/git.rs", "const CONFIG", "what git is told, not what is typed"),
    ("src/console/gate.rs", "There they type", "on another machine, with flags of its own"),
    ("crates/core/src/walk/request.rs", "duckops approve", "laid out with `Page::command`, or at the gate"),
    ("crates/core/src/world/actions/incident.rs", "undo: ", "shown by `change::undo`"),
];

/// Where a fact comes from: here nothing may stand in for what was not reported, but for these.
const STANDING_IN: &[(&str, &str, &str)] = &[
    (
        "src/stack/lambda.rs",
        "$reply.version()",
        "every version that Lambda lists has one; without it `number` puts it last",
    ),
    ("src/stack/lambda.rs", "error.message()", "part of a reason, not a fact"),
    ("src/stack/executions.rs", "rsplit(':')", "part of the request in words"),
    ("src/stack/executions.rs", "reply.cause()", "an error without a cause is shown by its name alone"),
    ("src/stack/http.rs", "canonical_reason()", "the words beside a status code; the code is the fact"),
    ("src/stack/logs.rs", "event.message()", "an event without a text is still an event"),
    ("crates/core/src/health/lambda/mod.rs", "version.parse()", "the order of a list; what is no number comes last"),
    ("crates/core/src/health/lambda/versions.rs", "one.description", "an empty cell of a table to read"),
    ("crates/core/src/health/json.rs", "paths.first()", "part of a reason, not a fact"),
];

#[test]
fn no_file_is_long() {
    for (path, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= MOST_LINES, "{path} has {lines} lines: split it by subject");
    }
}

/// Nothing of an incident's procedure is written in Rust: a new one is a new document.
#[test]
fn no_incident_is_named_in_the_program() {
    let mut seen = vec![false; IDS.len()];
    for (path, code) in shipped().into_iter().filter(|(path, _)| !path.starts_with("src/drill/scenarios/")) {
        // The comments of the command line are its help, so they are read; elsewhere an example in a comment harms nobody.
        let is_help = ["src/cli.rs", "src/cli/drill.rs"].contains(&path.as_str());
        let code = if is_help { code } else { without_comments(&code) };
        for line in code.lines().filter(|line| names_an_incident(line)) {
            let allowed = IDS.iter().position(|(file, text, _)| *file == path && line.contains(text));
            let at = allowed.unwrap_or_else(|| panic!("{path} names an incident: {}", line.trim()));
            seen[at] = true;
        }
    }
    let stale: Vec<_> = IDS.iter().zip(&seen).filter(|(_, seen)| !**seen).collect();
    assert!(stale.is_empty(), "no longer there: {stale:?}");
}

/// `inc-001`, `INC_001`, `Inc001`.
fn names_an_incident(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.match_indices("inc").any(|(at, found)| {
        let rest = lower[at + found.len()..].trim_start_matches(['-', '_', ' ']);
        rest.chars().take(3).filter(char::is_ascii_digit).count() == 3
    })
}

/// Typed as it is shown, a command finds the same places as the one that showed it.
#[test]
fn no_command_to_type_forgets_the_flags() {
    let (mut seen, mut forgotten) = (vec![false; COMMANDS.len()], Vec::new());
    for (path, code) in shipped() {
        for line in without_comments(&code).lines().filter(|line| has_command(line)) {
            match COMMANDS.iter().position(|(file, text, _)| *file == path && line.contains(text)) {
                _ if COMPLETED.iter().any(|how| line.contains(how)) => {}
                Some(at) => seen[at] = true,
                None => forgotten.push(format!("{path}: {}", line.trim())),
            }
        }
    }
    assert!(forgotten.is_empty(), "shown as they are: {forgotten:#?}");
    let stale: Vec<_> = COMMANDS.iter().zip(&seen).filter(|(_, seen)| !**seen).collect();
    assert!(stale.is_empty(), "no longer there: {stale:?}");
}

/// In a text: `duckops runs list`, and `duckops {} {}`, which is one when the program runs.
fn has_command(line: &str) -> bool {
    let text = line.find('"').map_or("", |at| &line[at..]);
    !of_duckops(text).is_empty() || text.contains("duckops {")
}

/// Whose zone it is depends on the machine: everybody else asks the clock.
#[test]
fn the_persons_zone_is_read_in_the_clock_alone() {
    let readers = shipped().into_iter().filter(|(_, code)| code.contains("chrono::Local"));
    assert_eq!(readers.map(|(path, _)| path).collect::<Vec<_>>(), ["src/clock.rs"]);
}

/// What is applied was recorded before: `Act` takes a `Durable`, one function makes one, and one file calls it.
#[test]
fn only_an_intent_that_is_on_disk_becomes_a_change() {
    let code: Vec<_> = shipped().into_iter().map(|(path, code)| (path, without_comments(&code))).collect();
    let having = |what: &str| -> Vec<&str> {
        code.iter().filter(|(_, code)| code.contains(what)).map(|(path, _)| path.as_str()).collect()
    };
    let ports = "crates/core/src/walk/ports.rs";
    assert_eq!(having("of_intent"), ["src/drive/change.rs", ports]);
    assert_eq!(having("Durable {"), [""; 0]);
    assert_eq!([having("impl Durable<"), having("for Durable<")].concat(), [ports]);
    assert_eq!(makers(&read(ports)), ["pub fn of_intent(run: &str, recorded: &Recorded) -> Option<Self> {"]);
}

/// The functions of `Durable` that give one.
fn makers(ports: &str) -> Vec<&str> {
    let is_impl = |line: &str| line.starts_with("impl") && line.contains("Durable<");
    let blocks = ports.split("\n}\n").filter(|block| block.lines().any(is_impl));
    let gives = |line: &&str| line.contains("fn ") && (line.contains("Self") || line.contains("-> Durable"));
    blocks.flat_map(str::lines).map(str::trim).filter(gives).collect()
}

#[test]
fn another_way_to_make_a_change_is_seen() {
    let code = "/// Ours.\nimpl Durable<Plan> {\n    fn a(x: u8) -> Self {\n    }\n}\n\nimpl<T> From<T> for Durable<T> {\n    fn b(t: T) -> Durable<T> {\n    }\n}\n";
    assert_eq!(makers(code), ["fn a(x: u8) -> Self {", "fn b(t: T) -> Durable<T> {"]);
}

/// Unknown is not good: a default would be a fact that nobody reported.
#[test]
fn no_default_stands_in_for_a_fact() {
    let of_facts = |path: &str| path.starts_with("src/stack/") || path.starts_with("crates/core/src/health/");
    let mut seen = vec![false; STANDING_IN.len()];
    for (path, code) in shipped().into_iter().filter(|(path, _)| of_facts(path)) {
        let code = without_comments(&code);
        let defaults = ["unwrap_or_default()", "unwrap_or(0", "unwrap_or(false)", "unwrap_or(true)"];
        for line in code.lines().filter(|line| defaults.iter().any(|default| line.contains(default))) {
            let allowed = STANDING_IN.iter().position(|(file, text, _)| *file == path && line.contains(text));
            let at = allowed.unwrap_or_else(|| panic!("{path}: what is not known becomes a fact: {}", line.trim()));
            seen[at] = true;
        }
    }
    let stale: Vec<_> = STANDING_IN.iter().zip(&seen).filter(|(_, seen)| !**seen).collect();
    assert!(stale.is_empty(), "no longer there: {stale:?}");
}

#[test]
fn nothing_is_left_to_do_and_nothing_is_of_one_machine() {
    // Put together here, so that this file does not find itself.
    let unwanted = [["to", "do!"], ["unimpl", "emented!"], ["/ro", "ot/"], ["/wo", "rk/"]].map(|parts| parts.concat());
    let folders = ["src", "crates", "runbooks", "tests", ".ci"];
    let endings = [".rs", ".md", ".py", ".toml", ".txt", "run"];
    let mut paths: Vec<_> = folders.iter().flat_map(|folder| files(folder, &endings)).collect();
    paths.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml", "build.rs"].map(str::to_owned));
    for path in paths {
        let text = read(&path);
        let found: Vec<_> = unwanted.iter().filter(|word| text.contains(word.as_str())).collect();
        assert!(found.is_empty(), "{path} has {found:?}");
    }
}

/// What is written there went through one type; nothing gets past it.
#[test]
fn the_standard_streams_are_written_in_one_place() {
    let ways = ["io::stdout()", "io::stderr()", "std::io::stdout", ".print()", "print!(", "println!("];
    let allowed = ["src/console/streams.rs", "src/console/terminal.rs"];
    for (path, code) in shipped().into_iter().filter(|(path, _)| !allowed.contains(&path.as_str())) {
        let code = without_comments(&code);
        let found: Vec<_> = ways.iter().filter(|way| code.contains(**way)).collect();
        assert!(found.is_empty(), "{path} writes past the streams: {found:?}");
    }
}

/// What is kept is tested against a disk that fails and loses: nothing gets past it.
#[test]
fn stores_and_ledgers_write_through_the_disk_alone() {
    let ways = ["OpenOptions", "DirBuilder", "fs::File", "File::", "fs::{File", "fs::write", "fs::copy", "create_dir"];
    let more =
        ["fs::rename", "remove_file", "remove_dir", "hard_link", "fs::symlink(", "set_permissions", "rustix::fs::{"];
    let kept = |path: &str| path.starts_with("src/store/") || path.starts_with("src/ledger/");
    let kept: Vec<_> = shipped().into_iter().filter(|(path, _)| kept(path)).collect();
    assert!(kept.len() > 20, "only {} files: are they still found?", kept.len());
    for (path, code) in kept {
        let code = without_comments(&code).replace("StoreError::File", "");
        let found: Vec<_> = ways.iter().chain(&more).filter(|way| code.contains(**way)).collect();
        assert!(found.is_empty(), "{path} changes the disk past src/disk.rs: {found:?}");
    }
}

/// An escape that a terminal obeys is the console's own.
#[test]
fn escapes_are_written_by_the_console_alone() {
    let mut seen = 0;
    for (path, code) in shipped() {
        let has = ["\\x1b", "\\u{1b}", "Stylize"].iter().any(|escape| without_comments(&code).contains(escape));
        assert!(!has || path.starts_with("src/console/"), "{path} writes escapes");
        seen += usize::from(has);
    }
    assert!(seen > 3, "only {seen} files: are escapes still found?");
}
