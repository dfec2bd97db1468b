//! Approvals that are signed, and approvals from a machine that shares nothing with the one that waits.

use super::served::{GO_BACK, Served, ledger, request, resumed, walk};
use super::terminal::{Terminal, begun, to};
use crate::support::duckops::{Duckops, Ran};
use crate::support::{or_skip, ring};
use std::process::Command;

pub(super) const JOSH: &str = "josh@example.com";
const SIGNED: &str =
    "approvals = 'signed'\nallowed_signers = 'team/signers'\napprovers = ['josh@example.com', 'ana@example.com']\n";

/// Makes keys, and the team's file with those of Josh and Ana; nothing where there is no `ssh-keygen`.
pub(super) fn team(place: &Duckops) -> Option<()> {
    std::fs::create_dir(place.dir.join("team")).unwrap();
    for name in ["josh", "ana", "mallory"] {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(place.dir.join(name));
        or_skip("ssh-keygen", command.status().map(drop).map_err(|why| why.to_string()))?;
    }
    allow(place, &["josh", "ana"]);
    std::fs::write(place.dir.join("duckops.toml"), SIGNED).unwrap();
    Some(())
}

fn allow(place: &Duckops, names: &[&str]) {
    let line = |name: &&str| {
        let key = std::fs::read_to_string(place.dir.join(format!("{name}.pub"))).unwrap();
        format!("{name}@example.com namespaces=\"duckops-approval@v1\" {key}")
    };
    std::fs::write(place.dir.join("team/signers"), names.iter().map(line).collect::<String>()).unwrap();
}

pub(super) fn approve(place: &Duckops, id: &str, approver: &str, key: &str) -> Ran {
    place.run(&["approve", id, "--approver", approver, "--key", key])
}

#[test]
fn a_signed_approval_is_verified_used_once_and_stands_in_the_log() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let stopped = walk(&place, &GO_BACK);
    let id = request(&stopped);
    assert!(stopped.err.contains(&format!("duckops approve {id} --approver {JOSH}\n")), "{}", stopped.err);
    for (approver, key, why) in [
        (JOSH, "mallory", "is no key of ~/team/signers"),
        (JOSH, "ana", "is the key of ana@example.com, who asked for it"),
        ("ana@example.com", "ana", "ana@example.com asked for it"),
    ] {
        let ran = approve(&place, &id, approver, key);
        assert!(ran.code == 1 && ran.err.contains(why), "{approver}, {key}: {ran:?}");
    }
    let none = approve(&place, &id, JOSH, "nobody");
    assert!(none.code == 3 && none.err.contains("did not sign with ~/nobody"), "{none:?}");
    let mute = place.run(&["approve", &id, "--approver", JOSH, "--method", "call", "--reference", "#1"]);
    assert!(mute.code == 4 && mute.err.contains(&format!("{JOSH} --key ~/.ssh/id_ed25519")), "{mute:?}");
    let said = approve(&place, &id, JOSH, "josh");
    assert!(said.code == 0 && said.out.contains("signed with an SSH key"), "{said:?}");
    let ran = walk(&place, &resumed());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    served.is_repaired_once();
    let log = ledger(&place, "GOVERNANCE-LOG.md");
    assert!(log.contains("approved by josh@example.com (signature)") && log.contains("SHA256:"), "{log}");
}

/// Between saying yes and using it.
#[test]
fn a_key_that_was_taken_away_meanwhile_changes_nothing_and_the_walk_asks_anew() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let id = request(&walk(&place, &GO_BACK));
    assert_eq!(approve(&place, &id, JOSH, "josh").code, 0);
    allow(&place, &["ana"]);
    let ran = walk(&place, &resumed());
    assert!(ran.code == 1 && ran.err.replace("\n    ", " ").contains("the approval does not count"), "{ran:?}");
    assert_eq!(served.alias()["FunctionVersion"], "43");
    allow(&place, &["ana", "josh"]);
    assert_eq!(request(&walk(&place, &resumed())), id.replace("-1", "-2"));
}

/// The operator changes the settings after the run began: the run goes by its own.
#[test]
fn the_mode_is_that_of_the_run_and_of_the_request() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let id = request(&walk(&place, &GO_BACK));
    std::fs::write(place.dir.join("duckops.toml"), SIGNED.replace("signed", "recorded")).unwrap();
    let ran = place.run(&["approve", &id, "--approver", JOSH, "--method", "call", "--reference", "#1"]);
    assert!(ran.code == 4 && ran.err.contains("not said: which key signs"), "{ran:?}");
    assert_eq!(request(&walk(&place, &resumed())), id, "it still waits");
}

/// Said before anybody is asked, and to whoever approves.
#[test]
fn without_ssh_keygen_or_the_teams_file_it_is_said_what_to_do() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let without = |place: &Duckops, args: &[&str]| place.ran(place.command(args).env("PATH", "/none"));
    let walk_args = [&["triage", "inc-001"], &GO_BACK[..]].concat();
    let ran = without(&place, &walk_args);
    let said = ran.err.replace("\n    ", " ");
    let why =
        "no signature can be verified here: there is no ssh-keygen on this machine: install OpenSSH: openssh-client";
    assert!(ran.code == 4 && said.contains(why), "{ran:?}");
    std::fs::remove_file(place.dir.join("team/signers")).unwrap();
    let said = walk(&place, &["--resume"]).err.replace("\n    ", " ");
    assert!(said.contains("cannot read ~/team/signers") && said.contains("allowed_signers ="), "{said}");
    allow(&place, &["josh"]);
    let id = request(&walk(&place, &resumed()));
    let ran = without(&place, &["approve", &id, "--approver", JOSH, "--key", "josh"]);
    assert!(
        ran.code == 3 && ran.err.contains("there is no ssh-keygen") && ran.err.contains("install OpenSSH"),
        "{ran:?}"
    );
}

