//! The observations: read-only looks at the world, with their parameters and facts.

mod audit;
mod beak;
mod deploys;
mod executions;
mod lambda;
mod logs;
mod mail;
mod metrics;

pub use audit::AuditEvents;
pub use beak::{Answered, BeakStatus};
pub use deploys::Deploys;
pub use executions::Executions;
pub use lambda::{LambdaAlias, LambdaCompare, LambdaVersions};
pub use logs::{LogsBefore, LogsSearch};
pub use mail::SesAccount;
pub use metrics::MetricSum;

use super::{Declared, Facts, Type};

/// One kind of look: what may be asked of it and what it can answer.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    pub name: &'static str,
    pub doc: &'static str,
    pub params: &'static [Param],
    pub facts: &'static [Declared],
    /// The IAM action it needs, where it is an AWS call.
    pub permission: Option<&'static str>,
    /// May be asked ahead of its step: free of side effects and of cost. The audit POST is not.
    pub prefetch: bool,
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

/// Every observation, in the order of the reference docs.
pub const OBSERVATIONS: &[Observation] = &[
    Observation {
        name: "beak.status",
        doc: "The status route of the API: does it answer, and what does it report?",
        params: &[param("timeout", Type::Duration, "probe_timeout", "How long to wait for an answer")],
        facts: BeakStatus::FACTS,
        permission: None,
        prefetch: true,
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
        permission: Some("logs:FilterLogEvents"),
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
        ],
        facts: LogsBefore::FACTS,
        permission: Some("logs:FilterLogEvents"),
        prefetch: true,
    },
    Observation {
        name: "lambda.alias",
        doc: "Where the alias points, and whether part of the traffic goes elsewhere",
        params: &[],
        facts: LambdaAlias::FACTS,
        permission: Some("lambda:GetAlias"),
        prefetch: true,
    },
    Observation {
        name: "lambda.versions",
        doc: "The published versions of the function, newest first",
        params: &[optional("deploys", Type::Table, "What the deploy log says: the list of ledger.deploys")],
        facts: LambdaVersions::FACTS,
        permission: Some("lambda:ListVersionsByFunction"),
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
        permission: Some("lambda:GetFunctionConfiguration"),
        prefetch: true,
    },
    Observation {
        name: "ledger.deploys",
        doc: "What DEPLOY-LOG.md says: which version should be live, which was known to work",
        params: &[optional("other_than", Type::Version, "Not offered as known-good: the version that fails now")],
        facts: Deploys::FACTS,
        permission: None,
        prefetch: true,
    },
    Observation {
        name: "audit.events",
        doc: "The audit feed of the API (a POST that reads)",
        params: &[
            required("containing", Type::Text, "Part of the event type, in any case"),
            param("newest", Type::Int, "audit_newest", "How many of the newest to show"),
        ],
        facts: AuditEvents::FACTS,
        permission: None,
        prefetch: false,
    },
    Observation {
        name: "sfn.executions",
        doc: "Executions of the peck approval workflow in some states, newest first",
        params: &[
            required("status", Type::Texts, "FAILED, TIMED_OUT, ABORTED, RUNNING or SUCCEEDED"),
            param("newest", Type::Int, "executions_newest", "How many of the newest to show"),
        ],
        facts: Executions::FACTS,
        permission: Some("states:ListExecutions"),
        prefetch: true,
    },
    Observation {
        name: "ses.account",
        doc: "The sending account of SES: quota, sandbox, enforcement",
        params: &[],
        facts: SesAccount::FACTS,
        permission: Some("ses:GetAccount"),
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
        permission: Some("cloudwatch:GetMetricStatistics"),
        prefetch: true,
    },
];

/// The declaration of an observation by its name.
pub fn observation(name: &str) -> Option<&'static Observation> {
    OBSERVATIONS.iter().find(|observation| observation.name == name)
}
