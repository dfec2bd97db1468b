//! The real stack: looks at it and changes it by HTTP and AWS. One file a service; what replies mean is decided
//! in `duckops_core::health`.

mod allowed;
mod api;
mod client;
mod credentials;
mod drill;
mod evidence;
mod executions;
mod failure;
mod http;
mod identity;
mod invoke;
mod lambda;
mod logs;
mod mail;
mod meter;
mod metrics;
mod pages;
mod ping;
mod platform;
mod prefetch;
mod production;
mod promote;
mod read_back;
mod simulated;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use api::Probe;
pub use drill::Past;
pub use http::{is_loopback, is_same_server};
pub use identity::Identity;
pub use ping::Ping;
pub use platform::Platform;
pub use prefetch::Prefetch;

use api::Api;
use client::Clients;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Evidence, Known, Query, Why, WhyKind};
use std::sync::Arc;
use std::time::Duration;

/// What the stack is and how it is reached; every value settled. The environment is read only by the AWS SDK,
/// and not even by it when `credentials` are given.
#[derive(Clone)]
pub struct StackSettings {
    /// The base address of the API: `https://…/prod`.
    pub api: String,
    pub account: String,
    pub region: String,
    pub function: String,
    pub alias: String,
    pub log_group: String,
    /// ARN.
    pub state_machine: String,
    /// How long one AWS call may take, tries included.
    pub aws_timeout: Duration,
    /// Where AWS is, when it is not where it usually is: a drill, or an emulator.
    pub endpoint_url: Option<String>,
    /// Named by a flag or a file: then it alone gives the credentials, as with the aws CLI. `AWS_PROFILE` is left to
    /// the SDK, after keys in the environment.
    pub profile: Option<String>,
    /// Key and secret. Then neither the user's environment nor files nor instance metadata are read.
    pub credentials: Option<(String, String)>,
}

/// The stack. Cheap to share; every method may run beside the others.
pub struct Stack {
    settings: StackSettings,
    clock: Arc<dyn Clock>,
    api: Api,
    aws: Clients,
}

impl Stack {
    /// Prepares the clients. Nothing is asked of the network yet; a setting that makes no sense is said here.
    pub async fn connect(settings: StackSettings, clock: Arc<dyn Clock>) -> Known<Self> {
        let aws = Clients::new(&settings, Arc::clone(&clock)).await?;
        let api = Api::new(&settings.api, &aws.control_endpoint(&settings.region))?;
        Ok(Self { settings, clock, api, aws })
    }

    /// Looks at the world. An observation that is not this adapter's has all of its facts unknown.
    pub async fn look(&self, query: &Query) -> Evidence {
        match query.observe.as_str() {
            "beak.status" => self.status(query).await,
            "beak.routes" => self.routes(query).await,
            "clock.api" => self.clock_of_api(query).await,
            "audit.events" => self.audit(query).await,
            "audit.activity" => self.activity(query).await,
            "logs.search" => self.logs_search(query).await,
            "logs.before" => self.logs_before(query).await,
            "logs.mail" => self.logs_mail(query).await,
            "lambda.alias" => self.lambda_alias(query).await,
            "lambda.versions" => self.lambda_versions(query).await,
            "lambda.compare" => self.lambda_compare(query).await,
            "sfn.executions" => self.executions(query).await,
            "sfn.starts" => self.execution_starts(query).await,
            "ses.account" => self.ses_account(query).await,
            "ses.room" => self.ses_room(query).await,
            "ses.bounces" => self.ses_bounces(query).await,
            "metrics.ses" => self.ses_metric(query).await,
            other => {
                let why = Why::new(WhyKind::NotLooked, format!("{other} is not a look at the stack"));
                Evidence::not_taken(query, &why, self.clock.now())
            }
        }
    }
}
