//! Approval is of one thing: this action with these arguments, by somebody else, for a while, once.

use super::ports::Verify;
pub use super::request::{Mode, Request};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use serde::{Deserialize, Serialize};

/// How an approval can have been said.
pub const METHODS: [&str; 4] = ["call", "chat", "in person", "other"];

/// Stands in a command that is shown for what only its reader knows.
pub const TO_FILL_IN: &str = "…";

/// A second person's consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    pub request: String,
    /// Of the request that was read to the approver.
    pub digest: String,
    pub approver: Clean,
    /// One of [`METHODS`].
    pub method: Clean,
    /// Where it can be found again: a link, a ticket, a phone number.
    pub reference: Clean,
    /// When it was said.
    pub said: Utc,
    pub reason: Clean,
    /// Who wrote it down.
    pub recorded_by: Clean,
    pub recorded: Utc,
    #[serde(default, skip_serializing_if = "Proof::is_recorded")]
    pub proof: Proof,
}

/// How a signed approval was said; its reference is the key's fingerprint.
pub const SIGNATURE: &str = "signature";

/// What an approval rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The word of whoever wrote it down.
    #[default]
    Recorded,
    /// A signature of the request's canonical text, as `ssh-keygen -Y sign` writes it.
    Signed { signature: String },
}

impl Proof {
    fn is_recorded(&self) -> bool {
        matches!(self, Proof::Recorded)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approved(Approval),
    Denied { by: Clean, reason: Clean, at: Utc },
}

/// Why an approval does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    AnotherRequest,
    AnotherAction,
    Expired(Utc),
    OwnRequest(Clean),
    NotListed {
        approver: Clean,
        listed: Vec<Clean>,
    },
    MayNotDeny {
        person: Clean,
        listed: Vec<Clean>,
        requester: Clean,
    },
    SaidBeforeAsked(Utc),
    Empty(&'static str),
    /// It was written down, and a signature is wanted.
    NotSigned,
    /// What is there as a signature cannot be read as one.
    NotASignature(Clean),
    /// It is a signature of some other text.
    SignsAnother,
    /// The one who asks holds the key, whatever name was said.
    OwnKey {
        key: Clean,
        principal: Clean,
    },
    UnknownKey {
        key: Clean,
        file: Clean,
    },
    KeyOfAnother {
        key: Clean,
        approver: Clean,
        owners: Clean,
    },
    /// The signature, or the key, is for something else.
    OtherNamespace {
        key: Clean,
        of: Clean,
    },
    OutsideDates {
        key: Clean,
        dates: Clean,
    },
    /// Nobody can tell: why, and what to do about it.
    CannotVerify {
        why: Clean,
        hint: Clean,
    },
}

/// Whether an approval counts for a request at a moment. The gate's approvers are `listed`.
pub fn check(request: &Request, approval: &Approval, listed: &[Clean], now: Utc) -> Result<(), Refusal> {
    if approval.request != request.id {
        return Err(Refusal::AnotherRequest);
    }
    if approval.digest != request.digest() {
        return Err(Refusal::AnotherAction);
    }
    if now > request.not_after {
        return Err(Refusal::Expired(request.not_after));
    }
    request.said_in_time(approval.said)?;
    let claims_signature = approval.method.as_str() == SIGNATURE;
    if approval.proof.is_recorded() && (request.mode == Mode::Signed || claims_signature) {
        return Err(Refusal::NotSigned);
    }
    check_person(request, &approval.approver, listed)?;
    match () {
        () if approval.method.as_str().trim().is_empty() => Err(Refusal::Empty("method")),
        () if approval.reference.as_str().trim().is_empty() => Err(Refusal::Empty("reference")),
        () => Ok(()),
    }
}

/// The same, and its signature is verified where it has one. Only what passes this may be used.
pub fn counts(
    request: &Request,
    approval: &Approval,
    listed: &[Clean],
    now: Utc,
    verify: &dyn Verify,
) -> Result<(), Refusal> {
    check(request, approval, listed, now)?;
    match &approval.proof {
        Proof::Recorded => Ok(()),
        Proof::Signed { signature } => verify.verify(request, approval, signature, now),
    }
}

/// Whether somebody may decide a request at all: listed, and not the one who asks.
pub fn check_person(request: &Request, person: &Clean, listed: &[Clean]) -> Result<(), Refusal> {
    if is_requester(person, &request.requester, &request.requester_arn) {
        return Err(Refusal::OwnRequest(person.clone()));
    }
    if !listed.iter().any(|name| same_name(name, person)) {
        return Err(Refusal::NotListed { approver: person.clone(), listed: listed.to_vec() });
    }
    Ok(())
}

/// The first who may approve what somebody asks for; nobody when all that are listed are that somebody.
pub fn first_other<'a>(requester: &Clean, requester_arn: &Clean, listed: &'a [Clean]) -> Option<&'a Clean> {
    listed.iter().find(|name| !name.as_str().trim().is_empty() && !is_requester(name, requester, requester_arn))
}

