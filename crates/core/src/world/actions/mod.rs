//! The actions: each changes one thing in the world. Its tier is a property of the action, never of a document.

mod freeze;
mod hand;
pub mod incident;
mod invoke;
pub mod ledger;
mod plan;
mod production;
mod promote;
mod snapshot;
#[cfg(test)]
mod testing;

pub use plan::{Args, Plan, Undo};

use super::observations::{Param, ParamKind, optional, required};
use super::permissions::{GET_ACCOUNT, GET_ALIAS, INVOKE, PUT_ACCOUNT_DETAILS, Permission, UPDATE_ALIAS};
use super::{Declared, Evidence, Known, Query, Type, Value};
use serde::{Deserialize, Serialize};

/// How much consent an action needs; the later ones need more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Shown, then done when the operator goes on.
    Routine,
    /// The operator types the words.
    Guarded,
    /// A second person approves exactly this; then the operator types the words.
    Gated,
}

/// What a change is a change of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touches {
    /// What answers the calls from outside: errors of before it are of another world.
    Traffic,
    /// Something that people or systems rely on.
    World,
    /// What duckops itself goes by, which no look at the stack depends on: incident mode, the freeze.
    Standing,
    /// Only what duckops writes down.
    Records,
}

/// The declaration of an action.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    pub name: &'static str,
    pub doc: &'static str,
    pub tier: Tier,
    pub touches: Touches,
    /// Consent to go on in spite of what a check of the same item found: the item counts as overridden.
    pub overrides: bool,
    /// What having done it once is called, where the run's own record alone shows that it was done: coming back to it,
    /// nobody does it again without saying so.
    pub once: Option<&'static str>,
    pub params: &'static [Param],
    /// What it leaves behind for later steps to name, besides `applied`, `at`, `undo` and `approval`.
    pub outputs: &'static [Declared],
    /// What it looks at afresh before it is planned, so that before, after and undo are of this moment.
    pub before: Option<&'static str>,
    /// The IAM actions it needs: those that make the change, and those by which it is planned, read back and looked for.
    pub permissions: &'static [Permission],
    /// Pure: the settled change, or why there is none to make.
    pub plan: fn(&Args, Option<&Evidence>) -> Known<Plan>,
}

const ENTRY_OUTPUTS: &[Declared] = &[
    Declared { name: "entry", ty: Type::Text, doc: "The entry's id" },
    Declared { name: "path", ty: Type::Text, doc: "The ledger's file" },
    Declared { name: "commit", ty: Type::Text, doc: "The git command that commits it" },
];

/// A snapshot looks at the alias and at SES; declaring an incident takes one.
const OF_A_SNAPSHOT: &[Permission] = &[GET_ALIAS, GET_ACCOUNT];

pub const LEDGERS: &[&str] = &["governance", "deploy", "incident"];
pub const DEPLOY_STATES: &[&str] = &["planned", "promoted", "verified", "rolled-back", "bad"];

