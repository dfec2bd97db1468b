//! Every class of mistake, as its report; and the property that unknown never helps.

use super::*;
use crate::world::{Known, Value, Why, WhyKind};
use proptest::prelude::*;

mod mended;

const INC_001: &str = include_str!("../../../../runbooks/inc-001.md");
const KNOWN_GOOD: &str = include_str!("../../../../runbooks/known-good.md");
const PROMOTION: &str = include_str!("../../../../runbooks/promotion.md");
const PROOF: &str = include_str!("../../../../runbooks/proof.md");

fn load(text: &str) -> Loaded {
    let source = |text: &str| Source { file: "x.md".into(), text: text.into(), origin: Origin::Embedded };
    Library::load(vec![source(text), source(KNOWN_GOOD), source(PROMOTION), source(PROOF)])
        .loaded()
        .next()
        .cloned()
        .unwrap()
}

/// A runbook of the given step blocks; the last one ends it.
fn document(steps: &[&str]) -> String {
    let mut text = String::from("# X-1 · Test\n\n```toml runbook\nid = \"x-1\"\nkind = \"triage\"\n```\n");
    for (at, step) in steps.iter().enumerate() {
        text.push_str(&format!("\n## Step {at}\n\n```toml step\n{step}\n```\n"));
    }
    text
}

fn mistakes(text: &str) -> Vec<String> {
    let Err(report) = load(text).result else { return Vec::new() };
    let one = |mistake: &Mistake| {
        let (line, column) = report.position(mistake.start);
        let hint = mistake.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{line}:{column}: {}{hint}", mistake.message)
    };
    report.mistakes.iter().map(one).collect()
}

#[test]
fn the_embedded_runbooks_have_no_mistakes() {
    assert_eq!(mistakes(INC_001), Vec::<String>::new());
}

#[test]
fn every_class_of_mistake_is_found_and_placed() {
    let look = "id = \"a\"\nlook.status = \"beak.status\"\n";
    let end = "end = \"resolved\"";
    for (step, expected) in [
        (format!("{look}pass = [\"status.cod == 200\"]\n{end}"), "13:10: `status` has no `cod` (did you mean `code`?)"),
        (format!("{look}pass = [\"status.code == up\"]\n{end}"), "13:25: `up` is not a whole number"),
        (
            format!("{look}pass = [\"status.version == status.code\"]\n{end}"),
            "13:10: `status.version` is a version, `status.code` a whole number",
        ),
        (
            format!("{look}pass = [\"alias.version == 3\"]\n{end}"),
            "13:10: `alias.version`: no step and no look is named `alias` (did you mean `a`?)",
        ),
        (format!("{look}pas = []\n{end}"), "13:1: `pas` is no key here (did you mean `pass`?)"),
        (format!("{look}show = [\"b.verdict\"]\n{end}"), "13:10: `b.verdict`: no step and no look is named `b`"),
        (
            "id = \"a\"\nlook.status = \"beak.staus\"\nend = \"resolved\"".into(),
            "12:16: there is no observation `beak.staus` (did you mean `beak.status`?)",
        ),
        (
            "id = \"a\"\ndo = \"lambda.promot\"\nend = \"resolved\"".into(),
            "12:7: there is no action `lambda.promot` (did you mean `lambda.promote`?)",
        ),
        ("id = \"a\"\ndo = \"lambda.promote\"\nend = \"resolved\"".into(), "12:7: lambda.promote wants `to`"),
        ("id = \"a\"\ngo = [{ to = \"b\" }]".into(), "12:15: there is no step `b` to go to (known: a)"),
        ("id = \"a\"".into(), "11:7: the step `a` leads nowhere (say how it ends: end = \"resolved\")"),
        ("id = \"a\"\nend = \"resolvd\"".into(), "12:8: `resolvd` is no ending (did you mean `resolved`?)"),
        ("id = \"a\"\nnext = \"a\"".into(), "11:7: from the step `a` there is no way to an end"),
        (
            "id = \"A b\"\nend = \"resolved\"".into(),
            "11:7: `A b` is no step id: lower-case letters, digits and `-`; not `run`",
        ),
        ("end = \"resolved\"".into(), "11:1: `id` is missing"),
        ("id = ".into(), "11:6: this is not TOML: string values must be quoted, expected literal string"),
        (
            "id = \"a\"\n[ask]\nx = { type = \"txt\" }\n[[go]]\nend = \"resolved\"".into(),
            "13:15: `txt` is no type of answer (did you mean `text`?)",
        ),
        (
            "id = \"a\"\n[ask]\nx = { type = \"count\", because = \"it is live\" }\n[[go]]\nend = \"resolved\"".into(),
            "13:34: `because` says why `not` is no answer, and there is no `not`",
        ),
        (
            "id = \"a\"\n[ask]\nx = { type = \"choice\", of = [\"no\", \"yes\", \"no\"] }\n[[go]]\nend = \"resolved\""
                .into(),
            "13:44: `no` stands there twice",
        ),
        (
            "id = \"a\"\n[ask]\nx = { type = \"text\", label = \" \" }\n[[go]]\nend = \"resolved\"".into(),
            "13:31: nothing is asked: the label is empty",
        ),
        (
            format!("{look}pass = [\"status.up\"]\nrepeat = {{ every = \"10s\", for = \"1s\" }}\n{end}"),
            "14:10: `every` is longer than `for`: it would be looked at once",
        ),
        (
            "id = \"a\"\nfollow = \"inc-009\"\nend = \"resolved\"".into(),
            "12:11: there is no runbook `inc-009` to follow (name its file too, if it has one; there are known-good, promotion, proof)",
        ),
        (
            format!("{look}pass = [\"status.up\"]\nrepeat = {{ every = \"5 parsecs\", for = \"1m\" }}\n{end}"),
            "14:21: `5 parsecs` is neither a name nor a duration (a duration is written 30s, 15m, 24h or 7d)",
        ),
    ] {
        let found = mistakes(&document(&[&step]));
        assert_eq!(found.first().map(String::as_str), Some(expected), "in\n{step}\nall: {found:#?}");
    }
}

