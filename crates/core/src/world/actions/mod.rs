//! The actions: each changes one thing in the world. Its tier is a property of the action, never of a document.

pub mod ledger;
mod plan;
mod promote;

pub use plan::{Args, Plan, Undo};

use super::observations::{Param, ParamKind, optional, required};
use super::{Declared, Evidence, Known, Query, Type, Value};
use serde::{Deserialize, Serialize};

/// How much consent an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Shown, then done when the operator goes on.
    Routine,
    /// The operator types the words.
    Guarded,
    /// A second person approves exactly this; then the operator types the words.
    Gated,
}

/// The declaration of an action.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    pub name: &'static str,
    pub doc: &'static str,
    pub tier: Tier,
    pub params: &'static [Param],
    /// What it leaves behind for later steps to name, besides `applied`, `at`, `undo` and `approval`.
    pub outputs: &'static [Declared],
    /// What it looks at afresh before it is planned, so that before, after and undo are of this moment.
    pub before: Option<&'static str>,
    pub permission: Option<&'static str>,
    /// Pure: the settled change, or why there is none to make.
    pub plan: fn(&Args, Option<&Evidence>) -> Known<Plan>,
}

const ENTRY_OUTPUTS: &[Declared] = &[
    Declared { name: "entry", ty: Type::Text, doc: "The entry's id" },
    Declared { name: "path", ty: Type::Text, doc: "The ledger's file" },
    Declared { name: "commit", ty: Type::Text, doc: "The git command that commits it" },
];

pub const LEDGERS: &[&str] = &["governance", "deploy", "incident"];
pub const DEPLOY_STATES: &[&str] = &["planned", "promoted", "verified", "rolled-back", "bad"];

/// Every action, in the order of the reference docs.
pub const ACTIONS: &[Action] = &[
    Action {
        name: "lambda.promote",
        doc: "Points the alias to a version and takes all weighted routing away",
        tier: Tier::Gated,
        params: &[
            required("to", Type::Version, "The version that shall get all of the traffic; never $LATEST"),
            optional("reason", Type::Text, "Why, for the approver and the log"),
        ],
        outputs: &[
            Declared { name: "from", ty: Type::Version, doc: "The version it pointed to before" },
            Declared { name: "revision", ty: Type::Text, doc: "The alias's revision after the change" },
        ],
        before: Some("lambda.alias"),
        permission: Some("lambda:UpdateAlias"),
        plan: promote::plan,
    },
    Action {
        name: "ledger.append",
        doc: "Writes an entry into a ledger",
        tier: Tier::Routine,
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
        permission: None,
        plan: ledger::plan_entry,
    },
    Action {
        name: "ledger.deploy",
        doc: "Writes an entry into DEPLOY-LOG.md: which version is in which state",
        tier: Tier::Routine,
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
        permission: None,
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
    Declared { name: "at", ty: Type::Time, doc: "When the change was seen to be made" },
    Declared { name: "undo", ty: Type::Text, doc: "The command that takes it back" },
    Declared { name: "approval", ty: Type::Text, doc: "Who approved it, when, by which method" },
];

fn text_of(value: Option<&Value>) -> String {
    value.map(ToString::to_string).unwrap_or_else(|| "-".into())
}