/// What a request is sent as: a line of `approvals --json`, in a file on the other machine. Byte for byte: with its
/// port replaced it would be another request.
fn sent(from: &Duckops, to: &Duckops) {
    let line = from.command(&["approvals", "--json"]).output().unwrap().stdout;
    std::fs::write(to.dir.join("request"), line).unwrap();
}

/// The approver has nothing but the file; what they print is pasted at the gate.
#[test]
fn a_request_in_a_file_is_answered_with_a_block_that_the_gate_takes() {
    let _ring = ring::enter("drill");
    let (place, elsewhere) = (Duckops::new().at_a_set_time(), Duckops::new().at_a_set_time());
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    sent(&place, &elsewhere);
    let mute = elsewhere.run(&["approve", "--request", "request"]);
    let whole = "duckops approve --request request --approver Josh --method call";
    assert!(mute.code == 4 && mute.err.contains(whole) && mute.out.is_empty(), "{mute:?}");
    let line = elsewhere.file("request");
    for (text, why) in [
        ("", "it holds none that was asked for"),
        ("yes", "neither a block nor JSON"),
        (&line.repeat(2), "it holds several; say which"),
        (&line.replace("\"inc-001\"", "\"\\u001b[2J\""), "it holds characters that no request has"),
        ("-----BEGIN DUCKOPS REQUEST-----", "`-----END DUCKOPS REQUEST-----` is missing"),
    ] {
        std::fs::write(elsewhere.dir.join("bad"), text).unwrap();
        let ran = elsewhere.run(&["approve", "--request", "bad"]);
        assert!(ran.code == 2 && ran.err.contains(why) && !ran.err.contains('\u{1b}'), "{why}: {ran:?}");
    }
    let how = ["--approver", "Josh", "--method", "call", "--reference", "#1"];
    let approve = [&["approve", "--request", "request"], &how[..]].concat();
    let early = elsewhere.ran(elsewhere.command(&approve).env("DUCKOPS_NOW", "2026-11-22T02:04:07Z"));
    assert!(early.code == 1 && early.err.contains("clock is behind, at 2026-11-22T02:04:0"), "{early:?}");
    let ran = elsewhere.run(&approve);
    assert!(ran.code == 0 && ran.err.contains("prod 43 -> 41, prod of"), "{ran:?}");
    assert!(ran.out.starts_with("-----BEGIN DUCKOPS APPROVAL-----\n"), "only the block is data: {}", ran.out);
    assert!(!elsewhere.state().exists(), "nothing is kept where nobody waits");

    person.answers("[t] they", "s").shows("-----BEGIN DUCKOPS REQUEST-----");
    person.answers("[t] they", "p").until("paste their block");
    person.pastes("yes, go on").types("\r").until("That is no approval").until("paste their block");
    person.pastes(&ran.out).until("-----END DUCKOPS APPROVAL-----").types("\r").until("to do it");
    person.answers("to do it", "prod 43 -> 41\r").shows("approved by Josh (call)");
    person.goes_on_to("RESOLVED");
    person.ended(0);
}

/// What was said of one request is pasted at another.
#[test]
fn a_block_of_another_request_is_refused() {
    let _ring = ring::enter("drill");
    let (one, other) = (Duckops::new().at_a_set_time(), Duckops::new().at_a_set_time().with("DUCKOPS_SEED", "8"));
    let (mut first, mut second) = (begun(&one), begun(&other));
    std::thread::scope(|scope| {
        scope.spawn(|| to(&one, &first, "[t] they"));
        scope.spawn(|| to(&other, &second, "[t] they"));
    });
    sent(&one, &other);
    let how = ["--approver", "Josh", "--method", "call", "--reference", "#1"];
    let ran = other.run(&[&["approve", "--request", "request"], &how[..]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    second.answers("[t] they", "p").until("paste their block").pastes(&ran.out).until("END DUCKOPS").types("\r");
    second.shows("That does not count: it approves another request.").answers("[t] they", "q");
    second.ended(4);
    first.answers("[t] they", "q");
    first.ended(4);
}

/// Both at once: signed on a machine of the approver's own.
#[test]
fn a_signed_block_is_verified_at_the_gate() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    to(&place, &person, "approval next");
    person.answers("approval next", "c").answers("[s]end", "t").until("Only a signature counts here");
    let elsewhere = Duckops::new().at_a_set_time();
    for file in ["josh", "josh.pub", "duckops.toml"] {
        std::fs::copy(place.dir.join(file), elsewhere.dir.join(file)).unwrap();
    }
    std::fs::create_dir(elsewhere.dir.join("team")).unwrap();
    std::fs::copy(place.dir.join("team/signers"), elsewhere.dir.join("team/signers")).unwrap();
    sent(&place, &elsewhere);
    let ran = elsewhere.run(&["approve", "--request", "request", "--approver", JOSH, "--key", "josh"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let changed = ran.out.replacen(char::is_lowercase, "Z", 1);
    person.answers("[s]end", "p").until("paste their block").pastes(&changed).until("END DUCKOPS").types("\r");
    person.until("That is no approval").answers("paste their block", "b\r");
    person.answers("[s]end", "p").until("paste their block").pastes(&ran.out).until("END DUCKOPS").types("\r");
    person.until("to do it").answers("to do it", "prod 43 -> 41\r");
    person.goes_on_to("RESOLVED");
    person.ended(0);
    served.is_repaired_once();
}
