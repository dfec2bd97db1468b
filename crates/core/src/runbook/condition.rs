//! Conditions: one-line comparisons with three truth values (Kleene). A list means all; `any = [..]` means one.
//! No and, or, not, functions or arithmetic: anything cleverer is a derived fact with its own test.

use super::code::Code;
use super::mistake::Mistake;
use super::name::{Name, Names};
use super::operand::{Operand, literal, looks_like_name};
use crate::world::{Known, Type, Value, Why};
use std::cmp::Ordering;
use std::ops::Range;

/// Conditions that must all hold; none holds always.
#[derive(Clone, Debug, Default)]
pub struct Conds(pub Vec<Cond>);

#[derive(Clone, Debug)]
pub enum Cond {
    /// A fact that is itself yes or no.
    Is {
        name: Name,
    },
    Compare {
        left: Operand,
        op: Op,
        right: Operand,
    },
    /// At least one of them.
    Any(Vec<Cond>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    Contains,
}

const OPS: [(&str, Op); 8] = [
    ("==", Op::Equal),
    ("!=", Op::Unequal),
    ("<=", Op::AtMost),
    (">=", Op::AtLeast),
    ("<", Op::Less),
    (">", Op::Greater),
    ("in", Op::In),
    ("contains", Op::Contains),
];

/// True, false, or not known, and why.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    True,
    False,
    Unknown(Vec<Why>),
}

impl Truth {
    fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown(mut a), Truth::Unknown(b)) => {
                a.extend(b);
                Truth::Unknown(a)
            }
            (Truth::Unknown(whys), Truth::True) | (Truth::True, Truth::Unknown(whys)) => Truth::Unknown(whys),
            (Truth::True, Truth::True) => Truth::True,
        }
    }

    fn or(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::True, _) | (_, Truth::True) => Truth::True,
            (Truth::False, truth) | (truth, Truth::False) => truth,
            (unknown, other) => unknown.and(other),
        }
    }
}

impl Conds {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn truth(&self, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
        self.0.iter().map(|cond| cond.truth(value)).fold(Truth::True, Truth::and)
    }

    pub fn names(&self) -> Vec<&Name> {
        self.0.iter().flat_map(Cond::names).collect()
    }

    /// The single comparisons, those of `any` included.
    pub fn each(&self) -> impl Iterator<Item = &Cond> {
        self.0.iter().flat_map(|cond| match cond {
            Cond::Any(conds) => conds.iter().collect::<Vec<_>>(),
            one => vec![one],
        })
    }
}

impl Cond {
    pub fn names(&self) -> Vec<&Name> {
        match self {
            Cond::Is { name } => vec![name],
            Cond::Compare { left, right, .. } => left.name().into_iter().chain(right.name()).collect(),
            Cond::Any(conds) => conds.iter().flat_map(Cond::names).collect(),
        }
    }

    pub fn truth(&self, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
        match self {
            Cond::Is { name } => from_known(value(name).map(|value| value == Value::Bool(true))),
            Cond::Compare { left, op, right } => compare(left, *op, right, value),
            Cond::Any(conds) => conds.iter().map(|cond| cond.truth(value)).fold(Truth::False, Truth::or),
        }
    }
}

fn from_known(known: Known<bool>) -> Truth {
    match known {
        Ok(true) => Truth::True,
        Ok(false) => Truth::False,
        Err(why) => Truth::Unknown(vec![why]),
    }
}

fn compare(left: &Operand, op: Op, right: &Operand, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
    let settle = |operand: &Operand| match operand {
        Operand::Name(name) => value(name).map(|value| vec![value]),
        Operand::Literal(value) => Ok(vec![value.clone()]),
        Operand::List(values) => Ok(values.clone()),
    };
    match (settle(left), settle(right)) {
        (Ok(a), Ok(b)) => from_known(Ok(holds(&a, op, &b))),
        (Err(a), Err(b)) => Truth::Unknown(if a == b { vec![a] } else { vec![a, b] }),
        (Err(why), Ok(_)) | (Ok(_), Err(why)) => Truth::Unknown(vec![why]),
    }
}

fn holds(left: &[Value], op: Op, right: &[Value]) -> bool {
    let order = || left.first().zip(right.first()).and_then(|(a, b)| order(a, b));
    match op {
        Op::Equal => same(left, right),
        Op::Unequal => !same(left, right),
        Op::Less => order() == Some(Ordering::Less),
        Op::AtMost => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        Op::Greater => order() == Some(Ordering::Greater),
        Op::AtLeast => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
        Op::In => right.iter().any(|one| same(left, std::slice::from_ref(one))),
        Op::Contains => matches!((left, right), ([whole], [part]) if contains(whole, part)),
    }
}

