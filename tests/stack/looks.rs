//! The adapter under test: a stack's settings, looks at it, and an intent to promote.

use crate::support::seeded::{Key, Seeded};
use chrono::DateTime;
use duckops::clock::SystemClock;
use duckops::drill::DrillStack;
use duckops::stack::{Stack, StackSettings};
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Event, Recorded};
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::{Args, Plan, action};
use duckops_core::world::{Evidence, Fact, Known, Query, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The adapter, pointed at a drill as `duckops drill` points it.
pub async fn on_drill(drill: &DrillStack) -> Stack {
    let named: std::collections::BTreeMap<_, _> = drill.environment().into();
    let keys = (named["AWS_ACCESS_KEY_ID"].clone(), named["AWS_SECRET_ACCESS_KEY"].clone());
    connect(settings(drill.api(), drill.endpoint(), keys)).await
}

/// The adapter, pointed at a stack in ministack.
pub async fn on_ministack(seeded: &Seeded, key: &Key) -> Stack {
    let keys = (key.key.clone(), key.secret.clone());
    let settings = settings(seeded.api_url.clone(), seeded.endpoint.clone(), keys);
    let account = seeded.account.clone();
    connect(StackSettings { account, state_machine: seeded.state_machine.clone(), ..settings }).await
}

async fn connect(settings: StackSettings) -> Stack {
    Stack::connect(settings, Arc::new(SystemClock::new())).await.unwrap()
}

fn settings(api: String, endpoint: String, keys: (String, String)) -> StackSettings {
    StackSettings {
        api,
        account: "121546003735".into(),
        region: "us-east-1".into(),
        function: "mission-control-api".into(),
        alias: "prod".into(),
        log_group: "/aws/lambda/mission-control-api".into(),
        state_machine: "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow".into(),
        aws_timeout: Duration::from_secs(15),
        endpoint_url: Some(endpoint),
        profile: None,
        credentials: Some(keys),
    }
}

/// The queries as a runbook would settle them.
pub fn status() -> Query {
    Query::new("beak.status").with("timeout", seconds(30))
}

pub fn errors() -> Query {
    Query::new("logs.search").with("any", errors_are()).with("since", seconds(900)).with("newest", Value::Int(20))
}

pub fn errors_are() -> Value {
    texts(&["ERROR", "Task timed out"])
}

pub fn executions(states: &[&str]) -> Query {
    let query = Query::new("sfn.executions").with("status", texts(states)).with("newest", Value::Int(5));
    query.with("order", text("newest")).with("stuck_after", seconds(3600)).with("since", seconds(3600))
}

/// Held against the newest request and the newest that is older than the slack, when there are any.
pub fn starts(requested: Option<DateTime<chrono::Utc>>, settled: Option<DateTime<chrono::Utc>>) -> Query {
    let of = [("requested", requested), ("settled", settled)];
    let known = of.into_iter().filter_map(|(name, at)| Some((name, at?)));
    known.fold(Query::new("sfn.starts").with("slack", SLACK), |query, (name, at)| query.with(name, Value::Time(at)))
}

/// How long a request may wait for its execution.
pub const SLACK: Value = Value::Duration(Duration::from_secs(120));

pub fn activity(types: &[&str]) -> Query {
    Query::new("audit.activity").with("types", texts(types)).with("window", seconds(1800)).with("factor", Value::Int(3))
}

pub fn metric(name: &str) -> Query {
    Query::new("metrics.ses").with("metric", text(name)).with("since", seconds(86_400))
}

pub fn audit(containing: &str) -> Query {
    Query::new("audit.events").with("containing", text(containing)).with("newest", Value::Int(5))
}

pub fn compare(version: &str, with: &str) -> Query {
    Query::new("lambda.compare").with("version", text(version)).with("with", text(with))
}

pub fn seconds(n: u64) -> Value {
    Value::Duration(Duration::from_secs(n))
}

pub fn text(text: &str) -> Value {
    Value::Text(Clean::new(text))
}

pub fn texts(all: &[&str]) -> Value {
    Value::Texts(all.iter().map(Clean::new).collect())
}

/// A fact as a screen would show it; `?` and the reason when it is unknown.
pub fn shown(evidence: &Evidence, fact: &str) -> String {
    match &evidence.facts[fact] {
        Fact::Known(value) => value.to_string(),
        Fact::Unknown(why) => format!("? {}", why.text),
    }
}

/// One column of a fact that is a table.
pub fn column(evidence: &Evidence, fact: &str, name: &str) -> Vec<String> {
    let Fact::Known(Value::Table(table)) = &evidence.facts[fact] else { panic!("{fact}: {evidence:?}") };
    let at = table.columns.iter().position(|column| column.as_str() == name).unwrap();
    table.rows.iter().map(|row| row[at].as_str().to_owned()).collect()
}

pub fn mail_errors() -> Query {
    Query::new("logs.mail").with("since", seconds(3600))
}

pub fn room(quota: i64, sent: i64) -> Query {
    Query::new("ses.room").with("quota", Value::Int(quota)).with("sent", Value::Int(sent))
}

pub fn bounces() -> Query {
    let rates = Query::new("ses.bounces").with("warn", Value::Real(5.0)).with("crit", Value::Real(10.0));
    rates.with("since", seconds(86_400))
}

/// The plan to ask for production access, from the account as it is.
pub fn production(account: &Evidence, id: &str) -> Known<Plan> {
    let given = [
        ("website", "https://duck.example"),
        ("use_case", "certificates"),
        ("mail_type", "transactional"),
        ("contact", "ops@example.com"),
        ("account", id),
        ("region", "us-east-1"),
    ];
    let values = given.map(|(name, value)| (name.to_owned(), text(value))).into();
    (action("ses.request-production").unwrap().plan)(&Args { values, ..Args::default() }, Some(account))
}

/// The recorded intent to promote a version, planned from the alias as it is.
pub fn intent(alias: &Evidence, account: &str, to: &str) -> Durable<Plan> {
    let given = [
        ("to", to),
        ("account", account),
        ("function", "mission-control-api"),
        ("alias", "prod"),
        ("region", "us-east-1"),
    ];
    let values = given.map(|(name, value)| (name.to_owned(), text(value))).into();
    planned("lambda.promote", values, Some(alias))
}

/// The recorded intent to call a version once.
pub fn called(account: &str, version: &str) -> Durable<Plan> {
    let given =
        [("version", version), ("account", account), ("function", "mission-control-api"), ("region", "us-east-1")];
    planned("lambda.invoke", given.map(|(name, value)| (name.to_owned(), text(value))).into(), None)
}

fn planned(name: &str, values: BTreeMap<String, Value>, before: Option<&Evidence>) -> Durable<Plan> {
    recorded((action(name).unwrap().plan)(&Args { values, ..Args::default() }, before).unwrap())
}

/// A plan whose intent is on disk.
pub fn recorded(plan: Plan) -> Durable<Plan> {
    let recorded = Recorded {
        seq: 1,
        at: DateTime::UNIX_EPOCH,
        who: "ana".into(),
        step: Some(StepId::from("promote")),
        visit: Some(1),
        event: Event::Intended { plan: Box::new(plan) },
    };
    Durable::of_intent("7F3K", &recorded).unwrap()
}
