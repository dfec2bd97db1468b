//! GetMetricStatistics in CBOR.

use super::{Found, Point, Wanted};
use crate::drill::aws::cbor::{self, field};
use crate::drill::aws::fault::Fault;
use crate::drill::message::{Call, Reply};
use crate::drill::world::World;
use ciborium::Value;
use hyper::StatusCode;

pub fn answer(world: &World, call: &Call, service: &str, operation: &str) -> Reply {
    if (service, operation) != ("GraniteServiceVersion20100801", "GetMetricStatistics") {
        return Fault::unknown(&format!("{service} {operation}")).cbor();
    }
    let Some(body) = cbor::read(&call.body) else {
        return Fault::bad("SerializationException", "the body is not CBOR").cbor();
    };
    match wanted(&body).find(world) {
        Ok(found) => cbor::reply(StatusCode::OK, &shown(found)),
        Err(fault) => fault.cbor(),
    }
}

fn wanted(body: &Value) -> Wanted {
    let dimensions = cbor::get(body, "Dimensions").and_then(Value::as_array);
    Wanted {
        namespace: cbor::text(body, "Namespace"),
        metric: cbor::text(body, "MetricName"),
        from: cbor::time(body, "StartTime"),
        to: cbor::time(body, "EndTime"),
        step: cbor::integer(body, "Period"),
        statistics: cbor::texts(body, "Statistics"),
        dimensions: dimensions.is_some_and(|list| !list.is_empty()),
    }
}

fn shown(found: Found) -> Value {
    let points = Value::Array(found.points.into_iter().map(point).collect());
    Value::Map(vec![field("Label", found.label), field("Datapoints", points)])
}

fn point(point: Point) -> Value {
    let values = point.values.into_iter().map(|(name, value)| field(&name, value));
    let rest = [field("Timestamp", cbor::stamp(point.at)), field("Unit", "Count")];
    Value::Map(values.chain(rest).collect())
}
