//! What is told of a mistake is what has to be mended: once, where it is, and how.

use super::{document, mistakes};

const END: &str = "end = \"resolved\"";

/// `a` leads by its branch to `c`, which nothing else does, and else to `b`.
fn with_branch(branch: &str) -> String {
    let first = format!("id = \"a\"\nlook.status = \"beak.status\"\n[[go]]\n{branch}");
    document(&[&first, &format!("id = \"b\"\n{END}"), &format!("id = \"c\"\n{END}")])
}

#[test]
fn a_branch_with_a_mistake_still_leads_where_it_leads() {
    for (branch, expected) in [
        ("when = [\"status.code == 200\"]\nto = \"c\"", None),
        (
            "when = [\"status.code = 200\"]\nto = \"c\"",
            Some("14:22: `=` is no comparison (one of == != < <= > >= in contains)"),
        ),
        (
            "when = [{ any = [\"status.cod == 2\"] }]\nto = \"c\"",
            Some("14:19: `status` has no `cod` (did you mean `code`?)"),
        ),
    ] {
        assert_eq!(mistakes(&with_branch(branch)), expected.into_iter().collect::<Vec<_>>(), "{branch}");
    }
    let steps = |first: &str| {
        mistakes(&document(&[first, &format!("id = \"last-one\"\n{END}"), &format!("id = \"over\"\n{END}")]))
    };
    let both = steps(
        "id = \"a\"\n[[go]]\nwhen = [\"x.y == 1\"]\nend = \"done\"\n[[go]]\nwhen = [\"a.took > 1s\"]\nto = \"overr\"",
    );
    let known = "one of resolved, not-an-incident, deferred, complete, escalated";
    assert_eq!(
        both,
        [
            "13:10: `x.y`: no step and no look is named `x`".to_owned(),
            format!("14:8: `done` is no ending ({known})"),
            "17:7: there is no step `overr` to go to (did you mean `over`?)".to_owned(),
        ]
    );
    let next = steps("id = \"a\"\nnext = \"ende\"\n[[go]]\nwhen = [\"a.took > 1s\"]\nto = \"over\"");
    assert_eq!(next, ["12:9: there is no step `ende` to go to (known: a, last-one, over)"]);
}

#[test]
fn without_its_kind_a_document_is_read_all_the_same() {
    let wrong = document(&["id = \"a\"\nlook.status = \"beak.satus\"\ncolour = \"red\"\nend = \"done\""]);
    let of_it = mistakes(&wrong);
    assert_eq!(of_it.len(), 3, "{of_it:#?}");
    for (kind, first) in [
        ("kind = \"triag\"", "5:9: `triag` is no kind of runbook (kind is \"triage\", \"checklist\" or \"part\")"),
        ("", "4:1: `kind` is missing"),
    ] {
        let all = mistakes(&wrong.replace("kind = \"triage\"", kind));
        assert_eq!((all[0].as_str(), &all[1..].len()), (first, &3), "{all:#?}");
    }
    // What takes something is meant to be a part.
    let part = document(&[
        "id = \"a\"\nlook.alias = \"lambda.alias\"\npass = [\"alias.version == given.version\"]\nnext = \"return\"",
    ]);
    let part = part.replace("kind = \"triage\"", "kind = \"pat\"\ntakes.version = \"version\"");
    assert_eq!(mistakes(&part).len(), 1, "{:#?}", mistakes(&part));
}

#[test]
fn what_is_there_is_said_where_nothing_is_near() {
    let follow = mistakes(&document(&[&format!("id = \"a\"\nfollow = \"zzz\"\n{END}")]));
    assert_eq!(
        follow,
        [
            "12:11: there is no runbook `zzz` to follow (name its file too, if it has one; there are known-good, promotion, proof)"
        ]
    );
    let ledger = document(&[&format!("id = \"a\"\n{END}")]).replace("kind =", "ledgers = [\"zzz\"]\nkind =");
    assert_eq!(mistakes(&ledger), ["5:13: there is no ledger `zzz` (one of governance, deploy, incident)"]);
}

#[test]
fn a_mistake_is_placed_where_it_is() {
    let twice = mistakes(&document(&["id = \"a\"", &format!("id = \"a\"\n{END}")]));
    assert!(twice.contains(&"17:7: a second step `a` (the first one is at line 11)".to_owned()), "{twice:#?}");
    let repeat = mistakes(&document(&[&format!("id = \"a\"\nrepeat = {{ every = \"5s\", for = \"1m\" }}\n{END}")]));
    assert_eq!(repeat, ["12:10: `repeat` wants a `look`"]);
}

#[test]
fn a_question_of_an_unknown_type_is_told_once_and_not_where_its_answer_is_named() {
    let step = |named: &str| {
        let ask = "[ask]\nbegan = { type = \"tme\" }";
        let go = format!("[[go]]\nwhen = [\"{named} == 'x'\"]\nto = \"b\"");
        mistakes(&document(&[&format!("id = \"a\"\n{ask}\n{go}"), &format!("id = \"b\"\n{END}")]))
    };
    let unknown = "13:19: `tme` is no type of answer (did you mean `time`?)".to_owned();
    assert_eq!(step("a.began"), std::slice::from_ref(&unknown));
    assert_eq!(step("a.begin"), [unknown, "15:10: `a` has no `begin`".to_owned()]);
}
