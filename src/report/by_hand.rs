//! A runbook as the page to follow with no tool at all, settings filled in: what a walk would decide, a person decides
//! by what stands here.

use duckops_core::runbook::{
    Arg, Body, Cond, Conds, Draft, Name, Operand, Prose, Question, QuestionKind, Runbook, Step, Target, Template, label,
};
use duckops_core::walk::next::passed_over;
use duckops_core::world::actions::Tier;
use duckops_core::world::settings::Settings;
use duckops_core::world::{Known, Value, Why};

/// Markdown; works offline.
pub fn page(runbook: &Runbook, settings: &Settings) -> String {
    let by_hand = ByHand { runbook, settings };
    let severity = runbook.severity.as_ref().map(|severity| format!(" ({severity})")).unwrap_or_default();
    let title = format!("# {} {}{severity}\n\n", runbook.id.to_uppercase(), runbook.title);
    let shown: Vec<_> = runbook.steps.iter().filter(|step| is_shown(step)).collect();
    let after = shown.iter().skip(1).map(|next| Some(*next)).chain([None]);
    let steps = shown.iter().zip(after).map(|(step, after)| by_hand.step(step, after));
    [title, by_hand.prose(&runbook.intro)].into_iter().chain(steps).collect()
}

/// The place where a followed runbook returns to has nothing to see, and may decide what comes next.
fn is_shown(step: &Step) -> bool {
    !step.silent || !step.go.is_empty() || matches!(step.next, Target::End(_))
}

struct ByHand<'r> {
    runbook: &'r Runbook,
    settings: &'r Settings,
}

