//! Reading Rust and Markdown as text, no further than the tests of the house need it.

use std::collections::BTreeSet;

/// The code without what is compiled for tests alone. Relies on rustfmt: the end of an item stands at the line's start.
pub fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let first = lines.next().unwrap_or_default();
        if !first.trim_end().ends_with(';') {
            let end = format!("{indent}}}");
            lines.by_ref().find(|line| line.trim_end() == end);
        }
    }
    kept
}

/// The code without whole-line comments.
pub fn without_comments(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The names that follow `crate::` anywhere: `crate::{a, b::c}` names a and b.
pub fn named_of_crate(code: &str) -> BTreeSet<String> {
    let after = code
        .match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c == '_' || c.is_alphanumeric()));
    after.flat_map(|(at, found)| heads(&code[at + found.len()..])).collect()
}

fn heads(rest: &str) -> Vec<String> {
    let ident =
        |text: &str| text.trim_start().chars().take_while(|c| *c == '_' || c.is_alphanumeric()).collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![ident(rest)] };
    let (mut found, mut depth) = (vec![ident(group)], 1);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => found.push(ident(&group[at + 1..])),
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// Whether the code names something of this external crate (or of crates that begin so).
pub fn uses_crate(code: &str, name: &str) -> bool {
    let whole = |at: usize| !code[..at].ends_with(|c: char| c == '_' || c == ':' || c.is_alphanumeric());
    let path = |rest: &str| rest.trim_start_matches(|c: char| c == '_' || c.is_alphanumeric()).starts_with("::");
    code.match_indices(name).any(|(at, _)| whole(at) && path(&code[at..]))
}

/// The section under a heading of the second level, up to the next one.
pub fn section<'t>(markdown: &'t str, heading: &str) -> &'t str {
    let start = format!("\n## {heading}\n");
    let at = markdown.find(&start).unwrap_or_else(|| panic!("there is no heading `## {heading}`"));
    let rest = &markdown[at + start.len()..];
    rest.find("\n## ").map_or(rest, |end| &rest[..end])
}

/// The cells of every table row, without heads and rules.
pub fn rows(markdown: &str) -> Vec<Vec<String>> {
    let lines: Vec<_> = markdown.lines().collect();
    let is_row = |line: &str| line.starts_with('|');
    let is_head = |at: usize| lines.get(at + 1).is_some_and(|next| next.starts_with("| ---"));
    let rows = (0..lines.len()).filter(|at| is_row(lines[*at]) && !lines[*at].starts_with("| ---") && !is_head(*at));
    rows.map(|at| cells(lines[at])).collect()
}

fn cells(line: &str) -> Vec<String> {
    line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

/// A fenced block: what stands behind its fence, and its text.
pub struct Block {
    pub language: String,
    pub text: String,
}

/// A block can hold fences that are shorter than its own.
pub fn fenced(page: &str) -> Vec<Block> {
    let (mut found, mut open) = (Vec::new(), None::<(String, Block)>);
    for line in page.lines() {
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        match &mut open {
            Some((begun, _)) if line == begun => found.extend(open.take().map(|(_, block)| block)),
            Some((_, block)) => block.text.push_str(&format!("{line}\n")),
            None if fence.len() >= 3 => {
                let language = line[fence.len()..].to_owned();
                open = Some((fence, Block { language, text: String::new() }));
            }
            None => {}
        }
    }
    found
}

/// The text of the blocks of one language.
pub fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let wanted = fenced(markdown).into_iter().filter(|block| block.language == language);
    wanted.map(|block| block.text).collect()
}

/// What stands between single backticks, outside of fenced blocks.
pub fn inline_code(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// The words of a simple command: quotes, no expansion; ends before a pipe, `&&` or a comment.
pub fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    let end = words.iter().position(|word| ["|", "&&", ">", "#"].contains(&word.as_str()));
    words.truncate(end.unwrap_or(words.len()));
    words
}

#[test]
fn reading_rust() {
    let code = "use crate::a;\n#[cfg(test)]\nmod tests;\nfn f() {\n    x::crate::b();\n}\n#[cfg(test)]\nmod t {\n    use crate::z;\n}\nuse crate::{c::{d, e}, f::g};\n";
    let kept = without_tests(code);
    assert!(!kept.contains("mod t") && kept.contains("fn f"), "{kept}");
    assert_eq!(named_of_crate(&kept).into_iter().collect::<Vec<_>>(), ["a", "b", "c", "f"]);
    assert!(uses_crate("use aws_sdk_lambda::X;", "aws_") && !uses_crate("let aws_x = 1; my_aws_a::b", "aws_"));
    assert_eq!(words("a --b \"c d\" 'e' | tail"), ["a", "--b", "c d", "e"]);
}

#[test]
fn blocks_hold_shorter_fences() {
    let page = "a\n````markdown\n```sh\nb\n```\n````\n```sh\nc\n```\n";
    let found: Vec<_> = fenced(page).into_iter().map(|block| (block.language, block.text)).collect();
    assert_eq!(found[0], ("markdown".into(), "```sh\nb\n```\n".into()));
    assert_eq!(blocks(page, "sh"), ["c\n"]);
}
