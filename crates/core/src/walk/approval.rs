//! Approval is of one thing: this action with these arguments, by somebody else, for a while, once.

use super::step_id::StepId;
use crate::text::{Clean, shell_word};
use crate::time::{Utc, stamp};
use crate::world::actions::Plan;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How an approval can have been said.
pub const METHODS: [&str; 4] = ["call", "chat", "in person", "other"];

/// Stands in a command that is shown for what only its reader knows.
pub const TO_FILL_IN: &str = "…";

/// What is asked of the approver: everything the change consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// `7F3K-2`: run and number.
    pub id: String,
    pub run: String,
    /// The step that will act.
    pub step: StepId,
    pub runbook: String,
    pub runbook_digest: String,
    pub account: Clean,
    pub region: Clean,
    pub gate: Clean,
    pub plan: Plan,
    pub reason: Clean,
    pub requester: Clean,
    pub requester_arn: Clean,
    pub nonce: String,
    pub made: Utc,
    pub not_after: Utc,
    /// A drill's request approves nothing real.
    pub drill: bool,
}

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
    NotListed { approver: Clean, listed: Vec<Clean> },
    MayNotDeny { person: Clean, listed: Vec<Clean>, requester: Clean },
    SaidBeforeAsked(Utc),
    Empty(&'static str),
}

impl Request {
    /// The request as one canonical text: a field a line, in this order, each value JSON-quoted so that no
    /// value can imitate another field.
    pub fn canonical(&self) -> String {
        let plan = &self.plan;
        let mut lines = vec![
            field("format", "duckops-approval@v1"),
            field("request", &self.id),
            field("run", &self.run),
            field("step", self.step.as_str()),
            field("runbook", &self.runbook),
            field("runbook-digest", &self.runbook_digest),
            field("account", self.account.as_str()),
            field("region", self.region.as_str()),
            field("gate", self.gate.as_str()),
            field("action", &plan.action),
        ];
        lines.extend(plan.args.values.iter().map(|(name, value)| field(&format!("arg.{name}"), &value.to_string())));
        lines.extend([
            field("reason", self.reason.as_str()),
            field("requester", self.requester.as_str()),
            field("requester-arn", self.requester_arn.as_str()),
            field("nonce", &self.nonce),
            field("made", &stamp(self.made)),
            field("not-after", &stamp(self.not_after)),
            field("drill", if self.drill { "yes" } else { "no" }),
        ]);
        lines.join("\n") + "\n"
    }

    /// SHA-256 of the canonical text, in hex.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.canonical().as_bytes()))
    }

    /// The same change, whenever and for whom it was requested.
    pub fn is_of(&self, plan: &Plan) -> bool {
        &self.plan == plan
    }

    /// The command of the second person, whole. Who is called first is named in it: the first who may approve.
    pub fn command(&self, listed: &[Clean]) -> String {
        let approver = first_other(&self.requester, &self.requester_arn, listed);
        let approver = approver.map_or_else(|| "NAME".into(), |name| shell_word(name.as_str()));
        format!("duckops approve {} --approver {approver} --method call --reference \"{TO_FILL_IN}\"", self.id)
    }

    /// Whether an approval can have been said then: not before it was asked for.
    pub fn said_in_time(&self, said: Utc) -> Result<(), Refusal> {
        if said < truncated(self.made) { Err(Refusal::SaidBeforeAsked(self.made)) } else { Ok(()) }
    }

    /// The sentence that is read aloud.
    pub fn sentence(&self) -> String {
        format!("Request {}: {}, {}. Reason: {}", self.id, self.plan.words, self.plan.target, self.reason)
    }
}

fn field(name: &str, value: &str) -> String {
    format!("{name}: {}", serde_json::Value::from(value))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
    check_person(request, &approval.approver, listed)?;
    match () {
        () if approval.method.as_str().trim().is_empty() => Err(Refusal::Empty("method")),
        () if approval.reference.as_str().trim().is_empty() => Err(Refusal::Empty("reference")),
        () => Ok(()),
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

fn is_requester(person: &Clean, requester: &Clean, requester_arn: &Clean) -> bool {
    same_name(person, requester) || same_name(person, &short_arn(requester_arn))
}

/// Whether somebody may deny a request, or take its approval back: whoever may approve it, and the one who asks.
pub fn check_denier(request: &Request, person: &Clean, listed: &[Clean]) -> Result<(), Refusal> {
    let (person, listed, requester) = (person.clone(), listed.to_vec(), request.requester.clone());
    match check_person(request, &person, &listed) {
        Ok(()) | Err(Refusal::OwnRequest(_)) => Ok(()),
        Err(_) => Err(Refusal::MayNotDeny { person, listed, requester }),
    }
}

/// People type whole minutes: what was said in the minute of the request was said after it.
fn truncated(at: Utc) -> Utc {
    use chrono::{DurationRound, TimeDelta};
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
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
        }
    }
}

impl Decision {
    /// `approved by Josh (call) at …`, or who said no.
    pub fn text(&self) -> Clean {
        Clean::new(match self {
            Decision::Approved(a) => {
                let (who, how, at) = (&a.approver, &a.method, stamp(a.said));
                format!("approved by {who} ({how}) at {at}, reference {}, recorded by {}", a.reference, a.recorded_by)
            }
            Decision::Denied { by, reason, at } => format!("denied by {by} at {}: {reason}", stamp(*at)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::actions::{Args, Tier, Undo};

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
            step: "promote".into(),
            runbook: "r".into(),
            runbook_digest: "d".into(),
            account: "1".into(),
            region: "r".into(),
            gate: "G".into(),
            plan,
            reason: "r".into(),
            requester: "user/ana".into(),
            requester_arn: "arn:aws:sts::1:assumed-role/ops/ana.b".into(),
            nonce: "n".into(),
            made: chrono::DateTime::UNIX_EPOCH,
            not_after: chrono::DateTime::UNIX_EPOCH,
            drill: false,
        }
    }

    #[test]
    fn the_command_is_whole_and_names_somebody_who_may() {
        for (listed, approver) in [
            (&["Josh", "Mina"][..], "Josh"),
            (&["Ana", "ana.b", "Mina K"], "'Mina K'"),
            (&["ana", " "], "NAME"),
            (&[], "NAME"),
        ] {
            let listed: Vec<_> = listed.iter().map(Clean::new).collect();
            let command = request().command(&listed);
            let whole = format!("duckops approve 7F3K-1 --approver {approver} --method call --reference \"…\"");
            assert_eq!(command, whole);
        }
    }

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
        };
        let no = Decision::Denied { by: "Mina".into(), reason: "not now".into(), at: said };
        let at = "1970-01-01T00:00:00Z";
        let text = format!("approved by Josh (call) at {at}, reference #1, recorded by ana");
        assert_eq!(Decision::Approved(yes).text().as_str(), text);
        assert_eq!(no.text().as_str(), format!("denied by Mina at {at}: not now"));
    }

    #[test]
    fn nothing_is_approved_before_it_is_asked_for() {
        use chrono::TimeDelta;
        let made = chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(90);
        let request = Request { made, ..request() };
        for (seconds, fits) in [(59, false), (60, true), (89, true), (200, true)] {
            let said = chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
            assert_eq!(request.said_in_time(said).is_ok(), fits, "said after {seconds} s");
        }
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
}
