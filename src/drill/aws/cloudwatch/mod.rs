//! CloudWatch: GetMetricStatistics. Its clients speak three protocols: the Rust SDK CBOR, recent
//! command lines JSON 1.0, older ones the query protocol.

mod cbor;
mod json;
mod query;

pub use cbor::answer as answer_cbor;
pub use json::answer as answer_json;
pub use query::answer as answer_query;

use super::fault::Fault;
use crate::drill::world::{Datapoint, Period, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// No answer has more datapoints than this.
const MOST: i64 = 1_440;

/// What is asked, in any protocol.
struct Wanted {
    namespace: Option<String>,
    metric: Option<String>,
    from: Option<Utc>,
    to: Option<Utc>,
    step: Option<i64>,
    statistics: Vec<String>,
    /// Whether dimensions are named. No metric here has any, so none is found by them.
    dimensions: bool,
}

/// What is answered, in any protocol.
struct Found {
    label: String,
    points: Vec<Point>,
}

/// One datapoint with the wanted statistics.
struct Point {
    at: Utc,
    values: Vec<(String, f64)>,
}

impl Wanted {
    fn find(&self, world: &World) -> Result<Found, Fault> {
        let (namespace, metric) = (required(&self.namespace)?, required(&self.metric)?);
        let (from, to, step) = (*required(&self.from)?, *required(&self.to)?, *required(&self.step)?);
        self.check(from, to, step)?;
        let period = Period { from, to, step: TimeDelta::seconds(step) };
        let all = if self.dimensions { Vec::new() } else { world.metrics.statistics(namespace, metric, &period) };
        let points = all.iter().map(|point| self.point(point)).collect();
        Ok(Found { label: metric.clone(), points })
    }

    fn check(&self, from: Utc, to: Utc, step: i64) -> Result<(), Fault> {
        if self.statistics.is_empty() {
            return Err(Fault::bad("MissingParameter", "Statistics are required"));
        }
        if !(60..=86_400).contains(&step) || step % 60 != 0 {
            return Err(Fault::bad("InvalidParameterValue", "Period must be a multiple of 60, and a day at most"));
        }
        if from >= to {
            return Err(Fault::bad("InvalidParameterValue", "StartTime must be before EndTime"));
        }
        if (to - from).num_seconds() / step > MOST {
            let why = format!("You have requested more than the limit of {MOST} datapoints");
            return Err(Fault::bad("InvalidParameterCombination", why));
        }
        Ok(())
    }

    fn point(&self, point: &Datapoint) -> Point {
        let value = |name: &str| match name {
            "Sum" => Some(point.sum),
            "SampleCount" => Some(point.count),
            "Average" => Some(point.sum / point.count),
            "Minimum" => Some(point.minimum),
            "Maximum" => Some(point.maximum),
            _ => None,
        };
        let values = self.statistics.iter().filter_map(|name| Some((name.clone(), value(name)?)));
        Point { at: point.at, values: values.collect() }
    }
}

fn required<T>(value: &Option<T>) -> Result<&T, Fault> {
    value.as_ref().ok_or_else(|| {
        let why = "Namespace, MetricName, StartTime, EndTime and Period are required";
        Fault::bad("MissingParameter", why)
    })
}
