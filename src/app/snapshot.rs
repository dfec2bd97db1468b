//! `duckops snapshot`, `duckops snapshot diff`, and the snapshot that a walk takes.

use super::desk::unreadable;
use super::stage::{self, Stage};
use super::walk::{self, operator, store_error};
use super::{Session, standing};
use crate::cli::{SnapshotArgs, SnapshotCommand};
use crate::console::render::{not_real, table};
use crate::error::{Error, Exit};
use crate::stack::Platform;
use crate::store::{Store, StoreError, Taken};
use duckops_core::health::looks;
use duckops_core::standing::snapshot::{Difference, FORMAT, Field, Snapshot, Source, differences, sources, values};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::Plan;
use duckops_core::world::{Evidence, Known, Outputs, Query, Table, Value, Why};
use futures_util::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Takes snapshots of one stack, into one store.
pub struct Camera {
    stack: Arc<dyn Platform>,
    store: Store,
    /// What every snapshot of it says: by whom, of which account, region and API, of which drill.
    about: Snapshot,
    looks: Vec<Query>,
    /// How long the slowest look may take.
    limit: Duration,
}

impl Camera {
    pub fn new(stage: &Stage, store: Store, by: Clean) -> Self {
        let setting = |name: &str| stage.settings.values.text(name);
        let limit = stage.settings.values.duration("probe_timeout");
        let status = Query::new("beak.status").with("timeout", Value::Duration(limit));
        let about = Snapshot {
            snapshot: FORMAT,
            id: String::new(),
            at: stage.now,
            by,
            account: setting("account"),
            region: setting("region"),
            api: setting("api"),
            run: None,
            drill: stage.scenario(),
            values: [].into(),
            sources: [].into(),
            digest: None,
        };
        let query = |name: &&str| if *name == status.observe { status.clone() } else { Query::new(name) };
        let looks = looks::SNAPSHOT.iter().map(query).collect();
        Self { stack: Arc::clone(&stage.stack), store, about, looks, limit }
    }

    /// How long the slowest look may take.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// All looks at once. What cannot be seen is in the snapshot with its reason.
    async fn take(&self, at: Utc, id: &str, run: Option<String>) -> Result<Taken, StoreError> {
        let looks: Vec<Evidence> = join_all(self.looks.iter().map(|query| self.stack.look(query))).await;
        let (values, sources) = (values(&looks), sources(&looks));
        let snapshot = Snapshot { id: id.into(), at, run, values, sources, ..self.about.clone() }.sealed();
        let snapshot = snapshot.map_err(|cause| StoreError::file("cannot write JSON", cause.into()))?;
        self.store.snapshots().keep(&snapshot)
    }

    /// How the platform stands when an incident is declared: kept beside it, to be held against later.
    pub async fn freeze(&self, at: Utc, incident: &str, run: Option<String>) -> Known<Taken> {
        let taken = self.take(at, incident, run).await.map_err(|error| error.why())?;
        self.store.incidents().freeze(incident, &taken.snapshot.id).map_err(|error| error.why())?;
        Ok(taken)
    }

    /// The snapshot of a walk's step: its name is made of run, step and visit, so that there is one.
    pub async fn apply(&self, intent: &Durable<Plan>) -> Applied {
        match self.take(intent.at(), &id_of(intent), Some(standing::run_of(intent))).await {
            Ok(taken) => Applied::Yes(outputs(&taken)),
            Err(error) => Applied::No(error.why()),
        }
    }

    pub fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match self.store.snapshots().find(intent.at(), &id_of(intent)) {
            Ok(Some(taken)) => Applied::Yes(outputs(&taken)),
            Ok(None) => Applied::No(Why::absent("no snapshot of this step was kept")),
            Err(error) => Applied::CannotTell(error.why()),
        }
    }
}

fn id_of(intent: &Durable<Plan>) -> String {
    intent.key().replace('/', "-")
}

fn outputs(taken: &Taken) -> Outputs {
    let text = |text: &str| Value::Text(Clean::new(text));
    let (id, path) = (&taken.snapshot.id, taken.path.display().to_string());
    [("id".to_owned(), text(id)), ("path".to_owned(), text(&path))].into()
}

pub fn run(session: &Session, args: &SnapshotArgs) -> Result<Exit, Error> {
    match &args.command {
        Some(SnapshotCommand::Diff { then, now }) => diff(session, then, now),
        None => super::block_on(take(session, args.copy)),
    }
}

async fn take(session: &Session, copy: bool) -> Result<Exit, Error> {
    let mut ask = operator::signals_only(session)?;
    let stage = match stage::find(session, session.settings.clone(), None, &mut ask).await? {
        Ok(stage) => stage,
        Err(left) => return Ok(stage::left_exit(&left)),
    };
    let store = stage.store(session);
    let store = store.map_err(|error| store_error(&error))?;
    let camera = Camera::new(&stage, store, operator::name(session, &stage)?);
    let id = walk::ids(session).run();
    let work = camera.take(session.clock.now(), &id, None);
    let taken = match stage::within(&mut ask, "the stack", camera.limit, work).await {
        Ok(taken) => taken.map_err(|error| store_error(&error))?,
        Err(left) => return Ok(stage::left_exit(&left)),
    };
    show(session, &taken)?;
    if copy {
        copied(session, &taken)?;
    }
    Ok(if taken.snapshot.saw_anything() { Exit::Done } else { Exit::Unknown })
}

