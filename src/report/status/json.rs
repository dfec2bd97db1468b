//! The board as JSON. Its schema is `docs/status.schema.json`; a field that was published there stays.

use super::{Board, Compared, Incident};
use duckops_core::health::checks::Level;
use duckops_core::health::tiles::Tile;
use duckops_core::time::stamp;
use duckops_core::world::{Why, WhyKind};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// Everything at once, as `status --json` prints it. Times are UTC, RFC 3339.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "The status of the platform"))]
struct Status {
    /// When it was looked.
    at: String,
    /// The scenario, when the stack is simulated.
    drill: Option<String>,
    /// That this machine's clock is not the API's, in words; null while they agree.
    clock: Option<String>,
    /// The incident that is on.
    incident: Option<Then>,
    score: Score,
    /// What costs points, the highest first, then what may.
    penalties: Vec<Penalty>,
    /// What is wrong, the worst first.
    anomalies: Vec<Anomaly>,
    /// Every tile, in the order of the screen.
    tiles: Vec<OneTile>,
    /// The command to type next, where a runbook fits.
    next: Option<String>,
}

/// An incident, and what changed since it was declared.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Then {
    id: String,
    /// Severity and title.
    title: String,
    since: String,
    /// When the snapshot was taken that now is held against; null when there is none.
    then: Option<String>,
    /// The tiles of which something changed since then.
    tiles: Option<Vec<String>>,
    changed: Option<Vec<Changed>>,
    /// What is as it was then.
    same: Option<Vec<Same>>,
    /// Why there is nothing to hold against now.
    not_compared: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Changed {
    what: String,
    then: String,
    now: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Same {
    what: String,
    value: String,
}

/// The health score: from `low`, where all that is unknown is as bad as can be, to `high`, where it is well.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Score {
    /// As the screen shows it: `86`, or `34–61, 3 unknown`.
    text: String,
    /// 0 to 100.
    low: i64,
    /// 0 to 100.
    high: i64,
    /// The low end is under `health_red`.
    red: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Penalty {
    /// `-45`, or `?` for what is not known.
    points: String,
    what: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Anomaly {
    what: String,
    /// The command of the runbook that is for it, where one fits.
    command: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OneTile {
    /// Its name on the screen.
    tile: &'static str,
    /// Null for what is neither good nor bad.
    state: Option<State>,
    text: String,
    /// Why it is not known.
    why: Option<Reason>,
    /// When it was looked at.
    at: Option<String>,
    /// What it is made of: routes, kinds of failed pecks, types of audit events, when room comes back, what to do. Each
    /// figure by its name, with its unit.
    rows: Vec<BTreeMap<&'static str, String>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Critical,
    /// It could not be checked.
    Unknown,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Reason {
    /// One word of a fixed list: `network`, `timed_out`, `no_credentials`, `denied`, `not_reported`, …
    #[cfg_attr(test, schemars(with = "String"))]
    kind: WhyKind,
    text: String,
    /// What to do about it.
    hint: Option<String>,
}

pub fn json(board: &Board) -> Value {
    json!(Status {
        at: stamp(board.at),
        drill: board.drill.as_ref().map(ToString::to_string),
        clock: board.skew.as_ref().map(ToString::to_string),
        incident: board.incident.as_ref().map(incident),
        score: Score { text: board.score.clone(), low: board.low, high: board.high, red: board.is_red() },
        penalties: board.penalties.iter().map(|(points, what)| penalty(points, what)).collect(),
        anomalies: board.anomalies.iter().map(|(what, command)| anomaly(what, command.clone())).collect(),
        tiles: board.tiles.iter().map(tile).collect(),
        next: board.next.clone(),
    })
}

fn penalty(points: impl ToString, what: impl ToString) -> Penalty {
    Penalty { points: points.to_string(), what: what.to_string() }
}

fn anomaly(what: impl ToString, command: Option<String>) -> Anomaly {
    Anomaly { what: what.to_string(), command }
}

fn incident(incident: &Incident) -> Then {
    let compared = incident.compared.as_ref();
    let (known, why) = (compared.ok(), compared.err());
    Then {
        id: incident.id.clone(),
        title: incident.title.to_string(),
        since: stamp(incident.since),
        then: known.map(|compared| stamp(compared.then)),
        tiles: known.map(|compared| compared.tiles.iter().map(ToString::to_string).collect()),
        changed: known.map(changed),
        same: known.map(same),
        not_compared: why.map(|why| why.text.to_string()),
    }
}

fn changed(compared: &Compared) -> Vec<Changed> {
    let one = |row: &[_; 3]| row.each_ref().map(ToString::to_string);
    compared.changed.iter().map(one).map(|[what, then, now]| Changed { what, then, now }).collect()
}

fn same(compared: &Compared) -> Vec<Same> {
    compared.same.iter().map(|(what, value)| Same { what: what.to_string(), value: value.to_string() }).collect()
}

fn tile(tile: &Tile) -> OneTile {
    let row = |row: &Vec<_>| row.iter().map(figure).collect();
    OneTile {
        tile: tile.name,
        state: tile.level.map(State::from),
        text: tile.text.to_string(),
        why: tile.why.as_ref().map(reason),
        at: tile.at.map(stamp),
        rows: tile.rows.iter().map(row).collect(),
    }
}

fn figure(cell: &duckops_core::health::tiles::Cell) -> (&'static str, String) {
    (cell.name, cell.value.to_string())
}

fn reason(why: &Why) -> Reason {
    Reason { kind: why.kind, text: why.text.to_string(), hint: why.hint.as_ref().map(ToString::to_string) }
}

impl From<Level> for State {
    fn from(level: Level) -> Self {
        match level {
            Level::Ok => State::Ok,
            Level::Warning => State::Warning,
            Level::Critical => State::Critical,
            Level::Unknown => State::Unknown,
        }
    }
}
