//! Incident mode and the freeze of a drill are of its simulated stack: they end with it, and no other drill sees them.

use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;

/// The same home, pointed at another stack.
fn at(place: &Duckops, served: &Served, args: &[&str]) -> Ran {
    place.ran(place.command(args).envs(served.vars.clone()))
}

#[test]
fn each_drill_has_its_own() {
    let _ring = ring::enter("drill");
    let (first, second) = (Served::start("rollback"), Served::start("pre-deploy"));
    let place = first.duckops();
    assert_eq!(place.run(&["freeze", "on", "--reason", "the sale"]).code, 0);
    assert_eq!(place.run(&["incident", "start", "--severity", "P0", "--title", "down"]).code, 0);
    assert!(at(&place, &second, &["freeze", "status"]).out.contains("no change freeze is on"));
    assert!(at(&place, &second, &["incident", "status"]).out.contains("incident mode is off"));
    let walked = at(&place, &second, &["checklist", "pre-deploy", "--answer", "what.kind=frontend only"]);
    assert!(walked.out.contains("no change freeze is on"), "{}", walked.out);
    assert!(place.run(&["freeze", "status"]).out.contains("changes are frozen"), "the first one's stands");
}

#[test]
fn a_drill_leaves_nothing_for_the_next() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let left = place.run(&["drill", "rollback-no-better", "--auto"]);
    assert!(left.out.contains("incident mode on"), "{}", left.out);
    let bare = place.run::<&str>(&[]);
    assert!(!bare.out.contains("INCIDENT"), "{}", bare.out);
    let next = place.run(&["drill", "incident-triage-calm", "--auto"]);
    assert!(next.out.contains("incident mode is off\n    incident on            no"), "{}", next.out);
}

/// Bare `duckops` speaks of the drill that one is in, as long as that is there.
#[test]
fn what_stands_in_a_drill_is_said_while_its_stack_is_there() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(place.run(&["incident", "start", "--severity", "P0", "--title", "down"]).code, 0);
    let said = place.run::<&str>(&[]).out;
    assert!(said.starts_with("DRILL INCIDENT I-") && said.contains(" P0 down (since "), "{said}");
    drop(served);
    assert!(!place.run::<&str>(&[]).out.contains("INCIDENT"));
}

/// One person, one name: what a command writes in a drill is by whom its walks are.
#[test]
fn in_a_drill_a_command_acts_as_a_walk_does() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let who = "assumed-role/duckops-drill/operator";
    for args in
        [&["freeze", "on", "--reason", "the sale"][..], &["incident", "start", "--severity", "P0", "--title", "down"]]
    {
        let ran = place.run(args);
        assert!(ran.out.contains(who) && !ran.out.contains("ana"), "{args:?}: {ran:?}");
    }
    assert_eq!(place.run(&["log", "governance", "add", "--title", "a note"]).code, 0);
    assert!(place.run(&["log", "governance", "show"]).out.contains(who));
    let said = place.run(&["freeze", "off", "--operator", "mina"]);
    assert_eq!(said.code, 0, "who is said counts first: {said:?}");
}

/// The logs of a drill are looked at, not those of a real stack.
#[test]
fn doctor_looks_at_the_logs_of_the_drill() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(place.run(&["log", "deploy", "show"]).code, 0);
    let ran = place.run(&["doctor"]);
    expect_test::expect![[r#"
        DRILL rollback: nothing here is real
        ok    settings: no file, all as built in; api by DUCKOPS_API
        ok    state directory: ~/.local/state/duckops
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        amber API: http://127.0.0.1:PORT/prod: 502 Bad Gateway after 0 ms
            next: duckops status
        ok    AWS: http://127.0.0.1:PORT: it answers
        info  clock: not compared: a simulated stack keeps a time of its own
        ok    region: us-east-1, as the settings say
        ok    identity: arn:aws:sts::121546003735:assumed-role/duckops-drill/operator
        ok    account: 121546003735, as the settings say
        ok    credentials: they do not expire
        info  lambda:GetAlias, lambda:ListVersionsByFunction,
              lambda:GetFunctionConfiguration, logs:FilterLogEvents,
              states:ListExecutions, states:DescribeExecution, ses:GetAccount,
              cloudwatch:GetMetricStatistics, lambda:InvokeFunction, lambda:UpdateAlias,
              ses:PutAccountDetails
            not judged: a drill has no IAM, it allows everything
        ok    GOVERNANCE-LOG.md
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/GOVERNANCE-LOG.md
            is not there yet
        ok    DEPLOY-LOG.md
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md:
            5 by hand
        ok    INCIDENT-LOG.md
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/INCIDENT-LOG.md
            is not there yet
        ok    git: the logs are in no git work tree: there is nothing to merge
    "#]]
    .assert_eq(&format!("{}{}", ran.err, ran.out));
}
