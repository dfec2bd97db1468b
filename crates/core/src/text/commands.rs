//! Commands to type that stand in a text: found, and given the flags that they need to reach the same place.

use std::ops::Range;

/// What `duckops` can be told to do. Only before one of these is its name the beginning of a command.
pub const VERBS: &[&str] = &[
    "triage",
    "checklist",
    "status",
    "probe",
    "completions",
    "config",
    "doctor",
    "drill",
    "approvals",
    "approve",
    "deny",
    "incident",
    "freeze",
    "log",
    "snapshot",
    "handoff",
    "update",
    "postmortem",
    "runs",
    "runbook",
    "iam-policy",
    "help",
    "man",
];

/// The commands of duckops in a text.
pub fn of_duckops(text: &str) -> Vec<&str> {
    ranges(text, "duckops", is_verb).into_iter().map(|range| &text[range]).collect()
}

/// A space at which no line breaks.
const HELD: &str = "\u{a0}";

/// The text with the words of each command held together that has room in a line, for whoever folds it: one in two lines
/// cannot be copied.
pub fn held(text: &str, room: usize) -> String {
    let (mut out, mut last) = (String::new(), 0);
    let fits = |range: &Range<usize>| text[range.clone()].chars().count() <= room;
    for range in ranges(text, "duckops", is_verb).into_iter().filter(fits) {
        out.push_str(&text[last..range.start]);
        out.push_str(&text[range.clone()].replace(' ', HELD));
        last = range.end;
    }
    out + &text[last..]
}

/// A folded line, with its spaces as they were.
pub fn let_go(line: &str) -> String {
    line.replace(HELD, " ")
}

/// Those that stand between backticks.
pub fn spoken_of(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).filter(|code| of_duckops(code).first() == Some(code)).collect()
}

/// The flags behind each command of duckops that has not got them yet. One between backticks is spoken of, not to be
/// typed as it stands; one between quotation marks is a word of another command.
pub fn duckops_with(text: &str, flags: &[String]) -> String {
    let mut found = ranges(text, "duckops", is_verb);
    found.retain(|range| !text[..range.start].ends_with(['`', '\'', '"']));
    with(text, &found, flags)
}

/// The same for the commands of the aws CLI in a script.
pub fn aws_with(script: &str, flags: &[String]) -> String {
    let is_service = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    with(script, &ranges(script, "aws", is_service), flags)
}

fn is_verb(rest: &str) -> bool {
    VERBS.contains(&rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap_or_default())
}

fn with(text: &str, found: &[Range<usize>], flags: &[String]) -> String {
    let (mut out, mut last) = (String::new(), 0);
    for range in found {
        let command = &text[range.clone()];
        let name = |flag: &String| flag.split(' ').next().map(str::to_owned).unwrap_or_default();
        let has = |flag: &String| command.split([' ', '=']).any(|word| word == name(flag));
        out.push_str(&text[last..range.end]);
        out.extend(flags.iter().filter(|flag| !has(flag)).map(|flag| format!(" {flag}")));
        last = range.end;
    }
    out + &text[last..]
}

fn ranges(text: &str, program: &str, begins: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(program) {
        let line = text[..at].lines().next_back().filter(|_| !text[..at].ends_with('\n')).unwrap_or_default();
        let is_alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "-_/.".contains(c));
        let within = found.last().is_some_and(|last| last.contains(&at));
        let rest = text[at + program.len()..].strip_prefix(' ');
        if is_alone && !within && !line.trim_start().starts_with('#') && rest.is_some_and(&begins) {
            found.push(at..at + length(&text[at..]));
        }
    }
    found
}

/// Where a command ends: at what the shell ends it with, or at what ends it in a sentence.
fn length(text: &str) -> usize {
    let (mut quote, mut depth, mut before) = (None, 0, ' ');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            // Within a word it is an apostrophe.
            (None, '\'' | '"') if !before.is_alphanumeric() => quote = Some(c),
            (None, '\\') => {
                chars.next();
                while chars.next_if(|(_, c)| *c == ' ').is_some() {}
            }
            (None, '(') if before == '$' || depth > 0 => depth += 1,
            (None, ')') if depth > 0 => depth -= 1,
            _ if depth == 0 && ends(before, c, next) => return text[..at].trim_end().len(),
            _ => {}
        }
        before = c;
    }
    text.trim_end().len()
}

