//! What only a simulated stack has: the deploy log of its team, and what its status said before it began.

use super::Stack;
use super::api::Api;
use super::http;
use duckops_core::health::history::Sample;
use duckops_core::health::{answer, status};
use duckops_core::time::Utc;
use duckops_core::world::observations::Answered;
use duckops_core::world::{Known, Why, WhyKind};
use reqwest::{Method, Request};
use serde::Deserialize;
use std::time::Duration;

const CHEAP: Duration = Duration::from_secs(5);

/// The past of a simulated stack.
#[derive(Clone)]
pub struct Past {
    /// When it began: tells one drill of a scenario from another.
    pub began: Utc,
    pub samples: Vec<Sample>,
}

#[derive(Deserialize)]
struct Told {
    began: Utc,
    looks: Vec<Looked>,
}

#[derive(Deserialize)]
struct Looked {
    at: Utc,
    status: serde_json::Value,
}

impl Stack {
    /// What status answered to those who looked before the drill began.
    pub async fn drill_past(&self) -> Known<Past> {
        let got = http::send(&self.api.client, Request::new(Method::GET, self.api.route("/drill/past")), CHEAP).await;
        if got.answered != Answered::Http(200) {
            return Err(answer::no_body(got.answered, &answer::words(got.answered, got.reason, Duration::ZERO)));
        }
        let told = serde_json::from_slice::<Told>(&got.body?);
        let told = told.map_err(|e| Why::new(WhyKind::BadReply, format!("the drill's past cannot be read: {e}")))?;
        let sample = |look: Looked| Sample::reported(look.at, status::reported(&look.status));
        Ok(Past { began: told.began, samples: told.looks.into_iter().map(sample).collect() })
    }

    /// The deploy log that the simulated team keeps; nothing when it keeps none.
    pub async fn drill_deploy_log(&self) -> Known<Option<String>> {
        let api: &Api = &self.api;
        let request = Request::new(Method::GET, api.route("/drill/deploy-log"));
        let got = http::send(&api.client, request, CHEAP).await;
        match got.answered {
            Answered::Http(200) => {
                let text = String::from_utf8(got.body?);
                text.map(Some).map_err(|_| Why::new(WhyKind::BadReply, "the drill's deploy log is not text"))
            }
            Answered::Http(404) => Ok(None),
            other => Err(answer::no_body(other, &answer::words(other, got.reason, Duration::ZERO))),
        }
    }
}
