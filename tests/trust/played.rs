//! A stack that is played: what a real walk saw of its drill once is told again, and changes are only counted.

use async_trait::async_trait;
use chrono::TimeDelta;
use duckops::disk::{loss::Loss, simulated};
use duckops::stack::Platform;
use duckops_core::time::Utc;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Act, Clock, Durable, Observe};
use duckops_core::world::actions::Plan;
use duckops_core::world::{Evidence, Query, Value, Why, WhyKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was seen and what came of changes, in a walk that nobody disturbed.
#[derive(Default)]
pub struct Known {
    looks: Vec<(Changes, Evidence)>,
    changes: BTreeMap<String, Applied>,
}

/// The steps whose change is in the world.
type Changes = BTreeSet<String>;

/// The world of one walk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct World {
    /// The keys of the changes that were sent, in order.
    pub sent: Vec<String>,
    /// Those whose intent was not on the disk.
    pub without_intent: Vec<String>,
}

impl World {
    pub fn changes(&self) -> Changes {
        self.sent.iter().map(|key| step_of(key).to_owned()).collect()
    }

    /// How often a change was sent again.
    pub fn repeated(&self) -> usize {
        self.sent.len() - self.changes().len()
    }
}

/// A key is run, step and visit; a step's id may have slashes.
fn step_of(key: &str) -> &str {
    let step = key.split_once('/').and_then(|(_, rest)| rest.rsplit_once('/'));
    step.map_or(key, |(step, _)| step)
}

/// What a process of a walk has for a stack.
pub struct Played {
    /// The stack of the drill, while it is learnt.
    pub live: Option<Arc<dyn Platform>>,
    pub known: Arc<Mutex<Known>>,
    pub world: Arc<Mutex<World>>,
    pub clock: Arc<dyn Clock>,
}

pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Observe for Played {
    async fn look(&self, query: &Query) -> Evidence {
        let changes = locked(&self.world).changes();
        if let Some(live) = &self.live {
            let evidence = live.look(query).await;
            locked(&self.known).looks.push((changes, evidence.clone()));
            return evidence;
        }
        let now = self.clock.now();
        let told = locked(&self.known).told(&changes, query, now);
        let told = told.unwrap_or_else(|| panic!("{query:?} was never looked at after {changes:?}"));
        Evidence { query: query.clone(), at: now, ..told }
    }
}

impl Known {
    /// As it was at that time: the newest look that is not of later. A look whose times differ is the same one.
    fn told(&self, changes: &Changes, query: &Query, now: Utc) -> Option<Evidence> {
        let same = |with_times: bool| {
            let fits = self.looks.iter().filter(move |(then, evidence)| {
                then == changes && plain(&evidence.query, with_times) == plain(query, with_times)
            });
            let evidence: Vec<_> = fits.map(|(_, evidence)| evidence).collect();
            let late = now + TimeDelta::milliseconds(1);
            evidence.iter().rfind(|one| one.at <= late).or(evidence.first()).copied().cloned()
        };
        same(true).or_else(|| same(false))
    }
}

fn plain(query: &Query, with_times: bool) -> Query {
    let mut query = query.clone();
    query.args.retain(|_, value| with_times || !matches!(value, Value::Time(_)));
    query
}

#[async_trait]
impl Act for Played {
    async fn apply(&self, intent: &Durable<Plan>) -> Applied {
        {
            let mut world = locked(&self.world);
            if !is_on_disk(intent) {
                world.without_intent.push(intent.key().into());
            }
            world.sent.push(intent.key().into());
        }
        let step = step_of(intent.key()).to_owned();
        if let Some(live) = &self.live {
            let applied = live.apply(intent).await;
            locked(&self.known).changes.insert(step, applied.clone());
            return applied;
        }
        locked(&self.known).changes[&step].clone()
    }

    async fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        if intent.get().action == "lambda.invoke" {
            return Applied::CannotTell(Why::new(WhyKind::NotLooked, "a call cannot be found by looking"));
        }
        match locked(&self.world).sent.iter().any(|sent| sent == intent.key()) {
            true => locked(&self.known).changes[step_of(intent.key())].clone(),
            false => Applied::No(Why::absent("the change was not made")),
        }
    }
}

/// Whether the intent would be there if the power went now. Where nothing is watched, nothing is known.
fn is_on_disk(intent: &Durable<Plan>) -> bool {
    let (run, rest) = intent.key().split_once('/').unwrap();
    let (step, visit) = rest.rsplit_once('/').unwrap();
    let visit: u64 = visit.parse().unwrap();
    let Some(tree) = simulated::disk().map(|disk| disk.left(Loss::All).unwrap()) else { return true };
    let path = PathBuf::from(format!("runs/{run}/events.jsonl"));
    let events = tree.iter().find(|(known, _)| known.ends_with(&path)).and_then(|(_, bytes)| bytes.as_ref());
    let text = events.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .any(|event| event["event"] == "intended" && event["step"] == step && event["visit"] == visit)
}
