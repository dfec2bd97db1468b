//! A runbook as the page to follow with no tool at all, settings filled in.

use duckops_core::runbook::{Body, Cond, Prose, Runbook, Step, Target, Template};
use duckops_core::world::settings::Settings;

/// Markdown; works offline.
pub fn page(runbook: &Runbook, settings: &Settings) -> String {
    let fill = |template: &Template| template.with_settings(|name| settings.get(name).cloned());
    let severity = runbook.severity.as_ref().map(|severity| format!(" ({severity})")).unwrap_or_default();
    let mut out = format!("# {} {}{severity}\n\n", runbook.id.to_uppercase(), runbook.title);
    out.push_str(&prose(&runbook.intro, &fill));
    let command = |template: &Template| template.command(|name| settings.get(name).cloned());
    for step in runbook.steps.iter().filter(|step| !step.silent) {
        out.push_str(&one(runbook, step, &fill, &command));
    }
    out
}

fn one(
    runbook: &Runbook,
    step: &Step,
    fill: &impl Fn(&Template) -> String,
    command: &impl Fn(&Template) -> String,
) -> String {
    let mut out = format!("## {} {}\n\n", runbook.place(&step.id), fill(&step.title));
    out.push_str(&prose(&step.prose, fill));
    for written in &step.by_hand {
        out.push_str(&format!("```sh\n{}\n```\n\n", command(written)));
    }
    out.push_str(&instructions(step, fill));
    for branch in &step.go {
        let when: Vec<_> = branch.when.0.iter().map(Cond::wanted).collect();
        let when = if when.is_empty() { "Otherwise".into() } else { format!("If {}", when.join(" and ")) };
        out.push_str(&format!("{when}: {}\n\n", target(runbook, &branch.to, fill)));
    }
    if let Target::End(_) = step.next {
        out.push_str(&format!("Then: {}\n\n", target(runbook, &step.next, fill)));
    }
    out
}

fn prose(prose: &[Prose], fill: &impl Fn(&Template) -> String) -> String {
    let one = |prose: &Prose| match prose {
        Prose::Paragraph(text) => format!("{}\n\n", fill(text)),
        Prose::Item(text) => format!("- {}\n\n", fill(text)),
        Prose::Code(code) => format!("```\n{code}\n```\n\n"),
    };
    prose.iter().map(one).collect()
}

/// What the step judges, asks or does, in words.
fn instructions(step: &Step, fill: &impl Fn(&Template) -> String) -> String {
    match &step.body {
        Body::Read => String::new(),
        Body::Look { pass, .. } if pass.is_empty() => String::new(),
        Body::Look { pass, .. } => {
            let wanted: Vec<_> = pass.0.iter().map(Cond::wanted).collect();
            format!("Good when {}.\n\n", wanted.join(" and "))
        }
        Body::Ask(questions) => {
            questions.iter().map(|question| format!("Decide: {}\n\n", fill(&question.label))).collect()
        }
        Body::Do(draft) => format!("Do: {} ({}).\n\n", draft.action.doc, tier(draft.action.tier)),
    }
}

fn tier(tier: duckops_core::world::actions::Tier) -> &'static str {
    use duckops_core::world::actions::Tier;
    match tier {
        Tier::Routine => "needs no consent",
        Tier::Guarded => "say aloud what you are about to do, then do it",
        Tier::Gated => "only with the approval of a second person, written down first",
    }
}

fn target(runbook: &Runbook, target: &Target, fill: &impl Fn(&Template) -> String) -> String {
    match target {
        Target::Step(id) => {
            runbook.step(id).map_or_else(String::new, |step| format!("go to \"{}\"", fill(&step.title)))
        }
        Target::End(ending) => {
            let say = ending.say.as_ref().map(|say| format!("; to say: \"{}\"", fill(say))).unwrap_or_default();
            format!("the end, {}{say}", ending.outcome.word())
        }
    }
}