#[test]
fn mistakes_of_the_whole_graph_are_found() {
    let end = "end = \"resolved\"";
    let unreachable = document(&[&format!("id = \"a\"\n{end}"), &format!("id = \"b\"\n{end}")]);
    assert_eq!(mistakes(&unreachable), ["18:7: the step `b` is never reached (a branch must lead to it)"]);
    let late = document(&[
        "id = \"a\"\nshow = [\"status.code\"]",
        &format!("id = \"b\"\nlook.status = \"beak.status\"\n{end}"),
    ]);
    assert_eq!(mistakes(&late), ["12:10: `status.code` is not known yet: no earlier step looks or asks for it"]);
    let twice = document(&["id = \"a\"", &format!("id = \"a\"\n{end}")]);
    assert!(mistakes(&twice).contains(&"17:7: a second step `a` (the first one is at line 11)".to_string()));
}

#[test]
fn two_names_of_a_condition_do_not_read_the_same() {
    let step = |line: &str| {
        let looks = "look.p = { observe = \"beak.routes\" }\nlook.sla = \"beak.routes\"";
        format!("id = \"status\"\nlook.status = \"beak.status\"\n{looks}\n{line}\nend = \"resolved\"")
    };
    let alike = "`sla_p95` and `sla.p95` read the same in words: sla p95 (give the look another name)";
    for (line, expected) in [
        ("pass = [\"p.p95 < sla_p95\", \"sla.p95 > 2s\"]", vec![format!("15:29: {alike}")]),
        ("pass = [{ any = [\"p.p95 < sla_p95\", \"sla.p95 > 2s\"] }]", vec![format!("15:38: {alike}")]),
        ("pass = [\"p.p95 < sla_p95\", \"p.p95 > 2s\"]", vec![]),
        ("pass = [\"status.status.code == 200\", \"status.code != 200\"]", vec![]),
    ] {
        assert_eq!(mistakes(&document(&[&step(line)])), expected, "{line}");
    }
}

#[test]
fn all_mistakes_are_reported_not_the_first() {
    let step = "id = \"a\"\nlook.status = \"beak.status\"\npass = [\"status.cod\", \"status.code == x\"]\nfoo = 1\nend = \"resolved\"";
    assert_eq!(mistakes(&document(&[step])).len(), 3);
}

