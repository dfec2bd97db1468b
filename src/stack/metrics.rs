//! SES metrics of CloudWatch: GetMetricStatistics by the hour.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>

use super::Stack;
use super::evidence::Seen;
use aws_sdk_cloudwatch::types::{Datapoint, Statistic};
use aws_smithy_types::DateTime as AwsTime;
use duckops_core::health::{mail, metrics};
use duckops_core::time::Utc;
use duckops_core::world::observations::{MetricSum, SesBounces, SesRoom};
use duckops_core::world::permissions::GET_METRICS;
use duckops_core::world::{Evidence, Known, Query, Why, WhyKind};
use futures_util::join;
use std::time::Duration;

const HOUR: i32 = 3600;
/// CloudWatch gives no more datapoints in one reply.
const DATAPOINTS: u64 = 1440;
/// The quota is of a rolling day.
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Stack {
    pub(super) async fn ses_metric(&self, query: &Query) -> Evidence {
        let shown = |name: &str| query.args.get(name).map_or_else(|| "?".into(), ToString::to_string);
        self.seen::<MetricSum>(query, request(&shown("metric"), &shown("since")), async {
            let (metric, since) = (query.text("metric")?, query.duration("since")?);
            let facts = metrics::sum(self.hours(metric.as_str(), since, &Statistic::Sum).await?, metric.as_str());
            Ok(Seen { summary: metrics::summary(&facts, metric.as_str()), facts })
        })
        .await
    }

    pub(super) async fn ses_room(&self, query: &Query) -> Evidence {
        self.seen::<SesRoom>(query, request("Send", "24 h"), async {
            let (quota, sent) = (whole(query, "quota")?, whole(query, "sent")?);
            let asked = mail::Asked { quota, sent, now: self.clock.now() };
            let hours = self.hours("Send", DAY, &Statistic::Sum).await?;
            let facts = mail::room(asked, hours, |at| self.clock.local(at));
            Ok(Seen { summary: mail::room_summary(&facts), facts })
        })
        .await
    }

    pub(super) async fn ses_bounces(&self, query: &Query) -> Evidence {
        let since = query.args.get("since").map_or_else(|| "?".into(), ToString::to_string);
        self.seen::<SesBounces>(query, request("Send, Bounce, Reputation.BounceRate", &since), async {
            let (since, warn, crit) = (query.duration("since")?, query.real("warn")?, query.real("crit")?);
            let hours = i64::try_from(since.as_secs().div_ceil(3600)).map_err(|_| too_long())?;
            let rates = mail::Rates::of_the_last(hours, self.clock.now(), warn, crit);
            let (sum, average) = (&Statistic::Sum, &Statistic::Average);
            // Three calls of the SDK side by side are too large for the stack of a thread.
            let (sends, bounces, reputation) = join!(
                Box::pin(self.hours("Send", since, sum)),
                Box::pin(self.hours("Bounce", since, sum)),
                Box::pin(self.hours("Reputation.BounceRate", since, average)),
            );
            let facts = mail::bounces(&mail::Series { sends, bounces, reputation }, &rates);
            Ok(Seen { summary: mail::bounces_summary(&facts), facts })
        })
        .await
    }

    /// The begin of each hour that has a datapoint, and its value.
    pub(super) async fn hours(&self, metric: &str, since: Duration, statistic: &Statistic) -> Known<Vec<(Utc, f64)>> {
        if since.as_secs() > DATAPOINTS * 3600 {
            return Err(too_long());
        }
        let until = self.clock.now().timestamp();
        // CloudWatch counts its hours from the time that is asked for: whole ones, so that they are the same a minute later.
        let from = until - i64::try_from(since.as_secs()).map_err(|_| too_long())?;
        let from = from - from.rem_euclid(HOUR.into());
        let ask = self.aws.metrics.get_metric_statistics().namespace("AWS/SES").metric_name(metric);
        let ask = ask.start_time(AwsTime::from_secs(from)).end_time(AwsTime::from_secs(until));
        let reply = ask.period(HOUR).statistics(statistic.clone()).send().await;
        let reply = reply.map_err(|error| self.call(GET_METRICS).why(&error))?;
        reply.datapoints().iter().map(|point| value(point, statistic)).collect()
    }
}

fn value(point: &Datapoint, statistic: &Statistic) -> Known<(Utc, f64)> {
    let value = if *statistic == Statistic::Average { point.average() } else { point.sum() };
    let found = point.timestamp().and_then(utc).zip(value.filter(|value| value.is_finite()));
    found.ok_or_else(|| Why::new(WhyKind::BadReply, "a datapoint without a time or a value"))
}

fn request(metrics: &str, since: &str) -> String {
    format!("cloudwatch GetMetricStatistics AWS/SES {metrics}, the last {since}")
}

fn too_long() -> Why {
    Why::new(WhyKind::BadReply, "CloudWatch gives at most 60 days by the hour").hint("ask for less")
}

fn whole(query: &Query, name: &str) -> Known<i64> {
    i64::try_from(query.count(name)?).map_err(|_| Why::new(WhyKind::BadReply, format!("`{name}` is too large")))
}

/// A time of the SDK.
pub(super) fn utc(time: &AwsTime) -> Option<Utc> {
    chrono::DateTime::from_timestamp_millis(time.to_millis().ok()?)
}
