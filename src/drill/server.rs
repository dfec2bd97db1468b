//! The listener: one port for the API and for every AWS service.

use super::message::{Call, Reply};
use super::world::World;
use super::{DRILL_HEADER, Drill, api, aws, form, ids};
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// No request that belongs here comes near it.
const BODY_LIMIT: usize = 256 * 1024;
/// A body that does not arrive must not hold its connection for ever.
const BODY_TIME: Duration = Duration::from_secs(30);

/// What all connections of one drill share.
pub struct Stage {
    pub drill: Drill,
    /// As every reply says it.
    name: String,
    pub deploy_log: Option<String>,
    past: Value,
    world: Mutex<World>,
    clock: Arc<dyn Clock>,
    calls: AtomicU64,
}

impl Stage {
    pub fn new(drill: Drill, clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        let world = drill.build(now);
        Self {
            drill,
            name: drill.name(),
            deploy_log: drill.deploy_log(now),
            past: world.past(),
            world: Mutex::new(world),
            clock,
            calls: AtomicU64::new(0),
        }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        // The world is a plain value: what a panicking holder left of it can still be read.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn now(&self) -> Utc {
        self.clock.now()
    }

    fn next_id(&self) -> String {
        ids::uuid("reply", self.calls.fetch_add(1, Ordering::Relaxed))
    }

    /// What every reply carries.
    fn sign(&self, reply: Reply, id: String) -> Reply {
        let date = self.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let reply = reply.header("date", date).header("x-amzn-requestid", id);
        reply.header(DRILL_HEADER, self.name.as_str())
    }

    fn answer(&self, call: &Call) -> Reply {
        let now = self.clock.now();
        let segments = call.segments();
        match segments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["prod", "drill", "deploy-log"] => api::deploy_log(self.deploy_log.as_deref()),
            ["prod", "drill", "past"] => Reply::json(StatusCode::OK, &self.past),
            ["prod", route @ ..] => api::answer(&mut self.world(), call, route, now),
            segments => aws::answer(&mut self.world(), call, segments, now),
        }
    }
}

/// Serves until it is aborted; its connections end with it.
pub async fn listen(listener: TcpListener, stage: Arc<Stage>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(converse(stream, Arc::clone(&stage)))),
            // Out of file handles, most likely: give the others a moment to close theirs.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, stage: Arc<Stage>) {
    let service = service_fn(move |request| reply(Arc::clone(&stage), request));
    // A caller that hangs up is the caller's affair.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        // The drill's clock writes the date, not the machine's.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn reply(stage: Arc<Stage>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let id = stage.next_id();
    let reply = match read(id.clone(), request).await {
        Some(call) => stage.answer(&call),
        None => Reply::json(StatusCode::PAYLOAD_TOO_LARGE, &json!({"message": "Request Too Long"})),
    };
    if !reply.delay.is_zero() {
        stage.clock.sleep(reply.delay).await;
    }
    Ok(response(stage.sign(reply, id)))
}

/// The whole request; `None` when its body is too long, or does not arrive.
async fn read(id: String, request: Request<Incoming>) -> Option<Call> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_TIME, Limited::new(body, BODY_LIMIT).collect()).await;
    Some(Call {
        id,
        method: head.method,
        path: head.uri.path().to_owned(),
        query: form::pairs(head.uri.query().unwrap_or_default()),
        headers: head.headers,
        body: body.ok()?.ok()?.to_bytes(),
    })
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = reply.status;
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
