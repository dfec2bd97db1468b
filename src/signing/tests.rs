//! With keys that `ssh-keygen` makes. Where there is none the rest is skipped, loudly; under `CI=true` it must be there.

use super::*;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use duckops_core::walk::StepId;
use duckops_core::walk::approval::{Mode, Proof, SIGNATURE, counts};
use duckops_core::world::actions::{Args, Plan, Tier, Undo};
use proptest::prelude::*;
use std::io::Write;
use std::path::Path;
use std::process::Command;

fn request() -> Request {
    let plan = Plan {
        action: "lambda.promote".into(),
        tier: Tier::Gated,
        args: Args::default(),
        target: "prod".into(),
        before: "prod 43".into(),
        after: "prod 41".into(),
        undo: Undo::Cannot("a test".into()),
        words: "prod 43 -> 41".into(),
    };
    Request {
        id: "7F3K-1".into(),
        run: "7F3K".into(),
        step: StepId::from("promote"),
        runbook: "r".into(),
        runbook_digest: "d".into(),
        account: "1".into(),
        region: "r".into(),
        gate: "G".into(),
        plan,
        reason: "r".into(),
        requester: "ana".into(),
        requester_arn: "arn:aws:iam::1:user/ana.b".into(),
        nonce: "n".into(),
        made: now(),
        not_after: now() + chrono::TimeDelta::minutes(30),
        drill: false,
        mode: Mode::Signed,
        earlier: Vec::new(),
    }
}

fn now() -> Utc {
    "2026-11-22T02:14:07Z".parse().unwrap()
}

/// A folder with keys; it goes away with this.
struct Keys(PathBuf);

