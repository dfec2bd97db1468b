//! A person at a terminal.

use super::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;

#[test]
fn a_drill_walked_by_hand() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let walk = Terminal::start(&place, &["drill", "inc-001"], false);
    walk.answers("[c]ontinue", "c", "2/1");
    walk.answers("[c]ontinue", "c", "3/1");
    walk.answers("[c]ontinue", "c", "4/1");
    walk.answers("[c]ontinue", "c", "5/1");
    walk.until("arrows and Enter");
    println!("{}", walk.screen());
    walk.types("\r").until("why");
    println!("-------------\n{}", walk.screen());
    walk.types("it is broken").types("\r").until("6/1");
    walk.until("approval next");
    println!("-------------\n{}", walk.screen());
    walk.types("c").until("[t]ype");
    println!("-------------\n{}", walk.screen());
    panic!();
}
