//! A step that was jumped to takes for granted what nobody looked at.

use super::layout::Page;
use duckops_core::runbook::{Kind, Prose, Runbook, Step, Target, Template};
use duckops_core::walk::event::Entrance;
use duckops_core::walk::settle::label;
use duckops_core::walk::state::Visit;
use duckops_core::walk::{State, value};
use duckops_core::world::WhyKind;

/// Whoever jumps reads what a step takes for granted, there and in all that comes after it. What was never looked at is
/// said before it, also of what it hands over.
pub fn warning(page: &Page, runbook: &Runbook, state: &State, step: &Step) -> String {
    let jumped = |visit: &Visit| visit.how == Entrance::Jump;
    let here = state.current().filter(|visit| visit.step == step.id);
    if here.is_none() || !state.visits.iter().any(jumped) {
        return String::new();
    }
    let here = here.is_some_and(jumped);
    let prose = step.prose.iter().filter_map(|prose| match prose {
        Prose::Paragraph(template) | Prose::Item(template) => Some(template.names()),
        Prose::Code(_) => None,
    });
    let said = match &step.next {
        Target::End(ending) => ending.say.as_ref().map(Template::names),
        Target::Step(_) => None,
    };
    let mut never: Vec<String> = Vec::new();
    for name in prose.flatten().chain(&step.show).chain(said.into_iter().flatten()) {
        let unlooked = matches!(value(runbook, state, name), Err(why) if why.kind == WhyKind::NotLooked);
        let label = label(&name.written);
        if unlooked && !never.contains(&label) {
            never.push(label);
        }
    }
    let of_a_branch = runbook.kind == Kind::Triage && !runbook.main_path().iter().any(|on| on.id == step.id);
    match (never.is_empty(), of_a_branch && here) {
        (true, false) => String::new(),
        (true, true) => page.paragraph("You jumped here: nothing that was looked at led to this step."),
        (false, _) => page.paragraph(&format!(
            "You jumped{} here. Not looked at: {}. What is said here may not be so.",
            if here { "" } else { " on the way" },
            never.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::console::render::{Detail, Page, event};
    use duckops_core::runbook::{Library, Origin, Source};
    use duckops_core::walk::event::{Entrance, Event, Recorded};
    use duckops_core::walk::{State, fold};

    const TEXT: &str = r#"# INC-099 A test

```toml runbook
id   = "inc-099"
kind = "triage"
```

## Look

```toml step
id          = "look"
look.status = "beak.status"
pass        = ["status.up"]
end         = "resolved"

[[go]]
when = ["status.up == false"]
to   = "down"
```

## It is down {#down}

Status said {status.answer}: the function is down.

```toml step
id  = "down"
end = { deferred = "later", say = "It is down: {status.code}." }
```
"#;

    fn entered(how: Entrance) -> String {
        let source = Source { file: "inc-099.md".into(), text: TEXT.into(), origin: Origin::Embedded };
        let library = Library::load(vec![source]);
        let runbook = library.runbooks().next().unwrap();
        let at = "2026-11-22T02:14:07Z".parse().unwrap();
        let event_of = Event::Entered { how, undecided: vec![] };
        let (step, visit) = (Some("down".into()), Some(1));
        let entered = Recorded { seq: 1, at, who: "ana".into(), step, visit, event: event_of };
        let state = fold(State::default(), &entered);
        event(
            &Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false },
            runbook,
            &state,
            &entered,
        )
    }

    #[test]
    fn whoever_jumps_is_told_what_was_never_looked_at() {
        let shown = entered(Entrance::Jump);
        let warning = shown
            .find("You jumped here. Not looked at: status answer, status code.")
            .unwrap_or_else(|| panic!("{shown}"));
        assert!(warning < shown.find("Status said (not looked at)").unwrap(), "{shown}");
        assert!(!entered(Entrance::Forward).contains("You jumped"));
    }
}
