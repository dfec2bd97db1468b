//! What the company counts, and the body of its status route.

use super::World;
use duckops_core::time::{Utc, stamp};
use serde_json::{Value, json};

/// The counts of the database, of the agents and of failed pecks.
pub struct Figures {
    pub ducklings: u64,
    pub birth_certificates: u64,
    pub alive: u64,
    pub dead: u64,
    pub total_bonded: u64,
    pub callback_error: u64,
    pub denied: u64,
    pub expired: u64,
}

impl Figures {
    /// The body of the metrics route.
    pub fn metrics(&self) -> String {
        format!(
            "beak_up 1\nbeak_ducklings {}\nbeak_agents_alive {}\nbeak_agents_dead {}\n",
            self.ducklings, self.alive, self.dead
        )
    }
}

impl World {
    /// The body of the status route, as `version` gives it.
    pub(super) fn status(&self, version: &str, alias_version: &str, now: Utc) -> Value {
        let figures = &self.figures;
        json!({
            "lambda": { "function": super::FUNCTION, "version": version },
            "lambda_alias_version": alias_version,
            "database": {
                "ducklings": figures.ducklings,
                "birth_certificates": figures.birth_certificates,
            },
            "agents": {
                "alive": figures.alive,
                "dead": figures.dead,
                "total_bonded": figures.total_bonded,
            },
            "peck_protocol": { "failure_breakdown": {
                "callback_error": figures.callback_error,
                "denied": figures.denied,
                "expired": figures.expired,
            }},
            "ses": self.mail_status(now),
            "sns": { "sandbox": false },
            "timestamp": stamp(now),
        })
    }

    fn mail_status(&self, now: Utc) -> Value {
        json!({
            "sandbox": !self.mail.production,
            "sending_enabled": self.mail.sending,
            "quota": self.mail.quota as i64,
            "sent_last_24h": self.metrics.last_day("AWS/SES", "Send", now) as i64,
        })
    }
}