/// A person's name as it is listed, however it was typed.
pub fn as_listed(person: &Clean, listed: &[Clean]) -> Clean {
    listed.iter().find(|name| same_name(name, person)).unwrap_or(person).clone()
}

/// Whether a name is that of whoever asks, by what they are called or by how they are known to AWS.
pub fn is_requester(person: &Clean, requester: &Clean, requester_arn: &Clean) -> bool {
    same_person(person, requester) || same_person(person, &short_arn(requester_arn))
}

/// The same name; a mail address is also the name before its `@`, where the other one is no address.
fn same_person(a: &Clean, b: &Clean) -> bool {
    let before = |name: &Clean| name.as_str().split('@').next().map(Clean::new).unwrap_or_default();
    match (a.as_str().contains('@'), b.as_str().contains('@')) {
        (true, false) | (false, true) => same_name(&before(a), &before(b)),
        _ => same_name(a, b),
    }
}

/// Whether somebody may deny a request, or take its approval back: whoever may approve it, and the one who asks.
pub fn check_denier(request: &Request, person: &Clean, listed: &[Clean]) -> Result<(), Refusal> {
    let (person, listed, requester) = (person.clone(), listed.to_vec(), request.requester.clone());
    match check_person(request, &person, &listed) {
        Ok(()) | Err(Refusal::OwnRequest(_)) => Ok(()),
        Err(_) => Err(Refusal::MayNotDeny { person, listed, requester }),
    }
}

/// `user/ana` of `arn:aws:iam::1:user/ana`; of a role session its session name.
fn short_arn(arn: &Clean) -> Clean {
    Clean::new(arn.as_str().rsplit('/').next().unwrap_or_default())
}

/// Names are compared without case and surrounding or doubled space.
fn same_name(a: &Clean, b: &Clean) -> bool {
    let plain = |name: &Clean| {
        name.as_str().trim_start_matches("user/").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    !plain(a).is_empty() && plain(a) == plain(b)
}

fn names(listed: &[Clean]) -> String {
    listed.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::AnotherRequest => write!(f, "it approves another request"),
            Refusal::AnotherAction => write!(f, "what was approved is not what would be done now"),
            Refusal::Expired(at) => write!(f, "the request expired at {}", stamp(*at)),
            Refusal::OwnRequest(name) => write!(f, "{name} asked for it: the approver is somebody else"),
            Refusal::NotListed { approver, listed } => {
                write!(f, "{approver} is not among the approvers ({})", names(listed))
            }
            Refusal::MayNotDeny { person, listed, requester } => {
                write!(f, "{person} may not: only {requester}, who asked, or an approver ({})", names(listed))
            }
            Refusal::SaidBeforeAsked(at) => write!(f, "it was asked for at {}, and not said before", stamp(*at)),
            Refusal::Empty(what) => write!(f, "the {what} is empty"),
            Refusal::NotSigned => write!(f, "it is not signed, and this request wants a signature"),
            Refusal::NotASignature(why) => write!(f, "its signature cannot be read: {why}"),
            Refusal::SignsAnother => write!(f, "its signature is of another text than this request"),
            Refusal::OwnKey { key, principal } => {
                write!(f, "{key} is the key of {principal}, who asked for it: the approver is somebody else")
            }
            Refusal::UnknownKey { key, file } => write!(f, "{key} is no key of {file}"),
            Refusal::KeyOfAnother { key, approver, owners } => {
                write!(f, "{key} is a key of {owners}, not of {approver}")
            }
            Refusal::OtherNamespace { key, of } => {
                write!(f, "{key} signs for {of}, and approvals are another namespace")
            }
            Refusal::OutsideDates { key, dates } => write!(f, "{key} is not valid now: {dates}"),
            Refusal::CannotVerify { why, .. } => write!(f, "its signature cannot be verified: {why}"),
        }
    }
}

/// By whom a request is denied that is withdrawn: nobody has said no.
const OURS: &str = "duckops";

impl Decision {
    /// A request that comes to nothing, whatever anybody says of it.
    pub fn withdrawn(reason: &str, at: Utc) -> Self {
        Decision::Denied { by: Clean::new(OURS), reason: Clean::new(reason), at }
    }

    /// A person said no; a request that is withdrawn comes to nothing without one.
    pub fn is_no(&self) -> bool {
        matches!(self, Decision::Denied { by, .. } if by.as_str() != OURS)
    }

