//! What is bash's own: it cuts words at `=`, hands them over as they are typed, and puts in what it is given as it is.

use super::asked::Asked;
use clap_complete::engine::CompletionCandidate;

/// Takes as the word that is completed what stands before the cursor.
const TAKES: &str = r#"words[COMP_CWORD]="$2""#;

/// Behind `=` that is nothing, and the word is the `=` itself. A quote that is open is not part of it.
const TAKES_MORE: &str = r#"case "${words[COMP_CWORD]}" in
            =) ;;
            [\"\']*) words[COMP_CWORD]="${words[COMP_CWORD]:0:1}$2" ;;
            *) words[COMP_CWORD]="$2" ;;
        esac"#;

/// It is told where one answer ends by a character that no stream of ours writes.
pub fn mended(script: &str) -> String {
    script.replace(r"IFS=$'\013'", r"IFS=$'\n'").replace(TAKES, TAKES_MORE)
}

/// It completes from the last `=` on.
pub fn lines(found: &[CompletionCandidate], asked: &Asked) -> String {
    let prefix = asked.prefix.as_str();
    let mut values: Vec<_> = found.iter().map(|one| one.get_value().to_string_lossy().into_owned()).collect();
    // Behind `--resume=` no runbook is meant.
    if values.iter().any(|value| value.starts_with(prefix)) {
        values.retain(|value| value.starts_with(prefix));
    }
    let rest = values.iter().map(|value| value.strip_prefix(prefix).unwrap_or(value));
    rest.map(|value| if asked.quoted { value.to_owned() } else { escaped(value) } + "\n").collect()
}

/// One word for the shell, whatever stands in it.
fn escaped(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,@+%^~".contains(c) || !c.is_ascii();
    value.chars().flat_map(|c| (!is_plain(c)).then_some('\\').into_iter().chain([c])).collect()
}

/// Whether a quote is open at the beginning of a word.
pub fn is_quoted(word: &str) -> bool {
    word.starts_with(['"', '\''])
}

/// A word as the shell would read it.
pub fn unquoted(word: &str) -> String {
    let (mut read, mut quote, mut chars) = (String::new(), None, word.chars());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => read.extend(chars.next()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => read.push(c),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_the_shell_would() {
        for (typed, read) in [
            (r"in\ person", "in person"),
            ("\"in per", "in per"),
            ("'a\"b\\'", "a\"b\\"),
            (r#"a"b \" c"'d'"#, "ab \" cd"),
            ("\\", ""),
        ] {
            assert_eq!(unquoted(typed), read, "{typed}");
        }
    }

    #[test]
    fn what_is_put_in_is_one_word() {
        for (value, put) in [("in person", r"in\ person"), ("a'b$(c)", r"a\'b\$\(c\)"), ("ä-1=2", "ä-1=2")] {
            assert_eq!(escaped(value), put);
            assert_eq!(unquoted(put), value);
        }
    }
}
