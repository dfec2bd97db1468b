//! GetMetricStatistics in JSON 1.0.

use super::{Point, Wanted};
use crate::drill::aws::{Answer, fault::Fault, input, seconds};
use crate::drill::world::World;
use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

pub fn answer(world: &World, operation: &str, body: &[u8]) -> Answer {
    if operation != "GetMetricStatistics" {
        return Err(Fault::unknown(&format!("CloudWatch {operation}")));
    }
    let found = Wanted::from(input::<Input>(body)?).find(world)?;
    let points: Vec<_> = found.points.into_iter().map(shown).collect();
    Ok(json!({ "Label": found.label, "Datapoints": points }))
}

/// The input; its times are seconds since 1970.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    namespace: Option<String>,
    metric_name: Option<String>,
    start_time: Option<f64>,
    end_time: Option<f64>,
    period: Option<i64>,
    #[serde(default)]
    statistics: Vec<String>,
    #[serde(default)]
    dimensions: Vec<Value>,
}

impl From<Input> for Wanted {
    fn from(input: Input) -> Self {
        let time = |seconds: f64| DateTime::from_timestamp_millis((seconds * 1000.0) as i64);
        Self {
            namespace: input.namespace,
            metric: input.metric_name,
            from: input.start_time.and_then(time),
            to: input.end_time.and_then(time),
            step: input.period,
            statistics: input.statistics,
            dimensions: !input.dimensions.is_empty(),
        }
    }
}

fn shown(point: Point) -> Value {
    let mut shown = json!({ "Timestamp": seconds(point.at), "Unit": "Count" });
    for (name, value) in point.values {
        shown[name] = json!(value);
    }
    shown
}
