//! Lambda (REST-JSON): the alias, its moves, the versions.

use super::{Answer, configuration, fault::Fault, input, invoke, rest};
use crate::drill::message::{Call, Reply};
use crate::drill::world::{ALIAS, AliasChange, FUNCTION, Refused, World, function_arn};
use duckops_core::time::Utc;
use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn answer(world: &mut World, call: &Call, name: &str, path: &[&str], now: Utc) -> Reply {
    if !names_the_function(name) {
        return missing(&name_of(name)).rest();
    }
    match (&call.method, path) {
        (&Method::POST, ["invocations"]) => invoke::answer(world, call, now),
        (&Method::GET, ["aliases", alias]) => rest(get_alias(world, alias)),
        (&Method::PUT, ["aliases", alias]) => rest(update_alias(world, alias, &call.body)),
        (&Method::GET, ["aliases"]) => rest(Ok(json!({ "Aliases": [shown(world)] }))),
        (&Method::GET, ["versions"]) => rest(configuration::versions(world, call)),
        (&Method::GET, ["configuration"]) => rest(configuration::one(world, call)),
        (&Method::GET, []) => rest(configuration::function(world, call)),
        (method, path) => Fault::unknown(&format!("Lambda {method} {}", path.join("/"))).rest(),
    }
}

/// A function is named by its name, by its ARN, or by account and name.
fn names_the_function(name: &str) -> bool {
    name == FUNCTION || name.ends_with(&format!(":function:{FUNCTION}"))
}

fn name_of(name: &str) -> String {
    let short = name.rsplit(':').next().unwrap_or(name);
    function_arn(None).replace(FUNCTION, short)
}

/// What Lambda says of a function, version or alias that is not there.
pub(super) fn missing(arn: &str) -> Fault {
    not_found(format!("Function not found: {arn}"))
}

fn not_found(message: String) -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
}

fn get_alias(world: &World, alias: &str) -> Answer {
    known(alias)?;
    Ok(shown(world))
}

fn known(alias: &str) -> Result<(), Fault> {
    let arn = function_arn(Some(alias));
    let wrong = || not_found(format!("Cannot find alias arn: {arn}"));
    if alias == ALIAS { Ok(()) } else { Err(wrong()) }
}

fn shown(world: &World) -> Value {
    let alias = &world.alias;
    let mut shown = json!({
        "AliasArn": function_arn(Some(ALIAS)),
        "Name": ALIAS,
        "FunctionVersion": alias.version,
        "Description": alias.description,
        "RevisionId": alias.revision(),
    });
    if !alias.weights.is_empty() {
        shown["RoutingConfig"] = json!({ "AdditionalVersionWeights": alias.weights });
    }
    shown
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateAlias {
    function_version: Option<String>,
    description: Option<String>,
    routing_config: Option<RoutingConfig>,
    revision_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoutingConfig {
    additional_version_weights: Option<BTreeMap<String, f64>>,
}

fn update_alias(world: &mut World, alias: &str, body: &[u8]) -> Answer {
    known(alias)?;
    let wanted: UpdateAlias = input(body)?;
    let change = AliasChange {
        version: wanted.function_version,
        description: wanted.description,
        weights: wanted.routing_config.and_then(|routing| routing.additional_version_weights),
        revision: wanted.revision_id.filter(|revision| !revision.is_empty()),
    };
    world.move_alias(change).map_err(refused)?;
    Ok(shown(world))
}

fn refused(why: Refused) -> Fault {
    match why {
        Refused::StaleRevision => Fault::new(
            StatusCode::PRECONDITION_FAILED,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. \
             Call the GetAlias API to retrieve the latest RevisionId for your alias.",
        ),
        Refused::NoSuchVersion(version) => missing(&function_arn(Some(&version))),
        Refused::BadWeights(why) => Fault::bad("InvalidParameterValueException", why),
    }
}
