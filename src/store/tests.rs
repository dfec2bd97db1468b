//! Runs and approvals on a real disk.

mod anchors;
mod approvals;
mod bytes;
mod durable;
mod places;
mod prune;
mod runs;
mod standing;

use super::testing::Temp;
use super::{Held, Ids, RunLog, Store};
use crate::clock::SystemClock;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::StepId;
use duckops_core::walk::approval::{Approval, Decision, Mode, Proof, Request};
use duckops_core::walk::event::{Entrance, Event, FORMAT, Opened, Recorded};
use duckops_core::walk::ports::{Clock, Record};
use duckops_core::world::actions::{Args, Plan, Tier, Undo};
use duckops_core::world::{Fact, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

fn store(temp: &Temp) -> Store {
    Store::open(&temp.0.join("state"), Arc::new(SystemClock::new())).unwrap()
}

fn now() -> Utc {
    SystemClock::new().now()
}

fn me(who: &str) -> Held {
    Held { who: Clean::new(who), host: Clean::new("laptop"), pid: 7, since: now() }
}

fn opened(run: &str, format: u32, dry_run: bool) -> Event {
    Event::Opened(Box::new(Opened {
        format,
        run: run.into(),
        runbook: "inc-001".into(),
        title: Clean::new("Lambda down"),
        origin: Clean::new("embedded"),
        digest: "d".into(),
        sources: vec![("inc-001".into(), "# INC-001\n".into())],
        operator: Clean::new("ana"),
        identity: Fact::Known(Value::Text(Clean::new("arn:aws:iam::1:user/ana"))),
        account: Clean::new("1"),
        region: Clean::new("r"),
        credentials_until: None,
        window_start: now(),
        settings: BTreeMap::from([("ratio".into(), Value::Real(0.1))]),
        ledgers: vec![],
        drill: None,
        again: None,
        skew: None,
        incident: None,
        severity: None,
        dry_run,
    }))
}

/// Appends an event as a walk does.
fn add(log: &mut RunLog, event: Event) -> Recorded {
    let step = StepId::from("probe");
    log.append(event, now(), Some((&step, 1))).unwrap()
}

/// A run of four events.
fn begun(store: &Store) -> RunLog {
    let mut log = store.create(&mut Ids::random(), &me("ana")).unwrap();
    let first = opened(&log.id, FORMAT, false);
    log.append(first, now(), None).unwrap();
    add(&mut log, Event::Entered { how: Entrance::Forward, undecided: vec![] });
    add(&mut log, Event::Noted { text: Clean::new("restarted nothing") });
    add(&mut log, Event::Continued);
    log
}

fn plan() -> Plan {
    let text = |text: &str| Clean::new(text);
    Plan {
        action: "lambda.promote".into(),
        tier: Tier::Gated,
        args: Args::default(),
        target: text("prod"),
        before: text("43"),
        after: text("41"),
        undo: Undo::Cannot(text("x")),
        words: text("prod 43 -> 41"),
    }
}

fn request(id: &str, minutes: i64) -> Request {
    let text = |text: &str| Clean::new(text);
    Request {
        id: id.into(),
        run: "7F3K".into(),
        step: StepId::from("promote"),
        runbook: "inc-001".into(),
        runbook_digest: "d".into(),
        account: text("1"),
        region: text("r"),
        gate: text("T-JOSH"),
        plan: plan(),
        reason: text("502"),
        requester: text("ana"),
        requester_arn: text("arn:aws:iam::1:user/ana"),
        nonce: "N".into(),
        made: now(),
        not_after: now() + chrono::TimeDelta::minutes(minutes),
        drill: false,
        mode: Mode::Recorded,
        earlier: Vec::new(),
    }
}

fn approved(request: &Request) -> Decision {
    Decision::Approved(Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: Clean::new("Josh"),
        method: Clean::new("call"),
        reference: Clean::new("+1"),
        said: now(),
        reason: Clean::new("go"),
        recorded_by: Clean::new("ana"),
        recorded: now(),
        proof: Proof::Recorded,
    })
}

fn denied() -> Decision {
    Decision::Denied { by: Clean::new("Josh"), reason: Clean::new("no"), at: now() }
}
