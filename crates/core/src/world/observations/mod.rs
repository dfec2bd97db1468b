//! The observations: read-only looks at the world, with their parameters and facts.

mod audit;
mod beak;
mod clock;
mod deploys;
mod executions;
mod history;
mod lambda;
mod logs;
mod mail;
mod metrics;
mod standing;

pub use audit::{AuditActivity, AuditEvents};
pub use beak::{Answered, BeakRoutes, BeakStatus};
pub use clock::ClockApi;
pub use deploys::Deploys;
pub use executions::{ExecutionStarts, Executions};
pub use history::{FIGURES, FigureChange, Growth, Kept, MAIL_SENT, OF_STATUS, PeckFailures};
pub use lambda::{LambdaAlias, LambdaCompare, LambdaVersions};
pub use logs::{LogsBefore, LogsMail, LogsSearch};
pub use mail::{SesAccount, SesBounces, SesRoom};
pub use metrics::MetricSum;
pub use standing::{FreezeState, HealthNow, IncidentState};

use super::permissions::{
    DESCRIBE_EXECUTION, FILTER_LOG_EVENTS, GET_ACCOUNT, GET_ALIAS, GET_CONFIGURATION, GET_METRICS, LIST_EXECUTIONS,
    LIST_VERSIONS, Permission,
};
use super::{Declared, Fact, Facts, Type, Value, Why};
use std::collections::BTreeMap;

/// One kind of look: what may be asked of it and what it can answer.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    pub name: &'static str,
    pub doc: &'static str,
    pub params: &'static [Param],
    pub facts: &'static [Declared],
    /// The IAM actions it needs, where it calls AWS.
    pub permissions: &'static [Permission],
    /// May be asked ahead of its step: free of side effects and of cost. The audit POST is not.
    pub prefetch: bool,
}

impl Observation {
    /// Each of its facts unknown, for one reason.
    pub fn unknown(&self, why: &Why) -> BTreeMap<String, Fact> {
        self.facts.iter().map(|fact| (fact.name.to_owned(), Fact::Unknown(why.clone()))).collect()
    }

    /// A value of one of its facts, with its unit.
    pub fn shown(&self, fact: &str, value: &Value) -> String {
        let declared = self.facts.iter().find(|declared| declared.name == fact);
        declared.map_or_else(|| value.to_string(), |declared| declared.ty.shown(value))
    }
}

/// A parameter of an observation or an argument of an action.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    pub required: bool,
    /// What it is when the document leaves it out: a literal or the name of a setting.
    pub default: Option<&'static str>,
    pub doc: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A literal or a name of this type.
    Value(Type),
    /// Text with `{names}` in it.
    Template,
    /// A list of names whose values are shown as facts.
    Facts,
}

pub(crate) const fn param(name: &'static str, ty: Type, default: &'static str, doc: &'static str) -> Param {
    Param { name, kind: ParamKind::Value(ty), required: false, default: Some(default), doc }
}

pub(crate) const fn required(name: &'static str, ty: Type, doc: &'static str) -> Param {
    Param { name, kind: ParamKind::Value(ty), required: true, default: None, doc }
}

pub(crate) const fn optional(name: &'static str, ty: Type, doc: &'static str) -> Param {
    Param { name, kind: ParamKind::Value(ty), required: false, default: None, doc }
}

/// When the figures of now were seen: a look that is minutes old is not held against itself.
const AS_OF: Param =
    optional("as_of", Type::Time, "When they were seen; without it, when the look was that named them");

/// Which of a list come first.
const ORDERS: &[&str] = &["newest", "oldest"];

