//! Whether an identity has a permission, by one cheap call for each that reads. What changes something is not tried,
//! but a call of the function, which AWS can be asked about: a dry run checks the permission and runs nothing.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-InvocationType>

use super::{Stack, StackSettings};
use aws_sdk_cloudwatch::types::Statistic;
use aws_sdk_lambda::types::InvocationType;
use duckops_core::world::Known;
use duckops_core::world::permissions::{
    DESCRIBE_EXECUTION, FILTER_LOG_EVENTS, GET_ACCOUNT, GET_ALIAS, GET_CONFIGURATION, GET_METRICS, INVOKE,
    LIST_EXECUTIONS, LIST_VERSIONS, Permission,
};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);
/// What only exists in a question.
const NO_EXECUTION: &str = "duckops-doctor";

impl Stack {
    /// Nothing where that cannot be found out without changing something.
    pub async fn allows(&self, permission: Permission) -> Option<Known<()>> {
        let StackSettings { function, alias, .. } = &self.settings;
        Some(match permission {
            GET_ALIAS => self.alias(function, alias).await.map(drop),
            LIST_VERSIONS => self.lists_versions().await,
            GET_CONFIGURATION => self.configures().await,
            FILTER_LOG_EVENTS => self.filters_logs().await,
            LIST_EXECUTIONS => self.lists_executions().await,
            DESCRIBE_EXECUTION => self.describes_an_execution().await,
            GET_ACCOUNT => self.account().await.map(drop),
            GET_METRICS => self.hours("Send", HOUR, &Statistic::Sum).await.map(drop),
            INVOKE => self.would_invoke().await,
            _ => return None,
        })
    }

    async fn lists_versions(&self) -> Known<()> {
        let ask = self.aws.lambda.list_versions_by_function().function_name(&self.settings.function);
        let reply = ask.max_items(1).send().await;
        reply.map(drop).map_err(|error| self.call(LIST_VERSIONS).why(&error))
    }

    async fn configures(&self) -> Known<()> {
        let ask = self.aws.lambda.get_function_configuration().function_name(&self.settings.function);
        let reply = ask.qualifier(&self.settings.alias).send().await;
        reply.map(drop).map_err(|error| self.call(GET_CONFIGURATION).why(&error))
    }

    async fn filters_logs(&self) -> Known<()> {
        let until = self.clock.now().timestamp_millis();
        let ask = self.aws.logs.filter_log_events().log_group_name(&self.settings.log_group).limit(1);
        let reply = ask.start_time(until - 1000).end_time(until).send().await;
        reply.map(drop).map_err(|error| self.call(FILTER_LOG_EVENTS).why(&error))
    }

    async fn lists_executions(&self) -> Known<()> {
        let ask = self.aws.executions.list_executions().state_machine_arn(&self.settings.state_machine);
        let reply = ask.max_results(1).send().await;
        reply.map(drop).map_err(|error| self.call(LIST_EXECUTIONS).why(&error))
    }

    /// That there is no such execution is told only to those who may ask.
    async fn describes_an_execution(&self) -> Known<()> {
        let machine = self.settings.state_machine.replacen(":stateMachine:", ":execution:", 1);
        let ask = self.aws.executions.describe_execution().execution_arn(format!("{machine}:{NO_EXECUTION}"));
        match ask.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_execution_does_not_exist()) => Ok(()),
            Err(error) => Err(self.call(DESCRIBE_EXECUTION).why(&error)),
        }
    }

    async fn would_invoke(&self) -> Known<()> {
        let ask = self.aws.lambda.invoke().function_name(&self.settings.function).qualifier(&self.settings.alias);
        let reply = ask.invocation_type(InvocationType::DryRun).send().await;
        reply.map(drop).map_err(|error| self.call(INVOKE).why(&error))
    }
}