fn pretty(snapshot: &Snapshot) -> Result<String, Error> {
    serde_json::to_string_pretty(snapshot).map_err(|cause| Error::wrong("cannot write JSON").because(cause))
}

fn show(session: &Session, taken: &Taken) -> Result<(), Error> {
    let snapshot = &taken.snapshot;
    if session.settings.json {
        session.json_lines(&format!("{}\n", pretty(snapshot)?))?;
        session.err(&format!("{}\n", Clean::new(taken.path.display().to_string())));
        return Ok(());
    }
    if let Some(scenario) = &snapshot.drill {
        session.out(&format!("{}\n", not_real(scenario)))?;
    }
    let page = session.page();
    session.out(&page.command("snapshot", Clean::new(taken.path.display().to_string()).as_str()))?;
    session.out(&page.fact("taken", &format!("{} by {}", stamp(snapshot.at), snapshot.by)))?;
    session.out(&page.fact("of", &format!("{} {}, {}", snapshot.account, snapshot.region, snapshot.api)))?;
    let source = |(look, source): (&String, &Source)| {
        page.fact(&look.replace(['.', '_'], " "), &format!("{}, {}", source.request, stamp(source.at)))
    };
    session.out(&snapshot.sources.iter().map(source).collect::<String>())?;
    session.out(&snapshot.digest.as_ref().map(|digest| page.fact("digest", digest)).unwrap_or_default())?;
    let (known, unknown): (Vec<_>, Vec<_>) = snapshot.in_order().into_iter().partition(|(_, field)| field.is_known());
    let line = |(name, field): (String, &Field)| page.fact(&name.replace(['.', '_'], " "), field.text().as_str());
    session.out(&known.into_iter().map(line).collect::<String>())?;
    session.out(&together(&page, unknown))
}

/// What is not known for the same reason, together.
fn together(page: &crate::console::render::Page, unknown: Vec<(String, &Field)>) -> String {
    let mut told: Vec<(Clean, Vec<String>)> = Vec::new();
    for (name, field) in unknown {
        let (why, name) = (field.text(), name.replace(['.', '_'], " "));
        match told.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(name),
            None => told.push((why, vec![name])),
        }
    }
    let line = |(why, names): (Clean, Vec<String>)| {
        let why = why.as_str().trim_start_matches('?').trim_start();
        page.paragraph(&format!("?  {}: {why}", names.join(", ")))
    };
    told.into_iter().map(line).collect()
}

fn copied(session: &Session, taken: &Taken) -> Result<(), Error> {
    match session.streams.copy(&pretty(&taken.snapshot)?) {
        Ok(()) => session.err("sent to the terminal's clipboard; some terminals do not take it: then copy the file\n"),
        Err(why) => session.err(&format!("not on the clipboard: {why}; copy the file\n")),
    }
    Ok(())
}

/// Both are an answer, whether anything differs or not: 0.
fn diff(session: &Session, from: &str, to: &str) -> Result<Exit, Error> {
    let from = named(session, from)?;
    let to = named(session, to)?;
    let changed = differences(&from.snapshot, &to.snapshot);
    let drills: BTreeSet<&Clean> = [&from, &to].iter().filter_map(|taken| taken.snapshot.drill.as_ref()).collect();
    if session.settings.json {
        let one = |one: &Difference| json!({ "name": one.name, "from": one.then, "to": one.now });
        let changed = changed.iter().map(one).collect::<Vec<_>>();
        let (from, to) = (stamp(from.snapshot.at), stamp(to.snapshot.at));
        session.json(&json!({ "from": from, "to": to, "drills": drills, "changed": changed }))?;
        return Ok(Exit::Done);
    }
    session.out(&drills.into_iter().map(|drill| format!("{}\n", not_real(drill))).collect::<String>())?;
    let page = session.page();
    let of = |one: &Taken| format!("{} by {}", stamp(one.snapshot.at), one.snapshot.by);
    session.out(&(page.fact("from", &of(&from)) + &page.fact("to", &of(&to))))?;
    if changed.is_empty() {
        session.out("    nothing differs\n")?;
        return Ok(Exit::Done);
    }
    let mut rows = Table::new(["what", "from", "to"]);
    for Difference { name, then: from, now: to } in changed {
        let text = |field: Option<Field>| field.map_or_else(|| Clean::new("-"), |field| field.text());
        rows.row([Clean::new(name.replace(['.', '_'], " ")), text(from), text(to)]);
    }
    session.out(&table(&page, &rows))?;
    Ok(Exit::Done)
}

/// A file, or a snapshot of the real stack or of a drill's by its id.
fn named(session: &Session, name: &str) -> Result<Taken, Error> {
    let mut those = Vec::new();
    for store in super::stores::existing(session)? {
        match store.snapshots().named(name, &session.environment.cwd) {
            Err(StoreError::NoSnapshot { dirs, .. }) => those.extend(dirs),
            Err(error @ StoreError::NotASnapshot { .. }) => return Err(store_error(&error)),
            other => return other.map_err(|error| unreadable(&error)),
        }
    }
    Err(store_error(&StoreError::NoSnapshot { name: Clean::new(name).to_string(), dirs: those }))
}
