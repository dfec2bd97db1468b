//! GetMetricStatistics as a form, answered in XML.

use super::{Point, Wanted};
use crate::drill::aws::fault::{Fault, escaped};
use crate::drill::aws::query::Form;
use crate::drill::world::World;
use chrono::DateTime;
use duckops_core::time::stamp;

pub fn answer(world: &World, form: &Form, request: &str) -> Result<String, Fault> {
    let found = wanted(form).find(world)?;
    let points: String = found.points.into_iter().map(shown).collect();
    Ok(format!(
        "<GetMetricStatisticsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">\
         <GetMetricStatisticsResult><Datapoints>{points}</Datapoints><Label>{}</Label>\
         </GetMetricStatisticsResult><ResponseMetadata><RequestId>{request}</RequestId>\
         </ResponseMetadata></GetMetricStatisticsResponse>",
        escaped(&found.label)
    ))
}

fn wanted(form: &Form) -> Wanted {
    let time = |name: &str| Some(DateTime::parse_from_rfc3339(form.get(name)?).ok()?.to_utc());
    Wanted {
        namespace: form.get("Namespace").map(str::to_owned),
        metric: form.get("MetricName").map(str::to_owned),
        from: time("StartTime"),
        to: time("EndTime"),
        step: form.get("Period").and_then(|step| step.parse().ok()),
        statistics: form.members("Statistics"),
        dimensions: form.get("Dimensions.member.1.Name").is_some(),
    }
}

fn shown(point: Point) -> String {
    let value = |(name, value): (String, f64)| format!("<{name}>{value:?}</{name}>");
    let values: String = point.values.into_iter().map(value).collect();
    let at = stamp(point.at);
    format!("<member><Timestamp>{at}</Timestamp>{values}<Unit>Count</Unit></member>")
}
