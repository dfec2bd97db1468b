//! The least IAM policy for the runbooks in use: what their looks and changes call for, and nothing else.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use crate::health::looks::outside_of_runbooks;
use crate::runbook::{Body, Kind, Library, Runbook};
use crate::world::observations::observation;
use crate::world::permissions::{On, PERMISSIONS, Permission};
use crate::world::settings::Settings;
use crate::world::{Known, Why, WhyKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A policy document. Its JSON is what IAM takes.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: Vec<&'static str>,
    resource: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    string_equals: BTreeMap<&'static str, String>,
}

/// What is needed to walk these runbooks and to look at the stack outside of them, in the order of a policy.
pub fn needed(library: &Library) -> Vec<Permission> {
    let walked = library.runbooks().filter(|runbook| runbook.kind != Kind::Part);
    let outside = outside_of_runbooks().filter_map(observation).flat_map(|look| look.permissions);
    let needed: BTreeSet<_> = walked.flat_map(of_runbook).chain(outside.copied()).collect();
    PERMISSIONS.iter().copied().filter(|one| needed.contains(one)).collect()
}

/// Those of its steps and of the conditions under which it proposes itself.
fn of_runbook(runbook: &Runbook) -> Vec<Permission> {
    let proposed = runbook.propose.iter().flat_map(|propose| &propose.looks);
    let looks = proposed.chain(runbook.steps.iter().flat_map(|step| &step.looks));
    let actions = runbook.steps.iter().filter_map(|step| match &step.body {
        Body::Do(draft) => Some(draft.action.permissions),
        Body::Read | Body::Look { .. } | Body::Ask(_) => None,
    });
    looks.map(|look| look.observation.permissions).chain(actions).flatten().copied().collect()
}

/// The policy that allows these.
pub fn policy(needed: &[Permission], settings: &Settings) -> Known<Policy> {
    let mut statement: Vec<Statement> = Vec::new();
    for one in needed {
        match statement.iter_mut().find(|known| known.sid == one.sid) {
            Some(known) => known.action.push(one.name),
            None => statement.push(allowing(one, settings)?),
        }
    }
    Ok(Policy { version: "2012-10-17", statement })
}

fn allowing(one: &Permission, settings: &Settings) -> Known<Statement> {
    let resource = resources(one.on, settings)?;
    let in_region = || Condition { string_equals: [("aws:RequestedRegion", text(settings, "region"))].into() };
    let condition = (one.on == On::Anything).then(in_region);
    Ok(Statement { sid: one.sid, effect: "Allow", action: vec![one.name], resource, condition })
}

/// What a permission is narrowed to.
pub fn resources(on: On, settings: &Settings) -> Known<Vec<String>> {
    let function = function(settings);
    Ok(match on {
        On::Function => vec![function],
        On::FunctionAndVersions => vec![function.clone(), format!("{function}:*")],
        On::Versions => vec![format!("{function}:*")],
        On::LogGroup => vec![arn(settings, "logs", &format!("log-group:{}:*", text(settings, "log_group")))],
        On::StateMachine => vec![text(settings, "state_machine")],
        On::Executions => vec![executions(&text(settings, "state_machine"))?],
        On::Anything => vec!["*".into()],
    })
}

/// The setting may be a name or an ARN.
fn function(settings: &Settings) -> String {
    let name = text(settings, "function");
    if name.starts_with("arn:") { name } else { arn(settings, "lambda", &format!("function:{name}")) }
}

/// `…:stateMachine:NAME` has its executions at `…:execution:NAME:ID`.
fn executions(machine: &str) -> Known<String> {
    let (place, name) = machine.split_once(":stateMachine:").ok_or_else(|| {
        Why::new(WhyKind::BadReply, format!("state_machine is not the ARN of one: {machine}"))
            .hint("mend the setting: state_machine = \"arn:aws:states:REGION:ACCOUNT:stateMachine:NAME\"")
    })?;
    Ok(format!("{place}:execution:{name}:*"))
}

fn arn(settings: &Settings, service: &str, rest: &str) -> String {
    let (region, account) = (text(settings, "region"), text(settings, "account"));
    format!("arn:{}:{service}:{region}:{account}:{rest}", partition(&region))
}

/// Which AWS a region is of.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
pub fn partition(region: &str) -> &'static str {
    match () {
        () if region.starts_with("cn-") => "aws-cn",
        () if region.starts_with("us-gov-") => "aws-us-gov",
        () => "aws",
    }
}

fn text(settings: &Settings, name: &str) -> String {
    settings.text(name).to_string()
}

#[cfg(test)]
mod tests;
