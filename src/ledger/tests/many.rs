//! Many processes that append to one ledger.

use super::*;
use std::process::{Command, Stdio};

const PROCESSES: u32 = 16;
/// By each of them.
const APPENDS: u32 = 200;
/// The same without `CI`: all of them take half a minute.
const FEWER: u32 = 25;
/// What tells a process that it is one of them: a file in its current directory, with its number and its appends.
const ORDERS: &str = "writer-orders";

/// Not a test: one of the processes of the test below.
#[test]
#[ignore = "a process of many_processes_lose_nothing"]
fn one_process() {
    let orders = fs::read_to_string(ORDERS).unwrap();
    let (number, appends) = orders.split_once(' ').unwrap();
    let temp = std::mem::ManuallyDrop::new(Temp(PathBuf::from("..").canonicalize().unwrap()));
    let ledgers = temp.ledgers();
    (0..appends.parse().unwrap()).for_each(|visit| drop(outputs(ledgers.apply(&note(&format!("RUN{number}"), visit)))));
}

#[test]
fn many_processes_lose_nothing() {
    #[expect(clippy::disallowed_methods, reason = "as in tests/support: what is run depends on CI, not what is tested")]
    let appends = if std::env::var("CI").is_ok_and(|ci| ci == "true") { APPENDS } else { FEWER };
    let temp = Temp::new();
    temp.ledgers();
    let program = std::env::current_exe().unwrap();
    let start = |number: u32| {
        let dir = temp.0.join(format!("writer{number}"));
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join(ORDERS), format!("{number} {appends}")).unwrap();
        let mut command = Command::new(&program);
        command.args(["--ignored", "--exact", "ledger::tests::many::one_process"]).current_dir(dir);
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<_> = (0..PROCESSES).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let bytes = fs::read(temp.file("GOVERNANCE-LOG.md")).unwrap();
    let ledger = Ledger::parse(&bytes);
    let findings = ledger.verify("governance", &temp.ledgers().noted("governance").unwrap().expected(&ledger));
    let wanted = usize::try_from(PROCESSES * appends).unwrap();
    assert_eq!((findings.intact.len(), findings.told), (wanted, vec![]), "nothing else is found");
    assert_eq!(ledger.heads().len(), 1, "each names the one before");
}
