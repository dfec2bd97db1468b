//! The fault table of the watched API.

use super::shown;
use crate::stack::testing::{Answer, Server, nobody, reply, stack};
use duckops_core::text::Clean;
use duckops_core::world::{Evidence, Query, Value, WhyKind};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

const HEALTHY: &str = r#"{"lambda": {"version": 43}, "lambda_alias_version": "43", "database": {"ducklings": 120}}"#;

fn ask(timeout: Duration) -> Query {
    Query::new("beak.status").with("timeout", Value::Duration(timeout))
}

/// Looks at an API.
async fn look(api: &str, aws: &str) -> Evidence {
    let stack = stack(&format!("{api}/prod/"), aws).await;
    stack.look(&ask(Duration::from_millis(400))).await
}

/// Looks at an API that answers; then AWS is not needed, and is not there.
async fn look_at(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Evidence {
    let api = Server::start(answer).await;
    look(&api.url, &nobody().await).await
}

/// Looks at an API that does not answer, while AWS does.
async fn look_in_vain(api: &str) -> (String, String) {
    let aws = Server::start(|_| reply("302 Found", "location: https://aws.amazon.com/iam\r\n", "")).await;
    let evidence = look(api, &aws.url).await;
    assert_eq!(evidence.fact("latency").unwrap_err(), evidence.fact("code").unwrap_err());
    (summary(&evidence), shown(&evidence, "up"))
}

fn summary(evidence: &Evidence) -> String {
    let text = evidence.summary.as_str();
    text.split(" after ").next().unwrap_or(text).to_owned()
}

#[tokio::test]
async fn a_healthy_reply_is_read() {
    let evidence = look_at(|request| {
        assert!(request.starts_with("GET /prod/beak") && request.contains("user-agent: duckops/"), "{request}");
        reply("200 OK", "content-type: application/json\r\n", HEALTHY)
    })
    .await;
    assert_eq!(summary(&evidence), "200 OK");
    for (fact, value) in [
        ("up", "yes"),
        ("code", "200"),
        ("answer", "200 OK"),
        ("version", "43"),
        ("alias_version", "43"),
        ("ducklings", "120"),
        ("agents_dead", "? agents.dead is not reported"),
    ] {
        assert_eq!(shown(&evidence, fact), value, "{fact}");
    }
    assert!(evidence.request.as_str().ends_with("/prod/beak/system/status"), "{}", evidence.request);
    assert_eq!(evidence.bytes, HEALTHY.len() as u64);
    assert!(shown(&evidence, "latency").ends_with(" ms"));
}

#[tokio::test]
async fn any_other_code_is_down() {
    for (status, words) in [
        ("502 Bad Gateway", "502 Bad Gateway"),
        ("504 Gateway Timeout", "504 Gateway Timeout"),
        ("404 Not Found", "404 Not Found"),
        ("204 No Content", "204 No Content"),
        ("599 Odd", "599"),
    ] {
        let evidence = look_at(move |_| reply(status, "", HEALTHY)).await;
        assert_eq!((summary(&evidence).as_str(), shown(&evidence, "up").as_str()), (words, "no"));
        assert_eq!(shown(&evidence, "version"), format!("? only a 200 reports anything: {words}"));
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let elsewhere = format!("location: {}\r\n", nobody().await);
    let evidence = look_at(move |_| reply("302 Found", &elsewhere, "")).await;
    assert_eq!((summary(&evidence).as_str(), shown(&evidence, "up").as_str()), ("302 Found", "no"));
}

#[tokio::test]
async fn no_answer_is_down_while_aws_answers() {
    let silent = Server::start(|_| Answer::Stuck(vec![])).await;
    let hung_up = Server::start(|_| Answer::Raw(vec![])).await;
    let plain = plain_text_server().await;
    for (api, words) in [
        (silent.url.as_str(), "timed out"),
        (hung_up.url.as_str(), "the connection broke"),
        (nobody().await.as_str(), "connection refused"),
        ("http://no-such-host.invalid", "no such host"),
        (plain.as_str(), "TLS failed"),
    ] {
        assert_eq!(look_in_vain(api).await, (words.to_owned(), "no".to_owned()), "{api}");
    }
}

/// Asked for TLS, it answers in plain text.
async fn plain_text_server() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
    });
    url
}

