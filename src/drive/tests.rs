//! A wall clock that is set while a walk waits changes nothing of how long it waits and how often it looks.

use super::{Ended, Seen, Walk};
use async_trait::async_trait;
use chrono::TimeDelta;
use duckops_core::runbook::{Library, Origin, Source};
use duckops_core::time::Utc;
use duckops_core::walk::approval::{Approval, Decision, Refusal, Request};
use duckops_core::walk::event::{Applied, Event, Opened, Outcome, Recorded};
use duckops_core::walk::ports::*;
use duckops_core::walk::{State, StepId};
use duckops_core::world::actions::Plan;
use duckops_core::world::settings::{SETTINGS, Settings};
use duckops_core::world::{Evidence, Fact, Known, Query, Value, Why, WhyKind, observations};
use std::io;
use std::sync::Mutex;
use std::time::Duration;

/// A soak: a look every 30 s for 10 minutes.
const SOAK: &str = r#"# INC-001 · A soak

```toml runbook
id       = "inc-001"
kind     = "triage"
severity = "P0"
```

It is watched.

## Watch it

```toml step
id          = "soak"
look.status = "beak.status"
pass        = ["status.up"]
repeat      = { every = "30s", for = "10min" }
```

## The end

```toml step
id  = "bye"
end = "resolved"
```
"#;

/// Two clocks: that of the wall can be set, the other one cannot.
struct Clocks {
    ran: Mutex<Duration>,
    set: Mutex<TimeDelta>,
}

impl Clocks {
    fn begin() -> Self {
        Self { ran: Mutex::default(), set: Mutex::new(TimeDelta::zero()) }
    }
}

#[async_trait]
impl Clock for Clocks {
    fn now(&self) -> Utc {
        "2026-11-22T02:14:07Z".parse::<Utc>().unwrap() + self.elapsed() + *self.set.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.ran.lock().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        *self.ran.lock().unwrap() += time;
    }
}

/// It is always up; before a certain look the wall clock is set.
struct World<'a> {
    clocks: &'a Clocks,
    looks: Mutex<usize>,
    sets: (usize, TimeDelta),
}

#[async_trait]
impl Observe for World<'_> {
    async fn look(&self, query: &Query) -> Evidence {
        let mut looks = self.looks.lock().unwrap();
        *looks += 1;
        if *looks == self.sets.0 {
            *self.clocks.set.lock().unwrap() += self.sets.1;
        }
        let declared = observations::observation(&query.observe).unwrap().facts;
        let fact = |name: &'static str| match name {
            "up" => Fact::Known(Value::Bool(true)),
            other => Fact::Unknown(Why::new(WhyKind::NotReported, other)),
        };
        Evidence {
            query: query.clone(),
            request: "look".into(),
            summary: "seen".into(),
            at: self.clocks.now(),
            took: Duration::ZERO,
            bytes: 0,
            facts: declared.iter().map(|known| (known.name.to_string(), fact(known.name))).collect(),
        }
    }
}

#[async_trait]
impl Act for World<'_> {
    async fn apply(&self, _: &Durable<Plan>) -> Applied {
        unreachable!("nothing is changed here")
    }

    async fn look_back(&self, _: &Durable<Plan>) -> Applied {
        unreachable!("nothing is changed here")
    }
}

/// Goes on.
struct Operator;

#[async_trait]
impl Ask for Operator {
    async fn ask(&mut self, _: &Prompt) -> Result<Reply, Left> {
        Ok(Reply::Move(Move::Continue))
    }

    async fn meanwhile(&mut self, _: &Waiting) -> Interruption {
        std::future::pending().await
    }
}

impl Verify for Operator {
    fn ready(&self) -> Known<()> {
        Ok(())
    }

    fn verify(&self, _: &Request, _: &Approval, _: &str, _: Utc) -> Result<(), Refusal> {
        unreachable!("nobody is asked")
    }
}

struct Kept(Vec<Recorded>);

#[async_trait]
impl Record for Kept {
    fn append(&mut self, event: Event, at: Utc, step: Option<(&StepId, u32)>) -> io::Result<Recorded> {
        let (seq, who) = (self.0.len() as u64 + 1, "ana".into());
        let recorded = Recorded { seq, at, who, step: step.map(|at| at.0.clone()), visit: step.map(|at| at.1), event };
        self.0.push(recorded.clone());
        Ok(recorded)
    }

    fn decided(&self, _: &str) -> io::Result<Option<Decision>> {
        Ok(None)
    }

    async fn decision(&self, _: &str) -> io::Result<Decision> {
        std::future::pending().await
    }
}

fn opened() -> Event {
    let settings = Settings::default();
    let value = |name: &str| (name.to_string(), settings.get(name).unwrap().clone());
    Event::Opened(Box::new(Opened {
        format: 1,
        run: "7F3K".into(),
        runbook: "inc-001".into(),
        title: "t".into(),
        origin: "embedded".into(),
        digest: String::new(),
        sources: Vec::new(),
        operator: "ana".into(),
        identity: Fact::Known(Value::Text("arn".into())),
        account: "1".into(),
        region: "eu".into(),
        credentials_until: None,
        window_start: "2026-11-22T02:14:07Z".parse().unwrap(),
        settings: SETTINGS.iter().map(|setting| value(setting.name)).collect(),
        ledgers: Vec::new(),
        drill: None,
        again: None,
        skew: None,
        incident: None,
        severity: None,
        dry_run: false,
    }))
}

/// Walks; how long it took, and how long each look was after the first one.
async fn walked(sets: (usize, TimeDelta)) -> (Duration, Vec<Duration>) {
    let source = Source { file: "x.md".into(), text: SOAK.into(), origin: Origin::Embedded };
    let runbook = *Library::load(vec![source]).loaded().next().cloned().unwrap().result.unwrap();
    let clocks = Clocks::begin();
    let world = World { clocks: &clocks, looks: Mutex::new(0), sets };
    let mut kept = Kept(Vec::new());
    let first = kept.append(opened(), clocks.now(), None).unwrap();
    let mut walk = Walk {
        runbook: &runbook,
        observe: &world,
        act: &world,
        ask: &mut Operator,
        record: &mut kept,
        clock: &clocks,
        verify: &Operator,
        nonce: &mut || unreachable!("nobody is asked"),
        view: &mut |_, _, _: Seen<'_>| Ok(()),
        state: State::of([first]),
        looked: None,
        taken_back: None,
    };
    assert_eq!(walk.drive().await.unwrap(), Ended::Closed);
    assert_eq!(walk.state.closed.as_ref().map(|closed| &closed.0), Some(&Outcome::Resolved));
    let ran = kept.0.iter().filter_map(|recorded| match recorded.event {
        Event::Observed { ran, .. } => ran,
        _ => None,
    });
    (clocks.elapsed(), ran.collect())
}

#[tokio::test]
async fn a_wall_clock_that_is_set_changes_nothing_of_a_soak() {
    let undisturbed = walked((0, TimeDelta::zero())).await;
    assert_eq!(undisturbed.0, Duration::from_secs(600));
    assert_eq!(undisturbed.1.len(), 21);
    for look in [1, 2, 7, 20] {
        for by in [TimeDelta::hours(-1), TimeDelta::seconds(-45), TimeDelta::seconds(45), TimeDelta::days(1)] {
            assert_eq!(walked((look, by)).await, undisturbed, "set by {by} before look {look}");
        }
    }
}
