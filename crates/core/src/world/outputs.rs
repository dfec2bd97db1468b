//! What a change left behind, by the outputs that its action declares: each known, or not and why.

use super::{Fact, Known, Value, Why};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Index;

/// The outputs of a change. An output that the action declares and that is not here was not reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "BTreeMap<String, Written>", from = "BTreeMap<String, Written>")]
pub struct Outputs(BTreeMap<String, Fact>);

/// A known one is its value alone, as run files have always had it; only an unknown one says that it is one.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Known(Value),
    Unknown { unknown: Why },
}

impl Outputs {
    pub fn with(mut self, name: &str, value: Known<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.0.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &Fact)> {
        self.0.iter()
    }

    /// Whether an output is known and says yes.
    pub fn says(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Fact::Known(Value::Bool(true))))
    }
}

impl Index<&str> for Outputs {
    type Output = Fact;

    fn index(&self, name: &str) -> &Fact {
        &self.0[name]
    }
}

impl FromIterator<(String, Value)> for Outputs {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(known: I) -> Self {
        Self(known.into_iter().map(|(name, value)| (name, Fact::Known(value))).collect())
    }
}

impl<const N: usize> From<[(String, Value); N]> for Outputs {
    fn from(known: [(String, Value); N]) -> Self {
        known.into_iter().collect()
    }
}

impl From<Outputs> for BTreeMap<String, Written> {
    fn from(outputs: Outputs) -> Self {
        let written = |fact| match fact {
            Fact::Known(value) => Written::Known(value),
            Fact::Unknown(unknown) => Written::Unknown { unknown },
        };
        outputs.0.into_iter().map(|(name, fact)| (name, written(fact))).collect()
    }
}

impl From<BTreeMap<String, Written>> for Outputs {
    fn from(written: BTreeMap<String, Written>) -> Self {
        let fact = |written| match written {
            Written::Known(value) => Fact::Known(value),
            Written::Unknown { unknown } => Fact::Unknown(unknown),
        };
        Self(written.into_iter().map(|(name, written)| (name, fact(written))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::event::{Applied, Event, Found, Recorded};
    use crate::world::WhyKind;
    use std::time::Duration;

    fn read_back(outputs: &Outputs) -> Outputs {
        let event = Event::Effected { applied: Applied::Yes(outputs.clone()), found: Found::Reply };
        let recorded = Recorded {
            seq: 7,
            at: chrono::DateTime::UNIX_EPOCH,
            who: "ana".into(),
            step: Some("promote".into()),
            visit: Some(1),
            event,
        };
        let line = serde_json::to_string(&recorded).unwrap();
        match serde_json::from_str::<Recorded>(&line).unwrap().event {
            Event::Effected { applied: Applied::Yes(read), .. } => read,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_known_is_recorded_with_its_reason() {
        let outputs = Outputs::default()
            .with("start", Ok(Value::Text("warm".into())))
            .with("duration", Ok(Value::Duration(Duration::from_millis(18))))
            .with("count", Ok(Value::Int(3)))
            .with("at", Ok(Value::Time(chrono::DateTime::UNIX_EPOCH)))
            .with("init", Err(Why::new(WhyKind::NotReported, "a warm call has none").hint("call it again")));
        assert_eq!(read_back(&outputs), outputs);
        assert_eq!(outputs["init"].to_string(), "?  a warm call has none");
    }

    /// As a version wrote it that knew no unknown outputs.
    #[test]
    fn a_run_of_before_is_still_read() {
        let line = r#"{"yes":{"from":{"text":"43"},"revision":{"text":"r-2"}}}"#;
        let Applied::Yes(outputs) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        assert_eq!((outputs["from"].to_string().as_str(), outputs.get("to")), ("43", None));
        assert_eq!(serde_json::to_string(&Applied::Yes(outputs)).unwrap(), line);
    }
}