#[test]
fn a_team_s_file_stands_in_for_an_embedded_one() {
    let ours = document(&["id = \"a\"\nend = \"resolved\""]).replace("x-1", "inc-001");
    let embedded = Source { file: "inc-001.md".into(), text: INC_001.into(), origin: Origin::Embedded };
    let file = Source { file: "team.md".into(), text: ours, origin: Origin::File("team.md".into()) };
    let library = Library::load(vec![embedded, file]);
    assert_eq!(library.loaded().count(), 1);
    assert_eq!(library.runbooks().next().unwrap().origin, Origin::File("team.md".into()));
}

#[test]
fn a_followed_runbook_is_put_in_place_and_returns() {
    let child =
        document(&["id = \"pulse\"\nlook.status = \"beak.status\"\npass = [\"status.up\"]\nend = \"resolved\""])
            .replace("x-1", "x-2");
    let parent = document(&[
        "id = \"fleet\"\nfollow = \"x-2\"\n[[go]]\nwhen = [\"x-2/pulse.verdict == pass\", \"fleet.outcome == resolved\"]\nend = \"resolved\"",
        "id = \"after\"\nend = \"deferred\"",
    ]);
    let source = |text: String| Source { file: "x.md".into(), text, origin: Origin::Embedded };
    let library = Library::load(vec![source(parent), source(child)]);
    let runbook = library.find("X-1").unwrap().result.clone().unwrap();
    let ids: Vec<_> = runbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["fleet", "x-2/pulse", "fleet/return", "after"]);
    let places: Vec<_> = runbook.steps.iter().map(|step| runbook.place(&step.id)).collect();
    assert_eq!(places, ["1/2", "1/2 · 1 of 1", "1/2", "2/2"], "the followed steps are parts of the one that follows");
}

#[test]
fn looks_that_ask_with_another_look_s_facts_come_after_it() {
    let runbook = load(INC_001).result.unwrap();
    let target = runbook.step(&"target".into()).unwrap();
    let waves: Vec<Vec<&str>> =
        target.waves().iter().map(|wave| wave.iter().map(|look| look.bind.as_str()).collect()).collect();
    assert_eq!(waves, [vec!["good", "freeze"], vec!["versions", "candidate"]]);
}

/// All comparisons of the embedded runbook, with a value for every name they use.
fn truths(values: &[Option<bool>]) -> Vec<Truth> {
    let runbook = load(INC_001).result.unwrap();
    let conds: Vec<Conds> = runbook
        .steps
        .iter()
        .flat_map(|step| {
            let pass = match &step.body {
                Body::Look { pass, .. } => Some(pass.clone()),
                _ => None,
            };
            pass.into_iter().chain(step.go.iter().map(|branch| branch.when.clone()))
        })
        .collect();
    let value = |name: &Name| -> Known<Value> {
        let at = name.written.bytes().map(usize::from).sum::<usize>() % values.len();
        let unknown = || Why::new(WhyKind::NotReported, &name.written);
        let yes = values[at].ok_or_else(unknown)?;
        Ok(match name.ty {
            Type::Bool => Value::Bool(yes),
            Type::Int => Value::Int(if yes { 200 } else { 0 }),
            _ => Value::Text(if yes { "pass".into() } else { "fail".into() }),
        })
    };
    conds.iter().map(|conds| conds.truth(&value)).collect()
}