fn same(left: &[Value], right: &[Value]) -> bool {
    match (left, right) {
        ([a], [b]) => a == b || order(a, b) == Some(Ordering::Equal),
        _ => left == right,
    }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (a, b) => number(a)?.partial_cmp(&number(b)?),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "counts beyond 2^53 are compared with nothing")]
        Value::Int(n) => Some(*n as f64),
        Value::Real(n) => Some(*n),
        _ => None,
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Text(whole), Value::Text(part)) => whole.as_str().contains(part.as_str()),
        (Value::Texts(all), Value::Text(one)) => all.contains(one),
        _ => false,
    }
}

/// Parses one comparison whose first character stands at `offset` of the document.
pub fn parse(names: &Names, written: &str, span: Range<usize>, offset: usize) -> Result<Cond, Mistake> {
    let tokens = tokens(written);
    let at = |token: &Range<usize>| offset + token.start..offset + token.end;
    let text = |token: &Range<usize>| &written[token.clone()];
    match tokens.as_slice() {
        [one] => parse_bare(names, text(one), at(one)),
        [left, op, right] => {
            let known = OPS.iter().find(|(sign, _)| *sign == text(op)).map(|(_, op)| *op);
            let op = known.ok_or_else(|| {
                Mistake::new(Code::COMPARISON, names.source, at(op), format!("`{}` is no comparison", text(op)))
                    .hint("one of == != < <= > >= in contains")
            })?;
            parse_compare(names, written, (text(left), at(left)), op, (text(right), at(right)))
        }
        _ => Err(Mistake::new(Code::COMPARISON, names.source, span, format!("`{written}` is not one comparison"))
            .hint("write `look.fact == value`; several go into the list, alternatives into { any = [..] }")),
    }
}

fn parse_bare(names: &Names, written: &str, span: Range<usize>) -> Result<Cond, Mistake> {
    let name = names.resolve(written, span.clone())?;
    if name.ty != Type::Bool {
        let message = format!("`{written}` is a {}, not yes or no", name.ty.name());
        return Err(Mistake::new(Code::COMPARISON, names.source, span, message).hint("compare it with something"));
    }
    Ok(Cond::Is { name })
}

type Side<'a> = (&'a str, Range<usize>);

fn parse_compare(names: &Names, written: &str, left: Side<'_>, op: Op, right: Side<'_>) -> Result<Cond, Mistake> {
    let left_name = looks_like_name(left.0).then(|| names.resolve(left.0, left.1.clone())).transpose()?;
    let right_name = looks_like_name(right.0).then(|| names.resolve(right.0, right.1.clone())).transpose()?;
    let ty = left_name.as_ref().or(right_name.as_ref()).map(|name| name.ty);
    let whole = left.1.start..right.1.end;
    let Some(ty) = ty else {
        let message = format!("`{written}` compares two literals");
        let known = names.steps.keys().chain(names.binds.keys()).map(String::as_str);
        return Err(Mistake::new(Code::COMPARISON, names.source, whole, message).nearest(left.0, known));
    };
    check_op(names, op, ty, &whole)?;
    let fill = |name: Option<Name>, side: &Side<'_>| match name {
        Some(name) => Ok(Operand::Name(name)),
        None => literal_side(names, side, op, ty),
    };
    let (left, right) = (fill(left_name, &left)?, fill(right_name, &right)?);
    check_alike(names, &left, op, &right, &whole)?;
    Ok(Cond::Compare { left, op, right })
}

fn check_op(names: &Names, op: Op, ty: Type, span: &Range<usize>) -> Result<(), Mistake> {
    let wrong = |why: String| Err(Mistake::new(Code::UNLIKE, names.source, span.clone(), why));
    match op {
        Op::Less | Op::AtMost | Op::Greater | Op::AtLeast if !ty.is_ordered() => {
            wrong(format!("a {} is not greater or less than anything", ty.name()))
        }
        Op::Contains if !matches!(ty, Type::Text | Type::Texts) => wrong(format!("a {} contains nothing", ty.name())),
        _ if ty == Type::Table => wrong("a table cannot be compared".into()),
        _ => Ok(()),
    }
}

/// A literal is read as the type of the name on the other side.
fn literal_side(names: &Names, side: &Side<'_>, op: Op, ty: Type) -> Result<Operand, Mistake> {
    let (written, span) = side;
    let wrong = |part: &str| {
        let mistake =
            Mistake::new(Code::UNLIKE, names.source, span.clone(), format!("`{part}` is not a {}", ty.name()));
        match ty {
            Type::Word(words) => mistake.nearest(part, words.iter().copied()),
            Type::Text => mistake.hint(format!("quote a text: '{part}'")),
            _ => mistake,
        }
    };
    let ty = if op == Op::Contains { Type::Text } else { ty };
    if let Some(inner) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let one = |part: &str| literal(part.trim(), ty).ok_or_else(|| wrong(part.trim()));
        return inner.split(',').map(one).collect::<Result<_, _>>().map(Operand::List);
    }
    literal(written, ty).map(Operand::Literal).ok_or_else(|| wrong(written))
}

