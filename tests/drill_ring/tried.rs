//! A drill by the scripted operator, every screen of it.

use crate::support::duckops::Duckops;
use crate::support::ring;

#[test]
fn the_good_branch_repairs_the_stack() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    println!("{}", ran.out);
}
