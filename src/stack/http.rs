//! One HTTP request to the watched API, and how it ended.

use super::failure::causes;
use super::meter;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::observations::Answered;
use duckops_core::world::{Known, Why, WhyKind, duration_text};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response, Url};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

const CONNECT: Duration = Duration::from_secs(5);
/// No reply of the API is anywhere near it.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// A reply, or why there is none.
pub struct Got {
    pub answered: Answered,
    /// HTTP's phrase for the code; empty where there is none.
    pub reason: &'static str,
    /// The scenario, when the reply names itself as a drill's.
    pub drill: Option<Clean>,
    /// `Date`: when the other side says that it answered.
    pub date: Option<Utc>,
    pub body: Known<Vec<u8>>,
}

/// A client for one address. A redirect is an answer and not followed; loopback is reached past every proxy.
pub fn client(url: &str) -> Known<Client> {
    let builder = Client::builder()
        .connect_timeout(CONNECT)
        .redirect(Policy::none())
        .dns_resolver(Arc::new(Names))
        .user_agent(concat!("duckops/", env!("CARGO_PKG_VERSION")));
    let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
    // Who speaks plain HTTP to this machine has nobody to prove who they are: the certificates of hundreds of
    // authorities are read for nothing.
    let builder = if is_loopback(url) && !is_tls(url) { builder.tls_certs_only([]) } else { builder };
    builder.build().map_err(|e| Why::new(WhyKind::Network, format!("no HTTP client: {e}")))
}

/// Checks an address that a setting gives.
pub fn address(what: &str, url: &str) -> Known<Url> {
    let wrong = |why: &str| {
        Why::new(WhyKind::BadReply, format!("{what} is not an address ({why}): {url}"))
            .hint("mend the setting: --api URL, --endpoint-url URL, or duckops.toml")
    };
    let parsed = Url::parse(url).map_err(|e| wrong(&e.to_string()))?;
    match parsed.scheme() {
        "http" | "https" if parsed.has_host() => Ok(parsed),
        _ => Err(wrong("neither http nor https")),
    }
}

/// Whether an address is this machine's own.
pub fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().map(|host| host.trim_matches(['[', ']']));
    host.is_some_and(|host| host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()))
}

fn is_tls(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "https")
}

/// Whether two addresses are of one server: on this machine one process at a time has a port, however it is written.
pub fn is_same_server(one: &str, other: &str) -> bool {
    let port = |url: &str| Url::parse(url).ok().filter(|_| is_loopback(url))?.port_or_known_default();
    match (port(one), port(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// Sends a request; `timeout` is for all of it, the body too.
pub async fn send(client: &Client, mut request: Request, timeout: Duration) -> Got {
    *request.timeout_mut() = Some(timeout);
    match client.execute(request).await {
        Ok(response) => received(response, timeout).await,
        Err(error) => {
            let why = Why::new(WhyKind::Network, "there is no reply");
            Got { answered: answered(&error), reason: "", drill: None, date: None, body: Err(why) }
        }
    }
}

async fn received(response: Response, timeout: Duration) -> Got {
    let status = response.status();
    let drill =
        response.headers().get("x-duckops-drill").map(|name| Clean::new(String::from_utf8_lossy(name.as_bytes())));
    let date = response.headers().get("date").and_then(|date| moment(date.to_str().ok()?));
    let body = body(response, timeout).await;
    meter::count(body.as_ref().map_or(0, Vec::len));
    Got {
        answered: Answered::Http(status.as_u16()),
        reason: status.canonical_reason().unwrap_or_default(),
        drill,
        date,
        body,
    }
}

/// As HTTP writes it (RFC 9110, 5.6.7), which is as mail writes it.
fn moment(date: &str) -> Option<Utc> {
    chrono::DateTime::parse_from_rfc2822(date).ok().map(|at| at.to_utc())
}

/// The body in chunks, so that an endless one ends at the limit.
async fn body(mut response: Response, timeout: Duration) -> Known<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > BODY_LIMIT => {
                return Err(Why::new(WhyKind::BadReply, "the body is more than 4 MiB"));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => return Err(cut(&error, body.len(), timeout)),
        }
    }
}

fn cut(error: &reqwest::Error, got: usize, timeout: Duration) -> Why {
    if error.is_timeout() {
        let words = format!("the body did not end within {}: {got} bytes came", duration_text(timeout));
        return Why::new(WhyKind::TimedOut, words);
    }
    Why::new(WhyKind::Network, format!("the body broke off after {got} bytes"))
}

/// What kind of failure it was; each asks for something else.
fn answered(error: &reqwest::Error) -> Answered {
    let has = |kinds: &[io::ErrorKind]| {
        causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|e| kinds.contains(&e.kind()))
    };
    if causes(error).any(|cause| cause.is::<NoSuchHost>()) {
        Answered::Dns
    } else if error.is_timeout() {
        Answered::TimedOut
    } else if has(&[io::ErrorKind::ConnectionRefused]) {
        Answered::Refused
    } else if error.is_connect() && has(&[io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof]) {
        // rustls reports its own errors as invalid data, and a peer that hangs up in the handshake as an end of file.
        Answered::Tls
    } else {
        Answered::Broken
    }
}

/// The system's resolver, whose failure has a type of its own.
struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| NoSuchHost)?;
            let found: Vec<SocketAddr> = found.collect();
            if found.is_empty() { Err(NoSuchHost.into()) } else { Ok(Box::new(found.into_iter()) as Addrs) }
        })
    }
}

#[derive(Debug)]
struct NoSuchHost;

impl fmt::Display for NoSuchHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such host")
    }
}

impl Error for NoSuchHost {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_known_by_its_address() {
        for (url, expected) in [
            ("http://127.0.0.1:8080/prod", true),
            ("http://127.9.9.9", true),
            ("http://localhost:1", true),
            ("http://[::1]:1/", true),
            ("https://sts.us-east-1.amazonaws.com", false),
            ("http://localhost.example.com", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_loopback(url), expected, "{url}");
        }
    }

    #[test]
    fn on_this_machine_a_server_is_its_port() {
        for (one, other, expected) in [
            ("http://127.0.0.1:4566/prod", "http://localhost:4566", true),
            ("http://127.0.0.1:4566", "http://127.0.0.1:4567", false),
            ("https://example.com/prod", "https://example.com/prod", true),
            ("https://example.com/prod", "https://example.org/prod", false),
            ("http://127.0.0.1:443/prod", "https://example.com/prod", false),
        ] {
            assert_eq!(is_same_server(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn an_address_is_http_and_has_a_host() {
        assert!(address("the API", "https://example.com/prod").is_ok());
        for wrong in ["", "example.com", "ftp://example.com", "file:///etc/passwd", "http://"] {
            let why = address("the API", wrong).unwrap_err();
            assert!(why.text.as_str().starts_with("the API is not an address"), "{wrong}: {}", why.text);
        }
    }
}
