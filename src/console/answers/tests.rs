use super::*;
use crate::console::gate::tests::request;
use crate::console::menu::tests::{plan, step};
use crate::console::values::tests::versions;
use duckops_core::walk::ports::AskFor;
use duckops_core::world::Value;

fn answers(file: &str, flags: &[&str]) -> Answers {
    let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_string()).collect();
    Answers::read(Some(("answers.toml", file)), &flags).unwrap()
}

fn question(kind: AskFor, optional: bool) -> Prompt {
    Prompt::Question(QuestionPrompt {
        step: "target".into(),
        place: "step 5 of 9".into(),
        field: "version".into(),
        label: "Which version".into(),
        kind,
        default: Some(Value::Text("42".into())),
        note: None,
        no_default: None,
        optional,
        can_skip: false,
        back: None,
    })
}

fn confirm(tier: Tier) -> Prompt {
    Prompt::Confirm { step: "promote".into(), place: "step 6 of 9".into(), plan: plan(tier, "prod 43 -> 41") }
}

fn approval() -> Prompt {
    Prompt::Approval {
        step: "promote".into(),
        place: "step 6 of 9".into(),
        request: request(),
        approvers: vec![],
        contact: "Josh".into(),
    }
}

/// A reply in a few words, to be compared in tables.
fn said(reply: Result<Reply, Left>) -> String {
    match reply {
        Ok(Reply::Move(Move::Continue)) => "goes on".into(),
        Ok(Reply::Move(Move::Skip(reason))) => format!("skips: {reason}"),
        Ok(Reply::Answer(value)) => format!("answers {value}"),
        Ok(Reply::Words(words)) => format!("types {words}"),
        Ok(Reply::ByApproval) => "leaves it to the approval".into(),
        Err(Left::NoAnswer { step, field, wants }) => format!("{step} {field:?} wants {wants}"),
        Err(Left::BadAnswer { step, field, why }) => format!("{step} {field:?} is wrong: {why}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn each_prompt_finds_its_answer_or_stops() {
    let step = || Prompt::Step(step(None));
    for (file, prompt, reply) in [
        ("", step(), "goes on"),
        ("probe = { skip = 'seen' }", step(), "skips: seen"),
        ("probe = 'words'", step(), "goes on"),
        ("'target.version' = '42'", question(versions(), false), "answers 42"),
        ("target.version = 42", question(versions(), false), "answers 42"),
        ("target = '41'", question(versions(), false), "answers 41"),
        ("target = true", question(AskFor::YesNo, false), "answers yes"),
        ("target = 2026-11-22T02:14:07Z", question(AskFor::Time, false), "answers 2026-11-22T02:14:07Z"),
        ("target = ''", question(AskFor::Number, true), "goes on"),
        ("target = { skip = 'no log' }", question(versions(), false), "skips: no log"),
        ("", question(versions(), false), "target Some(\"version\") wants one of 42, 41 (Which version)"),
        ("", question(AskFor::Text, true), "target Some(\"version\") wants a text (Which version)"),
        (
            "target = '43'",
            question(versions(), false),
            "target Some(\"version\") is wrong: 43 cannot be chosen: it is the version that is live",
        ),
        (
            "target = '02:14'",
            question(AskFor::Time, false),
            "target Some(\"version\") is wrong: `02:14` is not a full time such as 2026-11-22T02:14:07Z",
        ),
        ("target = ''", question(AskFor::Text, false), "target Some(\"version\") is wrong: it is empty"),
        ("promote = 'prod 43 -> 41'", confirm(Tier::Guarded), "types prod 43 -> 41"),
        ("promote = 'prod 43 -> 42'", confirm(Tier::Guarded), "promote None is wrong: the words are `prod 43 -> 41`"),
        ("promote = '7F3K-2'", confirm(Tier::Guarded), "promote None is wrong: the words are `prod 43 -> 41`"),
        ("promote = 'yes'", confirm(Tier::Gated), "promote None is wrong: the words are `prod 43 -> 41`"),
        ("", confirm(Tier::Guarded), "promote None wants the words `prod 43 -> 41`"),
        ("", confirm(Tier::Gated), "leaves it to the approval"),
        ("promote = '7F3K-2'", confirm(Tier::Gated), "leaves it to the approval"),
        ("promote = 'prod 43 -> 41'", confirm(Tier::Gated), "types prod 43 -> 41"),
        ("", approval(), "promote None wants an approval of 7F3K-2"),
        ("promote = '7F3K-2'", approval(), "promote None wants an approval of 7F3K-2"),
        (
            "promote = '9XYZ-1'",
            approval(),
            "promote None is wrong: 9XYZ-1 is not an approval of this request, which is 7F3K-2",
        ),
        ("promote = { skip = 'not today' }", approval(), "skips: not today"),
    ] {
        assert_eq!(said(answers(&format!("[answers]\n{file}"), &[]).answer(&prompt)), reply, "{file}");
    }
}

#[test]
fn a_list_answers_visit_by_visit() {
    let mut given = answers("[answers]\ntarget = ['42', { skip = 'enough' }]", &[]);
    let version = question(versions(), false);
    assert_eq!(said(given.answer(&version)), "answers 42");
    assert_eq!(given.unused().len(), 1, "the second one is left");
    assert_eq!(said(given.answer(&version)), "skips: enough");
    assert!(said(given.answer(&version)).contains("wants"), "one value answers one visit");
    assert!(given.unused().is_empty());
}

#[test]
fn a_skip_by_itself_holds_for_every_visit() {
    let mut given = answers("[answers]\nprobe = { skip = 'seen' }", &[]);
    assert_eq!(given.unused(), [&Key::new("probe", None)]);
    for _ in 0..3 {
        assert_eq!(said(given.answer(&Prompt::Step(step(None)))), "skips: seen");
    }
    assert!(given.unused().is_empty());
}

#[test]
fn flags_win_and_repeat() {
    let mut given =
        answers("[answers]\n'target.version' = '41'\nother = 1", &["target.version=42", "target.version=41"]);
    let version = question(versions(), false);
    assert_eq!(
        (said(given.answer(&version)), said(given.answer(&version))),
        ("answers 42".into(), "answers 41".into())
    );
    assert_eq!(given.unused(), [&Key::new("other", None)]);
    assert_eq!(given.keys().map(ToString::to_string).collect::<Vec<_>>(), ["other", "target.version"]);
}

#[test]
fn what_was_used_before_a_resume_is_not_given_again() {
    let mut given = answers("[answers]\n'target.version' = ['42', '41']", &[]);
    given.was_used(&"target".into(), Some("version"));
    assert_eq!(said(given.answer(&question(versions(), false))), "answers 41");
}

#[test]
fn followed_steps_and_equal_signs_are_read() {
    let given = answers("", &["inc-003/pulse.why=a=b", "inc-003/pulse= "]);
    let keys: Vec<String> = given.keys().map(ToString::to_string).collect();
    assert_eq!(keys, ["inc-003/pulse", "inc-003/pulse.why"]);
}

#[test]
fn mistakes_say_where_they_are() {
    for (file, flags, parts) in [
        ("[answers]\nprobe = ", &[][..], &["answers.toml", "line 2"][..]),
        ("[answer]\nprobe = 1", &[], &["line 1", "answer"]),
        ("[answers]\na = 1\nprobe = { skip = '' }", &[], &["line 3", "{ skip = \"why\" }"]),
        ("[answers]\nprobe = { skip = 'x', by = 'y' }", &[], &["line 2", "an answer is"]),
        ("[answers]\nprobe = [['x']]", &[], &["line 2", "an answer is"]),
        ("[answers]\n'.x' = 1", &[], &["`.x`"]),
        ("[answers]\n'a.b' = 1\na.b = 2", &[], &["answered twice"]),
        ("", &["probe"], &["--answer probe", "STEP=VALUE"]),
        ("", &["=x"], &["--answer =x"]),
    ] {
        let flags: Vec<String> = flags.iter().map(|flag: &&str| (*flag).to_string()).collect();
        let mistake =
            Answers::read(Some(("answers.toml", file)), &flags).err().map(|m| m.to_string()).unwrap_or_default();
        assert!(parts.iter().all(|part| mistake.contains(part)), "{file:?} {flags:?}: {mistake}");
    }
}
