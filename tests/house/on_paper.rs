//! The page by hand, against the walker: whoever has only the paper goes where a walk would go.

use super::text::fenced;
use super::{files, read};
use crate::support::duckops::Duckops;
use duckops_core::runbook::{Body, Branch, Cond, Conds, Kind, Library, Origin, Runbook, Source, Step, Target, label};
use duckops_core::time::Utc;
use duckops_core::walk::event::{Entrance, Event, Recorded};
use duckops_core::walk::{Next, State, StepId, fold, next};

/// With sub-headings, what is followed, and an end below a step that may not apply.
const STEPS: &str = r#"# PAPER · Steps that may not apply

```toml runbook
id   = "paper"
kind = "triage"
```

## Is it there?

```toml step
id          = "there"
look.routes = "beak.routes"
pass        = ["routes.all_ok"]
```

## It is not

```toml step
id   = "not"
when = ["routes.ok == 0"]
```

### Say so

```toml step
id = "say"
```

### Only sometimes

```toml step
id   = "sometimes"
when = ["there.verdict == fail"]
```

## It never was

```toml step
id     = "never"
when   = ["routes.ok > 1"]
follow = "inc-003"

[[go]]
when = ["never.outcome == escalated"]
to   = "not"
```

## Go home

```toml step
id   = "home"
when = ["routes.all_ok"]
end  = "resolved"
```
"#;

#[test]
fn where_a_step_does_not_apply_the_page_goes_where_the_walker_goes() {
    let place = Duckops::new();
    let (mut asked, mut astray) = (0, Vec::new());
    for runbook in runbooks(&place).runbooks().filter(|runbook| runbook.kind != Kind::Part) {
        let page = place.run(&["runbook", "show", "--by-hand", &runbook.id, "--runbook-dir", "."]).out;
        for step in runbook.steps.iter().filter(|step| !step.when.is_empty()) {
            let Some(section) = section(&page, &step.id) else { continue };
            let told = section.lines().find(|line| line.starts_with("Only if ")).unwrap();
            let told = told.rsplit_once("; else ").unwrap().1.trim_end_matches('.');
            let walked = walked(runbook, step, &page);
            if told != walked {
                astray.push(format!("{} at {}: {told}, and a walk: {walked}", runbook.id, step.id));
            }
            asked += 1;
        }
    }
    assert!(asked > 20, "only {asked} steps");
    assert!(astray.is_empty(), "on the page: {}", astray.join("\n"));
}

/// Whoever reads them has no other way to tell two looks of one name apart.
#[test]
fn conditions_say_which_look_they_mean() {
    let page = Duckops::new().run(&["runbook", "show", "--by-hand", "pre-deploy"]).out;
    let told =
        "Only if verify verdict is fail and status code at step status is 200 and status code is anything but 200;";
    assert!(page.contains(told) && page.contains(" (status)\n"), "{page}");
}

/// The program's own, the examples of the pages, and one with everything that can be passed over.
fn runbooks(place: &Duckops) -> Library {
    let own = files("runbooks", &[".md"]).into_iter().map(|path| source(&path, read(&path), Origin::Embedded));
    let shown = fenced(&read("docs/writing-a-runbook.md")).into_iter().filter(|block| block.language == "markdown");
    let shown = shown.map(|block| block.text).filter(|text| !text.contains("beak.satus"));
    let others: Vec<_> =
        shown.chain([STEPS.to_owned()]).enumerate().map(|(at, text)| (format!("{at}.md"), text)).collect();
    for (file, text) in &others {
        std::fs::write(place.dir.join(file), text).unwrap();
    }
    let others = others.into_iter().map(|(file, text)| source(&file, text, Origin::File(file.clone())));
    let library = Library::load(own.chain(others).collect());
    assert_eq!(library.reports().collect::<Vec<_>>(), Vec::<&duckops_core::runbook::Report>::new());
    library
}

fn source(file: &str, text: String, origin: Origin) -> Source {
    Source { file: file.into(), text, origin }
}

/// What stands on the page under the heading of a step; a place that is only returned to has no id in its heading.
fn section<'p>(page: &'p str, id: &StepId) -> Option<&'p str> {
    let end = format!(" ({})", label(id.as_str()));
    page.split("\n## ").skip(1).find(|section| section.lines().next().unwrap().ends_with(&end))
}

/// Where a walk goes when the conditions of `step` do not hold, as the page calls it.
fn walked(runbook: &Runbook, step: &Step, page: &str) -> String {
    let (whole, mut runbook) = (runbook, runbook.clone());
    // A checklist would come back to its other items first.
    runbook.kind = Kind::Triage;
    let at = runbook.steps.iter().position(|other| other.id == step.id).unwrap();
    for other in &mut runbook.steps {
        other.when = Conds::default();
    }
    runbook.steps[at].when = Conds(vec![Cond::Any(Vec::new())]);
    let id = StepId("before".into());
    let before = leading_to(&id, step, Target::Step(runbook.steps[0].id.clone()));
    runbook.steps.insert(0, before);
    let mut state = entered(State::default(), &id);
    loop {
        match next(&runbook, &state, Utc::UNIX_EPOCH) {
            Next::Enter { step, .. } if step.silent && step.go.is_empty() => {
                let id = step.id.clone();
                state = entered(state, &id);
            }
            Next::Enter { step, .. } => return called(whole, step, page),
            Next::Close { outcome, say } => {
                let say = say.map(|_| "; to say: ").unwrap_or_default();
                return format!("the end, {}{say}", outcome.word());
            }
            other => panic!("{other:?}"),
        }
    }
}

/// A step before all others from which a branch leads to `step`.
fn leading_to(id: &StepId, step: &Step, next: Target) -> Step {
    let to = Branch { when: Conds::default(), to: Target::Step(step.id.clone()) };
    let (when, looks) = (Conds::default(), Vec::new());
    Step {
        id: id.clone(),
        when,
        looks,
        part_of: None,
        silent: true,
        approve: None,
        body: Body::Read,
        go: vec![to],
        next,
        ..step.clone()
    }
}

fn entered(state: State, step: &StepId) -> State {
    let event = Event::Entered { how: Entrance::Forward, undecided: Vec::new() };
    let (at, who) = (Utc::UNIX_EPOCH, "ana".into());
    fold(state, &Recorded { seq: 1, at, who, step: Some(step.clone()), visit: Some(1), event })
}

/// `go to "Title" (3/9)`: its heading on the page is `3/9 Title (id)`.
fn called(runbook: &Runbook, step: &Step, page: &str) -> String {
    let place = runbook.place(&step.id);
    let own = |heading: &&str| match step.silent {
        true => heading.starts_with(&format!("{place} After: ")),
        false => heading.ends_with(&format!(" ({})", label(step.id.as_str()))),
    };
    let mut headings = page.lines().filter_map(|line| line.strip_prefix("## "));
    let heading = headings.find(own).unwrap_or_else(|| panic!("{} is not on the page:\n{page}", step.id));
    let title = heading.strip_prefix(&place).unwrap().trim_start();
    let title = title.strip_suffix(&format!(" ({})", label(step.id.as_str()))).unwrap_or(title);
    format!("go to \"{title}\" ({place})")
}
