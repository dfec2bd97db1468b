//! `logs.mail`: why mails could not be sent. Each event is of one kind.
//! The words are those of SES: <https://docs.aws.amazon.com/ses/latest/dg/using-ses-api-error-codes.html>,
//! <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>.

use super::kind::{example, kind};
use crate::health::{as_count, clock_text, counted};
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::LogsMail;
use crate::world::{Known, Table, Why};
use std::collections::BTreeMap;

/// What an event must contain to be looked at, case as written. SES writes some of it in two ways, and so do its
/// SMTP interface and the SDKs.
pub const WORDS: &[&str] = &[
    "MessageRejected",
    "not verified",
    "NotVerified",
    "Throttling",
    "TooManyRequests",
    "Maximum sending rate",
    "maximum sending rate",
    "quota",
    "LimitExceeded",
    "SendingPaused",
    "ending paused",
    "ending is paused",
    "ending suspended",
    "ending is disabled",
    "AccountSuspended",
];

/// The causes, the most specific first: an event that fits several is of the first. SMTP says `Throttling failure:
/// Daily message quota exceeded`, and a suspended account answers `MessageRejected: Sending suspended`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Paused,
    Quota,
    Unverified,
    Throttled,
    Rejected,
}

const CAUSES: [(Cause, &str, &[&str]); 5] = [
    (
        Cause::Paused,
        "sending is paused",
        &[
            "sendingpaused",
            "sending paused",
            "sending is paused",
            "sending suspended",
            "sending is disabled",
            "accountsuspended",
        ],
    ),
    (Cause::Quota, "daily quota used up", &["quota", "limitexceeded"]),
    (Cause::Unverified, "address not verified", &["not verified", "notverified"]),
    (Cause::Throttled, "too many in a second", &["throttling", "toomanyrequests", "maximum sending rate"]),
    (Cause::Rejected, "rejected", &["messagerejected"]),
];

/// Other services are throttled and have quotas as well: an event counts when it speaks of mail.
fn is_of_mail(message: &str, lower: &str) -> bool {
    message.contains("SES") || ["mail", "sending", "messagerejected"].iter().any(|word| lower.contains(word))
}

fn cause(message: &str) -> Option<Cause> {
    let lower = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let found = CAUSES.iter().find(|(_, _, words)| says(words)).map(|(cause, ..)| *cause);
    found.filter(|_| is_of_mail(message, &lower))
}

struct Found {
    times: i64,
    first: Utc,
    last: Utc,
    text: Clean,
}

/// Rows of the table; texts in one line, and how long each of them may be there.
const SHOWN: usize = 10;
const TOLD: usize = 4;
const QUOTED: usize = 80;
/// Texts of one cause that are told apart; whoever logs a stack trace a mail fills no memory.
const TOLD_APART: usize = 50;

/// Adds up the events of `logs.mail`, page by page, in any order. Which mails they are of, only their texts say: a
/// password reset fails as a certificate does.
#[derive(Default)]
pub struct MailErrors {
    found: [BTreeMap<String, Found>; CAUSES.len()],
}

impl MailErrors {
    pub fn add(&mut self, at: Utc, message: &str) {
        let Some(place) = cause(message).and_then(|cause| CAUSES.iter().position(|(one, ..)| *one == cause)) else {
            return;
        };
        let (text, found) = (example(message), &mut self.found[place]);
        let mut kind = kind(&without_addresses(&text));
        if found.len() >= TOLD_APART && !found.contains_key(&kind) {
            kind.clear();
        }
        let found = found.entry(kind).or_insert_with(|| Found { times: 0, first: at, last: at, text: text.clone() });
        found.times += 1;
        found.first = found.first.min(at);
        if at >= found.last {
            (found.last, found.text) = (at, text);
        }
    }

    fn times(&self, wanted: Cause) -> i64 {
        let of = CAUSES.iter().zip(&self.found).filter(|((cause, ..), _)| *cause == wanted);
        of.flat_map(|(_, found)| found.values()).map(|found| found.times).sum()
    }

    fn count(&self) -> i64 {
        CAUSES.iter().map(|(cause, ..)| self.times(*cause)).sum()
    }

