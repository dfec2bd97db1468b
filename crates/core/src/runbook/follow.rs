//! `follow = "inc-003"`: the followed runbook's steps are put in place, with prefixed ids. Its endings return.

use super::block::StepDraft;
use super::mistake::Mistake;
use super::reader::Written;

/// The other runbooks: id and steps as written.
pub type Others<'a> = [(&'a str, &'a [StepDraft])];

/// Puts followed runbooks in place, at any depth. A circle or a second following of the same one is a mistake.
pub fn inline(id: &str, drafts: &[StepDraft], others: &Others<'_>, mistakes: &mut Vec<Mistake>) -> Vec<StepDraft> {
    Inlining { others, mistakes, path: vec![id.to_string()], seen: Vec::new() }.steps(drafts, "")
}

struct Inlining<'a> {
    others: &'a Others<'a>,
    mistakes: &'a mut Vec<Mistake>,
    /// The runbooks that are being followed, outermost first.
    path: Vec<String>,
    seen: Vec<String>,
}

impl Inlining<'_> {
    fn steps(&mut self, drafts: &[StepDraft], prefix: &str) -> Vec<StepDraft> {
        let mut out = Vec::new();
        for draft in drafts {
            let step = StepDraft { prefix: prefix.to_string(), ..draft.clone() };
            match step.follow.clone() {
                Some(follow) => out.extend(self.one(step, &follow, prefix)),
                None => out.push(step),
            }
        }
        out
    }

    fn one(&mut self, mut step: StepDraft, follow: &Written, prefix: &str) -> Vec<StepDraft> {
        let Some(child) = self.allowed(&step, follow) else { return vec![step] };
        let inner = format!("{prefix}{}/", follow.text);
        self.path.push(follow.text.clone());
        let mut children = self.steps(&child, &inner);
        self.path.pop();
        let back = StepDraft { id: returning(&step.id), silent: true, is_part: true, ..stripped(&step) };
        let home = (step.full_id(), back.full_id());
        for child in children.iter_mut().filter(|child| child.prefix == inner && child.end.is_some()) {
            child.returns = Some(home.clone());
        }
        children.iter_mut().for_each(|child| child.is_part = true);
        step.go = Vec::new();
        step.next = None;
        step.end = None;
        std::iter::once(step).chain(children).chain([back]).collect()
    }

    fn allowed(&mut self, step: &StepDraft, follow: &Written) -> Option<Vec<StepDraft>> {
        let say = |message: String| Mistake::new(step.source, follow.span.clone(), message);
        let mistake = if self.path.contains(&follow.text) {
            say(format!("`{}` is being followed already: a circle", follow.text))
        } else if self.seen.contains(&follow.text) {
            say(format!("`{}` is followed twice", follow.text))
        } else if let Some((_, child)) = self.others.iter().find(|(id, _)| *id == follow.text) {
            self.seen.push(follow.text.clone());
            return Some(child.to_vec());
        } else {
            say(format!("there is no runbook `{}` to follow", follow.text))
                .nearest(&follow.text, self.others.iter().map(|(id, _)| *id))
        };
        self.mistakes.push(mistake);
        None
    }
}

/// The place where the followed runbook returns to; it has the branches of the step that followed.
fn returning(id: &Written) -> Written {
    Written { text: format!("{}/return", id.text), ..id.clone() }
}

fn stripped(step: &StepDraft) -> StepDraft {
    StepDraft {
        prose: Vec::new(),
        commands: Vec::new(),
        looks: Vec::new(),
        show: Vec::new(),
        pass: Vec::new(),
        repeat: None,
        ask: Vec::new(),
        action: None,
        approve: None,
        follow: None,
        ..step.clone()
    }
}
