//! One side of a comparison, or an argument: a name or a literal of a known type.

use super::code::Code;
use super::mistake::Mistake;
use super::name::{Name, Names};
use crate::text::Clean;
use crate::world::settings::{parse_value, setting};
use crate::world::{Type, Value};
use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Name(Name),
    Literal(Value),
    /// `[502, 504]`, for `in`.
    List(Vec<Value>),
}

impl Operand {
    pub fn name(&self) -> Option<&Name> {
        match self {
            Operand::Name(name) => Some(name),
            Operand::Literal(_) | Operand::List(_) => None,
        }
    }

    /// An argument that must be of a type: a name that fits, or a literal.
    pub fn of_type(names: &Names, written: &str, ty: Type, span: Range<usize>) -> Result<Self, Mistake> {
        if looks_like_name(written) {
            let name = names.resolve(written, span)?;
            return if name.ty == ty || (ty == Type::Text && ty.compares_with(name.ty)) {
                Ok(Operand::Name(name))
            } else {
                Err(unlike(&name, ty))
            };
        }
        literal(written, ty).map(Operand::Literal).ok_or_else(|| {
            let message = format!("`{written}` is neither a name nor a {}", ty.name());
            let mistake = Mistake::new(Code::UNLIKE, names.source, span, message);
            match ty {
                Type::Duration => mistake.hint("a duration is written 30s, 15m, 24h or 7d"),
                Type::Text | Type::Version => mistake.hint(format!("for the text itself, quote it: \"'{written}'\"")),
                Type::Word(words) => mistake.nearest(written, words.iter().copied()),
                _ => mistake,
            }
        })
    }
}

fn unlike(name: &Name, ty: Type) -> Mistake {
    let message = format!("`{}` is a {}, a {} is wanted", name.written, name.ty.name(), ty.name());
    Mistake::new(Code::UNLIKE, name.source, name.span.clone(), message)
}

/// A name has a dot between words, or is a setting. `43`, `0.5` and `15m` are not names.
pub fn looks_like_name(written: &str) -> bool {
    let is_path = written.contains('.')
        && written.starts_with(|c: char| c.is_ascii_lowercase())
        && written.chars().all(super::template::is_name_char);
    is_path || setting(written).is_some()
}

/// Reads a literal of a type; a text is quoted.
pub fn literal(written: &str, ty: Type) -> Option<Value> {
    let quoted =
        [('\'', '\''), ('"', '"')].iter().find_map(|(open, close)| written.strip_prefix(*open)?.strip_suffix(*close));
    match (ty, quoted) {
        (Type::Text | Type::Version | Type::Word(_), Some(inner)) => Some(Value::Text(Clean::new(inner))),
        (Type::Text, None) => None,
        (Type::Version, None) => written.chars().all(|c| c.is_ascii_digit()).then(|| Value::Text(Clean::new(written))),
        (ty, None) => parse_value(ty, written),
        (_, Some(_)) => None,
    }
}
