//! What can happen in a walk. One event is one line of the run's file; everything seen is a view of them.

use super::approval::{Decision, Mode, Request};
use super::step_id::{Bind, StepId};
use super::verdict::Verdict;
use crate::runbook::Unchecked;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::actions::Plan;
use crate::world::{Evidence, Fact, Outputs, Value, Why};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// The newest format of run files that this version reads.
pub const FORMAT: u32 = 2;

/// The format of a new run's file. Who knows only the first one takes a signed approval for a recorded one, so a run
/// in which approvals are signed is of the second; any other is written so that it can be read everywhere.
pub fn format(approvals: Mode) -> u32 {
    match approvals {
        Mode::Recorded => 1,
        Mode::Signed => FORMAT,
    }
}

/// An event as it stands in the run's file: durable, numbered, timed, signed with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub seq: u64,
    pub at: Utc,
    pub who: Clean,
    /// The step that was open, and the how many-th visit of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<u32>,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Opened(Box<Opened>),
    /// Somebody came back to the run.
    Resumed {
        /// That the clock of the machine that it goes on with is not the API's.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        skew: Option<Clean>,
        /// The incident that was on then.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        incident: Option<String>,
        /// And how bad it was said to be.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        severity: Option<Clean>,
    },
    /// The step of this line was opened.
    Entered {
        how: Entrance,
        /// Why a branch before it could not be decided.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        undecided: Vec<Why>,
    },
    /// The looks of a step came back, all at once.
    Observed {
        looks: Vec<(Bind, Evidence)>,
        verdict: Verdict,
        /// What a pass by one alternative did without.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        unchecked: Vec<Unchecked>,
        /// How long a repeated look has run, by a clock that nobody sets.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ran: Option<Duration>,
    },
    /// The operator wants another look before going on.
    LookedAgain,
    Answered {
        field: String,
        value: Value,
        /// Nobody was asked: a dry run went on with what would have been offered.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        assumed: bool,
    },
    Noted {
        text: Clean,
    },
    /// The operator went on.
    Continued,
    /// A required or optional step was not done; why.
    Skipped {
        reason: Clean,
    },
    /// A repeated look was ended before its time; why.
    CutShort {
        reason: Clean,
    },
    /// What would be done (`--dry-run`), or why it could not be settled.
    Drafted {
        plan: Result<Box<Plan>, Why>,
    },
    /// The change was settled from a fresh look.
    Settled {
        plan: Box<Plan>,
    },
    /// It could not be settled; nothing was sent.
    Unsettled {
        why: Why,
    },
    Requested {
        request: Box<Request>,
    },
    Decided {
        request: String,
        decision: Box<Decision>,
    },
    /// An approval was used up, before the intent.
    Spent {
        request: String,
    },
    Confirmed {
        words: Clean,
        /// Nobody typed them: without a terminal the approval stands for them.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        by_approval: bool,
    },
    Intended {
        plan: Box<Plan>,
    },
    Effected {
        applied: Applied,
        found: Found,
    },
    /// A text for the chat was asked for and shown.
    Updated {
        text: Clean,
    },
    Left {
        why: Clean,
    },
    Closed {
        outcome: Outcome,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        say: Option<Clean>,
    },
}

impl Event {
    /// What is lost when it could not be written, in words.
    pub fn what(&self) -> &'static str {
        match self {
            Event::Opened(_) => "that the run began",
            Event::Resumed { .. } => "that somebody came back",
            Event::Entered { .. } | Event::Continued | Event::LookedAgain => "that it went on",
            Event::Observed { .. } => "what was just looked at",
            Event::Answered { .. } => "the last answer",
            Event::Noted { .. } => "the note",
            Event::Skipped { .. } => "the skip and its reason",
            Event::CutShort { .. } => "why the watch was ended",
            Event::Drafted { .. } | Event::Settled { .. } | Event::Unsettled { .. } => "what would be changed",
            Event::Requested { .. } => "the request for an approval",
            Event::Decided { .. } => "the decision on a request",
            Event::Spent { .. } => "that the approval is used up",
            Event::Confirmed { .. } => "the words that were typed",
            Event::Intended { .. } => "the intent, so nothing was sent",
            Event::Effected { .. } => "what became of the change: --resume looks at it",
            Event::Updated { .. } => "the text for the chat",
            Event::Left { .. } => "that it was left",
            Event::Closed { .. } => "the end",
        }
    }
}

/// The first event: everything the walk stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub format: u32,
    pub run: String,
    pub runbook: String,
    pub title: Clean,
    /// `embedded`, or the file that overrides it.
    pub origin: Clean,
    pub digest: String,
    /// The documents as they were: the runbook, then those it follows.
    pub sources: Vec<(String, String)>,
    pub operator: Clean,
    /// The STS ARN, or why it is not known: then nothing but reading is possible.
    pub identity: Fact,
    pub account: Clean,
    pub region: Clean,
    pub credentials_until: Option<Utc>,
    /// The window's pinned start.
    pub window_start: Utc,
    pub settings: BTreeMap<String, Value>,
    /// Ledger name and path.
    pub ledgers: Vec<(String, Clean)>,
    /// The scenario when the stack is simulated.
    pub drill: Option<Clean>,
    /// The command that begins anew what ends with the process that walks it: a drill's stack is gone with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Clean>,
    /// That the clock of this machine is not the API's. It is said, and decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skew: Option<Clean>,
    /// The incident that was on when it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// And how bad it was said to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Clean>,
    pub dry_run: bool,
}

/// How a step came to be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entrance {
    /// In the document's order, or by a branch of it.
    Forward,
    /// The operator went back; effects stay.
    Back,
    Jump,
    /// An item of a checklist that was left open.
    Open,
    /// An item of a checklist whose evidence has grown old.
    Again,
}

/// Whether a change is in the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applied {
    /// It is; what it left behind.
    Yes(Outputs),
    /// It is not, and why.
    No(Why),
    CannotTell(Why),
}

impl Applied {
    /// It was made, and says of itself that it failed: a call that was answered with an error.
    pub fn failed(&self) -> bool {
        matches!(self, Applied::Yes(outputs) if outputs.says("failed"))
    }
}

/// How that was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// By the reply, and read back.
    Reply,
    /// By looking, after the reply was lost or the walk was cut off.
    LookedBack,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Resolved,
    NotAnIncident,
    /// To whom.
    Escalated(Clean),
    Deferred,
    Complete,
    /// Closed by `--reset` or by a new walk.
    Abandoned,
}

impl Outcome {
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Resolved => "resolved",
            Outcome::NotAnIncident => "not an incident",
            Outcome::Escalated(_) => "escalated",
            Outcome::Deferred => "deferred",
            Outcome::Complete => "complete",
            Outcome::Abandoned => "abandoned",
        }
    }

    /// What was broken works, or all was done: somebody saw that.
    pub fn is_mended(&self) -> bool {
        matches!(self, Outcome::Resolved | Outcome::Complete)
    }

    /// There is nothing left to do for anybody.
    pub fn is_good(&self) -> bool {
        self.is_mended() || *self == Outcome::NotAnIncident
    }

    /// `escalated to T-JOSH`; of any other its word.
    pub fn in_words(&self) -> String {
        match self {
            Outcome::Escalated(to) => format!("{} to {to}", self.word()),
            other => other.word().into(),
        }
    }
}
