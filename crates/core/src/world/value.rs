//! What a fact, an answer or a setting can be.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// The type of a fact, an answer, a setting or an argument, as lint and the reference docs know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    Int,
    Real,
    /// A number that is shown with its sign.
    Percent,
    /// So many an hour.
    PerHour,
    Text,
    /// A version of a Lambda function: a number written as text. Equal or not; never greater.
    Version,
    /// One of these words.
    Word(&'static [&'static str]),
    Time,
    Duration,
    Texts,
    /// Rows under named columns.
    Table,
}

/// What a person answers who does not know how many.
pub const UNKNOWN: &str = "unknown";

/// One value. Its text form is what screens, ledgers and JSON show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Bool(bool),
    Int(i64),
    Real(f64),
    /// Also versions and words.
    Text(Clean),
    Time(Utc),
    #[serde(with = "millis")]
    Duration(Duration),
    Texts(Vec<Clean>),
    Table(Table),
}

/// Rows under named columns; a cell is text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<Clean>,
    pub rows: Vec<Vec<Clean>>,
    /// What was left out; nothing when all of it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

/// How many rows there were in all, and which of them are here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    pub of: usize,
    /// `newest first`.
    pub order: Clean,
}

impl Table {
    pub fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { columns: columns.iter().map(Clean::new).collect(), rows: Vec::new(), cut: None }
    }

    /// These are the first of so many.
    #[must_use]
    pub fn first_of(mut self, of: usize, order: &str) -> Self {
        self.cut = (of > self.rows.len()).then(|| Cut { of, order: Clean::new(order) });
        self
    }

    pub fn row<const N: usize>(&mut self, cells: [Clean; N]) {
        self.rows.push(cells.into());
    }
}

impl Type {
    pub fn name(self) -> String {
        match self {
            Type::Bool => "yes or no".into(),
            Type::Int => "whole number".into(),
            Type::Real => "number".into(),
            Type::Percent => "number, in percent".into(),
            Type::PerHour => "number, an hour".into(),
            Type::Text => "text".into(),
            Type::Version => "version".into(),
            Type::Word(words) => format!("one of {}", words.join(", ")),
            Type::Time => "time".into(),
            Type::Duration => "duration".into(),
            Type::Texts => "list of texts".into(),
            Type::Table => "table".into(),
        }
    }

    /// Whether values of the two types can be compared at all.
    pub fn compares_with(self, other: Type) -> bool {
        use Type::*;
        match (self, other) {
            (Int | Real | Percent | PerHour, Int | Real | Percent | PerHour) => true,
            (Text | Version | Word(_), Text) | (Text, Version | Word(_)) => true,
            (a, b) => a == b,
        }
    }

    /// A value of this type, with its unit.
    pub fn shown(self, value: &Value) -> String {
        match (self, value) {
            (Type::Percent, Value::Int(_) | Value::Real(_)) => format!("{value} %"),
            (Type::PerHour, Value::Int(_) | Value::Real(_)) => format!("{value} an hour"),
            _ => value.to_string(),
        }
    }

    pub fn is_ordered(self) -> bool {
        matches!(self, Type::Int | Type::Real | Type::Percent | Type::PerHour | Type::Time | Type::Duration)
    }
}

/// A time of minutes and more, without its seconds.
pub fn minutes_text(time: Duration) -> String {
    duration_text(Duration::from_secs(time.as_secs() / 60 * 60))
}

/// `90s`, `15m`, `1h 30m`, `400ms`: a duration as people write it.
pub fn duration_text(time: Duration) -> String {
    let ms = time.as_millis();
    if ms < 1000 {
        return format!("{ms} ms");
    }
    if ms < 10_000 && !ms.is_multiple_of(1000) {
        return format!("{:.1} s", time.as_secs_f64());
    }
    match time.as_secs() {
        s if s < 120 => format!("{s} s"),
        s if s < 7200 => join(s / 60, "min", s % 60, "s"),
        s if s < 172_800 => join(s / 3600, "h", s % 3600 / 60, "min"),
        s => join(s / 86_400, "d", s % 86_400 / 3600, "h"),
    }
}

fn join(big: u64, unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 { format!("{big} {unit}") } else { format!("{big} {unit} {small} {small_unit}") }
}

/// At most two decimals, and none that say nothing: `26.18`, `5`.
fn real_text(n: f64) -> String {
    let text = format!("{n:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".into() } else { short.into() }
}

/// Reads `30s`, `15m`, `24h`, `7d`, `400ms`.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let millis = match unit.trim() {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(Duration::from_millis(number.checked_mul(millis)?))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(yes) => f.pad(if *yes { "yes" } else { "no" }),
            Value::Int(n) => write!(f, "{n}"),
            Value::Real(n) => f.pad(&real_text(*n)),
            Value::Text(text) => f.pad(text.as_str()),
            Value::Time(at) => f.pad(&stamp(*at)),
            Value::Duration(time) => f.pad(&duration_text(*time)),
            Value::Texts(texts) => f.pad(&texts.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ")),
            Value::Table(table) => write!(f, "{} rows", table.rows.len()),
        }
    }
}

pub(super) mod millis {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::time::Duration;

    pub fn serialize<S: Serializer>(time: &Duration, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u64(u64::try_from(time.as_millis()).map_err(serde::ser::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
        u64::deserialize(input).map(Duration::from_millis)
    }
}

/// A Rust type that a fact can have: ties the field of a facts struct to [`Type`] and [`Value`].
pub trait FactType {
    const TYPE: Type;
    fn into_value(self) -> Value;
}

/// A Lambda version; its own type so that lint knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub Clean);

macro_rules! fact_types {
    ($($rust:ty => $ty:ident, $to:expr;)*) => {
        $(impl FactType for $rust {
            const TYPE: Type = Type::$ty;
            fn into_value(self) -> Value {
                #[allow(clippy::redundant_closure_call)]
                ($to)(self)
            }
        })*
    };
}

fact_types! {
    bool => Bool, Value::Bool;
    i64 => Int, Value::Int;
    f64 => Real, Value::Real;
    Clean => Text, Value::Text;
    Version => Version, |v: Version| Value::Text(v.0);
    Utc => Time, Value::Time;
    Duration => Duration, Value::Duration;
    Vec<Clean> => Texts, Value::Texts;
    Table => Table, Value::Table;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_they_say() {
        for (n, shown) in [(100.0, "100"), (26.176, "26.18"), (4.5, "4.5"), (0.0, "0"), (-0.001, "0"), (-2.5, "-2.5")] {
            assert_eq!(Value::Real(n).to_string(), shown);
        }
    }

    #[test]
    fn durations_read_and_show() {
        for (written, shown) in [
            ("400ms", "400 ms"),
            ("1500ms", "1.5 s"),
            ("30s", "30 s"),
            ("15m", "15 min"),
            ("90s", "90 s"),
            ("125s", "2 min 5 s"),
            ("24h", "24 h"),
            ("7d", "7 d"),
        ] {
            assert_eq!(duration_text(parse_duration(written).unwrap()), shown);
        }
        for wrong in ["", "15", "m", "15 parsecs", "-3s"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
    }
}
