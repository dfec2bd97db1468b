//! What only a simulated stack has: the deploy log of its team.

use super::Stack;
use super::api::Api;
use super::http;
use duckops_core::health::answer;
use duckops_core::world::observations::Answered;
use duckops_core::world::{Known, Why, WhyKind};
use reqwest::{Method, Request};
use std::time::Duration;

const CHEAP: Duration = Duration::from_secs(5);

impl Stack {
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
