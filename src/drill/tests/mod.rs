//! The stack from outside, over a real socket, and its world as a value.

mod api;
mod lambda;
mod scenarios;
mod seeds;
mod services;
mod world;

use super::{Drill, DrillStack};
use async_trait::async_trait;
use chrono::TimeDelta;
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The moment of every test.
fn noon() -> Utc {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A clock that stands still until somebody sleeps; sleeping takes no time.
#[derive(Default)]
struct Asleep(Mutex<Duration>);

#[async_trait]
impl Clock for Asleep {
    fn now(&self) -> Utc {
        noon() + TimeDelta::from_std(self.elapsed()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

async fn stack(id: &str) -> (DrillStack, Arc<Asleep>) {
    let clock = Arc::new(Asleep::default());
    let drill = Drill::find(id, None).unwrap();
    (DrillStack::start(drill, clock.clone(), 0).await.unwrap(), clock)
}

/// A client that no proxy of this machine's environment leads astray.
fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

fn get(stack: &DrillStack, path: &str) -> RequestBuilder {
    client().get(format!("{}{path}", stack.endpoint()))
}

fn post(stack: &DrillStack, path: &str, body: &Value) -> RequestBuilder {
    client().post(format!("{}{path}", stack.endpoint())).body(body.to_string())
}

/// A call of the JSON protocols.
fn target(stack: &DrillStack, target: &str, body: &Value) -> RequestBuilder {
    post(stack, "/", body).header("x-amz-target", target)
}

/// The status and the JSON of an answer.
async fn json(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
