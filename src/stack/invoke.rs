//! A call of one version: Invoke once, with the end of its log. A call cannot be found again by looking.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use super::Stack;
use super::failure::is_definite;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::operation::invoke::InvokeOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{InvocationType, LogType};
use aws_types::request_id::RequestId;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use duckops_core::health::lambda::{Answer, Call};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::Plan;
use duckops_core::world::permissions::INVOKE;
use duckops_core::world::{Why, WhyKind};
use std::time::Duration;

/// API Gateway gives up after 29 s; what takes longer with a new environment is of no use behind it.
const LIMIT: Duration = Duration::from_secs(40);

impl Stack {
    /// Calls the plan's version: one attempt, whatever comes of it.
    pub async fn invoke(&self, intent: &Durable<Plan>) -> Applied {
        let call = match Call::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(call) => call,
            Err(why) => return Applied::No(why),
        };
        let ask = self.aws.lambda.invoke().function_name(&call.function).qualifier(&call.version);
        let ask = ask.invocation_type(InvocationType::RequestResponse).log_type(LogType::Tail);
        let ask = ask.payload(Blob::new(Call::event().to_string()));
        let limits = TimeoutConfig::builder().operation_timeout(LIMIT).build();
        let once = Builder::new().retry_config(RetryConfig::disabled()).timeout_config(limits);
        let why = |error| super::failure::Call { timeout: LIMIT, ..self.call(INVOKE) }.why(error);
        match ask.customize().config_override(once).send().await {
            Ok(reply) => Applied::Yes(answer(reply).outputs()),
            Err(error) if is_definite(&error) => Applied::No(why(&error)),
            Err(error) => Applied::CannotTell(self.lost(&why(&error))),
        }
    }

    /// Nothing to look at: a call leaves no trace that could be told from another call's.
    pub fn invoke_look_back(&self) -> Applied {
        Applied::CannotTell(self.lost(&Why::new(WhyKind::NotLooked, "a call cannot be found by looking")))
    }

    fn lost(&self, why: &Why) -> Why {
        let text = format!("the version may have been called or not: {}", why.text);
        Why::new(why.kind, text).hint(format!(
            "aws logs tail {} --since 10m --region {}; then call it again if you need its answer",
            self.settings.log_group, self.settings.region
        ))
    }
}

fn answer(reply: InvokeOutput) -> Answer {
    let log = reply.log_result().and_then(|log| BASE64_STANDARD.decode(log).ok());
    Answer {
        request: reply.request_id().map(str::to_owned),
        function_error: reply.function_error().map(str::to_owned),
        // Only what was cut in the middle of a letter is not UTF-8.
        log: log.map(|log| String::from_utf8_lossy(&log).into_owned()),
        payload: reply.payload.map(Blob::into_inner),
    }
}
