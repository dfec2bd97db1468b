//! The function's alias and versions.

use super::Stack;
use super::evidence::Seen;
use aws_sdk_lambda::operation::get_alias::GetAliasOutput;
use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput;
use aws_sdk_lambda::types::{Architecture, EnvironmentResponse, FunctionConfiguration, Layer};
use duckops_core::health::counted;
use duckops_core::health::lambda::{self, Alias, Configuration};
use duckops_core::text::Clean;
use duckops_core::world::observations::{LambdaAlias, LambdaCompare, LambdaVersions};
use duckops_core::world::permissions::{GET_ALIAS, GET_CONFIGURATION, LIST_VERSIONS};
use duckops_core::world::{Evidence, Known, Query, Table, Value, Why, WhyKind};
use std::collections::BTreeMap;

impl Stack {
    pub(super) async fn lambda_alias(&self, query: &Query) -> Evidence {
        let (function, name) = (&self.settings.function, &self.settings.alias);
        self.seen::<LambdaAlias>(query, format!("lambda GetAlias {function} {name}"), async {
            let alias = self.alias(function, name).await?;
            Ok(Seen { summary: alias.words(), facts: alias.facts() })
        })
        .await
    }

    pub(super) async fn alias(&self, function: &str, name: &str) -> Known<Alias> {
        let reply = self.aws.lambda.get_alias().function_name(function).name(name).send().await;
        reply.map(alias).map_err(|error| self.call(GET_ALIAS).why(&error))
    }

    pub(super) async fn lambda_versions(&self, query: &Query) -> Evidence {
        let request = format!("lambda ListVersionsByFunction {}", self.settings.function);
        self.seen::<LambdaVersions>(query, request, async {
            let facts = lambda::versions(self.versions().await?, deploys(query)?);
            let count = facts
                .count
                .clone()
                .map_or_else(|why| why.text.as_str().to_owned(), |n| counted(n, "version", "versions"));
            let newest = facts.newest.as_ref().map_or_else(|why| why.text.clone(), |newest| newest.0.clone());
            Ok(Seen { summary: format!("{count}, newest {newest}"), facts })
        })
        .await
    }

    async fn versions(&self) -> Known<Vec<Configuration>> {
        let (mut all, mut marker, mut pages) = (Vec::new(), None, self.pages());
        loop {
            let ask = self.aws.lambda.list_versions_by_function().function_name(&self.settings.function);
            let page = ask.set_marker(marker).send().await;
            let page = page.map_err(|error| self.call(LIST_VERSIONS).why(&error))?;
            all.extend(page.versions().iter().map(listed));
            marker = page.next_marker().filter(|next| !next.is_empty()).map(str::to_owned);
            if marker.is_none() {
                return Ok(all);
            }
            pages.another()?;
        }
    }

    pub(super) async fn lambda_compare(&self, query: &Query) -> Evidence {
        let words = |name: &str| query.text(name).map_or_else(|_| "?".into(), |version| version.as_str().to_owned());
        let (one, other) = (words("version"), words("with"));
        let request = format!("lambda GetFunctionConfiguration {} {one}, {other}", self.settings.function);
        self.seen::<LambdaCompare>(query, request, async {
            let (version, with) = (query.text("version")?, query.text("with")?);
            let (one, other) = tokio::join!(self.configuration(&version), self.configuration(&with));
            let facts = match one? {
                None => lambda::no_such_version(&version),
                Some(one) => lambda::compare(&one, existing(&other, &with)),
            };
            Ok(Seen { summary: lambda::compare_words(&facts, &version, &with), facts })
        })
        .await
    }

    /// Nothing when there is no such version.
    async fn configuration(&self, version: &Clean) -> Known<Option<Configuration>> {
        let ask = self.aws.lambda.get_function_configuration().function_name(&self.settings.function);
        match ask.qualifier(version.as_str()).send().await {
            Ok(reply) => Ok(Some(single(&reply))),
            Err(e) if e.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
            Err(error) => Err(self.call(GET_CONFIGURATION).why(&error)),
        }
    }
}

fn deploys(query: &Query) -> Known<Option<&Table>> {
    match query.args.get("deploys") {
        None => Ok(None),
        Some(Value::Table(table)) => Ok(Some(table)),
        Some(other) => Err(Why::new(WhyKind::BadReply, format!("`deploys` cannot be {other}"))),
    }
}

fn existing<'a>(found: &'a Known<Option<Configuration>>, version: &Clean) -> Known<&'a Configuration> {
    let none = || Why::absent(format!("version {version} does not exist"));
    found.as_ref().map_err(Clone::clone)?.as_ref().ok_or_else(none)
}

pub(super) fn alias(reply: GetAliasOutput) -> Alias {
    let weights = reply.routing_config().and_then(|routing| routing.additional_version_weights());
    let weights = weights.into_iter().flatten().map(|(version, weight)| (version.clone(), *weight)).collect();
    Alias {
        weights,
        name: reply.name,
        version: reply.function_version,
        description: reply.description,
        revision: reply.revision_id,
    }
}

/// Two replies of the SDK have the same fields and no type in common.
macro_rules! configuration {
    ($reply:expr) => {
        Configuration {
            version: $reply.version().unwrap_or_default().to_owned(),
            modified: $reply.last_modified().map(str::to_owned),
            description: $reply.description().map(str::to_owned),
            code: $reply.code_sha256().map(str::to_owned),
            size: $reply.code_size(),
            runtime: $reply.runtime().map(|runtime| runtime.as_str().to_owned()),
            handler: $reply.handler().map(str::to_owned),
            architecture: architecture($reply.architectures()),
            memory: $reply.memory_size(),
            timeout: $reply.timeout(),
            role: $reply.role().map(str::to_owned),
            layers: layers($reply.layers()),
            environment: environment($reply.environment()),
        }
    };
}

fn listed(reply: &FunctionConfiguration) -> Configuration {
    configuration!(reply)
}

fn single(reply: &GetFunctionConfigurationOutput) -> Configuration {
    configuration!(reply)
}

/// Without a word, Lambda runs on x86_64.
fn architecture(all: &[Architecture]) -> String {
    all.first().map_or_else(|| "x86_64".into(), |one| one.as_str().to_owned())
}

fn layers(all: &[Layer]) -> Vec<String> {
    all.iter().filter_map(Layer::arn).map(str::to_owned).collect()
}

fn environment(reply: Option<&EnvironmentResponse>) -> Known<BTreeMap<String, String>> {
    let Some(environment) = reply else { return Ok(BTreeMap::new()) };
    if let Some(error) = environment.error() {
        let (code, message) = (error.error_code().unwrap_or("refused"), error.message().unwrap_or_default());
        return Err(Why::new(WhyKind::Refused, format!("{code} {message}").trim()));
    }
    let variables = environment.variables().into_iter().flatten();
    Ok(variables.map(|(name, value)| (name.clone(), value.clone())).collect())
}
