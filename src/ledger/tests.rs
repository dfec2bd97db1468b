//! Ledgers as files: appended once, whole, by many at once; what people wrote stays.

use super::{Ledgers, git};
use crate::clock::SystemClock;
use crate::store::Store;
use duckops_core::ledger::{Ledger, Reading};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Applied, Event, Recorded};
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::{Args, Plan, action};
use duckops_core::world::{Query, Value, WhyKind};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

mod left;
mod many;
mod noted;

/// A directory that goes away with the test.
struct Temp(PathBuf);

impl Temp {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("duckops-ledger-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = std::env::temp_dir().join(name);
        fs::create_dir(&dir).unwrap();
        Self(dir)
    }

    fn ledgers(&self) -> Ledgers {
        self.of("state")
    }

    /// As seen from another state directory.
    fn of(&self, state: &str) -> Ledgers {
        let clock = Arc::new(SystemClock::new());
        let store = Store::open(&self.0.join(state), clock.clone()).unwrap();
        Ledgers::new(self.0.join("log"), store.anchors(), Clean::new("ana"), clock)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join("log").join(name)
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn intent(name: &str, run: &str, visit: u32, values: &[(&str, &str)]) -> Durable<Plan> {
    let values = values.iter().map(|(name, value)| (name.to_string(), Value::Text(Clean::new(value)))).collect();
    let args = Args { values, facts: vec![(Clean::new("errors"), Clean::new("28 | <b>"))], notes: vec![] };
    let plan = Box::new((action(name).unwrap().plan)(&args, None).unwrap());
    let recorded = Recorded {
        seq: 9,
        at: "2026-11-22T02:19:30.5Z".parse().unwrap(),
        who: Clean::new("ana"),
        step: Some(StepId::from("record")),
        visit: Some(visit),
        event: Event::Intended { plan },
    };
    Durable::of_intent(run, &recorded).unwrap()
}

fn note(run: &str, visit: u32) -> Durable<Plan> {
    let values = [("ledger", "governance"), ("title", "INC-001 prod 43 -> 41"), ("text", "It works.")];
    intent("ledger.append", run, visit, &values)
}

fn outputs(applied: Applied) -> (String, String) {
    match applied {
        Applied::Yes(outputs) => (outputs["entry"].to_string(), outputs["commit"].to_string()),
        other => panic!("{other:?}"),
    }
}

fn refused(applied: Applied) -> String {
    match applied {
        Applied::No(why) => format!("{:?}: {}", why.kind, why.text),
        other => panic!("{other:?}"),
    }
}

fn intact(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap();
    let ledger = Ledger::parse(&bytes);
    ledger.entries().filter(|found| matches!(ledger.read(found), Reading::Intact(_))).count()
}

#[test]
fn an_entry_is_written_once() {
    let temp = Temp::new();
    let (ledgers, path) = (temp.ledgers(), temp.file("GOVERNANCE-LOG.md"));
    assert!(refused(ledgers.look_back(&note("7F3K", 1))).starts_with("Absent"));
    let (id, commit) = outputs(ledgers.apply(&note("7F3K", 1)));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Governance log\n"));
    assert!(text.contains("## 2026-11-22T02:19:30Z · INC-001 prod 43 -> 41\n"), "{text}");
    assert!(text.contains("| operator | ana |\n| errors | 28 \\| &lt;b> |\n"), "{text}");
    assert!(commit.starts_with("nothing to commit: "), "{commit}");

    assert_eq!(outputs(ledgers.apply(&note("7F3K", 1))).0, id, "a resume writes nothing twice");
    assert_eq!(outputs(ledgers.look_back(&note("7F3K", 1))).0, id);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);

    assert_ne!(outputs(ledgers.apply(&note("7F3K", 2))).0, id, "another visit is another entry");
    assert!(fs::read_to_string(&path).unwrap().starts_with(&text));
    assert_eq!(intact(&path), 2);
}

#[test]
fn a_deploy_entry_is_what_the_next_look_finds() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    let query = Query::new("ledger.deploys");
    let absent = ledgers.look_deploys(&query);
    assert_eq!(absent.failure().unwrap().kind, WhyKind::Absent);
    for (visit, state) in [(1, "promoted"), (2, "verified")] {
        let values = [("version", "41"), ("state", state), ("what", "back to what worked")];
        outputs(ledgers.apply(&intent("ledger.deploy", "7F3K", visit, &values)));
    }
    let seen = ledgers.look_deploys(&query);
    assert_eq!(seen.summary.as_str(), "2 entries, the newest: version 41 verified");
    assert_eq!(seen.fact("last_good").unwrap(), &Value::Text(Clean::new("41")));
    let other = ledgers.look_deploys(&query.with("other_than", Value::Text(Clean::new("41"))));
    assert!(other.fact("last_good").is_err() && other.fact("expected").is_ok());
    assert!(
        refused(ledgers.apply(&intent(
            "ledger.deploy",
            "7F3K",
            3,
            &[("version", "41"), ("state", "fine"), ("what", "")]
        )))
        .starts_with("BadReply")
    );
}

#[test]
fn what_people_wrote_stays_byte_for_byte() {
    for prose in [&b"# Ours\r\n\r\nwords"[..], b"\xef\xbb\xbf# Ours\n\xff\n", b"", b"```\nopen"] {
        let temp = Temp::new();
        let path = temp.file("GOVERNANCE-LOG.md");
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, prose).unwrap();
        outputs(temp.ledgers().apply(&note("7F3K", 1)));
        assert!(fs::read(&path).unwrap().starts_with(prose));
        assert_eq!(intact(&path), 1);
    }
}

