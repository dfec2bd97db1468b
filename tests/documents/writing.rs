//! docs/writing-a-runbook.md: each of its runbooks is loaded, and lint says of it what the page shows.

use super::read;
use super::reading::is_shown;
use crate::drill_ring::served::Served;
use crate::house::text::{fenced, words};
use crate::support::ring;

/// A `markdown` block is a file: the first `toml runbook` in it says which. A command runs where those above it are.
#[test]
fn each_runbook_is_linted_as_it_is_shown() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005-amber");
    let place = served.duckops();
    let blocks = fenced(&read("docs/writing-a-runbook.md"));
    let mut runs = 0;
    for (at, block) in blocks.iter().enumerate() {
        match block.language.as_str() {
            "markdown" => std::fs::write(place.dir.join(format!("{}.md", id(&block.text))), &block.text).unwrap(),
            "sh" => {
                let shown = blocks.get(at + 1).filter(|next| next.language == "text").map_or("", |next| &next.text);
                for line in block.text.lines().filter(|line| line.starts_with("duckops ")) {
                    let ran = place.run(&words(line)[1..]);
                    is_shown(shown, &[&ran.out, &ran.err]);
                    runs += 1;
                }
            }
            _ => {}
        }
    }
    assert!(runs > 3, "only {runs} commands");
}

/// Every block that shows a piece of a step stands in one of the whole runbooks.
#[test]
fn each_piece_is_of_a_whole_runbook() {
    let blocks = fenced(&read("docs/writing-a-runbook.md"));
    let whole: Vec<_> = blocks.iter().filter(|block| block.language == "markdown").map(|block| &block.text).collect();
    for piece in blocks.iter().filter(|block| block.language.starts_with("toml")) {
        let lines: Vec<_> = piece.text.trim().lines().collect();
        let is_there = whole.iter().any(|text| text.contains(&lines.join("\n")));
        assert!(is_there, "in none of the runbooks of the page:\n{}", piece.text);
    }
}

fn id(runbook: &str) -> String {
    let line = runbook.lines().find(|line| line.split(' ').next() == Some("id")).unwrap();
    line.split('"').nth(1).unwrap().to_owned()
}
