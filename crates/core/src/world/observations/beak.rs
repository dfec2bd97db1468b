//! `beak.status`: the status route, read leniently; `beak.routes`: do the routes answer, and how fast?

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Table, Version};
use std::time::Duration;

/// How a request to the API ended, told apart because each asks for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// With an HTTP status, whichever.
    Http(u16),
    TimedOut,
    Refused,
    Dns,
    Tls,
    /// Any other failure below HTTP.
    Broken,
}

facts! {
    /// What the status route said. A field that the reply lacks is *not reported*, never zero.
    BeakStatus {
        /// The route answered 200. No answer at all is `no` when the network works otherwise, unknown when nothing answers
        up: bool,
        /// When this look saw it answer 200; absent when it did not
        up_at: Utc,
        /// The HTTP status code
        code: i64,
        /// How the request ended, in words: 502 Bad Gateway, timed out after 30 s, connection refused, no such host, TLS failed
        answer: Clean,
        /// How long the answer took; unknown when none came
        latency: Duration,
        /// The version that answered, as it says of itself (lambda.version)
        version: Version,
        /// Where it believes that the alias points (lambda_alias_version)
        alias_version: Version,
        /// The body is JSON and has lambda.version, database and agents; unknown unless the answer is a 200
        well_formed: bool,
        /// The reply's own timestamp
        timestamp: Utc,
        /// How old that is
        age: Duration,
        /// database.ducklings
        ducklings: i64,
        /// database.birth_certificates
        certificates: i64,
        /// agents.alive
        agents_alive: i64,
        /// agents.dead
        agents_dead: i64,
        /// agents.total_bonded
        agents_bonded: i64,
        /// peck_protocol.failure_breakdown.callback_error
        callback_error: i64,
        /// peck_protocol.failure_breakdown.denied
        denied: i64,
        /// peck_protocol.failure_breakdown.expired
        expired: i64,
        /// Whether status says that SES is in the sandbox
        ses_sandbox: bool,
        /// What status says of SES, key by key
        ses: Clean,
        /// Whether status says that SNS is in the sandbox
        sns_sandbox: bool,
        /// What else in the reply is red, each in one phrase; unknown when nothing is and something that should tell is missing
        red: Vec<Clean>,
        /// How many things in the reply are red; unknown when none is and something that should tell is missing
        red_count: i64,
        /// What the reply should say and does not
        missing: Vec<Clean>,
    }
}

facts! {
    /// Some looks at each route of the API.
    BeakRoutes {
        /// How many routes there are
        count: i64,
        /// How many of them answered 200 at every look
        ok: i64,
        /// All of them did
        all_ok: bool,
        /// Those that did not
        failing: Vec<Clean>,
        /// Those that answered 200 at no look
        down: Vec<Clean>,
        /// How many of the looks answered 200, in percent
        availability: f64 as Percent,
        /// Half of the looks at the slowest route took no longer
        p50: Duration,
        /// 95 of 100 looks at the slowest route took no longer
        p95: Duration,
        /// route, answers, p50, p95
        table: Table,
        /// What a 502 or 504 means, with the routes that gave one
        explained: Vec<Clean>,
    }
}