#[test]
fn a_link_of_our_own_is_followed_and_stays_a_link() {
    let temp = Temp::new();
    let path = temp.file("GOVERNANCE-LOG.md");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(temp.0.join("real.md"), "# Ours\n").unwrap();
    std::os::unix::fs::symlink(temp.0.join("real.md"), &path).unwrap();
    outputs(temp.ledgers().apply(&note("7F3K", 1)));
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(intact(&temp.0.join("real.md")), 1);
}

#[test]
fn what_cannot_be_written_says_that_nothing_was() {
    let temp = Temp::new();
    let (ledgers, path) = (temp.ledgers(), temp.file("GOVERNANCE-LOG.md"));
    fs::create_dir_all(&path).unwrap();
    assert!(refused(ledgers.apply(&note("7F3K", 1))).ends_with("it is not a file"));
    assert!(matches!(ledgers.look_back(&note("7F3K", 1)), Applied::CannotTell(why) if why.kind == WhyKind::File));
    fs::remove_dir(&path).unwrap();
    for target in ["/dev/null", "/nowhere/at/all"] {
        std::os::unix::fs::symlink(target, &path).unwrap();
        assert!(refused(ledgers.apply(&note("7F3K", 1))).starts_with("File: nothing was written to "), "{target}");
        fs::remove_file(&path).unwrap();
    }
    fs::create_dir(temp.file("DEPLOY-LOG.md")).unwrap();
    let seen = ledgers.look_deploys(&Query::new("ledger.deploys"));
    assert_eq!(seen.failure().unwrap().kind, WhyKind::File);
}

#[test]
fn a_seed_is_no_replacement() {
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    for text in ["- 2026-11-20 v41 verified\n", "- 2026-11-21 v42 verified\n"] {
        ledgers.seed("deploy", text).unwrap();
    }
    let seen = ledgers.look_deploys(&Query::new("ledger.deploys"));
    assert_eq!(seen.fact("last_good").unwrap(), &Value::Text(Clean::new("41")));
}

/// A seed that a crash cut off is no deploy log: its last version would be half a word.
#[test]
fn a_seed_that_was_cut_off_is_written_to_its_end() {
    let temp = Temp::new();
    let (ledgers, text) = (temp.ledgers(), "- 2026-11-20 v41 verified\n- 2026-11-21 v40 rolled-back\n");
    let zeros = |len: usize| text[..len].to_owned() + &"\0".repeat(text.len() - len);
    for there in ["", &text[..9], &text[..text.len() - 1], text, &zeros(0), &zeros(9), &zeros(text.len() - 1)] {
        fs::create_dir_all(temp.0.join("log")).unwrap();
        fs::write(temp.file("DEPLOY-LOG.md"), there).unwrap();
        ledgers.seed("deploy", text).unwrap();
        assert_eq!(fs::read_to_string(temp.file("DEPLOY-LOG.md")).unwrap(), text, "after {there:?}");
    }
    let more = format!("{text}and a line by hand\n");
    fs::write(temp.file("DEPLOY-LOG.md"), &more).unwrap();
    ledgers.seed("deploy", text).unwrap();
    assert_eq!(fs::read_to_string(temp.file("DEPLOY-LOG.md")).unwrap(), more);
}

/// Half of a statement would be a wrong one for ever.
#[test]
fn a_statement_that_stops_half_way_is_taken_back() {
    use crate::disk::loss::Disk;
    use crate::disk::simulated::{self, Fault, How};
    let temp = Temp::new();
    let ledgers = temp.ledgers();
    let path = ledgers.add_signature("governance", "one\n").unwrap();
    for lasts in [false, true] {
        let short = Fault { at: 1, how: How::Short, lasts };
        simulated::begin(&temp.0, Disk::default(), Some(short)).unwrap();
        let why = ledgers.add_signature("governance", "another\n").unwrap_err();
        simulated::end();
        let (there, said) = (fs::read_to_string(&path).unwrap(), why.text.as_str());
        assert_eq!(there == "one\n", said.starts_with("nothing was written to "), "{there:?}: {said}");
        assert_eq!(there == "one\n", !lasts, "{there:?}");
    }
}

#[test]
fn the_command_commits_exactly_the_ledger() {
    let temp = Temp::new();
    let dir = temp.0.join("it's a checkout");
    fs::create_dir_all(dir.join(".git")).unwrap();
    fs::create_dir(dir.join("ops")).unwrap();
    let path = dir.join("ops/GOVERNANCE-LOG.md");
    fs::write(&path, "").unwrap();
    let shown = path.parent().unwrap().canonicalize().unwrap().display().to_string().replace('\'', r"'\''");
    assert_eq!(
        git::commit(&path, "3f9a2c81b04d", &Clean::new("INC-001 $(rm) `x` 'y'")),
        format!(
            "git -C '{shown}' add -- GOVERNANCE-LOG.md && git -C '{shown}' commit \
             -m 'INC-001 $(rm) `x` '\\''y'\\'' (entry 3f9a2c81b04d)' -- GOVERNANCE-LOG.md"
        )
    );
    assert_eq!(shell_word("a/b-c_1.md"), "a/b-c_1.md");
    assert_eq!(shell_word(""), "''");
}
