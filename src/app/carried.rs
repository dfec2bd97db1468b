//! Looks that a triage begins with: those of a probe a moment ago. Each is used once and says how old it is; one that
//! is too old, or of a world that was changed since, is taken afresh.

use super::Session;
use super::stage::Stage;
use super::walk::before_the_first_step;
use crate::store::{Bundle, Store};
use duckops_core::runbook::{Body, Runbook, Step};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, passed};
use duckops_core::walk::ports::{Ask, Left, Reply};
use duckops_core::world::observations::observation;
use duckops_core::world::{Evidence, Query, Value, duration_text};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Default)]
pub struct Carried {
    looks: Mutex<Vec<Evidence>>,
    /// Older than this is not now.
    limit: Duration,
}

impl Carried {
    /// Of these looks those that the runbook takes before it changes anything.
    pub fn new(looks: Vec<Evidence>, runbook: &Runbook, limit: Duration) -> Self {
        let mut looks = looks;
        looks.retain(|look| is_wanted(look, runbook));
        Self { looks: Mutex::new(looks), limit }
    }

    pub fn has(&self, query: &Query) -> bool {
        self.looks().iter().any(|look| answers(look, query))
    }

    /// What was seen of this, if it still counts.
    pub fn take(&self, query: &Query, now: Utc) -> Option<Evidence> {
        let mut looks = self.looks();
        let at = looks.iter().position(|look| answers(look, query))?;
        Some(looks.remove(at)).filter(|look| look.at <= now && passed(look.at, now) <= self.limit)
    }

    /// After a change the world is another one.
    pub fn clear(&self) {
        self.looks().clear();
    }

    /// Whether one of them is a look with which the runbook begins.
    fn begins(&self, runbook: &Runbook) -> bool {
        let first = runbook.steps.iter().find(|step| !step.looks.is_empty());
        let is_first = |look: &Evidence| asks(first.into_iter(), &look.query.observe);
        self.looks().iter().any(is_first)
    }

    /// What was looked at: `beak.status, beak.routes`.
    fn names(&self) -> Clean {
        let mut names: Vec<_> = self.looks().iter().map(|look| look.query.observe.clone()).collect();
        names.dedup();
        Clean::new(names.join(", "))
    }

    fn looks(&self) -> MutexGuard<'_, Vec<Evidence>> {
        // A list is whole whatever its last holder did.
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn asks<'r>(mut steps: impl Iterator<Item = &'r Step>, observe: &str) -> bool {
    steps.any(|step| step.looks.iter().any(|look| look.observation.name == observe))
}

/// It may be asked ahead, told something, and is not what a change is planned from: that is always looked at afresh.
fn is_wanted(look: &Evidence, runbook: &Runbook) -> bool {
    let before = runbook.steps.iter().take_while(|step| !matches!(step.body, Body::Do(_)));
    let is_asked = asks(before, &look.query.observe);
    let planned = runbook.steps.iter().filter_map(|step| match &step.body {
        Body::Do(draft) => draft.action.look_before(),
        _ => None,
    });
    let is_planned_from = planned.into_iter().any(|query| query.observe == look.query.observe);
    let may_be_ahead = observation(&look.query.observe).is_some_and(|one| one.prefetch);
    is_asked && may_be_ahead && !is_planned_from && look.failure().is_none()
}

/// The same question, but for how long it waited; who waited a shorter time in vain knows less.
fn answers(look: &Evidence, query: &Query) -> bool {
    let but_time = |query: &Query| {
        let mut query = query.clone();
        query.args.remove("timeout");
        query
    };
    let waited = |query: &Query| query.duration("timeout").ok();
    let is_shorter = waited(&look.query) < waited(query);
    but_time(&look.query) == but_time(query) && (!is_shorter || look.fact("code").is_ok())
}

/// Asks whether to begin from what the newest probe saw, where it saw something of this stack that still counts, and
/// that the runbook begins with: what comes up later is looked at when it does.
pub async fn offered(
    session: &Session,
    stage: &Stage,
    store: &Store,
    runbook: &Runbook,
    ask: &mut dyn Ask,
) -> Result<Carried, Left> {
    let limit = stage.settings.values.duration("evidence_age");
    let now = session.clock.now();
    let bundle = session.can_ask().then(|| newest(stage, store, now - limit)).flatten();
    let Some(bundle) = bundle.filter(|bundle| bundle.at <= now) else { return Ok(Carried::default()) };
    let (age, what) = (age(passed(bundle.at, now)), bundle.what.shortened(60));
    let carried = Carried::new(bundle.looks, runbook, limit);
    if !carried.begins(runbook) {
        return Ok(Carried::default());
    }
    let from = Clean::new(format!("begin from what it saw {age}"));
    let choices = vec![from.clone(), Clean::new("look at everything afresh")];
    let label = format!("a probe found {what}; for this runbook it saw {}", carried.names());
    let prompt = before_the_first_step("evidence", &label, choices);
    match ask.ask(&prompt).await? {
        Reply::Answer(Value::Text(chosen)) if chosen == from => Ok(carried),
        _ => Ok(Carried::default()),
    }
}