impl ByHand<'_> {
    fn step(&self, step: &Step, after: Option<&Step>) -> String {
        let place = self.runbook.place(&step.id);
        // Conditions elsewhere call it by its id, and what it sees by their names.
        let id = if step.silent { String::new() } else { format!(" ({})", label(step.id.as_str())) };
        let mut out = format!("## {place} {}{id}\n\n", self.title(step));
        if !step.when.is_empty() {
            let go_on =
                self.onward(passed_over(self.runbook, step)).map_or_else(|| "go on".into(), |next| self.to(next));
            out.push_str(&format!("Only if {}; else {go_on}.\n\n", self.all(&step.when)));
        }
        out.push_str(&self.prose(&step.prose));
        for written in &step.by_hand {
            out.push_str(&format!("```sh\n{}\n```\n\n", written.command(|name| self.settings.get(name).cloned())));
        }
        if !step.looks.is_empty() {
            let called: Vec<_> = step.looks.iter().map(|look| label(&look.bind)).collect();
            out.push_str(&format!("What is seen here is called: {}.\n\n", called.join(", ")));
        }
        out.push_str(&self.instructions(step));
        for branch in &step.go {
            let when =
                if branch.when.is_empty() { "Otherwise".into() } else { format!("If {}", self.all(&branch.when)) };
            out.push_str(&format!("{when}: {}\n\n", self.target(&branch.to)));
        }
        out + &self.then(step, after)
    }

    /// What comes next, where that is not what stands below.
    fn then(&self, step: &Step, after: Option<&Step>) -> String {
        let is_below = match self.onward(&step.next) {
            Some(Target::Step(id)) => after.is_some_and(|after| after.id == *id),
            Some(Target::End(_)) => false,
            None => true,
        };
        // Without a condition a branch is taken before that.
        let is_over = step.go.iter().any(|branch| branch.when.is_empty());
        if is_below || is_over { String::new() } else { format!("Then: {}\n\n", self.target(&step.next)) }
    }

    fn title(&self, step: &Step) -> String {
        let title = self.fill(&step.title);
        if step.silent { format!("After: {title}") } else { title }
    }

    fn fill(&self, template: &Template) -> String {
        template.with_settings(|name| self.settings.get(name).cloned())
    }

    fn prose(&self, prose: &[Prose]) -> String {
        let one = |prose: &Prose| match prose {
            Prose::Paragraph(text) => format!("{}\n\n", self.fill(text)),
            Prose::Item(text) => format!("- {}\n\n", self.fill(text)),
            Prose::Code(code) => format!("```\n{code}\n```\n\n"),
        };
        prose.iter().map(one).collect()
    }

    /// All of them; what is an alternative within them is held together.
    fn all(&self, conds: &Conds) -> String {
        let known = |name: &Name| self.known(name);
        let one = |cond: &Cond| match cond {
            Cond::Any(_) if conds.0.len() > 1 => format!("({})", cond.wanted_with(&known)),
            cond => cond.wanted_with(&known),
        };
        conds.0.iter().map(one).collect::<Vec<_>>().join(" and ")
    }

    /// Only settings are known before anything is looked at.
    fn known(&self, name: &Name) -> Known<Value> {
        let setting = name.setting().and_then(|setting| self.settings.get(setting));
        setting.cloned().ok_or_else(|| Why::not_looked(&name.written))
    }

    /// What the step judges, asks or does, in words.
    fn instructions(&self, step: &Step) -> String {
        match &step.body {
            Body::Read => String::new(),
            Body::Look { pass, .. } if pass.is_empty() => String::new(),
            Body::Look { pass, .. } => format!("Good when {}.\n\n", self.all(pass)),
            Body::Ask(questions) => questions.iter().map(|question| self.question(question)).collect(),
            Body::Do(draft) => self.does(draft),
        }
    }

    fn question(&self, question: &Question) -> String {
        let choices = match &question.kind {
            QuestionKind::YesNo => " (yes or no)".into(),
            QuestionKind::Choice(choices) => format!(" ({})", choices.join(", ")),
            _ => String::new(),
        };
        format!("Decide: {}{choices}\n\n", self.fill(&question.label))
    }

    fn does(&self, draft: &Draft) -> String {
        let args = draft.args.iter().filter_map(|(name, arg)| Some(format!("- {name}: {}\n", self.argument(arg)?)));
        let args: String = args.collect();
        let gap = if args.is_empty() { "" } else { "\n" };
        format!("Do: {} ({}).\n\n{args}{gap}", draft.action.doc, tier(draft.action.tier))
    }

    fn argument(&self, arg: &Arg) -> Option<String> {
        Some(match arg {
            Arg::Operand(Operand::Literal(value)) => value.to_string(),
            Arg::Operand(Operand::Name(name)) => {
                self.known(name).map_or_else(|_| format!("<{}>", name.written), |value| value.to_string())
            }
            Arg::Operand(Operand::List(values)) => {
                values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
            Arg::Text(text) => self.fill(text),
            Arg::Facts(names) => names.iter().map(|name| label(&name.written)).collect::<Vec<_>>().join(", "),
        })
        .filter(|text| !text.is_empty())
    }

    fn target(&self, target: &Target) -> String {
        self.onward(target).map_or_else(String::new, |target| self.to(target))
    }

    fn to(&self, target: &Target) -> String {
        match target {
            Target::Step(id) => self.runbook.step(id).map_or_else(String::new, |step| {
                format!("go to \"{}\" ({})", self.title(step), self.runbook.place(&step.id))
            }),
            Target::End(ending) => {
                let say =
                    ending.say.as_ref().map(|say| format!("; to say: \"{}\"", self.fill(say))).unwrap_or_default();
                format!("the end, {}{say}", ending.outcome.word())
            }
        }
    }

    /// Past places that decide nothing.
    fn onward<'t>(&'t self, mut target: &'t Target) -> Option<&'t Target> {
        for _ in 0..=self.runbook.steps.len() {
            let Target::Step(id) = target else { return Some(target) };
            match self.runbook.step(id)? {
                step if is_shown(step) => return Some(target),
                step => target = &step.next,
            }
        }
        None
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Routine => "needs no consent",
        Tier::Guarded => "say aloud what you are about to do, then do it",
        Tier::Gated => "only with the approval of a second person, written down first",
    }
}
