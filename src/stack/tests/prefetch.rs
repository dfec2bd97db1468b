//! Looks ahead: used once, waited for, not too old, never for what costs.

use crate::clock::SystemClock;
use crate::stack::testing::{Server, nobody, reply, settings, stack};
use crate::stack::{Prefetch, Stack};
use async_trait::async_trait;
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Query, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);

async fn aws() -> Server {
    Server::start(|_| reply("200 OK", "", r#"{"Name": "prod", "FunctionVersion": "43", "RevisionId": "r-1"}"#)).await
}

fn ahead_of(stack: Stack) -> Prefetch {
    Prefetch::new(Arc::new(stack), Arc::new(SystemClock::new()))
}

#[tokio::test]
async fn a_look_ahead_is_used_once() {
    let aws = aws().await;
    let prefetch = ahead_of(stack(&nobody().await, &aws.url).await);
    let alias = Query::new("lambda.alias");
    prefetch.start(vec![alias.clone(), alias.clone()]);
    prefetch.start(vec![alias.clone()]);
    assert_eq!(prefetch.take(&alias, LONG).await.unwrap().summary.as_str(), "prod 43");
    assert!(prefetch.take(&alias, LONG).await.is_none());
    assert_eq!(aws.calls(), 1);
}

#[tokio::test]
async fn what_is_too_old_cleared_or_failed_is_looked_at_afresh() {
    let aws = aws().await;
    let prefetch = ahead_of(stack(&nobody().await, &aws.url).await);
    let alias = Query::new("lambda.alias");
    prefetch.start(vec![alias.clone()]);
    assert!(prefetch.take(&alias, Duration::ZERO).await.is_none());
    prefetch.start(vec![alias.clone()]);
    prefetch.clear();
    assert!(prefetch.take(&alias, LONG).await.is_none());
    let failing = ahead_of(stack(&nobody().await, &nobody().await).await);
    failing.start(vec![alias.clone()]);
    assert!(failing.take(&alias, LONG).await.is_none());
}

#[tokio::test]
async fn the_audit_post_is_never_fetched_ahead() {
    let prefetch = ahead_of(stack(&nobody().await, &nobody().await).await);
    let audit = Query::new("audit.events").with("containing", Value::Text("cert".into())).with("newest", Value::Int(5));
    prefetch.start(vec![audit.clone()]);
    assert!(prefetch.take(&audit, LONG).await.is_none());
}

/// In seconds: what has run, and what the wall says.
#[derive(Default)]
struct Clocks {
    ran: AtomicU64,
    wall: AtomicI64,
}

#[async_trait]
impl Clock for Clocks {
    fn now(&self) -> Utc {
        let set = chrono::TimeDelta::seconds(self.wall.load(Ordering::Relaxed));
        "2026-11-22T02:14:07Z".parse::<Utc>().unwrap() + set
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.ran.load(Ordering::Relaxed))
    }

    async fn sleep(&self, _: Duration) {}
}

/// Whoever sets the clock back does not make a look younger than it is; and a machine that slept stops the other one.
#[tokio::test]
async fn a_look_ahead_is_as_old_as_the_older_clock_says() {
    let (aws, clocks) = (aws().await, Arc::new(Clocks::default()));
    let stack = Stack::connect(settings(&nobody().await, &aws.url), clocks.clone()).await.unwrap();
    let (prefetch, alias) = (Prefetch::new(Arc::new(stack), clocks.clone()), Query::new("lambda.alias"));
    for (ran, wall, is_used) in [(60, 60, true), (61, 61, false), (61, -3600, false), (60, -3600, true), (0, 61, false)]
    {
        prefetch.start(vec![alias.clone()]);
        clocks.ran.fetch_add(ran, Ordering::Relaxed);
        clocks.wall.fetch_add(wall, Ordering::Relaxed);
        assert_eq!(prefetch.take(&alias, LONG).await.is_some(), is_used, "{ran} s have run, {wall} s by the wall");
    }
}