/// Every observation, in the order of the reference docs.
pub const OBSERVATIONS: &[Observation] = &[
    Observation {
        name: "beak.status",
        doc: "The status route of the API: does it answer, and what does it report?",
        params: &[param("timeout", Type::Duration, "probe_timeout", "How long to wait for an answer")],
        facts: BeakStatus::FACTS,
        permissions: &[],
        prefetch: true,
    },
    Observation {
        name: "beak.routes",
        doc: "Some looks at each route of the API: does it answer 200, and how fast?",
        params: &[
            param("looks", Type::Int, "route_looks", "How many looks at each route"),
            param("timeout", Type::Duration, "probe_timeout", "How long to wait for an answer"),
        ],
        facts: BeakRoutes::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "clock.api",
        doc: "This machine's clock against the API's",
        params: &[param("timeout", Type::Duration, "probe_timeout", "How long to wait for an answer")],
        facts: ClockApi::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "logs.search",
        doc: "Log events of the function that contain one of some texts",
        params: &[
            required("any", Type::Texts, "An event counts when it contains one of these, case as written"),
            param("since", Type::Duration, "errors_window", "How far back from the opening of the run"),
            optional("from", Type::Time, "Where it begins instead; after a change, the time of that change"),
            param("newest", Type::Int, "errors_newest", "How many of the newest to show"),
        ],
        facts: LogsSearch::FACTS,
        permissions: &[FILTER_LOG_EVENTS],
        prefetch: true,
    },
    Observation {
        name: "logs.before",
        doc: "Whether the errors seen now were there before some moment",
        params: &[
            required("any", Type::Texts, "As in logs.search"),
            required("at", Type::Time, "The moment"),
            param("span", Type::Duration, "errors_before", "How long before it to look"),
            required("like", Type::Table, "The groups seen now, from logs.search"),
            optional(
                "until",
                Type::Time,
                "Up to when they were searched: what came no more after the moment is not of now",
            ),
        ],
        facts: LogsBefore::FACTS,
        permissions: &[FILTER_LOG_EVENTS],
        prefetch: true,
    },
    Observation {
        name: "logs.mail",
        doc: "Log events of the function that say that a mail could not be sent, told apart by cause",
        params: &[
            param("since", Type::Duration, "mail_errors_window", "How far back from the opening of the run"),
            optional("from", Type::Time, "Where it begins instead; after a change, the time of that change"),
        ],
        facts: LogsMail::FACTS,
        permissions: &[FILTER_LOG_EVENTS],
        prefetch: true,
    },
    Observation {
        name: "lambda.alias",
        doc: "Where the alias points, and whether part of the traffic goes elsewhere",
        params: &[],
        facts: LambdaAlias::FACTS,
        permissions: &[GET_ALIAS],
        prefetch: true,
    },
    Observation {
        name: "lambda.versions",
        doc: "The published versions of the function, newest first",
        params: &[optional("deploys", Type::Table, "What the deploy log says: the list of ledger.deploys")],
        facts: LambdaVersions::FACTS,
        permissions: &[LIST_VERSIONS],
        prefetch: true,
    },
    Observation {
        name: "lambda.compare",
        doc: "One version beside another: does it exist, how old is it, what differs?",
        params: &[
            required("version", Type::Version, "The version in question"),
            required("with", Type::Version, "The one it is held against"),
        ],
        facts: LambdaCompare::FACTS,
        permissions: &[GET_CONFIGURATION],
        prefetch: true,
    },
    Observation {
        name: "ledger.deploys",
        doc: "What DEPLOY-LOG.md says: which version should be live, which was known to work",
        params: &[
            optional("other_than", Type::Version, "Not offered as known-good: the version that fails now"),
            optional("of", Type::Version, "The version of which `said` tells"),
        ],
        facts: Deploys::FACTS,
        permissions: &[],
        prefetch: true,
    },
    Observation {
        name: "audit.events",
        doc: "The audit feed of the API (a POST that reads)",
        params: &[
            required("containing", Type::Text, "Part of the event type, in any case"),
            param("newest", Type::Int, "audit_newest", "How many of the newest to show"),
            optional(
                "older_than",
                Type::Duration,
                "How old one is of which the consequences must have come: `settled`",
            ),
        ],
        facts: AuditEvents::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "audit.activity",
        doc: "How often events of some types came lately, beside how often they usually come (a POST that reads)",
        params: &[
            required("types", Type::Texts, "The event types, as written in the feed"),
            param("window", Type::Duration, "activity_window", "How long one window is"),
            param("factor", Type::Int, "activity_factor", "So many times more, or less, than usual is abnormal"),
        ],
        facts: AuditActivity::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "sfn.executions",
        doc: "Executions of the peck approval workflow in some states",
        params: &[
            required("status", Type::Texts, "FAILED, TIMED_OUT, ABORTED, RUNNING or SUCCEEDED"),
            param("newest", Type::Int, "executions_newest", "How many to show"),
            param("order", Type::Word(ORDERS), "newest", "Which come first"),
            param("stuck_after", Type::Duration, "stuck_after", "One that started longer ago counts as stuck"),
            param("since", Type::Duration, "executions_window", "One that stopped longer ago is of the past"),
        ],
        facts: Executions::FACTS,
        permissions: &[LIST_EXECUTIONS, DESCRIBE_EXECUTION],
        prefetch: true,
    },
    Observation {
        name: "sfn.starts",
        doc: "Whether requests still become executions of the peck approval workflow",
        params: &[
            optional("requested", Type::Time, "When the newest request was made, from audit.events"),
            optional("settled", Type::Time, "When the newest one was made that is older than the slack"),
            optional("count", Type::Int, "How many there are: without any, none is blocked"),
            param("slack", Type::Duration, "start_slack", "How long a request may wait for its execution"),
        ],
        facts: ExecutionStarts::FACTS,
        permissions: &[LIST_EXECUTIONS],
        prefetch: false,
    },
    Observation {
        name: "ses.account",
        doc: "The sending account of SES: quota, sandbox, enforcement",
        params: &[],
        facts: SesAccount::FACTS,
        permissions: &[GET_ACCOUNT],
        prefetch: true,
    },
    Observation {
        name: "ses.room",
        doc: "When room in the rolling 24 hours' quota comes back, estimated from the hourly sends",
        params: &[
            required("quota", Type::Int, "The quota, from ses.account"),
            required("sent", Type::Int, "Sent in the last 24 hours, from ses.account"),
        ],
        facts: SesRoom::FACTS,
        permissions: &[GET_METRICS],
        prefetch: false,
    },
    Observation {
        name: "ses.bounces",
        doc: "Bounces by the hour against mails sent, and AWS's own bounce rate",
        params: &[
            param("since", Type::Duration, "metrics_window", "How far back"),
            param("warn", Type::Percent, "bounce_warn", "From here on AWS reviews an account, in percent"),
            param("crit", Type::Percent, "bounce_crit", "From here on AWS may pause an account, in percent"),
        ],
        facts: SesBounces::FACTS,
        permissions: &[GET_METRICS],
        prefetch: true,
    },
    Observation {
        name: "metrics.ses",
        doc: "One SES metric of CloudWatch, summed by the hour",
        params: &[
            required("metric", Type::Text, "Send, Bounce, Complaint or Reject"),
            param("since", Type::Duration, "metrics_window", "How far back"),
        ],
        facts: MetricSum::FACTS,
        permissions: &[GET_METRICS],
        prefetch: true,
    },
    Observation {
        name: "history.change",
        doc: "How one figure of status changed since earlier probes and runs",
        params: &[
            required("figure", Type::Word(FIGURES), "Which"),
            required("now", Type::Int, "What it is now, from beak.status"),
            AS_OF,
            param("window", Type::Duration, "trend_window", "How far back samples count"),
        ],
        facts: FigureChange::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "history.growth",
        doc: "Whether certificates grow as ducklings do, from earlier probes and runs",
        params: &[
            required("ducklings", Type::Int, "How many there are now, from beak.status"),
            required("certificates", Type::Int, "How many there are now, from beak.status"),
            AS_OF,
            param("window", Type::Duration, "growth_window", "How far back samples count"),
            param("span", Type::Duration, "growth_span", "Samples nearer to each other than this tell nothing"),
        ],
        facts: Growth::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "history.pecks",
        doc: "Failed pecks by kind: shares, and how many an hour since earlier probes and runs",
        params: &[
            required("callback_error", Type::Int, "How many there are now, from beak.status"),
            required("denied", Type::Int, "How many there are now, from beak.status"),
            required("expired", Type::Int, "How many there are now, from beak.status"),
            AS_OF,
            param("window", Type::Duration, "trend_window", "How far back samples count"),
            param("limit", Type::Int, "peck_failures_per_hour", "More an hour than this is high"),
        ],
        facts: PeckFailures::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "history.kept",
        doc: "Whether earlier probes and runs have left samples that now can be held against",
        params: &[AS_OF, param("window", Type::Duration, "trend_window", "How far back samples count")],
        facts: Kept::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "incident.state",
        doc: "Whether incident mode is on, since when, by whom",
        params: &[],
        facts: IncidentState::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "freeze.state",
        doc: "Whether changes are frozen, since when, by whom, why",
        params: &[],
        facts: FreezeState::FACTS,
        permissions: &[],
        prefetch: false,
    },
    Observation {
        name: "health.now",
        doc: "Everything at once: what is wrong, which runbook is for it, and the health score with its penalties",
        params: &[],
        facts: HealthNow::FACTS,
        permissions: &[],
        prefetch: false,
    },
];

/// The declaration of an observation by its name.
pub fn observation(name: &str) -> Option<&'static Observation> {
    OBSERVATIONS.iter().find(|observation| observation.name == name)
}
