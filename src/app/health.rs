//! Everything at once: the looks that a status, a probe and `health.now` share, and what they amount to.

use super::proposals::{Proposal, fitting, proposals};
use duckops_core::health::anomalies;
use duckops_core::health::looks::SCORED;
use duckops_core::health::seen::Seen;
use duckops_core::runbook::Library;
use duckops_core::text::Clean;
use duckops_core::walk::ports::Observe;
use duckops_core::world::observations::{HealthNow, MAIL_SENT, observation};
use duckops_core::world::settings::{Settings, parse_value};
use duckops_core::world::{Evidence, Facts as _, Known, Query, Value, Why};
use futures_util::future::join_all;

/// The figures of status whose rise is a sign.
const RISING: [&str; 2] = ["callback_error", "agents_dead"];
/// Asked with figures that status or the account gives.
const AFTERWARDS: [&str; 4] = ["history.pecks", "history.change", "history.kept", "ses.room"];

/// `health.now`: all of its looks at once, folded into its facts.
pub async fn now(observe: &dyn Observe, settings: &Settings, runbooks: &Library, query: &Query) -> Evidence {
    let looks = gather(observe, settings, SCORED).await;
    let proposed = proposals(runbooks, observe, settings, &looks).await;
    folded(query, &looks, judged(&looks, settings, &proposed))
}

/// The facts of `health.now`.
pub fn judged(looks: &[Evidence], settings: &Settings, proposals: &[Proposal<'_>]) -> HealthNow {
    let runbook = |rests: &[&str]| fitting(proposals, rests).map(|runbook| Clean::new(&runbook.id));
    anomalies::now(Seen(looks), settings, &runbook)
}

fn folded(query: &Query, looks: &[Evidence], facts: HealthNow) -> Evidence {
    let mut names: Vec<_> = looks.iter().map(|look| look.query.observe.as_str()).collect();
    names.dedup();
    let summary = Clean::new(anomalies::summary(&facts));
    let why = Why::not_looked("anything");
    let Some(first) = looks.iter().min_by_key(|look| look.at) else {
        return Evidence::not_taken(query, &why, chrono::DateTime::UNIX_EPOCH);
    };
    Evidence {
        query: query.clone(),
        request: Clean::new(names.join(", ")),
        summary,
        at: first.at,
        took: looks.iter().map(|look| look.took).max().unwrap_or(first.took),
        bytes: looks.iter().map(|look| look.bytes).sum(),
        facts: facts.into_facts(),
    }
}

/// Takes looks beside each other; those that ask with figures of others come after them.
pub async fn gather(observe: &dyn Observe, settings: &Settings, wanted: &[&str]) -> Vec<Evidence> {
    let first = wanted.iter().filter(|name| !AFTERWARDS.contains(name)).map(|name| query(name, settings));
    let mut looks = at_once(observe, first.collect()).await;
    let later = join_all(later(wanted, settings, &looks).into_iter().map(|asked| async move {
        match asked {
            Ok(query) => observe.look(&query).await,
            Err(not_taken) => *not_taken,
        }
    }))
    .await;
    looks.extend(later);
    looks
}

pub async fn at_once(observe: &dyn Observe, queries: Vec<Query>) -> Vec<Evidence> {
    join_all(queries.iter().map(|query| observe.look(query))).await
}

/// How many mails more were sent, where SES says how many were.
fn mails(settings: &Settings, looks: &[Evidence]) -> Option<Query> {
    let (now, look) = (Seen(looks).fact("ses.account.sent").ok()?, Seen(looks).look("ses.account")?);
    let query = query("history.change", settings).with("figure", Value::Text(Clean::new(MAIL_SENT)));
    Some(query.with("now", now.clone()).with("as_of", Value::Time(look.at)))
}

/// When room comes back in a quota of which this much is used: from here on that is asked.
fn room(settings: &Settings, looks: &[Evidence]) -> Option<Query> {
    let seen = Seen(looks);
    let (used, quota) = (seen.real("ses.account.used").ok()?, seen.fact("ses.account.quota").ok()?);
    let sent = seen.fact("ses.account.sent").ok()?;
    (used >= settings.real("ses_amber"))
        .then(|| query("ses.room", settings).with("quota", quota.clone()).with("sent", sent.clone()))
}

/// A query whose parameters are those of the settings.
fn query(name: &str, settings: &Settings) -> Query {
    let params = observation(name).map_or(&[][..], |known| known.params);
    params.iter().fold(Query::new(name), |query, param| {
        let duckops_core::world::observations::ParamKind::Value(ty) = param.kind else { return query };
        let of_setting = |default: &str| settings.get(default).cloned().or_else(|| parse_value(ty, default));
        match param.default.and_then(of_setting).or_else(|| special(name, param.name, settings)) {
            Some(value) => query.with(param.name, value),
            None => query,
        }
    })
}

/// Which audit events are counted is a setting too.
fn special(name: &str, param: &str, settings: &Settings) -> Option<Value> {
    (name == "audit.activity" && param == "types").then(|| settings.get("activity_types").cloned())?
}

/// The looks of the second wave, or what stands for those that cannot be asked.
fn later(wanted: &[&str], settings: &Settings, looks: &[Evidence]) -> Vec<Result<Query, Box<Evidence>>> {
    let mut asked = Vec::new();
    if wanted.contains(&"history.pecks") {
        let kinds = ["callback_error", "denied", "expired"].map(|kind| (kind, kind));
        asked.push(with_figures(query("history.pecks", settings), &kinds, looks));
    }
    if wanted.contains(&"history.kept") {
        asked.push(with_figures(query("history.kept", settings), &[], looks));
    }
    if wanted.contains(&"history.change") {
        asked.extend(RISING.map(|figure| {
            let query = query("history.change", settings).with("figure", Value::Text(Clean::new(figure)));
            with_figures(query, &[("now", figure)], looks)
        }));
    }
    asked.extend(wanted.contains(&"ses.account").then(|| mails(settings, looks)).flatten().map(Ok));
    asked.extend(wanted.contains(&"ses.room").then(|| room(settings, looks)).flatten().map(Ok));
    asked
}

/// Parameters whose values are figures of status.
fn with_figures(query: Query, figures: &[(&str, &str)], looks: &[Evidence]) -> Result<Query, Box<Evidence>> {
    let seen = Seen(looks);
    let figure = |name: &str| -> Known<Value> { seen.fact(&format!("beak.status.{name}")).cloned() };
    let dated = match seen.look("beak.status") {
        Some(status) => query.with("as_of", Value::Time(status.at)),
        None => query,
    };
    figures.iter().try_fold(dated, |query, (param, name)| match figure(name) {
        Ok(value) => Ok(query.with(param, value)),
        Err(why) => Err(Box::new(Evidence::not_taken(
            &query,
            &why,
            looks.first().map_or(chrono::DateTime::UNIX_EPOCH, |look| look.at),
        ))),
    })
}
