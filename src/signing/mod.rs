//! Signatures of approvals, made and verified by `ssh-keygen`, as git's are. Agents and hardware keys work because it
//! does. Nothing here decides whether a signature is good: that is its exit code. What is read here of keys and files
//! only says why one was refused, and whose key it is.

mod keygen;
mod signature;
mod signers;
#[cfg(test)]
mod tests;

pub use keygen::{is_there, sign};
pub use signature::Signature;

use crate::disk;
use duckops_core::ledger::heads;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::approval::{Approval, Refusal, Request, is_requester};
use duckops_core::walk::ports::Verify;
use duckops_core::world::{Known, Why, WhyKind};
use signers::Signer;
use std::path::PathBuf;

/// What our signatures are for. A signature of a commit is none of an approval.
pub const NAMESPACE: &str = "duckops-approval@v1";

/// What a signature of a ledger's newest entries is for.
pub const HEADS: &str = heads::START;

/// A team's keys, as its file lists them.
pub struct AllowedSigners {
    /// Nothing when no setting names it.
    pub file: Option<PathBuf>,
    /// Where files can lie while `ssh-keygen` reads them.
    pub scratch: PathBuf,
}

impl AllowedSigners {
    pub fn new(file: &Clean, scratch: PathBuf) -> Self {
        let file = Some(file.as_str()).filter(|file| !file.is_empty()).map(PathBuf::from);
        Self { file, scratch }
    }

    fn read(&self) -> Known<(&PathBuf, Vec<Signer>)> {
        let hint = "name it in duckops.toml: allowed_signers = \"allowed_signers\"";
        let no_file = || Why::new(WhyKind::File, "no file of allowed signers is set").hint(hint);
        let file = self.file.as_ref().ok_or_else(no_file)?;
        let bytes = disk::read_named(file)
            .map_err(|cause| Why::new(WhyKind::File, format!("cannot read {}: {cause}", file.display())).hint(hint))?;
        Ok((file, signers::parse(&String::from_utf8_lossy(&bytes))))
    }

    /// Those of these people for whom the file has no key that may sign an approval, whenever it is valid.
    pub fn without_a_key<'p>(&self, people: &'p [Clean]) -> Known<Vec<&'p Clean>> {
        let (_, signers) = self.read()?;
        let is_theirs = |signer: &Signer, name: &Clean| signer.principals.iter().any(|one| signers::fits(one, name));
        let may = |signer: &Signer| {
            signer.namespaces.as_ref().is_none_or(|of| signers::fits(&Clean::new(of), &Clean::new(NAMESPACE)))
        };
        let has_one = |name: &&Clean| signers.iter().any(|signer| is_theirs(signer, name) && may(signer));
        Ok(people.iter().filter(|name| !has_one(name)).collect())
    }

    /// Whether a text about a ledger is signed by a key that was this person's at the time that they say; else what
    /// `ssh-keygen` says.
    pub fn vouches(&self, text: &str, signature: &str, signer: &Clean, at: Utc) -> Known<Result<(), String>> {
        let (file, _) = self.read()?;
        keygen::Asked { namespace: HEADS, text, signature, scratch: &self.scratch }.verify(file, signer, at)
    }
}

impl Verify for AllowedSigners {
    fn ready(&self) -> Known<()> {
        self.read()?;
        keygen::is_there()
    }

    fn verify(&self, request: &Request, approval: &Approval, signature: &str, now: Utc) -> Result<(), Refusal> {
        let made = Signature::read(signature).map_err(|why| Refusal::NotASignature(Clean::new(why)))?;
        let key = Clean::new(made.fingerprint());
        if approval.reference != key {
            return Err(Refusal::NotASignature(Clean::new("it is by another key than it says")));
        }
        let (file, signers) = self.read().map_err(cannot_verify)?;
        let owners: Vec<&Signer> = signers.iter().filter(|signer| signer.holds(&made)).collect();
        let own = |name: &&Clean| is_requester(name, &request.requester, &request.requester_arn);
        if let Some(principal) = owners.iter().flat_map(|signer| &signer.principals).find(own) {
            return Err(Refusal::OwnKey { key, principal: principal.clone() });
        }
        let asked =
            keygen::Asked { namespace: NAMESPACE, text: &request.canonical(), signature, scratch: &self.scratch };
        match asked.verify(file, &approval.approver, now).map_err(cannot_verify)? {
            Ok(()) => Ok(()),
            Err(said) => Err(why_not(&asked, &made, &owners, approval, self, &said)),
        }
    }
}

fn cannot_verify(why: Why) -> Refusal {
    Refusal::CannotVerify { why: why.text, hint: why.hint.map(Clean::from).unwrap_or_default() }
}

/// `ssh-keygen` refused it. Which of the reasons it was, for people; the refusal stands whatever is found here.
fn why_not(
    asked: &keygen::Asked<'_>,
    made: &Signature,
    owners: &[&Signer],
    approval: &Approval,
    signers: &AllowedSigners,
    said: &str,
) -> Refusal {
    let key = Clean::new(made.fingerprint());
    if made.namespace != NAMESPACE {
        return Refusal::OtherNamespace { key, of: Clean::new(&made.namespace) };
    }
    match asked.is_of_this_text() {
        Ok(true) => {}
        Ok(false) => return Refusal::SignsAnother,
        Err(why) => return cannot_verify(why),
    }
    let listed = |signer: &&&Signer| signer.principals.iter().any(|name| signers::fits(name, &approval.approver));
    let theirs: Vec<_> = owners.iter().filter(listed).collect();
    let first = |words: fn(&Signer) -> Option<&String>| theirs.iter().find_map(|signer| words(signer)).map(Clean::new);
    if owners.is_empty() {
        let file = signers.file.as_deref().map(|file| file.display().to_string()).unwrap_or_default();
        return Refusal::UnknownKey { key, file: Clean::new(file) };
    }
    if theirs.is_empty() {
        let names = owners.iter().flat_map(|signer| &signer.principals).map(Clean::as_str).collect::<Vec<_>>();
        return Refusal::KeyOfAnother { key, approver: approval.approver.clone(), owners: names.join(", ").into() };
    }
    match (first(|signer| signer.dates.as_ref()), first(|signer| signer.namespaces.as_ref())) {
        (_, Some(of)) if !signers::fits(&of, &NAMESPACE.into()) => Refusal::OtherNamespace { key, of },
        (Some(dates), _) => Refusal::OutsideDates { key, dates },
        (None, _) => Refusal::CannotVerify {
            why: Clean::new(format!("ssh-keygen says: {said}")),
            hint: "OpenSSH 8.8 or newer is needed: ssh -V".into(),
        },
    }
}
