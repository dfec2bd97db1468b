//! SES metrics of CloudWatch: GetMetricStatistics, summed by the hour.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>

use super::Stack;
use super::evidence::Seen;
use aws_sdk_cloudwatch::types::Statistic;
use aws_smithy_types::DateTime as AwsTime;
use duckops_core::health::metrics;
use duckops_core::time::Utc;
use duckops_core::world::observations::MetricSum;
use duckops_core::world::{Evidence, Known, Query, Why, WhyKind};
use std::time::Duration;

const HOUR: i32 = 3600;
/// CloudWatch gives no more datapoints in one reply.
const DATAPOINTS: u64 = 1440;

impl Stack {
    pub(super) async fn ses_metric(&self, query: &Query) -> Evidence {
        let shown = |name: &str| query.args.get(name).map_or_else(|| "?".into(), ToString::to_string);
        let request =
            format!("cloudwatch GetMetricStatistics AWS/SES {}, the last {}", shown("metric"), shown("since"));
        self.seen::<MetricSum>(query, request, async {
            let metric = query.text("metric")?;
            let facts =
                metrics::sum(self.hours(query, metric.as_str(), query.duration("since")?).await?, metric.as_str());
            Ok(Seen { summary: metrics::summary(&facts, metric.as_str()), facts })
        })
        .await
    }

    async fn hours(&self, query: &Query, metric: &str, since: Duration) -> Known<Vec<(Utc, f64)>> {
        if since.as_secs() > DATAPOINTS * 3600 {
            return Err(
                Why::new(WhyKind::BadReply, "CloudWatch gives at most 60 days by the hour").hint("ask for less")
            );
        }
        let until = self.clock.now().timestamp();
        let from = until - i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        let ask = self.aws.metrics.get_metric_statistics().namespace("AWS/SES").metric_name(metric);
        let ask = ask.start_time(AwsTime::from_secs(from)).end_time(AwsTime::from_secs(until));
        let reply = ask.period(HOUR).statistics(Statistic::Sum).send().await;
        let reply = reply.map_err(|error| self.call(Stack::permission(query)).why(&error))?;
        let point = |point: &aws_sdk_cloudwatch::types::Datapoint| {
            let at = point.timestamp().and_then(utc);
            at.zip(point.sum()).ok_or_else(|| Why::new(WhyKind::BadReply, "a datapoint without a time or a sum"))
        };
        reply.datapoints().iter().map(point).collect()
    }
}

/// A time of the SDK.
pub(super) fn utc(time: &AwsTime) -> Option<Utc> {
    chrono::DateTime::from_timestamp_millis(time.to_millis().ok()?)
}
