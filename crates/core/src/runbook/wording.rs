//! Conditions in plain words: what was expected, what was found, what a pass did not check.

use super::condition::{Cond, Conds, Op, Truth};
use super::name::Name;
use super::operand::Operand;
use crate::text::Clean;
use crate::world::{Known, Value, Why, WhyKind};
use serde::{Deserialize, Serialize};

/// `probe.status.code` reads `probe status code`, and `approval.approval` is not said twice. A look that has the name of
/// its step is said to be of that step: the latest look of that name may be another one.
pub fn label(written: &str) -> String {
    if let [step, bind, fact] = written.split('.').collect::<Vec<_>>()[..]
        && step == bind
    {
        return format!("{} at step {}", label(&format!("{bind}.{fact}")), label(step));
    }
    let mut words: Vec<_> = written.split(['.', '_', '/']).collect();
    words.dedup();
    words.join(" ")
}

/// Facts that a pass did without, and why they are not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unchecked {
    pub labels: Vec<String>,
    pub why: Why,
}

impl Conds {
    /// A line for each condition that does not hold: what was found, what was expected.
    pub fn failing(&self, value: &impl Fn(&Name) -> Known<Value>) -> Vec<Clean> {
        let failing = self.0.iter().filter(|cond| cond.truth(value) == Truth::False);
        failing.map(|cond| Clean::new(cond.found(value))).collect()
    }

    /// What nobody could look at in alternatives of which another one holds.
    pub fn unchecked(&self, value: &impl Fn(&Name) -> Known<Value>) -> Vec<Unchecked> {
        let mut unchecked: Vec<Unchecked> = Vec::new();
        for name in self.0.iter().flat_map(|cond| unknown_sides(cond, value)).flat_map(Cond::names) {
            let Err(why) = value(name) else { continue };
            // A question that was not put left nothing unchecked.
            if why.kind == WhyKind::NotLooked {
                continue;
            }
            let label = label(&name.written);
            match unchecked.iter_mut().find(|one| one.why == why) {
                Some(one) if one.labels.contains(&label) => {}
                Some(one) => one.labels.push(label),
                None => unchecked.push(Unchecked { labels: vec![label], why }),
            }
        }
        unchecked
    }
}

fn unknown_sides<'c>(cond: &'c Cond, value: &impl Fn(&Name) -> Known<Value>) -> Vec<&'c Cond> {
    match cond {
        Cond::Any(sides) if cond.truth(value) == Truth::True => {
            sides.iter().filter(|side| matches!(side.truth(value), Truth::Unknown(_))).collect()
        }
        Cond::Any(_) | Cond::Is { .. } | Cond::Compare { .. } => Vec::new(),
    }
}

impl Cond {
    /// `status code is 200`.
    pub fn wanted(&self) -> String {
        self.wanted_with(&|name| Err(Why::not_looked(&name.written)))
    }

    /// `routes p95 is at most 2 s (sla p95)`, where that is known.
    pub fn wanted_with(&self, known: &impl Fn(&Name) -> Known<Value>) -> String {
        match self {
            Cond::Is { name } => format!("{} is yes", label(&name.written)),
            Cond::Any(sides) => sides.iter().map(|side| side.wanted_with(known)).collect::<Vec<_>>().join(", or "),
            Cond::Compare { left, op, right } => {
                let (left, op, right) = name_first(left, *op, right);
                let same = if op == Op::Equal && right.name().is_some() { "the same as " } else { "" };
                format!("{} is {same}{}", side(left, known), expected(op, right, known))
            }
        }
    }

    /// `status code is 502, expected 200`. Of several sides one is enough, so none of them alone is what is expected:
    /// `neither agents alive is over 0 (it is 0) nor agents bonded is 0 (it is 19)`.
    fn found(&self, value: &impl Fn(&Name) -> Known<Value>) -> String {
        match self {
            Cond::Is { name } => format!("{}, expected yes", is(name, value)),
            Cond::Any(sides) => {
                let sides: Vec<_> = sides.iter().map(|side| side.missed(value)).collect();
                format!("neither {}", sides.join(" nor "))
            }
            Cond::Compare { left, op, right } => {
                let (left, op, right) = name_first(left, *op, right);
                let found = left.name().map_or_else(|| side(left, value), |name| is(name, value));
                format!("{found}, expected {}", expected(op, right, value))
            }
        }
    }

    /// A side of which none holds: what would have been enough, and what it is.
    fn missed(&self, value: &impl Fn(&Name) -> Known<Value>) -> String {
        let it_is = |name: &Name| {
            value(name).map_or_else(|_| "it is not known".into(), |value| format!("it is {}", name.ty.shown(&value)))
        };
        match self {
            Cond::Is { name } => format!("{} is yes ({})", label(&name.written), it_is(name)),
            Cond::Any(_) => self.found(value),
            Cond::Compare { left, op, right } => {
                let (left, op, right) = name_first(left, *op, right);
                match left.name() {
                    Some(name) => {
                        format!("{} is {} ({})", label(&name.written), expected(op, right, value), it_is(name))
                    }
                    None => format!("{} is {}", side(left, value), expected(op, right, value)),
                }
            }
        }
    }
}

/// `200 == status.code` reads as `status.code == 200`.
fn name_first<'c>(left: &'c Operand, op: Op, right: &'c Operand) -> (&'c Operand, Op, &'c Operand) {
    let mirrored = match op {
        Op::Less => Op::Greater,
        Op::AtMost => Op::AtLeast,
        Op::Greater => Op::Less,
        Op::AtLeast => Op::AtMost,
        Op::Equal | Op::Unequal => op,
        Op::In | Op::Contains => return (left, op, right),
    };
    if left.name().is_none() { (right, mirrored, left) } else { (left, op, right) }
}

