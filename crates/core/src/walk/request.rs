//! What is asked of the approver: everything the change consists of, as one canonical text.

use super::approval::{Refusal, TO_FILL_IN, first_other};
use super::step_id::StepId;
use crate::text::{Clean, shell_word};
use crate::time::{Utc, stamp};
use crate::world::actions::{Args, Plan, Tier, Undo};
use crate::world::{Table, Value};
use base16ct::lower::encode_string as hex;
use chrono::{DurationRound, SecondsFormat, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[cfg(test)]
pub mod tests;

/// The first line of the canonical text. Another layout is another version: an approval of one is none of the other.
const FORMAT: &str = "duckops-request@v2";

/// How an approval has to be given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Written down: who said yes, how, and where it can be found again.
    #[default]
    Recorded,
    /// The approver signs the canonical text.
    Signed,
}

impl Mode {
    /// Of a setting's word.
    pub fn of(word: &str) -> Self {
        if word == "signed" { Mode::Signed } else { Mode::Recorded }
    }

    fn word(self) -> &'static str {
        match self {
            Mode::Recorded => "recorded",
            Mode::Signed => "signed",
        }
    }
}

/// What is asked of the approver.
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
    #[serde(default)]
    pub mode: Mode,
    /// What was said no to before, for the same step of this run: whoever is asked anew knows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Clean>,
}

impl Request {
    /// The request as one canonical text: a field a line, in this order. Texts are JSON-quoted, values carry their
    /// type, so that no two requests have the same text. Naming every field keeps a new one from being left out.
    pub fn canonical(&self) -> String {
        #[rustfmt::skip]
        let Self {
            id, run, step, runbook, runbook_digest, account, region, gate, plan, reason, requester, requester_arn,
            nonce, made, not_after, drill, mode, earlier,
        } = self;
        let mut lines = vec![
            format!("format: {}", quoted(FORMAT)),
            format!("request: {}", quoted(id)),
            format!("run: {}", quoted(run)),
            format!("step: {}", quoted(step.as_str())),
            format!("runbook: {}", quoted(runbook)),
            format!("runbook-digest: {}", quoted(runbook_digest)),
            format!("account: {}", quoted(account.as_str())),
            format!("region: {}", quoted(region.as_str())),
            format!("gate: {}", quoted(gate.as_str())),
        ];
        lines.extend(plan_lines(plan));
        lines.extend([
            format!("reason: {}", quoted(reason.as_str())),
            format!("requester: {}", quoted(requester.as_str())),
            format!("requester-arn: {}", quoted(requester_arn.as_str())),
            format!("nonce: {}", quoted(nonce)),
            format!("made: {}", exactly(*made)),
            format!("not-after: {}", exactly(*not_after)),
            format!("drill: {}", if *drill { "yes" } else { "no" }),
            format!("mode: {}", mode.word()),
        ]);
        // None where nobody has said no: such a request has the text that it had before there was this line.
        lines.extend(earlier.iter().map(|denied| format!("earlier: {}", quoted(denied.as_str()))));
        lines.join("\n") + "\n"
    }

    /// SHA-256 of the canonical text, in hex.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.canonical().as_bytes()))
    }

    /// The beginning of the digest, as two people compare it: `3f9a 12bc 0d1e 77aa`.
    pub fn mark(&self) -> String {
        let digest = self.digest();
        let groups = digest.as_bytes().chunks(4).take(4).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join(" ")
    }

    /// The same change, whenever and for whom it was requested.
    pub fn is_of(&self, plan: &Plan) -> bool {
        &self.plan == plan
    }

    /// The command of the second person, whole. Who is called first is named in it: the first who may approve.
    pub fn command(&self, listed: &[Clean]) -> String {
        let approver = first_other(&self.requester, &self.requester_arn, listed);
        let approver = approver.map_or_else(|| "NAME".into(), |name| shell_word(name.as_str()));
        let how = match self.mode {
            Mode::Recorded => format!(" --method call --reference \"{TO_FILL_IN}\""),
            Mode::Signed => String::new(),
        };
        format!("duckops approve {} --approver {approver}{how}", self.id)
    }

    /// Whether an approval can have been said then: not before it was asked for. People type whole minutes: what was
    /// said in the minute of the request was said after it.
    pub fn said_in_time(&self, said: Utc) -> Result<(), Refusal> {
        let minute = self.made.duration_trunc(TimeDelta::minutes(1)).unwrap_or(self.made);
        if said < minute { Err(Refusal::SaidBeforeAsked(self.made)) } else { Ok(()) }
    }

    /// Whether the names in it are names. One that was sent from elsewhere can hold anything, and they are shown.
    pub fn is_plain(&self) -> bool {
        let words = [&self.id, &self.run, &self.runbook, &self.runbook_digest, &self.nonce, &self.plan.action];
        let mut words = words.into_iter().map(String::as_str).chain([self.step.as_str()]);
        let plain = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_graphic());
        words.all(plain) && self.plan.args.values.keys().all(|name| plain(name))
    }

    /// The sentence that is read aloud.
    pub fn sentence(&self) -> String {
        let earlier: String = self.earlier.iter().map(|denied| format!(". Asked before: {denied}")).collect();
        format!("Request {}: {}. Reason: {}{earlier}", self.id, self.plan.in_words(), self.reason)
    }

    /// What both people see of it, label by label, in the same words; the way back is one command and shown apart.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let plan = &self.plan;
        let of = match self.requester_arn.as_str() {
            "" => self.requester.to_string(),
            arn => format!("{} ({arn})", self.requester),
        };
        let mut lines = vec![
            ("request", format!("{} of {}", self.id, self.gate)),
            ("change", plan.in_words()),
            ("before", format!("{}, as at {}", plan.before, stamp(self.made))),
            ("after", plan.after.to_string()),
            ("sends", sends(plan)),
            ("reason", self.reason.to_string()),
            ("asked by", format!("{of} at {}", stamp(self.made))),
            ("for", format!("run {}, step {} of {}", self.run, self.step, self.runbook)),
            ("in", format!("account {}, region {}", self.account, self.region)),
            ("until", stamp(self.not_after)),
            ("consent", how(self.mode).into()),
            ("digest", self.mark()),
        ];
        let at = lines.iter().position(|(label, _)| *label == "asked by").unwrap_or(lines.len());
        lines.splice(at..at, self.earlier.iter().map(|denied| ("earlier", denied.to_string())));
        lines
    }
}

