//! Where a step stands among the others. Only the keys of a step say it; the other prompts of a walk want it too.

use duckops_core::walk::StepId;
use duckops_core::walk::ports::StepPrompt;

/// What the last keys said.
#[derive(Debug, Default)]
pub struct Place {
    steps: Vec<StepId>,
}

impl Place {
    /// Learns from the keys of a step. Where a jump can go is every step in order, or it teaches nothing but its own.
    pub fn learn(&mut self, prompt: &StepPrompt) {
        let at = prompt.at.saturating_sub(1);
        let whole = prompt.steps.len() == prompt.of && prompt.steps.get(at).is_some_and(|(id, _)| *id == prompt.step);
        self.steps = if whole {
            prompt.steps.iter().map(|(id, _)| id.clone()).collect()
        } else {
            let mut steps = vec![StepId(String::new()); prompt.of.max(prompt.at)];
            if let Some(slot) = steps.get_mut(at) {
                slot.clone_from(&prompt.step);
            }
            steps
        };
    }

    /// `step 3 of 9`; `step target` when that is not known.
    pub fn of(&self, step: &StepId) -> String {
        match self.steps.iter().position(|id| id == step) {
            Some(n) => format!("step {} of {}", n + 1, self.steps.len()),
            None => format!("step {step}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::menu::tests::step;
    use duckops_core::text::Clean;

    #[test]
    fn every_step_is_known_after_the_keys_of_one() {
        let steps = ["errors", "probe", "target"].map(|id| (StepId::from(id), Clean::default()));
        let mut place = Place::default();
        assert_eq!(place.of(&"target".into()), "step target");
        place.learn(&StepPrompt { at: 2, of: 3, steps: steps.to_vec(), ..step(None) });
        assert_eq!(place.of(&"target".into()), "step 3 of 3");
    }

    #[test]
    fn a_part_of_the_steps_says_nothing_of_the_others() {
        let mut place = Place::default();
        place.learn(&step(None));
        assert_eq!(
            (place.of(&"probe".into()), place.of(&"target".into())),
            ("step 3 of 9".into(), "step target".into())
        );
    }
}
