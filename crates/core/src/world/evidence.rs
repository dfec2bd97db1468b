//! What one look at the world brought back.

use super::known::{Known, Why, WhyKind};
use super::observations::observation;
use super::value::{Type, Value, duration_text};
use crate::text::Clean;
use crate::time::Utc;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// A fact as it is recorded: known, or not and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    Known(Value),
    Unknown(Why),
}

impl Fact {
    pub fn known(&self) -> Known<&Value> {
        match self {
            Fact::Known(value) => Ok(value),
            Fact::Unknown(why) => Err(why.clone()),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Known(value) => write!(f, "{value}"),
            Fact::Unknown(why) => write!(f, "?  {}", why.text),
        }
    }
}

impl From<Known<Value>> for Fact {
    fn from(known: Known<Value>) -> Self {
        known.map_or_else(Fact::Unknown, Fact::Known)
    }
}

/// One named set of arguments for an observation, every one settled to a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub observe: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub args: BTreeMap<String, Value>,
}

impl Query {
    pub fn new(observe: &str) -> Self {
        Self { observe: observe.into(), args: BTreeMap::new() }
    }

    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.args.insert(name.into(), value);
        self
    }

    /// The argument's value. Lint holds names and types, so an error here is a mistake in the declarations.
    pub fn arg(&self, name: &str) -> Known<&Value> {
        let missing = || Why::new(WhyKind::BadReply, format!("{} was asked without `{name}`", self.observe));
        self.args.get(name).ok_or_else(missing)
    }

    pub fn duration(&self, name: &str) -> Known<Duration> {
        match self.arg(name)? {
            Value::Duration(time) => Ok(*time),
            other => Err(self.unlike(name, other)),
        }
    }

    pub fn time(&self, name: &str) -> Known<Utc> {
        match self.arg(name)? {
            Value::Time(at) => Ok(*at),
            other => Err(self.unlike(name, other)),
        }
    }

    pub fn count(&self, name: &str) -> Known<usize> {
        match self.arg(name)? {
            Value::Int(n) => usize::try_from(*n).map_err(|_| self.unlike(name, &Value::Int(*n))),
            other => Err(self.unlike(name, other)),
        }
    }

    pub fn real(&self, name: &str) -> Known<f64> {
        match self.arg(name)? {
            Value::Real(n) => Ok(*n),
            other => Err(self.unlike(name, other)),
        }
    }

    pub fn text(&self, name: &str) -> Known<Clean> {
        match self.arg(name)? {
            Value::Text(text) => Ok(text.clone()),
            other => Err(self.unlike(name, other)),
        }
    }

    pub fn texts(&self, name: &str) -> Known<Vec<Clean>> {
        match self.arg(name)? {
            Value::Texts(texts) => Ok(texts.clone()),
            other => Err(self.unlike(name, other)),
        }
    }

    /// What need not be said: read as it is read where it is.
    pub fn optional<T>(&self, name: &str, read: impl Fn(&Self, &str) -> Known<T>) -> Known<Option<T>> {
        self.args.contains_key(name).then(|| read(self, name)).transpose()
    }

    fn unlike(&self, name: &str, value: &Value) -> Why {
        Why::new(WhyKind::BadReply, format!("{}: `{name}` cannot be {value}", self.observe))
    }
}

/// The facts of one look, each known or not, and how they were obtained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub query: Query,
    /// The request in words: `GET https://…/beak/system/status`.
    pub request: Clean,
    /// What came back, in one short line: `502 Bad Gateway after 31 ms`.
    pub summary: Clean,
    pub at: Utc,
    #[serde(with = "super::value::millis")]
    pub took: Duration,
    pub bytes: u64,
    pub facts: BTreeMap<String, Fact>,
}

impl Evidence {
    /// A look that did not take place: every declared fact is unknown, for one reason.
    pub fn not_taken(query: &Query, why: &Why, at: Utc) -> Self {
        Self {
            query: query.clone(),
            request: Clean::new(&query.observe),
            summary: why.text.clone(),
            at,
            took: Duration::ZERO,
            bytes: 0,
            facts: observation(&query.observe).map_or_else(BTreeMap::new, |one| one.unknown(why)),
        }
    }

    /// Each fact in words: its value with its unit, or why it is not known.
    pub fn shown(&self) -> impl Iterator<Item = (&str, String)> {
        let declared = observation(&self.query.observe);
        self.facts.iter().map(move |(name, fact)| {
            let said = match fact.known() {
                Ok(value) => declared.map_or_else(|| value.to_string(), |known| known.shown(name, value)),
                Err(why) => format!("?  {}", why.text),
            };
            (name.as_str(), said)
        })
    }

    pub fn fact(&self, name: &str) -> Known<&Value> {
        match self.facts.get(name) {
            Some(fact) => fact.known(),
            None => Err(Why::not_reported(&format!("{}.{name}", self.query.observe))),
        }
    }

    /// Every fact unknown for one and the same reason, when there is no fact that is known.
    pub fn failure(&self) -> Option<&Why> {
        let mut whys = self.facts.values().map(|fact| match fact {
            Fact::Known(_) => None,
            Fact::Unknown(why) => Some(why),
        });
        let first = whys.next()??;
        whys.all(|why| why == Some(first)).then_some(first)
    }

    pub fn took_text(&self) -> String {
        duration_text(self.took)
    }
}

/// The declaration of one fact, parameter or output: read by lint, evaluation, JSON and the reference docs.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    pub name: &'static str,
    pub ty: Type,
    pub doc: &'static str,
}

/// A struct of facts whose names, types and meanings are declared once, by [`facts!`](crate::facts).
pub trait Facts: Sized {
    const FACTS: &'static [Declared];

    /// Every fact unknown for the same reason: a look that failed as a whole.
    fn unknown(why: &Why) -> Self;

    fn into_facts(self) -> BTreeMap<String, Fact>;
}

/// Declares the facts of one observation: the struct of [`Known`] fields, the list of names, types and
/// meanings, and the conversion. Adapters fill the struct; an observation cannot return what it did not declare.
#[macro_export]
macro_rules! facts {
    ($(#[$meta:meta])* $name:ident { $( #[doc = $doc:literal] $field:ident: $ty:ty $(as $shown:ident)?, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $( #[doc = $doc] pub $field: $crate::world::Known<$ty>, )* }

        impl $crate::world::Facts for $name {
            const FACTS: &'static [$crate::world::Declared] = &[
                $( $crate::world::Declared {
                    name: stringify!($field),
                    ty: {
                        // How it is shown stands last, where that is said.
                        let types = [<$ty as $crate::world::FactType>::TYPE $(, $crate::world::Type::$shown)?];
                        types[types.len() - 1]
                    },
                    doc: $doc,
                }, )*
            ];

            fn unknown(why: &$crate::world::Why) -> Self {
                Self { $( $field: Err(why.clone()), )* }
            }

            fn into_facts(self) -> std::collections::BTreeMap<String, $crate::world::Fact> {
                use $crate::world::FactType;
                std::collections::BTreeMap::from([
                    $( (stringify!($field).to_string(), self.$field.map(FactType::into_value).into()), )*
                ])
            }
        }
    };
}