fn ends(before: char, c: char, next: char) -> bool {
    match c {
        '\n' | ';' | '|' | '&' | '(' | ')' | '`' | '·' => true,
        // `<target.version>` is a word that is left to be filled in.
        '<' | '>' => before == ' ' && matches!(next, ' ' | '"' | '$'),
        ' ' => next == ' ',
        '.' | ',' | ':' => next.is_whitespace(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags() -> Vec<String> {
        vec!["--state-dir '/tmp/a b'".into(), "--api u".into()]
    }

    #[test]
    fn a_command_in_a_sentence_gets_the_flags_where_it_ends() {
        for (text, wanted) in [
            ("duckops approvals", "duckops approvals F"),
            ("next: duckops status · duckops triage\n", "next: duckops status F · duckops triage F\n"),
            ("(and 2 more: duckops runs list)", "(and 2 more: duckops runs list F)"),
            ("over: duckops runs take-over 7; or: duckops x", "over: duckops runs take-over 7 F; or: duckops x"),
            ("run 7  at x:  duckops triage inc --resume=7", "run 7  at x:  duckops triage inc --resume=7 F"),
            ("what duckops keeps; one `duckops drill serve`", "what duckops keeps; one `duckops drill serve`"),
            ("duckops deny 7-1 --reason \"no; never\"", "duckops deny 7-1 --reason \"no; never\" F"),
            ("git config m.driver 'duckops log merge %O %A'", "git config m.driver 'duckops log merge %O %A'"),
            ("Go on: duckops triage inc. Or not.", "Go on: duckops triage inc F. Or not."),
        ] {
            let wanted = wanted.replace('F', "--state-dir '/tmp/a b' --api u");
            assert_eq!(duckops_with(text, &flags()), wanted);
            assert_eq!(duckops_with(&wanted, &flags()), wanted, "twice");
        }
    }

    #[test]
    fn a_flag_that_is_said_is_not_said_again() {
        assert_eq!(duckops_with("duckops runs list --api other", &flags()[1..]), "duckops runs list --api other");
        assert_eq!(duckops_with("duckops runs list --api=other", &flags()[1..]), "duckops runs list --api=other");
    }

    #[test]
    fn a_command_of_aws_is_found_in_a_script() {
        for (script, wanted) in [
            ("aws sts get-caller-identity", "aws sts get-caller-identity --e u"),
            (
                "aws logs x \\\n  --group /aws/f \\\n  --q '[a; b]' | head",
                "aws logs x \\\n  --group /aws/f \\\n  --q '[a; b]' --e u | head",
            ),
            (
                "v=$(aws lambda x --at \"$(date +%s)\"); echo $v",
                "v=$(aws lambda x --at \"$(date +%s)\" --e u); echo $v",
            ),
            ("aws logs x --at $(( $(date +%s) - 9 )) > out", "aws logs x --at $(( $(date +%s) - 9 )) --e u > out"),
            ("aws lambda x --version <target.version>", "aws lambda x --version <target.version> --e u"),
            ("# aws is asked\naws ses y", "# aws is asked\naws ses y --e u"),
        ] {
            assert_eq!(aws_with(script, &["--e u".into()]), wanted);
        }
    }

    #[test]
    fn a_command_is_held_together_where_it_has_room() {
        let text = "the log is behind: duckops log deploy show, then go on";
        assert_eq!(held(text, 23), "the log is behind: duckops\u{a0}log\u{a0}deploy\u{a0}show, then go on");
        assert_eq!((held(text, 22).as_str(), let_go(&held(text, 23)).as_str()), (text, text));
    }

    #[test]
    fn the_commands_of_a_text_are_told() {
        let text = "It has `duckops checklist rollback`. Come back. See duckops status, or `aws sts x`.";
        assert_eq!(of_duckops(text), ["duckops checklist rollback", "duckops status"]);
        assert_eq!(spoken_of(text), ["duckops checklist rollback"]);
    }
}
