//! What a page has typed, and what it shows.

use crate::house::text::blocks;

/// The command lines of a page.
pub fn command_lines(page: &str) -> Vec<String> {
    blocks(page, "sh").iter().flat_map(|block| block.lines()).map(str::to_owned).collect()
}

/// Each line of a shortened text, in this order, is in another one. `…` stands for what is left out.
pub fn is_shown(part: &str, whole: &[&str]) {
    let mut rest: Vec<_> = whole.iter().map(|text| text.lines()).collect();
    for line in part.lines().filter(|line| !line.trim().is_empty() && line.trim() != "…") {
        let found = rest.iter_mut().any(|lines| {
            let mut ahead = lines.clone();
            let found = ahead.any(|shown| shown.trim_end() == line.trim_end());
            *lines = if found { ahead } else { lines.clone() };
            found
        });
        assert!(found, "this line is not shown, or not there: {line}\nin what is shown:\n{}", whole.join("\n"));
    }
}

#[test]
#[should_panic(expected = "not there: a")]
fn lines_out_of_their_order_are_not_shown() {
    is_shown("b\n…\na\n", &["a\nb\n"]);
}
