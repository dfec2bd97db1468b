//! What was said of an incident when it ended: by whoever ended it by a command, or in a walk that asked.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::actions::Args;
use crate::world::{Known, Value, Why, WhyKind};
use serde::{Deserialize, Serialize};

/// What is known of an incident when it is over. What nobody said is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Clean>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Clean>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_cause: Option<Clean>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Clean>,
}

impl Report {
    /// As an `incident.end` carries it; nothing where nothing of it was said.
    pub fn told(args: &Args) -> Known<Option<Self>> {
        let text = |name| args.values.contains_key(name).then(|| args.text(name)).transpose();
        let report = Self {
            severity: text("severity")?,
            began: time(args, "began")?,
            detected: time(args, "detected")?,
            resolved: time(args, "resolved")?,
            components: text("components")?,
            root_cause: text("root_cause")?,
            actions: text("actions")?,
        };
        report.in_order()?;
        Ok((report != Self::default()).then_some(report))
    }

    /// Whether it began, was noticed and was over in this order, as far as that was said.
    pub fn in_order(&self) -> Known<()> {
        let times = [("began", self.began), ("was noticed", self.detected), ("was over", self.resolved)];
        let said: Vec<_> = times.into_iter().filter_map(|(what, at)| Some((what, at?))).collect();
        let backwards = said.windows(2).find_map(|pair| match pair {
            [(one, early), (other, late)] if early > late => Some((one, early, other, late)),
            _ => None,
        });
        let Some((one, early, other, late)) = backwards else { return Ok(()) };
        let text = format!("it {other} at {}, before it {one} at {}", stamp(*late), stamp(*early));
        Err(Why::new(WhyKind::BadReply, text))
    }

    /// The rows of the entry of its end, besides those that every end has.
    pub fn rows(&self) -> impl Iterator<Item = (Clean, Clean)> {
        let text = |label: &str, text: &Option<Clean>| text.clone().map(|text| (Clean::new(label), text));
        let time = |label: &str, at: Option<Utc>| at.map(|at| (Clean::new(label), Clean::new(stamp(at))));
        let rows = [
            time("detected", self.detected),
            time("resolved", self.resolved),
            text("components", &self.components),
            text("root cause", &self.root_cause),
            text("corrective actions", &self.actions),
        ];
        rows.into_iter().flatten()
    }
}

fn time(args: &Args, name: &str) -> Known<Option<Utc>> {
    match args.values.get(name) {
        None => Ok(None),
        Some(Value::Time(at)) => Ok(Some(*at)),
        Some(other) => Err(Why::new(WhyKind::BadReply, format!("`{name}` is no time: {other}"))),
    }
}
