//! How a request to the watched API ended, and whether that means that it is up.

use crate::text::Clean;
use crate::world::observations::Answered;
use crate::world::{Known, Why, WhyKind, duration_text};
use std::time::Duration;

/// `502 Bad Gateway`, `timed out after 30 s`, `connection refused`. `reason` is HTTP's phrase for the code,
/// empty for a code that has none.
pub fn words(answered: Answered, reason: &str, took: Duration) -> Clean {
    Clean::new(match answered {
        Answered::Http(code) => format!("{code} {reason}").trim_end().to_owned(),
        Answered::TimedOut => format!("timed out after {}", duration_text(took)),
        Answered::Refused => "connection refused".into(),
        Answered::Dns => "no such host".into(),
        Answered::Tls => "TLS failed".into(),
        Answered::Broken => "the connection broke".into(),
    })
}

/// The line that the person reads first: `502 Bad Gateway after 31 ms`.
pub fn summary(answered: Answered, words: &Clean, took: Duration) -> Clean {
    match answered {
        Answered::TimedOut => words.clone(),
        _ => Clean::new(format!("{words} after {}", duration_text(took))),
    }
}

/// Before what kept a request from being answered.
pub const NO_ANSWER: &str = "no HTTP answer: ";

/// Whether the API is up. No answer is the finding when the network works otherwise, that is, when the
/// control endpoint answered; when nothing answers it is not known.
pub fn up(answered: Answered, words: &Clean, control_answers: bool) -> Known<bool> {
    match answered {
        Answered::Http(code) => Ok(code == 200),
        _ if control_answers => Ok(false),
        _ => Err(nothing_answers(answered, words)),
    }
}

/// The HTTP code, when there was one.
pub fn code(answered: Answered, words: &Clean) -> Known<i64> {
    match answered {
        Answered::Http(code) => Ok(i64::from(code)),
        _ => Err(Why::new(kind(answered), format!("{NO_ANSWER}{words}"))),
    }
}

/// Why the body cannot be read when there is none.
pub fn no_body(answered: Answered, words: &Clean) -> Why {
    match answered {
        Answered::Http(_) => Why::new(WhyKind::NotReported, format!("only a 200 reports anything: {words}")),
        _ => Why::new(kind(answered), format!("{NO_ANSWER}{words}")),
    }
}

fn nothing_answers(answered: Answered, words: &Clean) -> Why {
    Why::new(kind(answered), format!("{words}, and AWS does not answer either: the network here may be down"))
        .hint("try another network, VPN or proxy; then look again")
}

fn kind(answered: Answered) -> WhyKind {
    if answered == Answered::TimedOut { WhyKind::TimedOut } else { WhyKind::Network }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Answered::*;

    #[test]
    fn each_end_has_its_words() {
        for (answered, reason, ms, shown) in [
            (Http(200), "OK", 31, "200 OK after 31 ms"),
            (Http(502), "Bad Gateway", 31, "502 Bad Gateway after 31 ms"),
            (Http(599), "", 31, "599 after 31 ms"),
            (TimedOut, "", 30_004, "timed out after 30 s"),
            (Refused, "", 1, "connection refused after 1 ms"),
            (Dns, "", 4, "no such host after 4 ms"),
            (Tls, "", 1200, "TLS failed after 1.2 s"),
            (Broken, "", 9, "the connection broke after 9 ms"),
        ] {
            let took = Duration::from_millis(ms);
            assert_eq!(summary(answered, &words(answered, reason, took), took).as_str(), shown);
        }
    }

    #[test]
    fn no_answer_is_down_only_when_something_else_answers() {
        let words = Clean::new("x");
        for (answered, control, expected) in [
            (Http(200), false, Some(true)),
            (Http(201), true, Some(false)),
            (Http(302), true, Some(false)),
            (Http(504), false, Some(false)),
            (TimedOut, true, Some(false)),
            (TimedOut, false, None),
            (Refused, true, Some(false)),
            (Refused, false, None),
            (Dns, true, Some(false)),
            (Dns, false, None),
            (Tls, false, None),
            (Broken, true, Some(false)),
        ] {
            assert_eq!(up(answered, &words, control).ok(), expected, "{answered:?} {control}");
        }
        assert_eq!(code(Http(502), &words), Ok(502));
        assert_eq!(code(TimedOut, &words).unwrap_err().kind, WhyKind::TimedOut);
    }
}
