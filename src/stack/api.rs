//! The routes of the watched API: status, audit feed, and whether it is a drill.

use super::Stack;
use super::evidence::Seen;
use super::http::{self, Got};
use duckops_core::health::activity::{self, Compared};
use duckops_core::health::routes::{self, ROUTES, Route, STATUS, Tried};
use duckops_core::health::{answer, audit, clock, status};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::observations::{Answered, BeakRoutes, BeakStatus, ClockApi};
use duckops_core::world::{Evidence, Facts, Known, Query, Why, WhyKind};
use futures_util::future::join_all;
use reqwest::{Client, Method, Request, Url};
use std::time::Duration;

/// How long the control endpoint may take to show that the network works.
const CONTROL: Duration = Duration::from_secs(5);
/// How long the API may take to say whether it is a drill.
const CHEAP: Duration = Duration::from_secs(5);

/// The watched API, and the AWS endpoint that tells "it is down" from "the network here is".
pub struct Api {
    base: Url,
    pub(super) client: Client,
    /// It gets a client when it is asked, which is seldom.
    control: Url,
}

/// What the API is.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The scenario, when the API names itself as a drill's; nothing when it does not. Unknown when it does not answer.
    pub drill: Known<Option<Clean>>,
    /// That this machine's clock is not the API's.
    pub skew: Option<Clean>,
    /// How the request ended.
    pub answered: Answered,
    /// `502 Bad Gateway after 31 ms`
    pub summary: Clean,
    pub clock: ClockApi,
}

impl Api {
    pub fn new(base: &str, control: &str) -> Known<Self> {
        Ok(Self {
            base: http::address("the API", base.trim_end_matches('/'))?,
            client: http::client(base)?,
            control: http::address("the AWS endpoint", control)?,
        })
    }

    pub(super) fn route(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    async fn get(&self, path: &str, timeout: Duration) -> Got {
        http::send(&self.client, Request::new(Method::GET, self.route(path)), timeout).await
    }

    /// The audit feed is read by POST.
    async fn post(&self, path: &str, timeout: Duration) -> Got {
        let mut request = Request::new(Method::POST, self.route(path));
        request.headers_mut().insert("content-type", reqwest::header::HeaderValue::from_static("application/json"));
        *request.body_mut() = Some("{}".into());
        http::send(&self.client, request, timeout).await
    }

    /// Any HTTP answer will do.
    async fn control_answers(&self, patience: Duration) -> bool {
        let limit = CONTROL.min(patience);
        let Ok(client) = http::client(self.control.as_str()) else { return false };
        let got = http::send(&client, Request::new(Method::GET, self.control.clone()), limit).await;
        matches!(got.answered, Answered::Http(_))
    }
}

const AUDIT: &str = "/beak/audit";

impl Stack {
    pub(super) async fn status(&self, query: &Query) -> Evidence {
        let request = format!("GET {}", self.api.route(STATUS));
        self.seen(query, request, async {
            let timeout = query.duration("timeout")?;
            let (asked, began) = (self.clock.now(), self.clock.elapsed());
            let got = self.api.get(STATUS, timeout).await;
            let took = self.clock.elapsed().saturating_sub(began);
            let skew = skewed(&got, asked, took);
            let mut seen = self.status_seen(got, took).await;
            seen.summary.extend(skew.map(|skew| format!("; {skew}")));
            Ok(seen)
        })
        .await
    }

    async fn status_seen(&self, got: Got, took: Duration) -> Seen<BeakStatus> {
        let words = answer::words(got.answered, got.reason, took);
        let answers = matches!(got.answered, Answered::Http(_));
        let up = answer::up(got.answered, &words, answers || self.control_answers().await);
        let reported = match (got.answered, got.body) {
            (Answered::Http(200), body) => {
                let read = body.map_or_else(|why| BeakStatus::unknown(&why), |body| status::read(&body));
                status::aged(read, self.clock.now())
            }
            (other, _) => BeakStatus::unknown(&answer::no_body(other, &words)),
        };
        let code = answer::code(got.answered, &words);
        let mut summary = answer::summary(got.answered, &words, took).as_str().to_owned();
        if let (Ok(200), Err(why)) = (&code, &reported.missing) {
            summary = format!("{summary}, but {}", why.text);
        }
        if let Ok(version) = &reported.version {
            summary = format!("{summary}, from version {}", version.0);
        }
        if let Some(without) = status::misses_form(&reported) {
            summary = format!("{summary}, {without}");
        }
        let latency = code.as_ref().map(|_| took).map_err(Why::clone);
        let up_at = match up {
            Ok(true) => Ok(self.clock.now()),
            Ok(false) => Err(Why::absent(format!("no 200: {words}"))),
            Err(ref why) => Err(why.clone()),
        };
        Seen { facts: BeakStatus { up, up_at, code, answer: Ok(words), latency, ..reported }, summary }
    }

    /// The endpoint that every AWS has: `https://sts.us-east-1.amazonaws.com`.
    pub fn control_endpoint(&self) -> &str {
        self.api.control.as_str().trim_end_matches('/')
    }

    /// Whether it answers at all.
    pub async fn control_answers(&self) -> bool {
        self.api.control_answers(self.settings.aws_timeout).await
    }

