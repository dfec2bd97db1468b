//! The simulated company: a plain value with methods, told the time by its caller.

mod alias;
mod audit;
mod calls;
mod figures;
mod function;
mod log_group;
mod mail;
mod metrics;
mod names;
mod pattern;
mod route;
mod transcript;
mod workflow;

pub use alias::{Alias, AliasChange, Refused};
pub use audit::{AuditFeed, Beat};
pub use calls::{Gateway, Invoked};
pub use figures::{Course, Figures};
pub use function::{Behaviour, Function, LATEST, Version};
pub use log_group::{LogEvent, LogGroup, LogQuery};
pub use mail::{Details, Mail, Review};
pub use metrics::{Datapoint, Metrics, Period};
pub use names::{ACCOUNT, ALIAS, FUNCTION, IDENTITY, LOG_GROUP, REGION, STATE_MACHINE, function_arn};
pub use pattern::Pattern;
pub use route::{Page, Route};
pub use transcript::Outcome;
pub use workflow::{Execution, Status, Workflow};

use duckops_core::time::Utc;
use std::time::Duration;

/// Everything that the simulated company has. Scenarios build one; the wire only calls its methods.
pub struct World {
    pub function: Function,
    pub alias: Alias,
    /// Whether DynamoDB answers; nothing works without it.
    pub database_up: bool,
    pub logs: LogGroup,
    pub figures: Figures,
    /// How they change over time.
    pub course: Course,
    /// What the status route leaves out, as JSON pointers.
    pub unreported: Vec<&'static str>,
    pub audit: AuditFeed,
    pub mail: Mail,
    pub metrics: Metrics,
    pub workflow: Workflow,
    /// How many times the function has run; names the next run.
    pub runs: u64,
    /// A route that takes its time.
    pub slow: Option<(Route, Duration)>,
}

impl World {
    /// Whether every request through the alias is answered: all of the versions that it feeds work,
    /// and so does what they need.
    pub fn answers(&self) -> bool {
        self.database_up && self.alias.shares().keys().all(|version| self.works(version))
    }

    /// Whether nothing is wrong that people would call an incident: more than that it can be done nothing about.
    pub fn is_well(&self, now: Utc) -> bool {
        let fleet = &self.figures;
        self.answers() && self.sends_mail(now) && fleet.alive * 2 >= fleet.total_bonded
    }

    fn sends_mail(&self, now: Utc) -> bool {
        let mail = &self.mail;
        mail.sending && mail.enforcement != "SHUTDOWN" && self.mails_of_a_day(now) < mail.quota
    }

    /// What SES counts against the quota.
    pub fn mails_of_a_day(&self, now: Utc) -> f64 {
        self.mail.unpublished + self.metrics.last_day("AWS/SES", "Send", now)
    }

    fn works(&self, version: &str) -> bool {
        self.function.version(version).is_some_and(|v| v.behaviour == Behaviour::Works)
    }
}
