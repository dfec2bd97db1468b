//! `duckops triage ID`, `duckops checklist ID`: a walk from its opening to its exit code.

mod by_run;
mod changed;
pub mod ending;
mod opening;
pub mod operator;
pub mod other_world;
mod taking_up;
pub mod view;

pub use taking_up::before_the_first_step;

use super::carried::{self, Carried};
use super::reach::Reach;
use super::snapshot::Camera;
use super::stage::{self, Stage};
use super::standing::Standing;
use super::world::World;
use super::{Session, desk, library, past};
use crate::cli::WalkArgs;
use crate::drive::{Ended, Walk};
use crate::error::{Error, Exit};
use crate::ledger::Ledgers;
use crate::settings::Resolved;
use crate::signing::AllowedSigners;
use crate::store::{Held, Ids, RunLog, Store, StoreError};
use duckops_core::runbook::{Kind, Library, Runbook};
use duckops_core::text::Clean;
use duckops_core::walk::approval::Decision;
use duckops_core::walk::event::{Event, Outcome};
use duckops_core::walk::ports::{Left, Record};
use duckops_core::walk::{State, fold};
use opening::Run;
use operator::Operator;
use std::sync::Arc;

/// Walks a runbook of a family on the stack of the settings.
pub fn run(session: &Session, kind: Kind, args: &WalkArgs) -> Result<Exit, Error> {
    let library = Arc::new(library::load(&session.settings)?);
    let args = &named(session, &library, kind, args)?;
    let id = args.id.as_ref().ok_or_else(|| which(kind))?;
    let runbook = &changed::runbook(session, &library, kind, args, id)?;
    super::block_on(async {
        let mut ask = operator::find(session, runbook, args, None)?;
        let wanted = Wanted { runbook, library: &library, args, again: None };
        Ok(walk(session, &wanted, Scene::of(session), &mut ask).await?.exit)
    })
}

/// Without a runbook, the run that is gone on with names it.
fn named(session: &Session, library: &Library, kind: Kind, args: &WalkArgs) -> Result<WalkArgs, Error> {
    let (None, Some(wanted)) = (&args.id, &args.resume) else { return Ok(args.clone()) };
    let run = by_run::find(session, library, kind, wanted)?;
    Ok(WalkArgs { id: Some(run.runbook), resume: Some(run.id), ..args.clone() })
}

pub fn which(kind: Kind) -> Error {
    Error::wrong(format!("which {}?", kind.word())).hint("all of them: duckops runbook list")
}

/// Where a walk is to be: a real one where the user's settings say, a drill on its own stack.
pub struct Scene {
    pub settings: Resolved,
    pub credentials: Option<(String, String)>,
}

impl Scene {
    fn of(session: &Session) -> Self {
        Self { settings: session.settings.clone(), credentials: None }
    }
}

/// What is to be walked.
pub struct Wanted<'a> {
    pub runbook: &'a Runbook,
    /// All that there are.
    pub library: &'a Arc<Library>,
    pub args: &'a WalkArgs,
    /// The command that begins it again, where a run cannot be taken up: a drill's stack is gone with it.
    pub again: Option<&'a str>,
}

/// How a walk was left.
pub struct Walked {
    pub exit: Exit,
    /// Nothing when it was left before its end.
    pub outcome: Option<Outcome>,
    /// Its run; nothing when none was begun.
    pub run: Option<String>,
}

impl Walked {
    fn left(left: &Left) -> Self {
        Self { exit: stage::left_exit(left), outcome: None, run: None }
    }
}

pub async fn walk(session: &Session, wanted: &Wanted<'_>, scene: Scene, ask: &mut Operator) -> Result<Walked, Error> {
    match stage::find(session, scene.settings, scene.credentials, ask).await? {
        Ok(stage) => walk_on(session, &stage, wanted, ask).await,
        Err(left) => Ok(Walked::left(&left)),
    }
}

/// A drill's stack can be walked with another runbook than its own, in a second terminal too.
fn tag(scenario: &str, runbook: &Runbook) -> String {
    let other = if scenario.starts_with(&runbook.id) { String::new() } else { format!("  {}", runbook.id) };
    format!("DRILL {scenario}{other}")
}

