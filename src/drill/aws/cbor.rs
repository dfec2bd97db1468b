//! The CBOR protocol (RPC v2): reading maps, writing replies.

use super::seconds;
use crate::drill::message::Reply;
use chrono::DateTime;
use ciborium::Value;
use duckops_core::time::Utc;
use hyper::StatusCode;

/// The tag of a time in seconds since 1970.
const EPOCH: u64 = 1;

/// A field of a map.
pub fn field(name: &str, value: impl Into<Value>) -> (Value, Value) {
    (Value::Text(name.to_owned()), value.into())
}

/// The value of a map's field.
pub fn get<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = map.as_map()?;
    fields.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

pub fn text(map: &Value, name: &str) -> Option<String> {
    get(map, name)?.as_text().map(str::to_owned)
}

pub fn integer(map: &Value, name: &str) -> Option<i64> {
    get(map, name)?.as_integer()?.try_into().ok()
}

pub fn texts(map: &Value, name: &str) -> Vec<String> {
    let items = get(map, name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

/// A time: whole seconds or a fraction, under the tag for times.
pub fn time(map: &Value, name: &str) -> Option<Utc> {
    let Value::Tag(EPOCH, seconds) = get(map, name)? else { return None };
    let whole = || i64::try_from(seconds.as_integer()?).ok()?.checked_mul(1000);
    let millis = seconds.as_float().map(|seconds| (seconds * 1000.0) as i64).or_else(whole)?;
    DateTime::from_timestamp_millis(millis)
}

pub fn stamp(at: Utc) -> Value {
    Value::Tag(EPOCH, Box::new(Value::Float(seconds(at))))
}

pub fn read(body: &[u8]) -> Option<Value> {
    ciborium::from_reader(body).ok()
}

pub fn reply(status: StatusCode, body: &Value) -> Reply {
    let mut bytes = Vec::new();
    // Writing a value into memory cannot fail.
    let _ = ciborium::into_writer(body, &mut bytes);
    Reply::new(status, "application/cbor", bytes).header("smithy-protocol", "rpc-v2-cbor")
}
