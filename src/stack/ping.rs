//! Whoever watches that a job runs at all is told when it begins and how it ended, as healthchecks.io wants it:
//! <https://healthchecks.io/docs/http_api/>.

use super::http;
use duckops_core::health::answer;
use duckops_core::world::observations::Answered;
use duckops_core::world::{Known, Why, WhyKind};
use reqwest::{Method, Request, Url};
use std::time::Duration;

/// No more than this of what was said is sent: its end.
const MOST: usize = 10_000;

/// The address of one job. Whoever has it can ping it, so it is shown nowhere.
#[derive(Clone)]
pub struct Ping {
    url: Url,
}

impl Ping {
    pub fn new(url: &str) -> Known<Self> {
        let wrong = |_| Why::new(WhyKind::BadReply, "it is not http or https, or has no host");
        http::address("the ping", url).map(|url| Self { url }).map_err(wrong)
    }

    pub async fn begins(&self, limit: Duration) -> Known<()> {
        self.post(Some("start"), "", limit).await
    }

    /// Any code but 0 is a failure.
    pub async fn ended(&self, code: u8, said: &str, limit: Duration) -> Known<()> {
        let failed = (code != 0).then(|| code.to_string());
        self.post(failed.as_deref(), end_of(said), limit).await
    }

    async fn post(&self, to: Option<&str>, body: &str, limit: Duration) -> Known<()> {
        let mut request = Request::new(Method::POST, self.to(to));
        *request.body_mut() = Some(body.to_owned().into());
        let got = http::send(&http::client(self.url.as_str())?, request, limit).await;
        match got.answered {
            Answered::Http(200..300) => Ok(()),
            other => Err(Why::new(WhyKind::Network, answer::words(other, got.reason, limit).as_str())),
        }
    }

    /// `https://…/uuid/start`
    fn to(&self, last: Option<&str>) -> Url {
        let mut url = self.url.clone();
        if let (Some(last), Ok(mut path)) = (last, url.path_segments_mut()) {
            path.pop_if_empty().push(last);
        }
        url
    }
}

fn end_of(text: &str) -> &str {
    let mut from = text.len().saturating_sub(MOST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::testing::{Server, nobody, reply};
    use std::sync::{Arc, Mutex};

    const LIMIT: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn it_is_told_when_it_begins_and_how_it_ended() {
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&heard);
        let server = Server::start(move |request| {
            noted.lock().unwrap().push(request.to_owned());
            reply("200 OK", "", "OK")
        })
        .await;
        let ping = Ping::new(&format!("{}/uuid?create=1", server.url)).unwrap();
        ping.begins(LIMIT).await.unwrap();
        ping.ended(0, "OK\n", LIMIT).await.unwrap();
        let long = format!("first{}last", "é".repeat(MOST));
        ping.ended(2, &long, LIMIT).await.unwrap();
        let heard = heard.lock().unwrap();
        let firsts: Vec<_> = heard.iter().map(|request| request.lines().next().unwrap()).collect();
        let expected =
            ["POST /uuid/start?create=1 HTTP/1.1", "POST /uuid?create=1 HTTP/1.1", "POST /uuid/2?create=1 HTTP/1.1"];
        assert_eq!(firsts, expected);
        let body = heard[2].split_once("\r\n\r\n").unwrap().1;
        assert!(body.len() <= MOST && body.ends_with("last") && body.starts_with('é'), "{}", body.len());
    }

    #[tokio::test]
    async fn what_does_not_arrive_says_why_and_never_where() {
        let server = Server::start(|_| reply("404 Not Found", "", "no such check")).await;
        let why = |ping: Known<()>| ping.unwrap_err().text.to_string();
        assert_eq!(why(Ping::new(&server.url).unwrap().begins(LIMIT).await), "404 Not Found");
        assert_eq!(why(Ping::new(&nobody().await).unwrap().begins(LIMIT).await), "connection refused");
        assert!(!Ping::new("ftp://secret").err().unwrap().text.as_str().contains("secret"));
    }
}