/// The walk, once it is settled where.
pub async fn walk_on(
    session: &Session,
    stage: &Stage,
    wanted: &Wanted<'_>,
    ask: &mut Operator,
) -> Result<Walked, Error> {
    let &Wanted { runbook, args, again, .. } = wanted;
    let store = stage.store(session);
    let store = store.map_err(|error| store_error(&error))?;
    let drill = stage.drill.as_ref().map(|drill| tag(drill.scenario.as_str(), runbook));
    let tags: Vec<_> = drill.into_iter().chain(args.dry_run.then(|| "DRY RUN".into())).collect();
    if !tags.is_empty() {
        ask.tagged(tags.join("  "));
    }
    let (incidents, clock) = (store.clone(), Arc::clone(&session.clock));
    ask.standing_in(Arc::new(move || super::incident::on_a_prompt(&incidents, clock.as_ref())));
    let mut ids = ids(session);
    let me = held_by(session, operator::name(session, stage)?);
    if again.is_some() {
        put_away_ended(session, &store, &me)?;
    }
    let choice = taking_up::choose(session, &store, &Reach::at(stage), runbook, args, again.is_some(), ask).await?;
    let choice = match choice {
        Ok(taking_up::Choice::Resume(id)) => changed::choose(session, &store, runbook, id, ask).await?,
        other => other,
    };
    let taken = match choice {
        Ok(choice) => choice,
        Err(left) => return Ok(Walked::left(&left)),
    };
    let mut carried = Carried::default();
    let run = match taken {
        taking_up::Choice::New => {
            if runbook.kind == Kind::Triage && !args.dry_run {
                carried = match carried::offered(session, stage, &store, runbook, ask).await {
                    Ok(carried) => carried,
                    Err(left) => return Ok(Walked::left(&left)),
                };
            }
            let begun = opening::Begun { runbook, dry_run: args.dry_run, again };
            opening::open(session, stage, &store, &begun, &me, &mut ids)?
        }
        taking_up::Choice::Resume(id) => opening::resume(session, stage, &store, runbook, &id, &me)?,
    };
    super::freeze::say(session, &store);
    go(session, stage, Begins { store, run, carried }, &mut ids, ask, wanted).await
}

/// What a walk goes on with: its run, where it is kept, and what was seen before it began.
struct Begins {
    store: Store,
    run: Run,
    carried: Carried,
}

async fn go(
    session: &Session,
    stage: &Stage,
    begins: Begins,
    ids: &mut Ids,
    ask: &mut Operator,
    wanted: &Wanted<'_>,
) -> Result<Walked, Error> {
    let again = wanted.again;
    let Begins { store, run: Run { mut log, runbook, state, ledgers, evidence }, carried } = begins;
    let camera = Camera::new(stage, store.clone(), ledgers.operator().clone());
    let standing = Standing::new(store, ledgers.clone());
    let runbooks = Arc::clone(wanted.library);
    let world = World::new(session, stage, ledgers.clone(), standing, camera, runbooks).carrying(carried);
    world.look_ahead(&runbook, &state);
    ask.takes_up(&state);
    ask.showing(evidence.clone());
    let mut view = view::of(session, &evidence);
    let mut nonce = || ids.nonce();
    let signers = signers(session, &state);
    let mut walk = Walk {
        runbook: &runbook,
        observe: &world,
        act: &world,
        ask: &mut *ask,
        record: &mut log,
        clock: session.clock.as_ref(),
        verify: &signers,
        nonce: &mut nonce,
        view: &mut view,
        state,
        looked: None,
        taken_back: None,
    };
    let ended = walk.drive().await;
    past::warn(session, &stage.history);
    desk::say_mended(session, &ledgers);
    let mut state = std::mem::take(&mut walk.state);
    if again.is_some() && state.closed.is_none() && ended.is_ok() {
        state = abandon(session, &mut log, state, STACK_GONE)?;
    }
    for key in ask.not_wanted(&state).iter().filter(|_| state.closed.is_some()) {
        session.err(&format!("warning: the answer for {key} was not wanted: that branch was not taken\n"));
    }
    let exit = ending::exit(session, &runbook, &state, ended, again)?;
    let run = Some(state.run().to_owned());
    Ok(Walked { exit, outcome: state.closed.map(|(outcome, _)| outcome), run })
}

