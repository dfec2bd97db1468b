//! docs/first-shift.md, played: what it says is typed is typed, what it shows is shown.

use super::read;
use super::reading::{is_among, is_shown};
use crate::drill_ring::served::Served;
use crate::drill_ring::terminal::Terminal;
use crate::house::text::{Block, fenced, words};
use crate::support::duckops::Duckops;
use crate::support::ring;

/// How a line begins that somebody types, and the key at its end.
const TYPED: &str = "▸ ";
const ENTER: &str = "⏎";

/// Types what a block says at the prompt above it, and holds everything else against the screen.
fn played(place: &Duckops, command: &str, shown: &str) {
    let args = words(command);
    let args: Vec<_> = args.iter().skip(1).map(String::as_str).collect();
    let terminal = Terminal::start(place, &args, false);
    let (mut above, mut kept) = (["", ""], Vec::new());
    for line in shown.lines().filter(|line| line.trim() != "…") {
        let Some(typed) = line.strip_prefix(TYPED) else {
            above = [above[1], line];
            kept.push(line);
            continue;
        };
        // The prompt may be gone when it is answered, and the same may have been asked before.
        kept.pop();
        terminal.shows(above[0].trim());
        terminal.answers(asked(above[1]), &keys(typed));
        above = ["", ""];
    }
    let whole = terminal.when_ended();
    is_among(&kept.join("\n"), &place.plain(&whole));
}

/// The keys of a step are asked for in the last line.
fn asked(prompt: &str) -> &str {
    prompt.find("step ").filter(|_| prompt.ends_with('>')).map_or(prompt, |at| &prompt[at..])
}

fn keys(typed: &str) -> String {
    typed.strip_suffix(ENTER).map_or(typed.to_owned(), |text| format!("{}\r", text.trim_end()))
}

fn ran(place: &Duckops, command: &str, shown: &str) {
    let args = words(command);
    let ran = place.run(&args[1..]);
    is_shown(shown, &[&ran.out, &ran.err]);
}

/// What is shown of a command: the `text` blocks up to the next command, since prose may stand between two of them.
fn shown(rest: &[Block]) -> String {
    let its = rest.iter().take_while(|block| block.language == "text");
    its.map(|block| block.text.as_str()).collect()
}

#[test]
fn the_first_shift_is_as_it_is_told() {
    let _ring = ring::enter("drill");
    let blocks = fenced(&read("docs/first-shift.md"));
    let mut served: Option<Served> = None;
    let mut place = Duckops::new().at_a_set_time();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.language == "sh") {
        let lines: Vec<_> = block.text.lines().filter(|line| line.starts_with("duckops")).collect();
        let shown = shown(&blocks[at + 1..]);
        for line in &lines {
            // What is shown of several is shown of the last.
            let shown = if Some(line) == lines.last() { shown.as_str() } else { "" };
            match line.strip_prefix("duckops drill serve --scenario ") {
                Some(scenario) => {
                    let served = served.insert(Served::start(scenario.split(' ').next().unwrap()));
                    place = served.duckops();
                }
                None if shown.contains(TYPED) => played(&place, line, shown),
                None => ran(&place, line, shown),
            }
        }
    }
    assert!(served.is_some(), "nothing was served");
}
