//! What the tests of this folder share: a stack, and a loopback server that answers as it is told.

use super::{Stack, StackSettings};
use crate::clock::SystemClock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a server does with one request.
pub enum Answer {
    /// Sends these bytes and closes.
    Raw(Vec<u8>),
    /// Sends these bytes, then nothing more, and keeps the connection.
    Stuck(Vec<u8>),
}

/// A whole HTTP reply.
pub fn reply(status: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    Answer::Raw(
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}").into(),
    )
}

/// A loopback server. Dropped without ever having been called, it fails the test: that test proved nothing.
pub struct Server {
    pub url: String,
    calls: Arc<AtomicU32>,
    listening: JoinHandle<()>,
}

impl Server {
    /// `answer` gets the request as text: head and body.
    pub async fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (calls, answer) = (Arc::new(AtomicU32::new(0)), Arc::new(answer));
        let counted = Arc::clone(&calls);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, Arc::clone(&answer)));
            }
        });
        Self { url, calls, listening }
    }

    pub fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
        assert!(self.calls() > 0 || std::thread::panicking(), "nobody called {}", self.url);
    }
}

async fn serve(mut stream: TcpStream, answer: Arc<impl Fn(&str) -> Answer>) {
    let Some(request) = request(&mut stream).await else { return };
    match answer(&request) {
        Answer::Raw(bytes) => drop(stream.write_all(&bytes).await),
        Answer::Stuck(bytes) => {
            drop(stream.write_all(&bytes).await);
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    }
}

async fn request(stream: &mut TcpStream) -> Option<String> {
    let (mut got, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let n = stream.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        got.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&got).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .to_lowercase()
            .split_once("content-length: ")
            .map_or(0, |(_, rest)| rest.lines().next().and_then(|n| n.trim().parse().ok()).unwrap_or(0));
        if body.len() >= length {
            return Some(text);
        }
    }
}

/// An address at which nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A stack with this API and this AWS, and credentials of its own.
pub async fn stack(api: &str, aws: &str) -> Stack {
    Stack::connect(settings(api, aws), Arc::new(SystemClock::new())).await.unwrap()
}

pub fn settings(api: &str, aws: &str) -> StackSettings {
    StackSettings {
        api: api.into(),
        account: "121546003735".into(),
        region: "us-east-1".into(),
        function: "mission-control-api".into(),
        alias: "prod".into(),
        log_group: "/aws/lambda/mission-control-api".into(),
        state_machine: "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow".into(),
        aws_timeout: Duration::from_secs(2),
        endpoint_url: Some(aws.into()),
        profile: None,
        credentials: Some(("key".into(), "secret".into())),
    }
}