fn how(mode: Mode) -> &'static str {
    match mode {
        Mode::Recorded => "asked for here, in words that are recorded; for one use",
        Mode::Signed => "asked for here, signed with an SSH key; for one use",
    }
}

/// The action and every argument: `lambda.promote alias=prod to=41`.
fn sends(plan: &Plan) -> String {
    // The reason has a line of its own.
    let args = plan.args.values.iter().filter(|(name, _)| *name != "reason");
    let words = args.map(|(name, value)| format!("{name}={}", shell_word(&value.to_string())));
    std::iter::once(plan.action.clone()).chain(words).collect::<Vec<_>>().join(" ")
}

fn plan_lines(plan: &Plan) -> Vec<String> {
    let Plan { action, tier, args, target, before, after, undo, words } = plan;
    let Args { values, facts, notes } = args;
    let tier = match tier {
        Tier::Routine => "routine",
        Tier::Guarded => "guarded",
        Tier::Gated => "gated",
    };
    let undo = match undo {
        Undo::Command(command) => format!("undo command: {}", quoted(command.as_str())),
        Undo::Cannot(why) => format!("undo cannot: {}", quoted(why.as_str())),
    };
    let mut lines = vec![format!("action: {}", quoted(action)), format!("tier: {tier}")];
    lines.extend(values.iter().map(|(name, value)| format!("arg {} {}", quoted(name), typed(value))));
    lines.extend(
        facts.iter().map(|(label, fact)| format!("fact {}: {}", quoted(label.as_str()), quoted(fact.as_str()))),
    );
    lines.extend(notes.iter().map(|note| format!("note: {}", quoted(note.as_str()))));
    lines.extend([
        format!("target: {}", quoted(target.as_str())),
        format!("before: {}", quoted(before.as_str())),
        format!("after: {}", quoted(after.as_str())),
        undo,
        format!("words: {}", quoted(words.as_str())),
    ]);
    lines
}

/// A value with its type: the text `5` is not the number, nor one text with a comma two texts. Durations are exact to
/// the millisecond, as they are kept.
fn typed(value: &Value) -> String {
    match value {
        Value::Bool(yes) => format!("bool: {yes}"),
        Value::Int(n) => format!("int: {n}"),
        Value::Real(n) => format!("real: {n:?}"),
        Value::Text(text) => format!("text: {}", quoted(text.as_str())),
        Value::Time(at) => format!("time: {}", exactly(*at)),
        Value::Duration(time) => format!("duration: {} ms", time.as_millis()),
        Value::Texts(texts) => format!("texts: {}", list(texts)),
        Value::Table(Table { columns, rows, cut }) => {
            let rows = rows.iter().map(|row| list(row)).collect::<Vec<_>>().join(",");
            let cut = cut.as_ref().map(|cut| format!(" of {} {}", cut.of, quoted(cut.order.as_str())));
            format!("table: {} [{rows}]{}", list(columns), cut.unwrap_or_default())
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn list(texts: &[Clean]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text.as_str())).collect::<Vec<_>>().join(","))
}

fn exactly(at: Utc) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