fn age(time: Duration) -> String {
    match time.as_secs() {
        0 => "just now".into(),
        seconds => format!("{} ago", duration_text(Duration::from_secs(seconds))),
    }
}

/// Nothing of another stack; what cannot be read is nothing to begin from.
fn newest(stage: &Stage, store: &Store, since: Utc) -> Option<Bundle> {
    let bundle = store.bundles().latest(since).ok()??;
    let setting = |name: &str| stage.settings.values.text(name);
    let here = (setting("api"), setting("account"), setting("region"), stage.scenario());
    ((&bundle.api, &bundle.account, &bundle.region, &bundle.drill) == (&here.0, &here.1, &here.2, &here.3))
        .then_some(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use duckops_core::runbook::{Library, Origin, Source};
    use duckops_core::world::{Fact, Why};

    const LIMIT: Duration = Duration::from_secs(600);

    fn now() -> Utc {
        "2026-11-22T02:14:07Z".parse().unwrap()
    }

    const TWO_STEPS: &str = "# T-1 · Two steps\n\n```toml runbook\nid = \"t-1\"\nkind = \"triage\"\nseverity = \"P2\"\n```\n\n\
        ## Look\n\n```toml step\nid = \"look\"\nlook.status = \"beak.status\"\nlook.routes = \"beak.routes\"\n\
        pass = [\"status.up\"]\nnext = \"mail\"\n```\n\n\
        ## Mail\n\n```toml step\nid = \"mail\"\nlook.mail = \"ses.account\"\nend = \"complete\"\n```\n";

    fn runbook() -> Runbook {
        let source = Source { text: TWO_STEPS.into(), file: "t-1.md".into(), origin: Origin::Embedded };
        let library = Library::load(vec![source]);
        library.runbooks().next().unwrap().clone()
    }

    fn status(timeout: u64, minutes_ago: i64, code: Option<i64>) -> Evidence {
        let query = Query::new("beak.status").with("timeout", Value::Duration(Duration::from_secs(timeout)));
        let at = now() - TimeDelta::minutes(minutes_ago);
        let mut evidence = Evidence::not_taken(&query, &Why::not_reported("it"), at);
        evidence.facts.insert("up".into(), Fact::Known(Value::Bool(false)));
        evidence.facts.extend(code.map(|code| ("code".to_owned(), Fact::Known(Value::Int(code)))));
        evidence
    }

    fn asked() -> Query {
        status(30, 0, None).query
    }

    fn carried(look: Evidence) -> Carried {
        Carried { looks: Mutex::new(vec![look]), limit: LIMIT }
    }

    #[test]
    fn what_a_probe_saw_counts_once_and_never_when_it_is_older_than_it_may_be() {
        let fresh = carried(status(30, 10, Some(502)));
        assert!(fresh.take(&asked(), now()).is_some());
        assert!(fresh.take(&asked(), now()).is_none(), "looking again looks");
        assert!(carried(status(30, 10, Some(502))).take(&asked(), now() + TimeDelta::seconds(1)).is_none());
        assert!(carried(status(30, -1, Some(502))).take(&asked(), now()).is_none(), "of the future");
        let changed = carried(status(30, 1, Some(502)));
        changed.clear();
        assert!(changed.take(&asked(), now()).is_none());
    }

    #[test]
    fn who_waited_a_shorter_time_in_vain_knows_less() {
        assert!(carried(status(4, 1, Some(502))).has(&asked()), "it answered in time");
        assert!(!carried(status(4, 1, None)).has(&asked()));
        assert!(carried(status(30, 1, None)).has(&asked()));
    }

    #[test]
    fn a_walk_begins_from_nothing_but_what_it_begins_with() {
        let runbook = runbook();
        let offered = |observe: &str| {
            let look = Evidence { query: Query { observe: observe.into(), ..asked() }, ..status(30, 1, Some(502)) };
            Carried::new(vec![look], &runbook, LIMIT).begins(&runbook)
        };
        assert!(offered("beak.status"));
        assert!(!offered("ses.account"), "that is its second step");
        assert!(!offered("audit.events"));
        assert!(!Carried::default().begins(&runbook));
        assert_eq!(Carried::new(vec![status(30, 1, Some(502))], &runbook, LIMIT).names().as_str(), "beak.status");
    }

    #[test]
    fn only_what_the_runbook_takes_before_a_change_is_carried() {
        let runbook = runbook();
        let names = |look: Evidence| Carried::new(vec![look], &runbook, LIMIT).looks().len();
        assert_eq!(names(status(30, 1, Some(502))), 1);
        assert_eq!(names(Evidence { query: Query::new("beak.routes"), ..status(30, 1, Some(502)) }), 0);
        let failed = Evidence::not_taken(&asked(), &Why::not_reported("it"), now());
        assert_eq!(names(failed), 0);
    }
}