impl Keys {
    fn new(name: &str) -> Option<Self> {
        let dir = std::env::temp_dir().join(format!("duckops-signing-{}-{name}", std::process::id()));
        std::fs::create_dir(&dir).unwrap();
        let keys = Self(dir);
        match keygen::is_there() {
            Ok(()) => {}
            #[expect(clippy::disallowed_methods, reason = "a test that may be skipped asks whether it may")]
            Err(why) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("ssh-keygen is needed: {why:?}"),
            Err(why) => {
                let _ = writeln!(std::io::stderr().lock(), "SKIPPED ssh-keygen: {}", why.text);
                return None;
            }
        }
        for name in ["josh", "mina", "ana"] {
            let mut command = Command::new("ssh-keygen");
            command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(keys.path(name));
            assert!(command.status().unwrap().success());
        }
        Some(keys)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// `ssh-ed25519 AAAA…`
    fn public(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.path(&format!("{name}.pub"))).unwrap();
        text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    /// What the team's file says: `who [options] = key`.
    fn allow(&self, lines: &[(&str, &str)]) -> AllowedSigners {
        let lines: String = lines.iter().map(|(who, key)| format!("{who} {}\n", self.public(key))).collect();
        std::fs::write(self.path("allowed"), lines).unwrap();
        AllowedSigners { file: Some(self.path("allowed")), scratch: self.0.clone() }
    }

    fn approval(&self, request: &Request, approver: &str, key: &str) -> Approval {
        signed(request, approver, sign(NAMESPACE, &request.canonical(), &self.path(key), &self.0).unwrap())
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn signed(request: &Request, approver: &str, signature: String) -> Approval {
    Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: approver.into(),
        method: SIGNATURE.into(),
        reference: Clean::new(Signature::read(&signature).unwrap().fingerprint()),
        said: now(),
        reason: "r".into(),
        recorded_by: approver.into(),
        recorded: now(),
        proof: Proof::Signed { signature },
    }
}

/// The list of approvers is not what is tested here.
fn judged(signers: &AllowedSigners, request: &Request, approval: &Approval) -> Result<(), String> {
    counts(request, approval, std::slice::from_ref(&approval.approver), now(), signers).map_err(|why| why.to_string())
}

const JOSH: (&str, &str) = ("josh@example.com", "josh");

#[test]
fn a_signature_of_the_request_by_a_key_of_the_approver_counts() {
    let Some(keys) = Keys::new("good") else { return };
    let request = request();
    let approval = keys.approval(&request, JOSH.0, JOSH.1);
    let limited =
        format!("{} namespaces=\"git,{NAMESPACE}\",valid-after=\"20260101\",valid-before=\"20270101\"", JOSH.0);
    for who in [JOSH.0, "*@example.com", "mina@example.com,josh@example.com", limited.as_str()] {
        assert_eq!(judged(&keys.allow(&[(who, "josh")]), &request, &approval), Ok(()), "{who}");
    }
    let left: Vec<_> = std::fs::read_dir(&keys.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 7, "nothing is left behind: {left:?}");
}

#[test]
fn whatever_is_wrong_with_a_signature_is_refused_and_said() {
    let Some(keys) = Keys::new("bad") else { return };
    let request = request();
    let approval = keys.approval(&request, JOSH.0, JOSH.1);
    for (who, key, why) in [
        ("mina@example.com", "mina", "is no key of"),
        ("mina@example.com", "josh", "is a key of mina@example.com, not of josh@example.com"),
        ("josh@example.com namespaces=\"git,file\"", "josh", "signs for git,file, and approvals are another namespace"),
        ("josh@example.com valid-before=\"20261122021406Z\"", "josh", "is not valid now: valid-before=20261122021406Z"),
        ("josh@example.com valid-after=\"20261123\"", "josh", "is not valid now: valid-after=20261123"),
        ("josh@example.com,ana", "josh", "is the key of ana, who asked for it: the approver is somebody else"),
        ("josh@example.com,ana.b@example.com", "josh", "is the key of ana.b@example.com, who asked"),
        ("# nobody", "josh", "is no key of"),
    ] {
        let said = judged(&keys.allow(&[(who, key)]), &request, &approval).unwrap_err();
        assert!(said.contains(why) && said.starts_with("SHA256:"), "{who}: {said}");
    }
}

/// By the key, whatever name is said; by the name, whatever key is used.
#[test]
fn nobody_approves_what_they_ask_for() {
    let Some(keys) = Keys::new("own") else { return };
    let request = request();
    let signers = keys.allow(&[("ana@example.com", "ana"), JOSH]);
    for (approver, key, why) in [
        ("josh@example.com", "ana", "is the key of ana@example.com, who asked for it"),
        ("ana@example.com", "ana", "ana@example.com asked for it"),
        ("ana.b@example.com", "josh", "ana.b@example.com asked for it"),
        ("user/ana", "josh", "user/ana asked for it"),
    ] {
        let said = judged(&signers, &request, &keys.approval(&request, approver, key)).unwrap_err();
        assert!(said.contains(why), "{approver}, {key}: {said}");
    }
}

#[test]
fn a_signature_is_of_one_text_and_for_one_purpose() {
    let Some(keys) = Keys::new("text") else { return };
    let (request, signers) = (request(), keys.allow(&[JOSH]));
    let other = Request { nonce: "another".into(), ..request.clone() };
    let Proof::Signed { signature } = keys.approval(&other, JOSH.0, JOSH.1).proof else { panic!() };
    let said = judged(&signers, &request, &signed(&request, JOSH.0, signature)).unwrap_err();
    assert_eq!(said, "its signature is of another text than this request");

    let text = keys.path("text");
    std::fs::write(&text, request.canonical()).unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", "git", "-f"]).arg(keys.path("josh")).arg(&text);
    assert!(command.status().unwrap().success());
    let of_git = signed(&request, JOSH.0, std::fs::read_to_string(keys.path("text.sig")).unwrap());
    let said = judged(&signers, &request, &of_git).unwrap_err();
    assert!(said.ends_with("signs for git, and approvals are another namespace"), "{said}");
}

#[test]
fn a_word_is_no_signature() {
    let Some(keys) = Keys::new("word") else { return };
    let (request, signers) = (request(), keys.allow(&[JOSH]));
    let good = keys.approval(&request, JOSH.0, JOSH.1);
    let not_signed = "it is not signed, and this request wants a signature";
    let of = |signature: &str| Approval { proof: Proof::Signed { signature: signature.into() }, ..good.clone() };
    for (approval, why) in [
        (Approval { proof: Proof::Recorded, method: "call".into(), ..good.clone() }, not_signed),
        (Approval { proof: Proof::Recorded, ..good.clone() }, not_signed),
        (of("yes"), "its signature cannot be read: it does not begin or end as one"),
        (
            Approval { reference: "SHA256:x".into(), ..good.clone() },
            "its signature cannot be read: it is by another key",
        ),
    ] {
        let said = judged(&signers, &request, &approval).unwrap_err();
        assert!(said.starts_with(why), "{why}: {said}");
    }
    let recorded = Request { mode: Mode::Recorded, ..request };
    let claims = Approval { digest: recorded.digest(), proof: Proof::Recorded, ..good };
    assert_eq!(judged(&signers, &recorded, &claims).unwrap_err(), not_signed, "it only says that it is one");
}

#[test]
fn without_the_teams_file_nothing_can_be_verified_and_it_is_said_how_to_name_it() {
    let Some(keys) = Keys::new("file") else { return };
    let request = request();
    let approval = keys.approval(&request, JOSH.0, JOSH.1);
    for file in ["", "/none/allowed"] {
        let signers = AllowedSigners::new(&file.into(), keys.0.clone());
        let why = signers.ready().unwrap_err();
        assert!(why.hint.unwrap().as_str().contains("allowed_signers ="), "{file}");
        let said = judged(&signers, &request, &approval).unwrap_err();
        assert!(said.contains("its signature cannot be verified"), "{said}");
    }
    assert!(keys.allow(&[JOSH]).ready().is_ok());
}

#[test]
fn patterns_fit_as_ssh_keygen_fits_them() {
    for (patterns, name, fit) in [
        ("josh@x", "josh@x", true),
        ("josh@x", "Josh@x", false),
        ("*@x", "josh@x", true),
        ("*@x", "josh@y", false),
        ("a,j?sh@*", "josh@y", true),
        ("*", "", true),
        ("", "josh", false),
        ("**a*", "bab", true),
    ] {
        assert_eq!(signers::fits(&patterns.into(), &name.into()), fit, "{patterns} {name}");
    }
}

proptest! {
    /// A file of whatever bytes has no signers but those whose lines can be read.
    #[test]
    fn any_bytes_are_a_file_of_signers_or_of_nobody(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let line = format!("josh@x ssh-ed25519 {}", BASE64_STANDARD.encode(b"key"));
        let text = format!("{line}\n{}\n{line}\n", String::from_utf8_lossy(&bytes).replace(['\n', '\r'], " "));
        let found = signers::parse(&text);
        prop_assert!(matches!(found.len(), 2 | 3), "{found:?}");
        prop_assert_eq!(&found[0], &found[found.len() - 1]);
    }

    #[test]
    fn any_bytes_are_a_signature_or_say_why_not(bytes in prop::collection::vec(any::<u8>(), 0..200), whole: bool) {
        let magic: &[u8] = if whole { b"SSHSIG\0\0\0\x01" } else { b"" };
        let inner = BASE64_STANDARD.encode([magic, &bytes].concat());
        let read = Signature::read(&format!("-----BEGIN SSH SIGNATURE-----\n{inner}\n-----END SSH SIGNATURE-----\n"));
        let length = bytes.first_chunk::<4>().map(|length| u32::from_be_bytes(*length) as usize);
        if let Ok(read) = read {
            prop_assert!(whole && length == Some(read.key.len()));
        }
    }
}

/// The limit on how long it may take is of no use if it is looked for in the wrong place.
#[test]
fn it_is_found_by_its_name_alone() {
    let asked = keygen::Asked { namespace: NAMESPACE, text: "t", signature: "s", scratch: Path::new("/none") };
    let why = asked.is_of_this_text().unwrap_err();
    assert!(why.text.as_str().contains("/none"), "{}", why.text);
}