    /// `approved by Josh (call) at …`, or who said no.
    pub fn text(&self) -> Clean {
        Clean::new(match self {
            Decision::Approved(a) => {
                let (who, how, at) = (&a.approver, &a.method, stamp(a.said));
                format!("approved by {who} ({how}) at {at}, reference {}, recorded by {}", a.reference, a.recorded_by)
            }
            Decision::Denied { by, reason, at } if by.as_str() == OURS => {
                format!("withdrawn at {}: {reason}", stamp(*at))
            }
            Decision::Denied { by, reason, at } => format!("denied by {by} at {}: {reason}", stamp(*at)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::request;
    use super::*;

    #[test]
    fn a_decision_says_which_way_it_went_first() {
        let said = chrono::DateTime::UNIX_EPOCH;
        let yes = Approval {
            request: "7F3K-1".into(),
            digest: request().digest(),
            approver: as_listed(&" josh".into(), &["Mina".into(), "Josh".into()]),
            method: "call".into(),
            reference: "#1".into(),
            said,
            reason: "r".into(),
            recorded_by: "ana".into(),
            recorded: said,
            proof: Proof::Recorded,
        };
        let no = Decision::Denied { by: "Mina".into(), reason: "not now".into(), at: said };
        let at = "1970-01-01T00:00:00Z";
        let text = format!("approved by Josh (call) at {at}, reference #1, recorded by ana");
        assert_eq!(Decision::Approved(yes).text().as_str(), text);
        assert_eq!(no.text().as_str(), format!("denied by Mina at {at}: not now"));
    }

    #[test]
    fn who_may_approve_and_who_may_deny() {
        let listed = ["Josh", "ana"].map(Clean::new);
        for (person, approves, denies) in [
            ("Josh", true, true),
            (" josh ", true, true),
            ("ana", false, true),
            ("user/Ana", false, true),
            ("ana.b", false, true),
            ("ana@example.com", false, true),
            ("mallory", false, false),
            ("", false, false),
        ] {
            let (request, person) = (request(), Clean::new(person));
            assert_eq!(check_person(&request, &person, &listed).is_ok(), approves, "{person} approves");
            assert_eq!(check_denier(&request, &person, &listed).is_ok(), denies, "{person} denies");
        }
        let refusal = check_denier(&request(), &"mallory".into(), &listed).unwrap_err();
        assert_eq!(refusal.to_string(), "mallory may not: only user/ana, who asked, or an approver (Josh, ana)");
    }

    /// Signatures aside: those are refused in `signing`. Each has words of its own.
    #[test]
    fn whatever_is_wrong_with_an_approval_is_refused_and_said() {
        let at = |minutes| chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minutes);
        let request = Request { made: at(10), not_after: at(40), ..request() };
        let good = Approval {
            request: "7F3K-1".into(),
            digest: request.digest(),
            approver: "Josh".into(),
            method: "call".into(),
            reference: "#1".into(),
            said: at(11),
            reason: "r".into(),
            recorded_by: "ana".into(),
            recorded: at(11),
            proof: Proof::Recorded,
        };
        let listed = ["Josh", "Mina"].map(Clean::new);
        let other = Request { nonce: "m".into(), ..request.clone() };
        let of = |name: &str| Approval { approver: name.into(), ..good.clone() };
        let signed = Request { mode: Mode::Signed, ..request.clone() };
        let of_signed = Approval { digest: signed.digest(), ..good.clone() };
        for (request, approval, now, said) in [
            (&request, Approval { request: "7F3K-2".into(), ..good.clone() }, 12, "it approves another request"),
            (&other, good.clone(), 12, "what was approved is not what would be done now"),
            (&request, good.clone(), 41, "the request expired at 1970-01-01T00:40:00Z"),
            (
                &request,
                Approval { said: at(8), ..good.clone() },
                12,
                "it was asked for at 1970-01-01T00:10:00Z, and not said before",
            ),
            (&request, of("ana"), 12, "ana asked for it: the approver is somebody else"),
            (&request, of("ana.b"), 12, "ana.b asked for it: the approver is somebody else"),
            (&request, of("mallory"), 12, "mallory is not among the approvers (Josh, Mina)"),
            (&request, Approval { method: " ".into(), ..good.clone() }, 12, "the method is empty"),
            (&request, Approval { reference: "".into(), ..good.clone() }, 12, "the reference is empty"),
            (&signed, of_signed, 12, "it is not signed, and this request wants a signature"),
        ] {
            let refusal = check(request, &approval, &listed, at(now)).unwrap_err();
            assert_eq!(refusal.to_string(), said);
        }
        assert_eq!(check(&request, &good, &listed, at(40)), Ok(()), "until the very end");
    }
}