proptest! {
    #[test]
    fn turning_a_fact_unknown_never_turns_a_fail_into_a_pass(
        values in prop::collection::vec(prop::option::weighted(0.8, any::<bool>()), 7),
        gone in 0usize..7,
    ) {
        let mut fewer = values.clone();
        fewer[gone] = None;
        for (with, without) in truths(&values).into_iter().zip(truths(&fewer)) {
            match (with, without) {
                (Truth::False, Truth::True) | (Truth::True, Truth::False) => prop_assert!(false, "unknown decided"),
                (Truth::Unknown(_), Truth::True | Truth::False) => prop_assert!(false, "less was known and more decided"),
                _ => {}
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(# a|## b|```toml step|```toml runbook|```|id = \"a\"|pass = \\[\"x.y == 1\"\\]|[a-z.={}\\[\\]\" ]{0,20}|\n){0,40}") {
        let lines = text.replace("##", "\n##").replace("```", "\n```");
        Library::load(vec![Source { file: "x.md".into(), text: lines, origin: Origin::Embedded }]);
    }
}

const PART: &str = "# P · Part\n\n```toml runbook\nid = \"p\"\nkind = \"part\"\n\n[takes]\nversion = \"version\"\n```\n\n\
    ## Look\n\n```toml step\nid = \"look\"\nlook.alias = \"lambda.alias\"\npass = [\"alias.version == given.version\"]\n\n\
    [[go]]\nwhen = [\"look.verdict == fail\"]\nto = \"return\"\n```\n\n## Again\n\n```toml step\nid = \"again\"\n```\n";

fn with_part(part: &str, follower: &str) -> Loaded {
    let source = |text: &str| Source { file: "x.md".into(), text: text.into(), origin: Origin::Embedded };
    let first = "id = \"first\"\nlook.status = \"beak.status\"";
    let last = "id = \"last\"\nend = \"resolved\"";
    Library::load(vec![source(&document(&[first, follower, last])), source(part)]).loaded().next().cloned().unwrap()
}

#[test]
fn a_part_takes_the_place_of_the_step_that_follows_it_and_its_names_are_the_followers() {
    let follower = "id = \"look\"\nfollow = \"p\"\nversion = \"status.version\"\n\n[[go]]\nwhen = [\"look.verdict == fail\"]\nend = \"deferred\"";
    let runbook = *with_part(PART, follower).result.unwrap();
    let ids: Vec<_> = runbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["first", "look", "again", "look/return", "last"]);
    let look = &runbook.steps[1];
    assert_eq!(look.title.written(), "Step 1", "the heading is the follower's");
    assert!(look.leads_to(&StepId("look/return".into())));
    let Body::Look { pass, .. } = &look.body else { panic!("{look:?}") };
    assert_eq!(pass.0[0].wanted(), "alias version is the same as status version");
    assert_eq!(runbook.steps[2].part_of.as_ref(), Some(&look.id));
    assert_eq!(runbook.steps[3].go.len(), 1, "the follower's branches are taken where the part returns");
}

#[test]
fn what_a_part_takes_is_given_and_fits() {
    let found = |follower: &str| {
        let Err(report) = with_part(PART, follower).result else { return Vec::new() };
        report.mistakes.iter().map(|mistake| mistake.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("id = \"look\"\nfollow = \"p\""), ["p wants `version`: the name of a version"]);
    let wrong = "id = \"look\"\nfollow = \"p\"\nversion = \"status.code\"";
    assert_eq!(found(wrong), ["`status.code` is a whole number, a version is wanted"]);
    let more = "id = \"look\"\nfollow = \"p\"\nversion = \"status.version\"\nverson = \"status.version\"";
    assert_eq!(found(more), ["p takes no `verson`"]);
    let other = "id = \"other\"\nfollow = \"p\"\nversion = \"status.version\"";
    assert!(found(other).contains(&"a step that follows this part has its first step's id: `look`".into()));
    assert_eq!(found("id = \"look\"\nfollow = \"p\"\nversion = \"status.version\""), Vec::<String>::new());
}

#[test]
fn a_part_is_checked_by_itself() {
    assert_eq!(mistakes(PART), Vec::<String>::new());
    let wrong = PART.replace("given.version", "given.verson");
    assert_eq!(mistakes(&wrong), ["16:27: this part takes no `verson` (did you mean `version`?)"]);
    let ends = PART.replace("id = \"again\"", "id = \"again\"\nend = \"resolved\"");
    assert_eq!(mistakes(&ends), ["26:7: a part does not end the walk: where it is followed says what comes next"]);
}

#[test]
fn a_runbook_that_follows_one_with_mistakes_has_a_mistake() {
    let follower = "id = \"look\"\nfollow = \"p\"\nversion = \"status.version\"";
    let broken = PART.replace("alias.version == given", "alias.verson == given");
    let report = with_part(&broken, follower).result.unwrap_err();
    assert_eq!(report.mistakes[0].message, "`p`, which is followed here, has mistakes");
}