/// A drill's stack goes with its process: its run cannot be taken up, and nobody shall be offered it.
const STACK_GONE: &str = "the simulated stack is gone";

/// Closes a run that nobody will go on with, and withdraws what it asked for. The state is that in which it was left.
pub fn abandon(session: &Session, log: &mut RunLog, mut state: State, reason: &str) -> Result<State, Error> {
    let failed = |cause: std::io::Error| Error::file("cannot write the run", &cause);
    let at = session.clock.now();
    for request in state.undecided().map(|request| request.id.clone()).collect::<Vec<_>>() {
        // Somebody has decided meanwhile: what is decided is void with the run.
        if log.decided(&request).map_err(failed)?.is_some() {
            continue;
        }
        let decision = Box::new(Decision::withdrawn(reason, at));
        let withdrawn = log.append(Event::Decided { request, decision }, at, state.place()).map_err(failed)?;
        state = fold(state, &withdrawn);
    }
    let closed = Event::Closed { outcome: Outcome::Abandoned, say: None };
    log.append(closed, at, state.place()).map_err(failed)?;
    Ok(state)
}

/// Whoever practises anew is not told for ever of a drill that was cut off.
fn put_away_ended(session: &Session, store: &Store, me: &Held) -> Result<(), Error> {
    for run in store.list().map_err(|error| store_error(&error))? {
        if run.ended_with_its_stack().is_some() {
            match store.reopen(&run.id, me) {
                Ok((mut log, read)) => drop(abandon(session, &mut log, State::of(read.events), STACK_GONE)?),
                // Another drill that begins just now puts it away.
                Err(StoreError::Held(_)) => {}
                Err(error) => return Err(store_error(&error)),
            }
        }
    }
    Ok(())
}

/// Whose signatures count: as the settings were when the run began.
fn signers(session: &Session, state: &State) -> AllowedSigners {
    let file = state.opened.as_ref().and_then(|opened| opened.settings.get("allowed_signers"));
    let file = file.map(|file| Clean::new(file.to_string())).unwrap_or_default();
    AllowedSigners::new(&file, session.environment.temporary())
}

/// This process, on behalf of somebody.
pub fn held_by(session: &Session, who: Clean) -> Held {
    Held { who, host: Clean::new(&session.environment.host), pid: session.environment.pid, since: session.clock.now() }
}

/// Ids by chance; in test builds by a seed.
pub fn ids(session: &Session) -> Ids {
    #[cfg(feature = "testkit")]
    if let Some(seed) = session.environment.var("DUCKOPS_SEED").and_then(|seed| seed.parse().ok()) {
        return Ids::seeded(seed);
    }
    let _ = session;
    Ids::random()
}

pub fn store_error(error: &crate::store::StoreError) -> Error {
    let exit = match error {
        crate::store::StoreError::Held(_) | crate::store::StoreError::Spent(_) => Exit::Held,
        crate::store::StoreError::Already { .. } => Exit::No,
        _ => Exit::Wrong,
    };
    Error::new(exit, error.to_string()).hint(error.hint())
}

/// The ledgers of a stage, or of a run that was begun on it.
fn ledgers(session: &Session, stage: &Stage, dir: std::path::PathBuf, operator: &Clean) -> Ledgers {
    let store = Store::at(&stage.state_dir, Arc::clone(&session.clock));
    Ledgers::new(dir, store.anchors(), operator.clone(), Arc::clone(&session.clock))
}

/// A walk that was left is resumable, whatever the reason.
fn left_exit(ended: &Ended) -> Option<Exit> {
    match ended {
        Ended::Closed => None,
        Ended::Denied(_) => Some(Exit::No),
        Ended::Left(Left::BadAnswer { .. }) => Some(Exit::Stopped),
        Ended::Left(left) => Some(stage::left_exit(left)),
    }
}
