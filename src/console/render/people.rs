//! Who is meant: a gate is the name of a rule, and whoever meets it wants to know whom to ask.

use duckops_core::text::Clean;
use duckops_core::walk::State;
use duckops_core::world::Value;

/// Introduces the gate where a screen names it first: `T-JOSH (Josh)`.
pub struct People<'s> {
    gate: &'s str,
    approvers: String,
}

impl<'s> People<'s> {
    pub fn of(state: &'s State) -> Self {
        let setting = |name: &str| state.opened.as_ref().and_then(|opened| opened.settings.get(name));
        let gate = match setting("gate") {
            Some(Value::Text(gate)) => gate.as_str(),
            _ => "",
        };
        match setting("approvers") {
            Some(Value::Texts(approvers)) => Self::named(gate, approvers),
            _ => Self::named(gate, &[]),
        }
    }

    pub fn named(gate: &'s str, approvers: &[Clean]) -> Self {
        let approvers = approvers.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        Self { gate, approvers }
    }

    pub fn introduced(&mut self, text: &str) -> String {
        let known = self.gate.is_empty() || self.approvers.is_empty();
        let Some(at) = text.find(self.gate).filter(|_| !known) else { return text.into() };
        let own = if text[at + self.gate.len()..].starts_with("'s") { 2 } else { 0 };
        let end = at + self.gate.len() + own;
        let told = std::mem::take(&mut self.approvers);
        match text[end..].starts_with(" (") {
            true => text.into(),
            false => format!("{} ({told}){}", &text[..end], &text[end..]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_is_introduced_once() {
        let mut people = People { gate: "T-JOSH", approvers: "Josh, Mina".into() };
        assert_eq!(people.introduced("Nobody deploys."), "Nobody deploys.");
        assert_eq!(people.introduced("Ask T-JOSH. T-JOSH knows."), "Ask T-JOSH (Josh, Mina). T-JOSH knows.");
        assert_eq!(people.introduced("Ask T-JOSH."), "Ask T-JOSH.");
        let mut people = People { gate: "T-JOSH", approvers: "Josh".into() };
        assert_eq!(people.introduced("It is T-JOSH's to approve."), "It is T-JOSH's (Josh) to approve.");
        let mut nobody = People { gate: "T-JOSH", approvers: String::new() };
        assert_eq!(nobody.introduced("Ask T-JOSH."), "Ask T-JOSH.");
    }
}
