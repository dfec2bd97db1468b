//! What a page has typed, and what it shows.

use crate::house::text::blocks;

/// The command lines of a page.
pub fn command_lines(page: &str) -> Vec<String> {
    blocks(page, "sh").iter().flat_map(|block| block.lines()).map(str::to_owned).collect()
}

/// Each line of a shortened text, in this order, is in another one. `…` stands for what is left out, and nothing else is:
/// the first line is the first of its stream, and the next one is below it.
pub fn is_shown(part: &str, whole: &[&str]) {
    let mut streams: Vec<_> = whole.iter().map(|text| lines(text)).collect();
    let mut skips = false;
    for line in lines(part) {
        if line != "…" {
            let within = if skips { usize::MAX } else { 1 };
            let found = streams.iter_mut().any(|rest| take(rest, line, within));
            let whole = whole.join("\n");
            assert!(found, "this line is not shown, or not there: {line}\nin what is shown:\n{whole}");
        }
        skips = line == "…";
    }
    let left: usize = streams.iter().map(Vec::len).sum();
    assert!(part.is_empty() || skips || left == 0, "more is shown below: {part}\n{}", whole.join("\n"));
}

/// Drops a line that is one of the next few, and what stands above it.
fn take(rest: &mut Vec<&str>, line: &str, within: usize) -> bool {
    let at = rest.iter().take(within).position(|shown| *shown == line);
    at.map(|at| rest.drain(..=at)).is_some()
}

/// The same where anything may stand between two lines.
pub fn is_among(part: &str, whole: &str) {
    let loose: String = lines(part).iter().map(|line| format!("…\n{line}\n")).collect();
    is_shown(&format!("{loose}…\n"), &[whole]);
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

#[test]
#[should_panic(expected = "not there: a")]
fn lines_out_of_their_order_are_not_shown() {
    is_shown("…\nb\n…\na\n", &["a\nb\n"]);
}

#[test]
#[should_panic(expected = "not there: b")]
fn what_is_left_out_says_so() {
    is_shown("b\n…\n", &["a\nb\n"]);
}

#[test]
#[should_panic(expected = "more is shown below: a")]
fn what_is_left_out_at_the_end_says_so() {
    is_shown("a\n", &["a\nb\n"]);
}