/// Every action, in the order of the reference docs.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "lambda.promote",
        doc: "Points the alias to a version and takes all weighted routing away",
        tier: Tier::Gated,
        touches: Touches::Traffic,
        overrides: false,
        once: None,
        params: &[
            required("to", Type::Version, "The version that shall get all of the traffic; never $LATEST"),
            optional("reason", Type::Text, "Why, for the approver and the log"),
        ],
        outputs: &[
            Declared { name: "from", ty: Type::Version, doc: "The version it pointed to before" },
            Declared { name: "revision", ty: Type::Text, doc: "The alias's revision after the change" },
        ],
        before: Some("lambda.alias"),
        permissions: &[GET_ALIAS, UPDATE_ALIAS],
        plan: promote::plan,
    },
    Action {
        name: "lambda.invoke",
        doc: "Calls one version of the function with a GET of the status route, and keeps what it answered and logged",
        tier: Tier::Guarded,
        touches: Touches::World,
        overrides: false,
        once: Some("called"),
        params: &[required("version", Type::Version, "The version to call")],
        outputs: &[
            Declared { name: "failed", ty: Type::Bool, doc: "The function raised an error, or answered 400 or more" },
            Declared { name: "status", ty: Type::Int, doc: "The status code inside its answer" },
            Declared { name: "error", ty: Type::Text, doc: "Its error, in words; absent when there is none" },
            Declared { name: "start", ty: Type::Text, doc: "cold, warm or restored (SnapStart), as its log says" },
            Declared {
                name: "init",
                ty: Type::Duration,
                doc: "How long its environment took to start; unknown for a warm call",
            },
            Declared { name: "duration", ty: Type::Duration, doc: "How long the call itself took" },
            Declared { name: "request", ty: Type::Text, doc: "The id of the request" },
            Declared { name: "log", ty: Type::Texts, doc: "What that request logged, its last lines" },
        ],
        before: None,
        permissions: &[INVOKE],
        plan: invoke::plan,
    },
    Action {
        name: "ses.request-production",
        doc: "Asks AWS to take the account out of the SES sandbox",
        tier: Tier::Guarded,
        touches: Touches::World,
        overrides: false,
        once: None,
        params: &[
            required("website", Type::Text, "The website that sends the mail"),
            required("use_case", Type::Text, "What the mail is for, and how people sign up and off"),
            required("mail_type", Type::Text, "transactional or marketing"),
            required("contact", Type::Text, "The mail address that AWS answers to"),
        ],
        outputs: &[Declared { name: "review", ty: Type::Text, doc: "The state of the review, as read back" }],
        before: Some("ses.account"),
        permissions: &[GET_ACCOUNT, PUT_ACCOUNT_DETAILS],
        plan: production::plan,
    },
    Action {
        name: hand::NAME,
        doc: "Obtains consent for something that a person then does by hand; duckops itself does nothing",
        tier: Tier::Gated,
        touches: Touches::World,
        overrides: false,
        once: Some("agreed to"),
        params: &[
            required("what", Type::Text, "What is done"),
            required("target", Type::Text, "To what: which certificate, which connection"),
            required("reason", Type::Text, "Why, for the approver and the log"),
        ],
        outputs: &[],
        before: None,
        permissions: &[],
        plan: hand::plan,
    },
    Action {
        name: "freeze.override",
        doc: "Goes on in spite of the change freeze, in this run alone",
        tier: Tier::Gated,
        touches: Touches::Standing,
        overrides: true,
        once: None,
        params: &[
            required("reason", Type::Text, "Why, for the approver and the log"),
            optional("banner", Type::Bool, "Mission Control shows its own banner, where no tool can look"),
            optional("version", Type::Version, "What goes out all the same, where that is a version"),
        ],
        outputs: &[],
        before: Some("freeze.state"),
        permissions: &[],
        plan: freeze::plan_override,
    },
    Action {
        name: "incident.start",
        doc: "Turns incident mode on",
        tier: Tier::Routine,
        touches: Touches::Standing,
        overrides: false,
        once: None,
        params: &[required("severity", Type::Text, "P0, P1 or P2"), required("title", Type::Text, "What it is about")],
        outputs: &[
            Declared { name: "id", ty: Type::Text, doc: "The incident's id" },
            Declared { name: "snapshot", ty: Type::Text, doc: "The snapshot of how the platform stood then" },
            Declared { name: "entry", ty: Type::Text, doc: "Its entry's id in INCIDENT-LOG.md" },
            Declared { name: "path", ty: Type::Text, doc: "The ledger's file" },
        ],
        before: Some("incident.state"),
        permissions: OF_A_SNAPSHOT,
        plan: incident::plan_start,
    },
    Action {
        name: "incident.end",
        doc: "Turns incident mode off",
        tier: Tier::Routine,
        touches: Touches::Standing,
        overrides: false,
        once: None,
        params: &[
            optional("severity", Type::Text, "P0, P1 or P2, as it turned out"),
            optional("began", Type::Time, "When it began"),
            optional("detected", Type::Time, "When it was noticed"),
            optional("resolved", Type::Time, "When it was over; without it, when incident mode is left"),
            optional("components", Type::Text, "What was affected"),
            optional("root_cause", Type::Text, "Why it happened"),
            optional("actions", Type::Text, "The corrective actions"),
        ],
        outputs: &[
            Declared { name: "id", ty: Type::Text, doc: "The incident's id" },
            Declared { name: "lasted", ty: Type::Duration, doc: "How long it was on" },
            Declared { name: "entry", ty: Type::Text, doc: "Its entry's id in INCIDENT-LOG.md" },
            Declared { name: "path", ty: Type::Text, doc: "The ledger's file" },
        ],
        before: Some("incident.state"),
        permissions: &[],
        plan: incident::plan_end,
    },
    Action {
        name: "snapshot.take",
        doc: "Writes down how the platform stands: versions, counts, mail, sandbox, what is red",
        tier: Tier::Routine,
        touches: Touches::Records,
        overrides: false,
        once: Some("taken"),
        params: &[],
        outputs: &[
            Declared { name: "id", ty: Type::Text, doc: "The snapshot's id" },
            Declared { name: "path", ty: Type::Text, doc: "Its file" },
        ],
        before: None,
        permissions: OF_A_SNAPSHOT,
        plan: snapshot::plan,
    },
    Action {
        name: "ledger.append",
        doc: "Writes an entry into a ledger",
        tier: Tier::Routine,
        touches: Touches::Records,
        overrides: false,
        once: None,
        params: &[
            required("ledger", Type::Word(LEDGERS), "Which ledger"),
            Param {
                name: "title",
                kind: ParamKind::Template,
                required: true,
                default: None,
                doc: "The entry's heading",
            },
            Param {
                name: "facts",
                kind: ParamKind::Facts,
                required: false,
                default: None,
                doc: "What the entry's table shows",
            },
            Param {
                name: "text",
                kind: ParamKind::Template,
                required: false,
                default: None,
                doc: "Words under the table",
            },
        ],
        outputs: ENTRY_OUTPUTS,
        before: None,
        permissions: &[],
        plan: ledger::plan_entry,
    },
    Action {
        name: "ledger.deploy",
        doc: "Writes an entry into DEPLOY-LOG.md: which version is in which state",
        tier: Tier::Routine,
        touches: Touches::Records,
        overrides: false,
        once: None,
        params: &[
            required("version", Type::Version, "The version the entry is about"),
            required("state", Type::Word(DEPLOY_STATES), "What became of it"),
            Param {
                name: "what",
                kind: ParamKind::Template,
                required: true,
                default: None,
                doc: "What changed, and why",
            },
            Param {
                name: "facts",
                kind: ParamKind::Facts,
                required: false,
                default: None,
                doc: "What the entry's table shows",
            },
        ],
        outputs: ENTRY_OUTPUTS,
        before: None,
        permissions: &[],
        plan: ledger::plan_deploy,
    },
];

/// The declaration of an action by its name.
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.name == name)
}

impl Action {
    /// The fresh look on which the plan stands.
    pub fn look_before(&self) -> Option<Query> {
        self.before.map(Query::new)
    }
}

/// What every action leaves behind, whichever it is.
pub const EVERY_OUTPUT: &[Declared] = &[
    Declared { name: "change", ty: Type::Text, doc: "The change in words: `prod 43 -> 41`" },
    Declared { name: "applied", ty: Type::Bool, doc: "The change was made, as read back" },
    Declared { name: "outdated", ty: Type::Bool, doc: "It was refused: what it would change was changed meanwhile" },
    Declared { name: "result", ty: Type::Text, doc: "What came of it, to hand over: `Nothing was changed`" },
    Declared { name: "at", ty: Type::Time, doc: "When the change was seen to be made" },
    Declared { name: "undo", ty: Type::Text, doc: "The command that takes it back" },
    Declared { name: "approval", ty: Type::Text, doc: "Who approved it, or said no, when, by which method" },
];

fn text_of(value: Option<&Value>) -> String {
    value.map(ToString::to_string).unwrap_or_else(|| "-".into())
}
