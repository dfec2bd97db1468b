//! `duckops checklist ID --list`: before, while and after a checklist is walked.

use super::{FRONTEND, GO_BACK, checklist, through};
use crate::drill_ring::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

fn listed(place: &Duckops, id: &str, more: &[&str]) -> String {
    let ran = checklist(place, id, &[&["--list"], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

#[test]
fn before_it_is_begun() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    expect![[r#"
        ROLLBACK Back to a version that works                                        0/8
               item                                state  when
            1  Note what is live                   open   -
            2  Find the version that was stable    open   -
            3  Incident mode                       open   -
            4  Approval                            open   -
            5  Go back                             open   -
            6  No drift, and status agrees         open   -
            7  The routes answer, and fast enough  open   -
            8  Write it down                       open   -

        not begun: duckops checklist rollback
    "#]]
    .assert_eq(&listed(&place, "rollback", &[]));
    expect![[r#"
        {"done":"0/8","items":[{"at":null,"reason":null,"state":"open","step":"live","title":"Note what is live"},{"at":null,"reason":null,"state":"open","step":"target","title":"Find the version that was stable"},{"at":null,"reason":null,"state":"open","step":"mode","title":"Incident mode"},{"at":null,"reason":null,"state":"open","step":"approval","title":"Approval"},{"at":null,"reason":null,"state":"open","step":"promote","title":"Go back"},{"at":null,"reason":null,"state":"open","step":"matches","title":"No drift, and status agrees"},{"at":null,"reason":null,"state":"open","step":"routes","title":"The routes answer, and fast enough"},{"at":null,"reason":null,"state":"open","step":"incident-entry","title":"Write it down"}],"others":null,"run":null}
    "#]].assert_eq(&listed(&place, "rollback", &["--json"]));
    assert!(!place.state().exists(), "listing leaves nothing behind");
}

#[test]
fn while_it_waits_for_an_approval() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(checklist(&place, "rollback", &GO_BACK).code, 4);
    expect![[r#"
        DRILL: nothing here is real
        ROLLBACK Back to a version that works                                        3/8
               item                        state                   when
            1  Note what is live           done, confirmed by you  2026-11-22T02:14:07Z
            2  Find the version that was   done, confirmed by you  2026-11-22T02:14:07Z
               stable
            3  Incident mode               done, looked at         2026-11-22T02:14:07Z
            4  Approval                    open                    2026-11-22T02:14:07Z
            5  Go back                     open                    -
            6  No drift, and status        open                    -
               agrees
            7  The routes answer, and      open                    -
               fast enough
            8  Write it down               open                    -

        run QE34 (opened 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator)
        go on: duckops checklist rollback
    "#]]
    .assert_eq(&listed(&place, "rollback", &[]));
    expect![[r#"
        {"done":"3/8","items":[{"at":"2026-11-22T02:14:07Z","reason":null,"state":"done","step":"live","title":"Note what is live"},{"at":"2026-11-22T02:14:07Z","reason":null,"state":"done","step":"target","title":"Find the version that was stable"},{"at":"2026-11-22T02:14:07Z","reason":null,"state":"done","step":"mode","title":"Incident mode"},{"at":"2026-11-22T02:14:07Z","reason":null,"state":"open","step":"approval","title":"Approval"},{"at":null,"reason":null,"state":"open","step":"promote","title":"Go back"},{"at":null,"reason":null,"state":"open","step":"matches","title":"No drift, and status agrees"},{"at":null,"reason":null,"state":"open","step":"routes","title":"The routes answer, and fast enough"},{"at":null,"reason":null,"state":"open","step":"incident-entry","title":"Write it down"}],"others":0,"run":"QE34"}
    "#]].assert_eq(&listed(&place, "rollback", &["--json"]));
}

#[test]
fn when_it_is_complete() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(through(&place, "rollback", &GO_BACK).code, 0);
    expect![[r#"
        DRILL: nothing here is real
        ROLLBACK Back to a version that works                                        8/8
               item                        state                   when
            1  Note what is live           done, confirmed by you  2026-11-22T02:14:07Z
            2  Find the version that was   done, confirmed by you  2026-11-22T02:14:07Z
               stable
            3  Incident mode               done, looked at         2026-11-22T02:14:07Z
            4  Approval                    done, looked at         2026-11-22T02:14:07Z
            5  Go back                     done, looked at         2026-11-22T02:14:07Z
            6  No drift, and status        done, looked at         2026-11-22T02:14:10Z
               agrees
            7  The routes answer, and      done, looked at         2026-11-22T02:14:10Z
               fast enough
            8  Write it down               done, looked at         2026-11-22T02:14:10Z

        run QE34 (opened 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator)
        closed, complete: duckops runs show QE34
    "#]]
    .assert_eq(&listed(&place, "rollback", &[]));
}

#[test]
fn what_does_not_apply_is_not_counted() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    assert_eq!(checklist(&place, "pre-deploy", &FRONTEND).code, 0);
    expect![[r#"
        DRILL: nothing here is real
        PRE-DEPLOY Before something goes out                       8/8, 2 not applicable
                item                          state            when
            1   The alias has not drifted     done, looked at  2026-11-22T02:14:07Z
            2   Status is whole               done, looked at  2026-11-22T02:14:07Z
            3   The fleet is alive            done, looked at  2026-11-22T02:14:07Z
            4   Pecks do not fail more than   done, looked at  2026-11-22T02:14:07Z
                usual
            5   Audit activity is as usual    done, looked at  2026-11-22T02:14:07Z
            6   There is room for mail        done, looked at  2026-11-22T02:14:07Z
            7   Changes are not frozen        done, looked at  2026-11-22T02:14:07Z
            8   A test call of the candidate  not applicable   -
            9   The deploy log says what is   done, looked at  2026-11-22T02:14:07Z
                planned
            10  Approval of the promotion     not applicable   -

        run QE34 (opened 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator)
        closed, complete: duckops runs show QE34
    "#]]
    .assert_eq(&listed(&place, "pre-deploy", &[]));
}

#[test]
fn on_a_narrow_screen() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops().with("COLUMNS", "40");
    expect![[r#"
        PRE-DEPLOY Before something goes    0/10
            out
         1 The alias has not drifted
           open
         2 Status is whole
           open
         3 The fleet is alive
           open
         4 Pecks do not fail more than usual
           open
         5 Audit activity is as usual
           open
         6 There is room for mail
           open
         7 Changes are not frozen
           open
         8 A test call of the candidate
           open
         9 The deploy log says what is planned
           open
        10 Approval of the promotion
           open

        not begun: duckops checklist pre-deploy
    "#]]
    .assert_eq(&listed(&place, "pre-deploy", &[]));
    assert_eq!(checklist(&place, "pre-deploy", &FRONTEND).code, 0);
    expect![[r#"
        DRILL: nothing here is real
        PRE-DEPLOY Before  8/8, 2 not applicable
            something goes out
         1 The alias has not drifted
           done, looked at, 2026-11-22T02:14:07Z
         2 Status is whole
           done, looked at, 2026-11-22T02:14:07Z
         3 The fleet is alive
           done, looked at, 2026-11-22T02:14:07Z
         4 Pecks do not fail more than usual
           done, looked at, 2026-11-22T02:14:07Z
         5 Audit activity is as usual
           done, looked at, 2026-11-22T02:14:07Z
         6 There is room for mail
           done, looked at, 2026-11-22T02:14:07Z
         7 Changes are not frozen
           done, looked at, 2026-11-22T02:14:07Z
         8 A test call of the candidate
           not applicable
         9 The deploy log says what is planned
           done, looked at, 2026-11-22T02:14:07Z
        10 Approval of the promotion
           not applicable

        run QE34 (opened 2026-11-22T02:14:07Z by
          assumed-role/duckops-drill/operator)
        closed, complete: duckops runs show QE34
    "#]]
    .assert_eq(&listed(&place, "pre-deploy", &[]));
}

#[test]
fn the_wrong_family_names_the_right_command() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    for (args, hint) in [
        (&["triage", "rollback"][..], "duckops checklist rollback"),
        (&["triage", "pre-deploy"], "duckops checklist pre-deploy"),
        (&["triage", "incident-triage"], "duckops checklist incident-triage"),
        (&["checklist", "inc-001"], "duckops triage inc-001"),
        (&["checklist", "inc-001", "--list"], "duckops triage inc-001"),
        (&["checklist", "inc-001", "--reset"], "duckops triage inc-001"),
        (&["checklist", "--list"], "duckops runbook list"),
        (&["checklist", "rollbak"], "did you mean `rollback`?"),
    ] {
        let ran = place.run(args);
        assert!(ran.code == 2 && ran.err.contains(hint), "{args:?}: {ran:?}");
    }
    assert!(!place.state().exists());
}

#[test]
fn it_says_which_of_several_runs_it_shows() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(checklist(&place, "rollback", &[]).code, 4);
    assert_eq!(checklist(&place, "rollback", &["--new"]).code, 4);
    let listed = listed(&place, "rollback", &[]);
    assert!(listed.contains("run QE34 (opened 2026-11-22T02:14:07Z by "), "{listed}");
    assert!(listed.contains("1 other run: duckops runs list"), "{listed}");
}