#[tokio::test]
async fn nothing_is_known_when_nothing_answers() {
    let stack = stack(&nobody().await, &nobody().await).await;
    let evidence = stack.look(&ask(Duration::from_millis(400))).await;
    let why = evidence.fact("up").unwrap_err();
    assert_eq!(why.kind, WhyKind::Network);
    assert_eq!(why.text.as_str(), "connection refused, and AWS does not answer either: the network here may be down");
    assert!(why.hint.is_some());
    assert_eq!(shown(&evidence, "answer"), "connection refused");
}

#[tokio::test]
async fn a_200_that_cannot_be_read_is_up_and_reports_nothing() {
    for (body, why) in [
        (
            "<html>Sign in to the airport</html>",
            "the body is HTML, not JSON: a proxy or a captive portal may have answered",
        ),
        ("ok", "the body is not JSON (line 1, column 1)"),
        ("", "the body is empty"),
    ] {
        let evidence = look_at(move |_| reply("200 OK", "", body)).await;
        assert_eq!(shown(&evidence, "up"), "yes");
        assert_eq!(shown(&evidence, "version"), format!("? {why}"));
        assert!(evidence.summary.as_str().ends_with(&format!(", but {why}")), "{}", evidence.summary);
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut() {
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    let huge = look_at(move |_| Answer::Raw([head(5 << 20), vec![b' '; 5 << 20]].concat())).await;
    assert_eq!(shown(&huge, "version"), "? the body is more than 4 MiB");
    let short = look_at(move |_| Answer::Raw([head(100), b"{\"a\":".to_vec()].concat())).await;
    assert_eq!(shown(&short, "version"), "? the body broke off after 5 bytes");
    let slow = look_at(move |_| Answer::Stuck([head(100), b"{\"a\":".to_vec()].concat())).await;
    assert_eq!(shown(&slow, "version"), "? the body did not end within 400 ms: 5 bytes came");
    for evidence in [huge, short, slow] {
        assert_eq!(shown(&evidence, "up"), "yes");
    }
}

#[tokio::test]
async fn the_audit_feed_is_read_by_post() {
    let api = Server::start(|request| {
        assert!(request.starts_with("POST /prod/beak/audit ") && request.ends_with("\r\n\r\n{}"), "{request}");
        reply("200 OK", "", r#"{"entries": [{"event_type": "duck.cert_issued", "timestamp": "2026-11-22T01:00:00Z"}]}"#)
    })
    .await;
    let stack = stack(&format!("{}/prod", api.url), &nobody().await).await;
    let ask = Query::new("audit.events").with("containing", Value::Text("cert".into())).with("newest", Value::Int(5));
    let evidence = stack.look(&ask).await;
    assert_eq!(evidence.summary.as_str(), "\"cert\": 1 of 1 entry");
    assert_eq!(shown(&evidence, "last"), "2026-11-22T01:00:00Z");
}

#[tokio::test]
async fn an_audit_feed_that_fails_is_unknown() {
    let api = Server::start(|_| reply("502 Bad Gateway", "", "{}")).await;
    let stack = stack(&api.url, &nobody().await).await;
    let ask = Query::new("audit.events").with("containing", Value::Text("cert".into())).with("newest", Value::Int(5));
    let evidence = stack.look(&ask).await;
    assert_eq!(evidence.summary.as_str(), "only a 200 reports anything: 502 Bad Gateway");
    assert!(evidence.failure().is_some());
}

#[tokio::test]
async fn a_drill_names_itself_and_a_real_api_does_not() {
    let drill = Server::start(|_| reply("502 Bad Gateway", "x-duckops-drill: practice\r\n", "")).await;
    let real = Server::start(|_| reply("200 OK", "", "{}")).await;
    for (api, expected) in [(&drill.url, Ok(Some(Clean::new("practice")))), (&real.url, Ok(None))] {
        assert_eq!(stack(api, &nobody().await).await.probe().await.drill, expected);
    }
    assert!(stack(&nobody().await, &nobody().await).await.probe().await.drill.is_err());
}

fn routes(looks: i64, timeout: Duration) -> Query {
    Query::new("beak.routes").with("looks", Value::Int(looks)).with("timeout", Value::Duration(timeout))
}

/// Each route as often as was said.
#[tokio::test]
async fn each_route_is_asked_by_its_path() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(std::collections::BTreeMap::<String, u32>::new()));
    let counted = std::sync::Arc::clone(&seen);
    let api = Server::start(move |request| {
        let path = request.split(' ').nth(1).unwrap().to_owned();
        *counted.lock().unwrap().entry(path).or_default() += 1;
        reply("200 OK", "", "{}")
    })
    .await;
    let stack = stack(&format!("{}/prod", api.url), &nobody().await).await;
    let evidence = stack.look(&routes(4, Duration::from_secs(5))).await;
    assert_eq!(shown(&evidence, "all_ok"), "yes", "{evidence:?}");
    let paths = ["/prod/beak", "/prod/beak/metrics", "/prod/beak/system/status"];
    assert_eq!(*seen.lock().unwrap(), paths.map(|path| (path.to_owned(), 4)).into());
    assert_eq!(evidence.bytes, 24);
}

/// Nothing answers: whose fault it is is told by AWS, which answers or does not.
#[tokio::test]
async fn silent_routes_are_down_only_when_aws_answers() {
    let aws = Server::start(|_| reply("302 Found", "location: https://aws.amazon.com/iam\r\n", "")).await;
    let ask = routes(2, Duration::from_millis(400));
    let silent = nobody().await;
    let told = |evidence: Evidence| (shown(&evidence, "all_ok"), shown(&evidence, "availability"));
    let down = stack(&silent, &aws.url).await.look(&ask).await;
    assert_eq!(told(down), ("no".to_owned(), "0".to_owned()));
    let unknown = stack(&silent, &nobody().await).await.look(&ask).await;
    assert!(told(unknown).0.starts_with("? connection refused: no route answers, and AWS does not"));
}

#[tokio::test]
async fn no_look_at_the_routes_is_not_well() {
    let evidence = stack(&nobody().await, &nobody().await).await.look(&routes(0, Duration::from_secs(1))).await;
    assert_eq!(shown(&evidence, "all_ok"), "? no look at the routes was asked for");
}

/// It is said with the look, and decides nothing: the facts are those of the same answer without a date.
#[tokio::test]
async fn clocks_that_differ_are_said_and_decide_nothing() {
    let dated = |date: &'static str| look_at(move |_| reply("200 OK", date, HEALTHY));
    let (none, early) = (dated("").await, dated("date: Sun, 22 Nov 2020 02:14:07 GMT\r\n").await);
    let (late, wrong) = (dated("date: Wed, 22 Nov 2090 02:14:07 GMT\r\n").await, dated("date: yesterday\r\n").await);
    let said = |evidence: &Evidence| evidence.summary.as_str().split_once("; ").map(|(_, skew)| skew.to_owned());
    assert!(
        said(&early)
            .is_some_and(|skew| skew.starts_with("this machine's clock is ") && skew.ends_with(" ahead of the API's"))
    );
    assert!(said(&late).is_some_and(|skew| skew.ends_with(" behind the API's")));
    assert_eq!((said(&none), said(&wrong)), (None, None));
    for fact in ["up", "code", "version", "ducklings"] {
        assert_eq!(shown(&early, fact), shown(&none, fact), "{fact}");
    }
}
