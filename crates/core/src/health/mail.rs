//! The sending account of SES; when its room comes back, its bounces, the request to leave the sandbox.

mod bounces;
mod production;
mod room;

pub use bounces::{Rates, Series, bounces, summary as bounces_summary};
pub use production::{ProductionRequest, Standing, review_is_open};
pub use room::{Asked, room, summary as room_summary};

use crate::text::Clean;
use crate::world::observations::SesAccount;
use crate::world::{Known, Why};

/// What GetAccount says. What is `None` was not in the reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub sending: bool,
    pub production: bool,
    /// Recipients in a rolling 24 hours: allowed (-1: unlimited), and sent.
    pub quota: Option<(f64, f64)>,
    pub enforcement: Option<String>,
    pub review: Option<String>,
    /// The support case of the review.
    pub case: Option<String>,
}

impl Account {
    pub fn facts(&self) -> SesAccount {
        let quota = self.quota.ok_or_else(|| Why::not_reported("SendQuota"));
        let limit = quota.clone().and_then(|(limit, _)| limited(limit));
        let sent = quota.map(|(_, sent)| whole(sent));
        let used = self.quota.ok_or_else(|| Why::not_reported("SendQuota")).map(|(limit, sent)| percent(sent, limit));
        let left = limit.clone().and_then(|limit| sent.clone().map(|sent| (limit - sent).max(0)));
        let enforcement = self.enforcement.as_deref().map(Clean::new);
        let review = self.review.as_deref().map(Clean::new);
        // An absent flag reads as `false`; a reply that has nothing else either is no account.
        let is_account = self.quota.is_some() || self.enforcement.is_some();
        let flag = |flag: bool, name: &str| if is_account { Ok(flag) } else { Err(Why::not_reported(name)) };
        SesAccount {
            sending_enabled: flag(self.sending, "SendingEnabled"),
            sandbox: flag(!self.production, "ProductionAccessEnabled"),
            pending: flag(self.review.as_deref() == Some("PENDING"), "the review"),
            denied: flag(self.review.as_deref() == Some("DENIED"), "the review"),
            used: used.clone(),
            exhausted: used.map(|used| used >= 100.0),
            quota: limit,
            sent,
            left,
            enforcement: enforcement.ok_or_else(|| Why::not_reported("EnforcementStatus")),
            review: review.ok_or_else(|| Why::absent("no production access was asked for")),
            case: self.case.as_deref().map(Clean::new).ok_or_else(|| Why::absent("there is no support case")),
        }
    }
}

const SANDBOX: &str = "; sandbox: mail to unverified recipients fails silently";

/// `57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails silently`.
pub fn summary(facts: &SesAccount) -> String {
    let sent = match (&facts.sent, &facts.quota) {
        (Ok(sent), Ok(quota)) => format!("{sent} of {quota} sent in 24 h"),
        (Ok(sent), Err(_)) => format!("{sent} sent in 24 h, no limit"),
        (Err(why), _) => why.text.as_str().to_owned(),
    };
    let off = if facts.sending_enabled == Ok(false) { ", sending is disabled" } else { "" };
    let sandbox = if facts.sandbox == Ok(true) { SANDBOX } else { "" };
    let enforced = match &facts.enforcement {
        Ok(word) if word.as_str() != "HEALTHY" => format!(", {word}"),
        _ => String::new(),
    };
    format!("{sent}{off}{enforced}{sandbox}")
}

fn limited(limit: f64) -> Known<i64> {
    if limit < 0.0 { Err(Why::absent("the quota is unlimited")) } else { Ok(whole(limit)) }
}

/// An unlimited quota cannot be used up; one of zero always is.
fn percent(sent: f64, limit: f64) -> f64 {
    match limit {
        limit if limit < 0.0 => 0.0,
        limit if limit > 0.0 => sent / limit * 100.0,
        _ => 100.0,
    }
}

/// SES counts recipients in floating point.
#[allow(clippy::cast_possible_truncation, reason = "saturates; counts of mail are far smaller")]
fn whole(count: f64) -> i64 {
    count.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;

    fn account(quota: Option<(f64, f64)>) -> Account {
        Account {
            sending: true,
            production: false,
            quota,
            enforcement: Some("HEALTHY".into()),
            review: None,
            case: None,
        }
    }

    #[test]
    fn the_quota_is_what_is_left_of_it() {
        for (quota, left, shown) in [
            ((200.0, 57.0), Ok(143), "57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails silently"),
            ((200.0, 200.0), Ok(0), "200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails silently"),
            ((200.0, 203.0), Ok(0), "203 of 200 sent in 24 h; sandbox: mail to unverified recipients fails silently"),
            (
                (-1.0, 57.0),
                Err(WhyKind::Absent),
                "57 sent in 24 h, no limit; sandbox: mail to unverified recipients fails silently",
            ),
        ] {
            let facts = account(Some(quota)).facts();
            assert_eq!(facts.left.clone().map_err(|why| why.kind), left);
            assert_eq!(summary(&facts), shown);
        }
        let full = |limit, sent| account(Some((limit, sent))).facts();
        assert_eq!((full(200.0, 160.0).used, full(200.0, 160.0).exhausted), (Ok(80.0), Ok(false)));
        assert_eq!((full(-1.0, 9e9).exhausted, full(0.0, 0.0).exhausted), (Ok(false), Ok(true)));
        let open = Account { review: Some("PENDING".into()), ..account(Some((200.0, 1.0))) }.facts();
        assert_eq!((open.pending, open.denied), (Ok(true), Ok(false)));
        assert_eq!(full(200.0, 1.0).pending, Ok(false), "none was asked for");
        assert_eq!(account(None).facts().sent.unwrap_err().kind, WhyKind::NotReported);
        let nothing = Account { enforcement: None, ..account(None) }.facts();
        assert!(nothing.sending_enabled.is_err() && nothing.sandbox.is_err(), "an empty reply is not a sandbox");
    }

    #[test]
    fn a_stop_is_said() {
        let stopped = Account { sending: false, enforcement: Some("SHUTDOWN".into()), ..account(Some((200.0, 1.0))) };
        assert_eq!(
            summary(&stopped.facts()),
            "1 of 200 sent in 24 h, sending is disabled, SHUTDOWN; sandbox: mail to unverified recipients fails silently"
        );
        assert_eq!(stopped.facts().review.unwrap_err().kind, WhyKind::Absent);
    }
}