    /// The routes beside each other, the looks at one of them one after the other: who asks a route five times at
    /// once makes it start five environments.
    pub(super) async fn routes(&self, query: &Query) -> Evidence {
        let request = format!("GET {} and {}", self.api.route(ROUTES[0]), ROUTES[1..].join(", "));
        self.seen::<BeakRoutes>(query, request, async {
            let (looks, timeout) = (query.count("looks")?, query.duration("timeout")?);
            let tried = join_all(ROUTES.map(|path| self.route_tried(path, looks, timeout))).await;
            let answers = routes::any_answer(&tried) || self.control_answers().await;
            let facts = routes::read(&tried, answers);
            Ok(Seen { summary: routes::summary(&facts), facts })
        })
        .await
    }

    /// All looks at a route end within `timeout`. None begins in its second half: cut short it would prove nothing.
    async fn route_tried(&self, path: &'static str, looks: usize, timeout: Duration) -> Route {
        let (began, mut tries) = (self.clock.elapsed(), Vec::new());
        while tries.len() < looks {
            let start = self.clock.elapsed();
            let spent = start.saturating_sub(began);
            if !tries.is_empty() && spent > timeout / 2 {
                break;
            }
            let got = self.api.get(path, timeout.saturating_sub(spent)).await;
            let took = self.clock.elapsed().saturating_sub(start);
            let words = answer::words(got.answered, got.reason, took);
            tries.push(Tried { answered: whole(&got), words, took });
        }
        Route { path, tries }
    }

    pub(super) async fn audit(&self, query: &Query) -> Evidence {
        let request = format!("POST {} {{}}", self.api.route(AUDIT));
        self.seen(query, request, async {
            let (containing, newest) = (query.text("containing")?, query.count("newest")?);
            let older_than = query.optional("older_than", Query::duration)?;
            let sought = audit::Sought { containing: containing.as_str(), newest, older_than };
            let facts = audit::read(&self.feed().await?, sought, self.clock.now());
            Ok(Seen { summary: audit::summary(&facts, containing.as_str()), facts })
        })
        .await
    }

    pub(super) async fn activity(&self, query: &Query) -> Evidence {
        let request = format!("POST {} {{}}", self.api.route(AUDIT));
        self.seen(query, request, async {
            let (types, window) = (query.texts("types")?, query.duration("window")?);
            let factor = i64::try_from(query.count("factor")?).unwrap_or(i64::MAX);
            let compared = Compared { types, window, factor };
            let facts = activity::read(&self.feed().await?, &compared, self.clock.now());
            Ok(Seen { summary: activity::summary(&facts, window), facts })
        })
        .await
    }

    /// The body of the audit feed.
    async fn feed(&self) -> Known<Vec<u8>> {
        let began = self.clock.elapsed();
        let got = self.api.post(AUDIT, self.settings.aws_timeout).await;
        let words = answer::words(got.answered, got.reason, self.clock.elapsed().saturating_sub(began));
        if got.answered == Answered::Http(200) { got.body } else { Err(answer::no_body(got.answered, &words)) }
    }

    /// Whatever it answers, an answer carries a date.
    pub(super) async fn clock_of_api(&self, query: &Query) -> Evidence {
        let request = format!("GET {}", self.api.route("/beak"));
        self.seen(query, request, async {
            let (asked, began) = (self.clock.now(), self.clock.elapsed());
            let got = self.api.get("/beak", query.duration("timeout")?).await;
            let took = self.clock.elapsed().saturating_sub(began);
            let facts = clock::read(dated(&got, took), asked, took);
            Ok(Seen { summary: clock::summary(&facts, asked), facts })
        })
        .await
    }

    /// Asks the API once whether it is a drill's: whatever it answers, a drill's reply carries the header.
    pub async fn probe(&self) -> Probe {
        let (asked, began) = (self.clock.now(), self.clock.elapsed());
        let got = self.api.get("/beak", CHEAP.min(self.settings.aws_timeout)).await;
        let took = self.clock.elapsed().saturating_sub(began);
        let (words, skew) = (answer::words(got.answered, got.reason, took), skewed(&got, asked, took));
        let drill = answer::code(got.answered, &words).map(|_| got.drill.clone());
        let clock = clock::read(dated(&got, took), asked, took);
        Probe { drill, skew, answered: got.answered, summary: answer::summary(got.answered, &words, took), clock }
    }
}

/// An answer that did not come whole is none.
fn whole(got: &Got) -> Answered {
    match got.body.as_ref().map_err(|why| why.kind) {
        Err(WhyKind::TimedOut) => Answered::TimedOut,
        Err(WhyKind::Network) if matches!(got.answered, Answered::Http(_)) => Answered::Broken,
        _ => got.answered,
    }
}

/// When the other side says that it answered.
fn dated(got: &Got, took: Duration) -> Known<Utc> {
    if got.drill.is_some() {
        return Err(Why::absent("a simulated stack keeps a time of its own"));
    }
    answer::code(got.answered, &answer::words(got.answered, got.reason, took))?;
    got.date.ok_or_else(|| Why::not_reported("the API's time"))
}

/// A simulated stack keeps a time of its own.
fn skewed(got: &Got, asked: Utc, took: Duration) -> Option<Clean> {
    got.date.filter(|_| got.drill.is_none()).and_then(|date| clock::said(date, asked, took))
}
