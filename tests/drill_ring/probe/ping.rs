//! `--ping`: whoever watches that the job runs hears of it, and never fails it.

use super::servers::Faulty;
use crate::drill_ring::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use std::time::{Duration, Instant};

#[test]
fn begin_and_end_are_told_with_the_exit_code_and_what_was_said() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-all-well");
    let place = served.duckops();
    let watcher = Faulty::answering("200 OK", "OK");
    let url = format!("{}/uuid", watcher.url);
    let quiet = ["--quiet", "--check", "quota", "--ping", &url];
    let well = place.run(&[&["probe"], &quiet[..]].concat());
    assert_eq!((well.code, well.out.as_str(), well.err.as_str()), (0, "", ""));
    let bad = place.run(&[&["probe", "--warn", "quota=1", "--crit", "quota=1"], &quiet[..]].concat());
    assert_eq!(bad.code, 2, "{}", bad.err);
    let wrong = place.run(&[&["probe", "--warn", "drift=1"], &quiet[..]].concat());
    assert_eq!(wrong.code, 3, "{}", wrong.err);
    let heard = watcher.heard();
    let firsts: Vec<_> = heard.iter().filter_map(|request| request.split(" HTTP").next()).collect();
    let expected = ["POST /uuid/start", "POST /uuid", "POST /uuid/start", "POST /uuid/2", "POST /uuid/3"];
    assert_eq!(firsts, expected);
    assert!(heard[3].contains("CRITICAL") && heard[3].contains("57 of 200"), "{}", heard[3]);
    assert!(heard[4].contains("drift has no figure"), "{}", heard[4]);
}

#[test]
fn a_ping_that_does_not_arrive_fails_nothing_and_is_waited_for_no_longer_than_was_said() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-all-well");
    // Its clock goes on: how much time is left is told by it.
    let place = served.vars.iter().fold(Duckops::new(), |place, (name, value)| place.with(name, value));
    let silent = Faulty::silent();
    let url = format!("{}/secret-uuid", silent.url);
    let began = Instant::now();
    let ran = place.run(&["probe", "--check", "quota", "--timeout", "2s", "--ping", &url]);
    assert!(began.elapsed() < Duration::from_millis(2250), "{:?}", began.elapsed());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("warning: the ping did not arrive: timed out"), "{}", ran.err);
    assert!(!ran.err.contains("secret-uuid"), "{}", ran.err);
    let nobody = place.run(&["probe", "--check", "quota", "--ping", &super::nobody()]);
    assert_eq!(nobody.code, 0, "{}", nobody.err);
    let nonsense = place.run(&["probe", "--check", "quota", "--ping", "nonsense"]);
    assert!(nonsense.code == 3 && nonsense.err.contains("--ping wants an address"), "{}", nonsense.err);
}
