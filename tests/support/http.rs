//! The smallest HTTP client: what the tests see of a stack does not pass through code under test.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: String,
}

/// One request to loopback. HTTP/1.0, so that the reply ends with the connection.
pub fn request(method: &str, url: &str, body: &str) -> Result<Reply, String> {
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url} is not http"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let text = format!(
        "{method} /{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let reply = exchange(host, &text).map_err(|e| format!("{method} {url}: {e}"))?;
    parse(&reply).ok_or_else(|| format!("{method} {url} answered {reply:?}"))
}

pub fn get(url: &str) -> Result<Reply, String> {
    request("GET", url, "")
}

fn exchange(host: &str, text: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(40)))?;
    stream.write_all(text.as_bytes())?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    Ok(reply)
}

fn parse(reply: &str) -> Option<Reply> {
    let (head, body) = reply.split_once("\r\n\r\n")?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some(Reply { status, body: body.to_owned() })
}
