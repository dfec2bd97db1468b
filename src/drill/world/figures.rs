//! What the company counts, and the body of its status route.

use super::World;
use chrono::TimeDelta;
use duckops_core::time::{Utc, stamp};
use serde_json::{Value, json};

/// The counts of the database, of the agents and of failed pecks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

pub type Change = Box<dyn Fn(&mut Figures, i64) + Send + Sync>;

/// How the counts change over time: they are a function of it, so that a drill has a past and goes on.
pub struct Course {
    /// When the drill began; the world's figures are those of this moment.
    pub began: Utc,
    /// Changes the figures of the beginning to those of so many minutes later; of the past when it is negative.
    pub change: Change,
    /// How many minutes before the beginning somebody looked at status.
    pub watched: Vec<i64>,
}

impl Course {
    /// Nothing changes, and somebody looks now and then.
    pub fn steady(began: Utc) -> Self {
        Self { began, change: Box::new(|_, _| ()), watched: vec![1_200, 720, 360, 180, 110, 55, 40, 25, 10] }
    }
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
    /// What is counted at a moment.
    pub fn figures_at(&self, now: Utc) -> Figures {
        let mut figures = self.figures;
        (self.course.change)(&mut figures, (now - self.course.began).num_minutes());
        figures
    }

    /// What the status route answered to those who looked before the drill began, the oldest first.
    pub fn past(&self) -> Value {
        let version = &self.alias.version;
        let look = |minutes: &i64| {
            let at = self.course.began - TimeDelta::minutes(*minutes);
            json!({ "at": at, "status": self.status(version, version, at) })
        };
        json!({ "began": self.course.began, "looks": self.course.watched.iter().map(look).collect::<Vec<_>>() })
    }

    /// The body of the status route, as `version` gives it.
    pub(super) fn status(&self, version: &str, alias_version: &str, now: Utc) -> Value {
        let figures = self.figures_at(now);
        let mut status = json!({
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
        });
        for pointer in &self.unreported {
            let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
            let fields = status.pointer_mut(parent).and_then(Value::as_object_mut);
            fields.map(|fields| fields.remove(key));
        }
        status
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
