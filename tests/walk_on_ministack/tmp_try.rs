use super::place::{GO_BACK, Place, TRAP};
use crate::support::seeded::Plan;

#[test]
fn tmp_skip() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    std::fs::write(place.duckops.dir.join("a.toml"), "[answers]\npromote = { skip = \"I will not\" }\n").unwrap();
    let ran = place.walk(&[GO_BACK, &["--answers", "a.toml"]].concat());
    println!("SKIP {}\n{}\n{}\n{}", ran.code, ran.out, ran.err, place.file("DEPLOY-LOG.md"));
}

#[test]
fn tmp_since() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    place.up_to_the_approval(&place.stack.alice.clone());
    place.move_alias("2", &[]);
    let ran = place.walk(&["--resume"]);
    println!("MOVED {}\n{}\n{}", ran.code, ran.out, ran.err);
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    place.up_to_the_approval(&place.stack.alice.clone());
    let ran = place.walk(&["--resume", "--json"]);
    for line in super::place::lines(&ran.out) {
        println!(
            "EVENT {} {} {} {}",
            line["at"],
            line["event"],
            line["step"],
            if line["step"] == "rest" { line["looks"].to_string() } else { String::new() }
        );
    }
    let logs = place
        .stack
        .aws_cli(
            &place.stack.root(),
            &["logs", "filter-log-events", "--log-group-name", "/aws/lambda/mission-control-api"],
        )
        .unwrap()
        .unwrap();
    for e in logs["events"].as_array().unwrap() {
        println!("LOG {} {}", e["timestamp"], e["message"]);
    }
}
