//! Log events: which count, which are of one kind, and what many of them add up to. Memory is bounded however
//! many there are: counters, one example a kind, nothing else is kept.

mod before;
mod kind;
mod mail;
mod search;

pub use before::Before;
pub use mail::{MailErrors, WORDS as MAIL_WORDS};
pub use search::Search;

use crate::text::Clean;
use crate::world::{Known, Why, WhyKind};

/// The pattern of FilterLogEvents for "contains one of these": quoted, because a bare term may hold only letters,
/// digits and `_`; with `?`, because bare terms must all match.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
pub fn pattern(any: &[Clean]) -> Known<String> {
    let quoted = |text: &Clean| format!("\"{}\"", text.as_str().replace('\\', "\\\\").replace('"', "\\\""));
    match any {
        [] => Err(Why::new(WhyKind::BadReply, "a search of the logs needs at least one text")),
        [one] => Ok(quoted(one)),
        several => Ok(several.iter().map(|text| format!("?{}", quoted(text))).collect::<Vec<_>>().join(" ")),
    }
}

/// Whether a message contains one of the texts, case as written: what was asked for, held against what came.
fn contains(message: &str, any: &[Clean]) -> bool {
    any.iter().any(|text| message.contains(text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_quoted_and_alternatives() {
        for (any, shown) in [
            (vec!["ERROR"], r#""ERROR""#),
            (vec!["ERROR", "Task timed out"], r#"?"ERROR" ?"Task timed out""#),
            (vec![r#"say "hi" \o/"#], r#""say \"hi\" \\o/""#),
        ] {
            assert_eq!(pattern(&any.iter().map(Clean::new).collect::<Vec<_>>()).unwrap(), shown);
        }
        assert!(pattern(&[]).is_err());
    }
}
