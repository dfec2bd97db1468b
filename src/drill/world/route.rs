//! The routes of the API, and the page that a healthy version gives for each.

use super::World;
use duckops_core::time::Utc;
use serde_json::Value;

/// A route under `/beak`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Beak,
    Metrics,
    Status,
    Audit,
}

impl Route {
    /// The route of this method and these parts of the path, if there is one.
    pub fn of(method: &str, segments: &[&str]) -> Option<Self> {
        match (method, segments) {
            ("GET", ["beak"]) => Some(Self::Beak),
            ("GET", ["beak", "metrics"]) => Some(Self::Metrics),
            ("GET", ["beak", "system", "status"]) => Some(Self::Status),
            ("POST", ["beak", "audit"]) => Some(Self::Audit),
            _ => None,
        }
    }

    /// The route that an event of API Gateway asks for: its payload of version 1, or of version 2.
    pub fn of_event(event: &Value) -> Option<Self> {
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        let path = text("/path").or_else(|| text("/rawPath"))?;
        let method = text("/httpMethod").or_else(|| text("/requestContext/http/method"))?;
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Self::of(method, &segments)
    }
}

/// A body and its type.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    pub content_type: &'static str,
    pub body: String,
}

impl Page {
    fn json(body: &Value) -> Self {
        Self { content_type: "application/json", body: body.to_string() }
    }
}

impl World {
    /// What `version` gives for a route; `alias_version` is where it believes the alias to be.
    pub(super) fn page(&self, route: Route, version: &str, alias_version: &str, now: Utc) -> Page {
        match route {
            Route::Beak => Page::json(&serde_json::json!({
                "service": "mission-control", "version": version
            })),
            Route::Metrics => Page { content_type: "text/plain; version=0.0.4", body: self.figures_at(now).metrics() },
            Route::Status => Page::json(&self.status(version, alias_version, now)),
            Route::Audit => Page::json(&self.audit.page(now)),
        }
    }
}
