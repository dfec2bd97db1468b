//! The function's log group: FilterLogEvents, every page.
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html>

use super::Stack;
use super::evidence::Seen;
use chrono::{DateTime, TimeDelta};
use duckops_core::health::logs::{Before, MAIL_WORDS, MailErrors, Search, pattern};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::observations::{LogsBefore, LogsMail, LogsSearch};
use duckops_core::world::permissions::FILTER_LOG_EVENTS;
use duckops_core::world::{Evidence, Known, Query, Value, Why, WhyKind};
use std::time::Duration;

impl Stack {
    pub(super) async fn logs_search(&self, query: &Query) -> Evidence {
        self.seen::<LogsSearch>(query, self.logs_request(query), async {
            let (any, newest) = (query.texts("any")?, query.count("newest")?);
            let until = self.clock.now();
            let from = pinned(query, until)?;
            let pattern = pattern(&any)?;
            let mut search = Search::new(any, newest, from);
            self.events(&pattern, (from, until), |at, message| search.add(at, message)).await?;
            Ok(Seen { summary: search.summary(until), facts: search.facts(until) })
        })
        .await
    }

    pub(super) async fn logs_mail(&self, query: &Query) -> Evidence {
        self.seen::<LogsMail>(query, self.logs_request(query), async {
            let until = self.clock.now();
            let from = pinned(query, until)?;
            let pattern = pattern(&MAIL_WORDS.iter().map(Clean::new).collect::<Vec<_>>())?;
            let mut errors = MailErrors::default();
            self.events(&pattern, (from, until), |at, message| errors.add(at, message)).await?;
            Ok(Seen { summary: errors.summary(until), facts: errors.facts(until) })
        })
        .await
    }

    pub(super) async fn logs_before(&self, query: &Query) -> Evidence {
        self.seen::<LogsBefore>(query, self.logs_request(query), async {
            let (any, at) = (query.texts("any")?, query.time("at")?);
            // The end of a search is part of it; the moment itself is not before itself.
            let (from, until) = (before(at, query.duration("span")?), at - TimeDelta::milliseconds(1));
            let pattern = pattern(&any)?;
            let searched_until = query.optional("until", Query::time)?;
            let mut found = match query.arg("like")? {
                Value::Table(like) => Before::new(any, like, at, searched_until)?,
                other => return Err(Why::new(WhyKind::BadReply, format!("`like` cannot be {other}"))),
            };
            self.events(&pattern, (from, until), |at, message| found.add(at, message)).await?;
            Ok(Seen { summary: found.summary(), facts: found.facts() })
        })
        .await
    }

    /// Every matching event of the span. A page can be empty and yet not the last; what cannot be read whole is
    /// not known.
    async fn events(&self, pattern: &str, (from, until): (Utc, Utc), mut add: impl FnMut(Utc, &str)) -> Known<()> {
        let (mut token, mut pages) = (None, self.pages());
        loop {
            let ask =
                self.aws.logs.filter_log_events().log_group_name(&self.settings.log_group).filter_pattern(pattern);
            let ask = ask.start_time(from.timestamp_millis()).end_time(until.timestamp_millis()).set_next_token(token);
            let page = ask.send().await.map_err(|error| self.call(FILTER_LOG_EVENTS).why(&error))?;
            for event in page.events() {
                add(at(event.timestamp())?, event.message().unwrap_or_default());
            }
            token = page.next_token().map(str::to_owned);
            if token.is_none() {
                return Ok(());
            }
            pages.another()?;
        }
    }

    fn logs_request(&self, query: &Query) -> String {
        let shown = |name: &str| query.args.get(name).map_or_else(|| "?".into(), ToString::to_string);
        let span = match (query.args.get("from").or(query.args.get("since")), query.time("at")) {
            (Some(Value::Time(from)), _) => format!("since {}", stamp(*from)),
            (Some(since), _) => format!("the last {since}"),
            (None, Ok(at)) => format!("{} before {}", shown("span"), stamp(at)),
            (None, Err(_)) => "?".into(),
        };
        let words = if query.observe == "logs.mail" { "mail errors".into() } else { shown("any") };
        format!("logs FilterLogEvents {} {words}, {span}", self.settings.log_group)
    }
}

/// Where a search begins. The window of a run is pinned: its start does not move with every look.
fn pinned(query: &Query, until: Utc) -> Known<Utc> {
    match query.args.get("from") {
        Some(Value::Time(from)) => Ok(*from),
        _ => Ok(before(until, query.duration("since")?)),
    }
}

/// A span beyond all time begins with time.
fn before(until: Utc, span: Duration) -> Utc {
    let span = TimeDelta::from_std(span).ok();
    span.and_then(|span| until.checked_sub_signed(span)).unwrap_or(DateTime::UNIX_EPOCH).max(DateTime::UNIX_EPOCH)
}

/// Milliseconds since 1970.
fn at(timestamp: Option<i64>) -> Known<Utc> {
    let found = timestamp.and_then(DateTime::from_timestamp_millis);
    found.ok_or_else(|| Why::new(WhyKind::BadReply, "a log event without a readable time"))
}