fn check_alike(names: &Names, left: &Operand, op: Op, right: &Operand, span: &Range<usize>) -> Result<(), Mistake> {
    let list = matches!(right, Operand::List(_));
    if list != (op == Op::In) {
        let message = if list { "a list is compared with `in`" } else { "`in` wants a list: [502, 504]" };
        return Err(Mistake::new(Code::COMPARISON, names.source, span.clone(), message));
    }
    match (left.name(), right.name()) {
        (Some(a), Some(b)) if op != Op::Contains && !a.ty.compares_with(b.ty) => {
            let message = format!("`{}` is a {}, `{}` a {}", a.written, a.ty.name(), b.written, b.ty.name());
            Err(Mistake::new(Code::UNLIKE, names.source, span.clone(), message))
        }
        _ => Ok(()),
    }
}

/// Splits at spaces, keeping quoted texts and lists whole.
fn tokens(written: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    let mut inside: Option<char> = None;
    for (at, c) in written.char_indices() {
        match (inside, c) {
            (Some(close), c) if c == close => inside = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => inside = Some(c),
            (None, '[') => inside = Some(']'),
            (None, ' ') => {
                found.extend(start.take().map(|start| start..at));
                continue;
            }
            _ => {}
        }
        start = start.or(Some(at));
    }
    found.extend(start.map(|start| start..written.len()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;
    use crate::world::observations::observation;
    use std::sync::Arc;

    fn names() -> Names {
        let mut names = Names::default();
        let binds = Arc::make_mut(&mut names.binds);
        binds.insert("status".into(), observation("beak.status").unwrap());
        binds.insert("alias".into(), observation("lambda.alias").unwrap());
        binds.insert("errors".into(), observation("logs.search").unwrap());
        names
    }

    fn cond(written: &str) -> Result<Cond, Mistake> {
        parse(&names(), written, 0..written.len(), 0)
    }

    fn truth(written: &str, facts: &[(&str, Value)]) -> Truth {
        let value = |name: &Name| {
            let known = facts.iter().find(|(fact, _)| *fact == name.written).map(|(_, value)| value.clone());
            known.ok_or_else(|| Why::new(WhyKind::NotReported, &name.written))
        };
        cond(written).unwrap().truth(&value)
    }

    #[test]
    fn comparisons_of_known_facts() {
        let version = |v: &str| Value::Text(v.into());
        let facts =
            [("status.code", Value::Int(502)), ("status.up", Value::Bool(true)), ("alias.version", version("9"))];
        for (written, expected) in [
            ("status.up", true),
            ("status.up == false", false),
            ("status.up == yes", true),
            ("status.code == 502", true),
            ("status.code in [502, 504]", true),
            ("status.code > 502", false),
            ("status.code <= 502", true),
            ("alias.version == 9", true),
            ("alias.version != '10'", true),
        ] {
            assert_eq!(truth(written, &facts), if expected { Truth::True } else { Truth::False }, "{written}");
        }
    }

    #[test]
    fn unknown_is_neither() {
        assert!(matches!(truth("status.code == 200", &[]), Truth::Unknown(_)));
        assert!(matches!(truth("status.code != 200", &[]), Truth::Unknown(_)));
        assert!(matches!(truth("status.up", &[]), Truth::Unknown(_)));
    }

    #[test]
    fn mistakes_are_found_and_placed() {
        for (written, message, at) in [
            ("status.cod == 200", "`status` has no `cod`", 0..10),
            ("status.code == up", "`up` is not a whole number", 15..17),
            ("status.code = 200", "`=` is no comparison", 12..13),
            ("alias.version > 3", "a version is not greater or less than anything", 0..17),
            ("alias.version == status.code", "`alias.version` is a version, `status.code` a whole number", 0..28),
            ("status.code", "`status.code` is a whole number, not yes or no", 0..11),
            ("1 == 1", "`1 == 1` compares two literals", 0..6),
            ("status.code in 3", "`in` wants a list: [502, 504]", 0..16),
            ("errors.groups == 1", "a table cannot be compared", 0..18),
        ] {
            let mistake = cond(written).unwrap_err();
            assert_eq!((mistake.message.as_str(), mistake.start..mistake.end), (message, at), "{written}");
        }
        assert_eq!(cond("status.cod == 200").unwrap_err().hint.unwrap(), "did you mean `code`?");
    }
}
