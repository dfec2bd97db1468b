//! AWS says no: the walk says what is missing, and nothing is overwritten.

use super::place::{GO_BACK, Place, TRAP, one_line};
use crate::support::seeded::Plan;

#[test]
fn without_the_permission_nothing_is_promoted_and_it_is_named() {
    let Some(place) = Place::with_permissions(&Plan::broken(), TRAP) else { return };
    let (before, bob) = (place.alias(), place.stack.bob.clone());
    place.up_to_the_approval(&bob);
    let ran = place.run(&bob, &["triage", "inc-001", "--resume"]);
    let screen = one_line(&ran.out);
    assert_eq!(ran.code, 1, "escalated: {ran:?}");
    let hint = "add the permission lambda:UpdateAlias to this identity: duckops iam-policy --with-actions";
    for line in ["(lambda:UpdateAlias) as user/bob", hint, "ESCALATED"] {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
    assert_eq!(place.alias(), before);
    assert!(place.file("GOVERNANCE-LOG.md").contains("at the end, escalated"));
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2"));
}

#[test]
fn without_the_permission_errors_are_unknown_and_read_by_hand() {
    let Some(place) = Place::with_permissions(&Plan::broken(), TRAP) else { return };
    let actions = r#"["lambda:Get*", "lambda:List*", "lambda:UpdateAlias"]"#;
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}]}}"#
    );
    let put =
        ["iam", "put-user-policy", "--user-name", "bob", "--policy-name", "on-call", "--policy-document", &policy];
    let Some(put) = place.stack.aws_cli(&place.stack.root(), &put) else { return };
    assert_eq!(put.err().as_deref().unwrap_or_default(), "", "it says nothing");
    let bob = place.stack.bob.clone();
    let stopped = place.run(&bob, &[&["triage", "inc-001"], GO_BACK].concat());
    assert_eq!(stopped.code, 4, "{stopped:?}");
    for line in ["logs search could not check: AccessDenied", "(logs:FilterLogEvents) as user/bob"] {
        assert!(one_line(&stopped.out).contains(line), "no `{line}` in {}", stopped.out);
    }
    assert!(stopped.out.contains("aws logs filter-log-events --log-group-name /aws/lambda/"), "{}", stopped.out);
    place.josh_approves();
    let done = place.run(&bob, &["triage", "inc-001", "--resume"]);
    assert_eq!(done.code, 3, "repaired, and the errors stayed unknown: {done:?}");
    assert_eq!((place.stack.status().status, place.alias().version.as_str()), (200, "2"));
}

#[test]
fn an_alias_that_somebody_else_moved_is_left_alone() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let alice = place.stack.alice.clone();
    place.up_to_the_approval(&alice);
    place.move_alias("5", &[]);
    let moved = place.alias();
    let ran = place.walk(&["--resume"]);
    assert_eq!(place.alias(), moved, "nothing was overwritten");
    assert!(one_line(&ran.out).contains("the alias changed since it was looked at"), "{}", ran.out);
    assert_eq!(ran.code, 5, "it changed underneath: {ran:?}");
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2"));
}