fn is(name: &Name, value: &impl Fn(&Name) -> Known<Value>) -> String {
    let label = label(&name.written);
    value(name)
        .map_or_else(|_| format!("{label} is not known"), |value| format!("{label} is {}", name.ty.shown(&value)))
}

fn expected(op: Op, right: &Operand, value: &impl Fn(&Name) -> Known<Value>) -> String {
    let right = side(right, value);
    match op {
        Op::Equal => right,
        Op::Unequal => format!("anything but {right}"),
        Op::Less => format!("under {right}"),
        Op::AtMost => format!("at most {right}"),
        Op::Greater => format!("over {right}"),
        Op::AtLeast => format!("at least {right}"),
        Op::In => format!("one of {right}"),
        Op::Contains => format!("a text with {right} in it"),
    }
}

/// `41 (deploys expected)`, or as much of it as there is.
fn side(operand: &Operand, value: &impl Fn(&Name) -> Known<Value>) -> String {
    match operand {
        Operand::Literal(value) => value.to_string(),
        Operand::List(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Operand::Name(name) => {
            let label = label(&name.written);
            value(name).map_or_else(|_| label.clone(), |value| format!("{} ({label})", name.ty.shown(&value)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::condition::parse;
    use crate::runbook::name::Names;
    use crate::world::WhyKind;
    use crate::world::observations::observation;

    fn cond(written: &str) -> Cond {
        let mut names = Names::default();
        for (bind, observed) in [
            ("status", "beak.status"),
            ("alias", "lambda.alias"),
            ("errors", "logs.search"),
            ("deploys", "ledger.deploys"),
        ] {
            std::sync::Arc::make_mut(&mut names.binds).insert(bind.into(), observation(observed).unwrap());
        }
        parse(&names, written, 0..written.len(), 0).unwrap()
    }

    /// What was seen: the function is down, so it does not say where the alias points.
    fn seen(name: &Name) -> Known<Value> {
        let text = |text: &str| Ok(Value::Text(text.into()));
        match name.written.as_str() {
            "status.up" => Ok(Value::Bool(false)),
            "status.code" => Ok(Value::Int(502)),
            "alias.version" => text("43"),
            "deploys.expected" => text("41"),
            "errors.newest" => text("disk full"),
            _ => Err(Why::new(WhyKind::NotReported, "only a 200 reports anything")),
        }
    }

    #[test]
    fn a_label_says_nothing_twice() {
        assert_eq!(label("inc-003/pulses.last_at"), "inc-003 pulses last at");
        assert_eq!(label("approval.approval"), "approval");
    }

    #[test]
    fn a_step_s_own_look_is_told_from_the_latest_of_its_name() {
        assert_eq!(label("status.code"), "status code");
        assert_eq!(label("probe.status.code"), "probe status code");
        assert_eq!(label("status.status.code"), "status code at step status");
    }

    #[test]
    fn what_fails_says_what_was_found_and_what_was_expected() {
        for (written, words) in [
            ("status.up", "status up is no, expected yes"),
            ("status.code == 200", "status code is 502, expected 200"),
            ("200 == status.code", "status code is 502, expected 200"),
            ("status.code != 502", "status code is 502, expected anything but 502"),
            ("status.code < 300", "status code is 502, expected under 300"),
            ("300 > status.code", "status code is 502, expected under 300"),
            ("status.code <= 300", "status code is 502, expected at most 300"),
            ("status.code > 600", "status code is 502, expected over 600"),
            ("status.code >= 600", "status code is 502, expected at least 600"),
            ("status.code in [200, 204]", "status code is 502, expected one of 200, 204"),
            ("errors.newest contains 'table'", "errors newest is disk full, expected a text with table in it"),
            ("alias.version == deploys.expected", "alias version is 43, expected 41 (deploys expected)"),
        ] {
            assert_eq!(Conds(vec![cond(written)]).failing(&seen), [Clean::new(words)], "{written}");
        }
        let any = Cond::Any(vec![cond("status.up"), cond("status.code == 200")]);
        assert_eq!(any.found(&seen), "neither status up is yes (it is no) nor status code is 200 (it is 502)");
    }

    #[test]
    fn what_holds_or_is_not_known_is_not_failing() {
        let conds = Conds(vec![cond("status.code == 502"), cond("status.version == 43"), cond("status.up")]);
        assert_eq!(conds.failing(&seen).len(), 1);
    }

    #[test]
    fn what_is_wanted_is_said_before_anything_is_seen() {
        for (written, words) in [
            ("status.up", "status up is yes"),
            ("alias.version == deploys.expected", "alias version is the same as deploys expected"),
            ("status.code in [200, 204]", "status code is one of 200, 204"),
        ] {
            assert_eq!(cond(written).wanted(), words);
        }
    }

    #[test]
    fn a_pass_by_one_alternative_names_what_the_other_one_did_not_check() {
        let any = |sides: [&str; 2]| Conds(vec![Cond::Any(sides.map(cond).to_vec())]);
        let sides = ["status.up == false", "alias.version == status.alias_version"];
        let why = Why::new(WhyKind::NotReported, "only a 200 reports anything");
        let unchecked = Unchecked { labels: vec!["status alias version".into()], why };
        assert_eq!(any(sides).unchecked(&seen), [unchecked]);
        for checked in [["status.up == false", "status.code == 502"], ["status.up", "status.version == 43"]] {
            assert_eq!(any(checked).unchecked(&seen), []);
        }
    }
}
