//! A settled change: everything that will be sent, shown, approved and undone.

use super::{Tier, Touches, action};
use crate::text::Clean;
use crate::world::{Known, Value, Why, WhyKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An action's arguments, settled to values, beside the settings it stands on (`function`, `alias`, `region`…).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Args {
    pub values: BTreeMap<String, Value>,
    /// The facts that an entry's table shows, by label, in the document's order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub facts: Vec<(Clean, Clean)>,
    /// What the operator noted on the way, in their own words.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<Clean>,
}

impl Args {
    pub fn value(&self, name: &str) -> Known<&Value> {
        self.values.get(name).ok_or_else(|| Why::new(WhyKind::NotLooked, format!("`{name}` is not known")))
    }

    pub fn text(&self, name: &str) -> Known<Clean> {
        Ok(match self.value(name)? {
            Value::Text(text) => text.clone(),
            other => Clean::new(other.to_string()),
        })
    }
}

/// The settled change. Approvals are of a plan; an intent is a plan on disk; applying takes nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub action: String,
    pub tier: Tier,
    /// Everything that will be sent, by name. Canonical: a changed argument is another plan.
    pub args: Args,
    /// What changes, in words: `mission-control-api, us-east-1`.
    pub target: Clean,
    pub before: Clean,
    pub after: Clean,
    pub undo: Undo,
    /// What the operator types to confirm: `prod 43 -> 41`.
    pub words: Clean,
}

impl Plan {
    /// How much consent it wants: what its action declares. A run's file may say more, never less; an action of a
    /// later duckops wants all of it.
    pub fn consent(&self) -> Tier {
        action(&self.action).map_or(Tier::Gated, |action| action.tier.max(self.tier))
    }

    /// What it is a change of. An action of a later duckops is taken for a change of the world.
    pub fn touches(&self) -> Touches {
        action(&self.action).map_or(Touches::World, |action| action.touches)
    }

    /// It changes what people or systems rely on; what duckops goes by or writes down is none of that.
    pub fn changes_the_world(&self) -> bool {
        matches!(self.touches(), Touches::Traffic | Touches::World)
    }

    /// Only consent was obtained: a person does it, or does not.
    pub fn is_by_hand(&self) -> bool {
        self.action == super::hand::NAME
    }

    /// What changes, and of what, unless the words name that already.
    pub fn in_words(&self) -> String {
        match self.words.as_str().contains(self.target.as_str()) {
            true => self.words.to_string(),
            false => format!("{}, {}", self.words, self.target),
        }
    }

    /// What was done, in words: of what a person does by hand no more than that it was allowed.
    pub fn done(&self) -> String {
        match self.is_by_hand() {
            true => format!("allowed, to be done by hand: {}", self.words),
            false => self.words.to_string(),
        }
    }

    /// Consent to go on in spite of what a check of the same item found.
    pub fn overrides(&self) -> bool {
        action(&self.action).is_some_and(|action| action.overrides)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// The exact command that takes the change back.
    Command(Clean),
    /// It cannot be undone; why.
    Cannot(Clean),
}

impl Undo {
    /// What was changed in a simulated stack is gone with it: there is nothing to type any more.
    pub fn gone() -> Self {
        Undo::Cannot("it is gone with the simulated stack".into())
    }

    pub fn text(&self) -> &Clean {
        match self {
            Undo::Command(text) | Undo::Cannot(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run's file is not sealed: whoever rewrites it must not get around the gate.
    #[test]
    fn the_consent_is_what_the_action_declares_whatever_the_file_says() {
        let plan = |action: &str, tier| Plan {
            action: action.into(),
            tier,
            args: Args::default(),
            target: Clean::new(""),
            before: Clean::new(""),
            after: Clean::new(""),
            undo: Undo::Cannot(Clean::new("")),
            words: Clean::new(""),
        };
        for (action, written, wanted) in [
            ("lambda.promote", Tier::Routine, Tier::Gated),
            ("lambda.promote", Tier::Gated, Tier::Gated),
            ("ledger.append", Tier::Routine, Tier::Routine),
            ("ledger.append", Tier::Guarded, Tier::Guarded),
            ("of.a-later-duckops", Tier::Routine, Tier::Gated),
        ] {
            assert_eq!(plan(action, written).consent(), wanted, "{action}");
        }
    }
}
