//! Lambda: what a version is made of, one by one and as a list.

use super::{Answer, fault::Fault, lambda::missing};
use crate::drill::message::Call;
use crate::drill::world::{ALIAS, LATEST, Version, World, function_arn};
use serde_json::{Value, json};

/// The longest page. Lambda's own is 50; a short one makes sure that every client reads them all.
const PAGE: usize = 4;

/// ListVersionsByFunction: `$LATEST` first, then the published ones, oldest first.
pub fn versions(world: &World, call: &Call) -> Answer {
    let start = match call.param("Marker").filter(|marker| !marker.is_empty()) {
        Some(marker) => place(marker)?,
        None => 0,
    };
    let asked = call.param("MaxItems").and_then(|items| items.parse().ok()).unwrap_or(PAGE);
    let end = start.saturating_add(asked.clamp(1, PAGE));
    let all = listed(world);
    let page = all.iter().take(end).skip(start);
    let shown = |version: &&Version| shown(world, version, Some(&version.number));
    let mut answer = json!({ "Versions": page.map(shown).collect::<Vec<_>>() });
    if end < all.len() {
        answer["NextMarker"] = json!(format!("after-{end}"));
    }
    Ok(answer)
}

fn place(marker: &str) -> Result<usize, Fault> {
    let place = marker.strip_prefix("after-").and_then(|place| place.parse().ok());
    place.ok_or_else(|| Fault::bad("InvalidParameterValueException", "Invalid marker"))
}

fn listed(world: &World) -> Vec<&Version> {
    let mut all: Vec<_> = world.function.versions.iter().collect();
    // A stable sort: only $LATEST moves.
    all.sort_by_key(|version| version.number != LATEST);
    all
}

/// GetFunctionConfiguration.
pub fn one(world: &World, call: &Call) -> Answer {
    let qualifier = call.param("Qualifier");
    let number = match qualifier {
        Some(ALIAS) => &world.alias.version,
        Some(number) => number,
        None => LATEST,
    };
    let version = world.function.version(number);
    let version = version.ok_or_else(|| missing(&function_arn(Some(number))))?;
    Ok(shown(world, version, qualifier))
}

/// GetFunction: without the address of the code, which nobody could fetch.
pub fn function(world: &World, call: &Call) -> Answer {
    Ok(json!({
        "Configuration": one(world, call)?,
        "Code": { "RepositoryType": "S3" },
        "Tags": { "team": "spaceduckling" },
    }))
}

fn shown(world: &World, version: &Version, qualifier: Option<&str>) -> Value {
    json!({
        "FunctionName": crate::drill::world::FUNCTION,
        "FunctionArn": function_arn(qualifier),
        "Version": version.number,
        "Description": version.description,
        "CodeSha256": version.code_sha256(),
        "CodeSize": version.code_size,
        "LastModified": version.published.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string(),
        "RevisionId": version.revision(),
        "Runtime": "python3.13",
        "Handler": "beak.app.handler",
        "Role": "arn:aws:iam::121546003735:role/mission-control-api",
        "Timeout": world.function.timeout.as_secs(),
        "MemorySize": world.function.memory_mb,
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "SnapStart": match version.snap_start {
            true => json!({ "ApplyOn": "PublishedVersions", "OptimizationStatus": "On" }),
            false => json!({ "ApplyOn": "None", "OptimizationStatus": "Off" }),
        },
    })
}