    /// Each text by its cause, the most frequent first.
    fn texts(&self) -> Vec<(&'static str, &Found)> {
        let mut all = Vec::new();
        for (at, (_, cause, _)) in CAUSES.iter().enumerate() {
            let mut of_cause: Vec<_> = self.found[at].values().map(|found| (*cause, found)).collect();
            of_cause.sort_by_key(|(_, found)| std::cmp::Reverse((found.times, found.last)));
            all.extend(of_cause);
        }
        all
    }

    /// The facts, when every page was read; `until` is where the search ended.
    pub fn facts(&self, until: Utc) -> LogsMail {
        LogsMail {
            count: Ok(self.count()),
            unverified: Ok(self.times(Cause::Unverified)),
            rejected: Ok(self.times(Cause::Rejected)),
            throttled: Ok(self.times(Cause::Throttled)),
            quota: Ok(self.times(Cause::Quota)),
            paused: Ok(self.times(Cause::Paused)),
            kinds: Ok(self.table()),
            which: self.which(),
            until: Ok(until),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new(["kind", "times", "first", "last", "text"]);
        let texts = self.texts();
        for (kind, found) in texts.iter().take(SHOWN) {
            let cells = [*kind, &found.times.to_string(), &clock_text(found.first), &clock_text(found.last)];
            let [kind, times, first, last] = cells.map(Clean::new);
            table.row([kind, times, first, last, found.text.clone()]);
        }
        table.first_of(texts.len(), "by cause, the most frequent first")
    }

    /// `6 times "[ERROR] signup verification not sent: …", 2 times …`.
    fn which(&self) -> Known<Clean> {
        let texts = self.texts();
        if texts.is_empty() {
            return Err(Why::absent("none found"));
        }
        let told = texts.iter().take(TOLD).map(|(_, found)| {
            format!("{} \"{}\"", counted(found.times, "time", "times"), found.text.shortened(QUOTED))
        });
        let more = texts.len().saturating_sub(TOLD);
        let more = (more > 0).then(|| format!("and {}", counted(as_count(more), "other text", "other texts")));
        Ok(Clean::new(told.chain(more).collect::<Vec<_>>().join(", ")))
    }

    /// `14 mail errors: daily quota used up (12), rejected (2)`.
    pub fn summary(&self, until: Utc) -> String {
        let each = CAUSES.iter().map(|(cause, kind, _)| (kind, self.times(*cause))).filter(|(_, times)| *times > 0);
        let each: Vec<_> = each.map(|(kind, times)| format!("{kind} ({times})")).collect();
        match self.count() {
            0 => format!("no mail error found up to {} (events arrive late)", clock_text(until)),
            count => format!("{}: {}", counted(count, "mail error", "mail errors"), each.join(", ")),
        }
    }
}

/// Two mails of one kind go to two people.
fn without_addresses(text: &Clean) -> Clean {
    let words = text.as_str().split(' ').map(|word| if word.contains('@') { "#" } else { word });
    Clean::new(words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::pattern;
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn each_event_is_of_the_most_specific_kind() {
        for (message, expected) in [
            (
                "An error occurred (MessageRejected) when calling the SendEmail operation: Email address is not \
                 verified. The following identities failed the check in region US-EAST-1: a@b.example",
                Some(Cause::Unverified),
            ),
            ("MailFromDomainNotVerifiedException: the MAIL FROM domain", Some(Cause::Unverified)),
            ("MessageRejected: Local address contains control or whitespace", Some(Cause::Rejected)),
            ("454 Throttling failure: Daily message quota exceeded (mail)", Some(Cause::Quota)),
            ("LimitExceededException when calling the SendEmail operation", Some(Cause::Quota)),
            ("454 Throttling failure: Maximum sending rate exceeded.", Some(Cause::Throttled)),
            ("[ERROR] Throttling: mail digest: maximum sending rate exceeded", Some(Cause::Throttled)),
            ("TooManyRequestsException when calling the SendEmail operation", Some(Cause::Throttled)),
            ("MessageRejected: Sending suspended for this account", Some(Cause::Paused)),
            ("AccountSendingPausedException: Email sending is disabled", Some(Cause::Paused)),
            ("SendingPausedException: Sending is paused", Some(Cause::Paused)),
            // Of other services.
            ("[ERROR] TooManyRequestsException: Rate exceeded", None),
            ("ThrottlingException of DynamoDB: table quota", None),
            ("the signature is not verified", None),
            ("mail sent", None),
        ] {
            assert_eq!(cause(message), expected, "{message}");
        }
    }

    #[test]
    fn every_word_that_decides_is_searched_for() {
        let all: Vec<_> = WORDS.iter().map(Clean::new).collect();
        let pattern = pattern(&all).unwrap();
        assert!(pattern.len() <= 1024, "FilterLogEvents takes no longer pattern");
        let lower: Vec<_> = WORDS.iter().map(|word| word.to_ascii_lowercase()).collect();
        for word in CAUSES.iter().flat_map(|(_, _, words)| words.iter()) {
            assert!(lower.iter().any(|searched| word.contains(searched.as_str())), "{word} is never found");
        }
    }

    #[test]
    fn events_are_counted_by_kind_in_any_order() {
        let mut errors = MailErrors::default();
        for (second, message) in [
            (50, "mail 3: Daily message quota exceeded"),
            (10, "mail 1: Daily message quota exceeded"),
            (30, "MessageRejected: no subject"),
            (20, "mail 2: Daily message quota exceeded"),
        ] {
            errors.add(at(second), message);
        }
        let facts = errors.facts(at(60));
        assert_eq!((facts.count, facts.quota, facts.rejected, facts.paused), (Ok(4), Ok(3), Ok(1), Ok(0)));
        let rows = facts.kinds.unwrap().rows;
        let shown: Vec<_> =
            rows.iter().map(|row| row.iter().map(Clean::as_str).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(
            shown,
            [
                "daily quota used up|3|00:00:10Z|00:00:50Z|mail 3: Daily message quota exceeded",
                "rejected|1|00:00:30Z|00:00:30Z|MessageRejected: no subject",
            ]
        );
        assert_eq!(errors.summary(at(60)), "4 mail errors: daily quota used up (3), rejected (1)");
        assert!(MailErrors::default().facts(at(60)).which.is_err());
        assert_eq!(MailErrors::default().summary(at(60)), "no mail error found up to 00:01:00Z (events arrive late)");
    }

    /// "Mails that could not be sent: 9", of which 2 were certificates.
    #[test]
    fn which_mails_they_are_is_told_by_their_texts() {
        let mut errors = MailErrors::default();
        for (second, what) in
            [(1, "signup for a@b.example"), (2, "certificate"), (3, "signup for c@d.example"), (4, "password reset")]
        {
            errors.add(at(second), &format!("[ERROR] {what} not sent: MessageRejected: Email address is not verified"));
        }
        let facts = errors.facts(at(60));
        assert_eq!((facts.count, facts.unverified), (Ok(4), Ok(4)));
        let rows = facts.kinds.unwrap().rows;
        let shown: Vec<_> = rows.iter().map(|row| format!("{} {}", row[1], row[4])).collect();
        let end = "not sent: MessageRejected: Email address is not verified";
        assert_eq!(
            shown,
            [
                format!("2 [ERROR] signup for c@d.example {end}"),
                format!("1 [ERROR] password reset {end}"),
                format!("1 [ERROR] certificate {end}")
            ]
        );
        let which = facts.which.unwrap();
        assert!(which.as_str().starts_with("2 times \"[ERROR] signup for"), "{which}");
        assert!(which.as_str().contains("1 time \"[ERROR] certificate"), "{which}");
        for other in 0..90 {
            errors.add(at(5), &format!("[ERROR] {} not sent: mail quota", "x".repeat(other)));
        }
        let facts = errors.facts(at(60));
        assert_eq!((facts.count, facts.kinds.unwrap().rows.len()), (Ok(94), SHOWN), "all are counted");
        assert!(facts.which.unwrap().as_str().ends_with("other texts"));
    }
}
