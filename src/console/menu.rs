//! The keys of a step: what they are called, what each one chooses, what help says of them. Pure.

use super::burst::{Key, Press};
use super::ways::{Leaving, help_line, no_key};
use duckops_core::walk::ports::{Again, StepPrompt};
use duckops_core::world::actions::{Plan, Tier};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    Continue,
    LookAgain,
    Note,
    Skip,
    Back,
    Jump,
    Update,
    /// All that the looks brought.
    Evidence,
    Leave,
    Help,
    /// Nothing, and why.
    Nothing(String),
}

/// What the key that goes on comes to. The first that holds is shown, pressed and explained.
enum GoingOn<'p> {
    /// Nothing: what the step does was not done.
    Nowhere,
    Does(&'p Plan),
    Ends(&'static str),
    /// A check did not pass, and counts so.
    Counted(&'static str),
    /// Its change was not made.
    Without,
    On,
}

fn going_on(prompt: &StepPrompt) -> GoingOn<'_> {
    match (&prompt.doing, prompt.ends, prompt.counts_as) {
        _ if prompt.cannot => GoingOn::Nowhere,
        (Some(plan), ..) => GoingOn::Does(plan),
        (None, Some(ends), _) => GoingOn::Ends(ends),
        (None, None, Some(counts_as)) => GoingOn::Counted(counts_as),
        (None, None, None) if prompt.undone => GoingOn::Without,
        (None, None, None) => GoingOn::On,
    }
}

/// Overriding what ends the walk all the same changes nothing.
fn can_skip(prompt: &StepPrompt) -> bool {
    prompt.cannot || prompt.counts_as.is_none() || !prompt.no_override
}

/// The keys as they stand on the line.
pub fn items(prompt: &StepPrompt) -> Vec<String> {
    let going_on = match going_on(prompt) {
        GoingOn::Nowhere => None,
        GoingOn::Does(plan) => Some(format!("[c] {}", does(plan, prompt.approved))),
        GoingOn::Ends(ends) => Some(format!("[c] end the walk: {ends}")),
        GoingOn::Counted(counts_as) => Some(format!("[c] go on, counted as {counts_as}")),
        GoingOn::Without => Some("[c] go on without it".into()),
        GoingOn::On => Some("[c]ontinue".into()),
    };
    let again = match &prompt.looks_again {
        Some(Again::Does(words)) => format!("[l] again: {words}"),
        Some(Again::Asks) => "[l] ask again".into(),
        Some(Again::Looks) | None => "[l]ook again".into(),
    };
    // Whoever goes on without what the step does, says why.
    let skip = match prompt.counts_as {
        _ if prompt.cannot => "[s] go on without it, with a reason",
        Some(_) => "[s] override it with a reason",
        None => "[s]kip",
    };
    let others = [
        (prompt.looks_again.is_some(), again.as_str()),
        (true, "[n]ote"),
        (can_skip(prompt), skip),
        (prompt.can_go_back, "[b]ack"),
        (!prompt.steps.is_empty(), "[j]ump"),
        (true, "[u]pdate"),
        (true, "[q]uit"),
        (true, "[?]"),
    ];
    let others = others.into_iter().filter(|(possible, _)| *possible).map(|(_, item)| item.to_owned());
    going_on.into_iter().chain(others).collect()
}

/// What going on does, or what it leads to: nothing guarded happens by one key.
fn does(plan: &Plan, approved: bool) -> String {
    match plan.consent() {
        Tier::Routine => plan.words.to_string(),
        Tier::Gated if !approved => format!("{} (approval next)", plan.words),
        Tier::Guarded | Tier::Gated => format!("{} (typed next)", plan.words),
    }
}

const CANNOT: &str = "It was not done: s goes on without it, with a reason; b goes back.";

pub fn chosen(prompt: &StepPrompt, press: Press) -> Chosen {
    let Press::Lone(key) = press else {
        return Chosen::Nothing("That came all at once, like a paste: none of it was taken.".into());
    };
    match (key, going_on(prompt)) {
        (Key::Enter | Key::Char('c'), GoingOn::Nowhere) => Chosen::Nothing(CANNOT.into()),
        (Key::Enter, GoingOn::Does(_)) => Chosen::Nothing("Enter alone does not do it: press c.".into()),
        (Key::Enter, GoingOn::Ends(_)) => Chosen::Nothing("Enter alone does not end it: press c.".into()),
        (Key::Enter, GoingOn::Counted(counts_as)) => {
            Chosen::Nothing(format!("Enter alone does not go on: c goes on, counted as {counts_as}; s overrides it."))
        }
        (Key::Enter, GoingOn::Without) => Chosen::Nothing("Enter alone does not go on without it: press c.".into()),
        (key, _) => of_key(prompt, key),
    }
}

fn of_key(prompt: &StepPrompt, key: Key) -> Chosen {
    match key {
        Key::Enter | Key::Char('c') => Chosen::Continue,
        Key::Char('l') if prompt.looks_again.is_some() => Chosen::LookAgain,
        Key::Char('l') => Chosen::Nothing("There is nothing to look at in this step.".into()),
        Key::Char('n') => Chosen::Note,
        Key::Char('s') if !can_skip(prompt) => {
            Chosen::Nothing("Overriding this changes nothing: go back to what is in the way.".into())
        }
        Key::Char('s') => Chosen::Skip,
        Key::Char('b') if prompt.can_go_back => Chosen::Back,
        Key::Char('b') => Chosen::Nothing("There is no step to go back to.".into()),
        Key::Char('j') if !prompt.steps.is_empty() => Chosen::Jump,
        Key::Char('u') => Chosen::Update,
        Key::Char('e') => Chosen::Evidence,
        Key::Char('q') | Key::Control('d') => Chosen::Leave,
        Key::Char('?' | 'h') => Chosen::Help,
        key => Chosen::Nothing(no_key(key, "? says which are")),
    }
}

/// One line for each key that can be pressed.
pub fn help(prompt: &StepPrompt, leaving: Leaving) -> Vec<String> {
    let going_on = match going_on(prompt) {
        GoingOn::Nowhere => "c, Enter  nothing here: it was not done, and s says why to go on".into(),
        GoingOn::Does(plan) => format!("c         {}; Enter alone does not", does(plan, prompt.approved)),
        GoingOn::Ends(ends) => format!("c         end the walk: {ends}; Enter alone does not"),
        GoingOn::Counted(counts_as) => format!("c         go on, counted as {counts_as}; Enter alone does not"),
        GoingOn::Without => "c         go on without it; Enter alone does not".into(),
        GoingOn::On => "c, Enter  go on".into(),
    };
    let skip = match (prompt.counts_as.is_some(), prompt.optional) {
        (true, _) => "s         override what was found, with a reason; counted apart".into(),
        (false, optional) => {
            let kind = if optional { "optional" } else { "required" };
            format!("s         skip, with a reason; this step is {kind}")
        }
    };
    let lines = [
        (true, going_on),
        (prompt.looks_again.is_some(), help_line(("l", again_said(prompt.looks_again.as_ref())))),
        (true, "n         a note, kept with the run".into()),
        (can_skip(prompt), skip),
        (prompt.can_go_back, "b         back a step; what was done stays done".into()),
        (!prompt.steps.is_empty(), "j         jump to a step of your choice".into()),
        (true, "u         a paragraph for the chat: where this stands".into()),
        (true, "e         all of the evidence, in the pager".into()),
        (true, help_line(("q, Ctrl-D", leaving.said()))),
    ];
    lines.into_iter().filter(|(possible, _)| *possible).map(|(_, line)| line).collect()
}

fn again_said(again: Option<&Again>) -> &'static str {
    match again {
        Some(Again::Does(_)) => "do it once more; what it would do is shown first",
        Some(Again::Asks) => "ask again",
        Some(Again::Looks) | None => "look again",
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::console::layout::{flow, width_of};
    use duckops_core::text::Clean;
    use duckops_core::world::actions::{Args, Undo};

    pub fn plan(tier: Tier, words: &str) -> Plan {
        let action = match tier {
            Tier::Routine => "ledger.append",
            Tier::Guarded => "lambda.invoke",
            Tier::Gated => "lambda.promote",
        };
        Plan {
            action: action.into(),
            tier,
            args: Args::default(),
            target: "prod of mission-control-api, us-east-1, 121546003735".into(),
            before: "prod 43".into(),
            after: "prod 41, all of the traffic".into(),
            undo: Undo::Command("aws lambda update-alias --function-name mission-control-api --name prod".into()),
            words: words.into(),
        }
    }

    pub fn step(doing: Option<Plan>) -> StepPrompt {
        StepPrompt {
            step: "probe".into(),
            head: "probe".into(),
            place: "step 3 of 9".into(),
            stands: None,
            doing,
            approved: false,
            looks_again: Some(Again::Looks),
            can_go_back: true,
            optional: false,
            not_made: false,
            undone: false,
            cannot: false,
            counts_as: None,
            ends: None,
            no_override: false,
            steps: vec![("probe".into(), Clean::new("Probe the status route"))],
            not_steps: vec![],
            update: Clean::new("INC-001 is open."),
        }
    }

    #[test]
    fn all_keys_stand_on_one_line_of_eighty_columns() {
        let lines = flow(&items(&step(None)), 79);
        assert_eq!(lines, ["[c]ontinue  [l]ook again  [n]ote  [s]kip  [b]ack  [j]ump  [u]pdate  [q]uit  [?]"]);
        assert_eq!(
            flow(&items(&step(None)), 39),
            ["[c]ontinue  [l]ook again  [n]ote", "[s]kip  [b]ack  [j]ump  [u]pdate", "[q]uit  [?]",]
        );
    }

    #[test]
    fn going_on_says_what_it_does() {
        for (tier, words, item) in [
            (Tier::Routine, "write GOVERNANCE-LOG.md", "[c] write GOVERNANCE-LOG.md"),
            (Tier::Guarded, "invoke 41", "[c] invoke 41 (typed next)"),
            (Tier::Gated, "prod 43 -> 41", "[c] prod 43 -> 41 (approval next)"),
        ] {
            assert_eq!(items(&step(Some(plan(tier, words))))[0], item);
        }
    }

    #[test]
    fn going_on_without_what_cannot_be_done_wants_a_reason() {
        let cannot = StepPrompt { cannot: true, ..step(None) };
        assert_eq!(items(&cannot)[..2], ["[l]ook again", "[n]ote"]);
        assert_eq!(items(&cannot)[2], "[s] go on without it, with a reason");
        for key in [Key::Enter, Key::Char('c')] {
            assert_eq!(chosen(&cannot, Press::Lone(key)), Chosen::Nothing(CANNOT.into()));
        }
        assert!(width_of(CANNOT) < 80, "what helps stands at its end");
        assert_eq!(chosen(&cannot, Press::Lone(Key::Char('s'))), Chosen::Skip);
        // Of a step that would end the walk as well: no key is shown that is then refused.
        let last = StepPrompt { ends: Some("escalated"), ..cannot.clone() };
        assert_eq!(items(&last), items(&cannot));
        assert_eq!(help(&last, Leaving::Resumable), help(&cannot, Leaving::Resumable));
    }

    #[test]
    fn without_a_change_that_was_not_made_nobody_goes_on_by_enter_alone() {
        let undone = StepPrompt { undone: true, ..step(None) };
        assert_eq!(items(&undone)[0], "[c] go on without it");
        assert!(help(&undone, Leaving::Resumable)[0].contains("go on without it; Enter alone does not"));
        assert_eq!(chosen(&undone, Press::Lone(Key::Char('c'))), Chosen::Continue);
        let Chosen::Nothing(why) = chosen(&undone, Press::Lone(Key::Enter)) else { panic!("Enter goes on") };
        assert_eq!(why, "Enter alone does not go on without it: press c.");
    }

    #[test]
    fn a_failed_check_of_a_checklist_says_what_going_on_means_and_is_overridden_not_skipped() {
        let failed = StepPrompt { counts_as: Some("failed"), ..step(None) };
        assert_eq!(
            flow(&items(&failed), 79),
            [
                "[c] go on, counted as failed  [l]ook again  [n]ote",
                "[s] override it with a reason  [b]ack  [j]ump  [u]pdate  [q]uit  [?]",
            ]
        );
        assert!(help(&failed, Leaving::Resumable).iter().any(|line| line.contains("override what was found")));
        assert!(help(&failed, Leaving::Resumable)[0].contains("counted as failed; Enter alone does not"));
        assert_eq!(chosen(&failed, Press::Lone(Key::Char('c'))), Chosen::Continue);
        let Chosen::Nothing(why) = chosen(&failed, Press::Lone(Key::Enter)) else { panic!("Enter passes a failure") };
        assert_eq!(why, "Enter alone does not go on: c goes on, counted as failed; s overrides it.");
    }

    #[test]
    fn the_keys_say_what_is_asked_or_done_again_and_what_ends_the_walk() {
        let asks = StepPrompt { looks_again: Some(Again::Asks), counts_as: Some("failed"), ..step(None) };
        assert_eq!(items(&asks)[1], "[l] ask again");
        let does = StepPrompt { looks_again: Some(Again::Does("invoke 43".into())), ..step(None) };
        assert_eq!(items(&does)[1], "[l] again: invoke 43");
        let ends = StepPrompt { ends: Some("deferred"), no_override: true, ..asks };
        assert_eq!(items(&ends)[0], "[c] end the walk: deferred");
        assert!(!items(&ends).iter().any(|item| item.contains("[s]")), "{:?}", items(&ends));
        for key in [Key::Enter, Key::Char('s')] {
            assert!(matches!(chosen(&ends, Press::Lone(key)), Chosen::Nothing(_)), "{key:?}");
        }
        assert_eq!(chosen(&ends, Press::Lone(Key::Char('c'))), Chosen::Continue);
    }

    #[test]
    fn what_is_approved_already_needs_only_its_words() {
        let approved = StepPrompt { approved: true, ..step(Some(plan(Tier::Gated, "prod 43 -> 41"))) };
        assert_eq!(items(&approved)[0], "[c] prod 43 -> 41 (typed next)");
    }

    #[test]
    fn a_key_that_is_not_shown_chooses_nothing() {
        let nowhere = StepPrompt { looks_again: None, can_go_back: false, steps: vec![], ..step(None) };
        for key in ['l', 'b', 'j', 'x', 'y'] {
            assert!(matches!(chosen(&nowhere, Press::Lone(Key::Char(key))), Chosen::Nothing(_)), "{key}");
        }
        assert_eq!(items(&nowhere), ["[c]ontinue", "[n]ote", "[s]kip", "[u]pdate", "[q]uit", "[?]"]);
        assert_eq!(help(&nowhere, Leaving::Resumable).len(), 6);
    }

    #[test]
    fn enter_goes_on_only_where_nothing_is_done() {
        let doing = step(Some(plan(Tier::Routine, "write DEPLOY-LOG.md")));
        assert_eq!(chosen(&step(None), Press::Lone(Key::Enter)), Chosen::Continue);
        assert!(matches!(chosen(&doing, Press::Lone(Key::Enter)), Chosen::Nothing(_)));
        assert_eq!(chosen(&doing, Press::Lone(Key::Char('c'))), Chosen::Continue);
        assert!(matches!(chosen(&doing, Press::Burst), Chosen::Nothing(_)));
    }

    #[test]
    fn help_fits_eighty_columns() {
        for leaving in [Leaving::Resumable, Leaving::EndsDrill] {
            assert!(help(&step(None), leaving).iter().all(|line| width_of(line) < 80));
        }
    }

    #[test]
    fn a_drill_that_ends_with_us_promises_no_way_back() {
        let says = |leaving, text| help(&step(None), leaving).iter().any(|line| line.contains(text));
        let ends = Leaving::EndsDrill;
        assert!(
            says(Leaving::Resumable, "--resume comes back") && !says(ends, "--resume") && says(ends, "goes with it")
        );
    }
}
