//! `duckops status`: everything at once, on one screen.

mod watch;

use super::health::gather;
use super::proposals::{Proposal, command, fitting, proposals};
use super::stage::{self, Stage};
use super::walk;
use super::walk::operator::{self, Operator};
use super::world::World;
use super::{Session, incident, library, past};
use crate::cli::{StatusArgs, WalkArgs};
use crate::error::{Error, Exit};
use crate::report::status::{Board, Compared, Incident, json, text};
use crate::report::watch::Glance;
use duckops_core::health::anomalies::anomalies;
use duckops_core::health::checks::{Context, Level, Limits};
use duckops_core::health::seen::Seen;
use duckops_core::health::{looks, score, tiles};
use duckops_core::runbook::{Kind, Library, Truth};
use duckops_core::standing::snapshot::{Field, Snapshot, differences, values};
use duckops_core::text::Clean;
use duckops_core::world::{Evidence, Why};
use std::time::Duration;

pub fn run(session: &Session, args: &StatusArgs) -> Result<Exit, Error> {
    let ended = super::block_on(async {
        let mut ask = operator::signals_only(session)?;
        let stage = match stage::find(session, session.settings.clone(), None, &mut ask).await? {
            Ok(stage) => stage,
            Err(left) => return Ok(Ended::With(stage::left_exit(&left))),
        };
        let runbooks = library::load(&session.settings)?;
        let world = World::without_a_walk(session, &stage)?;
        let eyes = Eyes { session, stage: &stage, runbooks: &runbooks, world: &world };
        match args.watch.map(Duration::from_secs) {
            Some(every) => watch::run(&eyes, every, ask).await,
            None => once(&eyes, &mut ask).await.map(Ended::With),
        }
    })?;
    match ended {
        Ended::With(exit) => Ok(exit),
        Ended::Start(kind, id) => walk::run(session, kind, &WalkArgs { id: Some(id), ..WalkArgs::default() }),
    }
}

/// How looking ended.
enum Ended {
    With(Exit),
    /// With the wish to walk this runbook.
    Start(Kind, String),
}

async fn once(eyes: &Eyes<'_>, ask: &mut Operator) -> Result<Exit, Error> {
    match stage::beside(ask, "all of the tiles", eyes.look()).await {
        Ok(seen) => {
            past::warn(eyes.session, &eyes.stage.history);
            show(eyes.session, &seen.glance.board)
        }
        Err(left) => Ok(stage::left_exit(&left)),
    }
}

/// What looks at everything.
struct Eyes<'a> {
    session: &'a Session,
    stage: &'a Stage,
    runbooks: &'a Library,
    world: &'a World,
}

/// What they see, and the runbook that is for it.
struct Sight {
    glance: Glance,
    fitting: Option<(Kind, String)>,
}

impl Eyes<'_> {
    async fn look(&self) -> Sight {
        let settings = &self.stage.settings.values;
        let looks = gather(self.world, settings, looks::STATUS).await;
        let proposed = proposals(self.runbooks, self.world, settings, &looks).await;
        let incident = then_and_now(self.session, self.stage, &looks);
        let board = Board { incident, ..board(self.session, self.stage, &looks, &proposed) };
        let fits = proposed.iter().find(|proposal| proposal.truth == Truth::True);
        let fitting = fits.map(|proposal| (proposal.runbook.kind, proposal.runbook.id.clone()));
        Sight { glance: Glance { board, trends: past::trends(self.stage), looks }, fitting }
    }
}

fn board(session: &Session, stage: &Stage, looks: &[Evidence], proposed: &[Proposal<'_>]) -> Board {
    let (seen, settings) = (Seen(looks), &stage.settings.values);
    let score = score::score(seen, settings);
    let red = score.red(settings);
    let limits = Limits::of(settings);
    let mut all = vec![tiles::score(&score, &red)];
    all.extend(tiles::tiles(seen, &Context { settings, limits: &limits }));
    let for_it = |rests: &[&str]| fitting(proposed, rests).map(command);
    let pair = |row: &Vec<Clean>| Some((row.first()?.clone(), row.get(1)?.clone()));
    let next = proposed.iter().find(|proposal| proposal.truth == Truth::True);
    Board {
        at: session.clock.now(),
        drill: stage.scenario(),
        skew: stage.skew.clone(),
        incident: None,
        score: score.text(),
        low: score.low(),
        high: score.high(),
        red,
        penalties: score.penalties().rows.iter().filter_map(pair).collect(),
        anomalies: anomalies(seen, settings).iter().map(|one| (one.what.clone(), for_it(&one.rests))).collect(),
        tiles: all,
        next: next.map(|proposal| session.again(&command(proposal.runbook))),
    }
}

/// The snapshot of the incident that is on, beside what was just seen.
fn then_and_now(session: &Session, stage: &Stage, looks: &[Evidence]) -> Option<Incident> {
    let store = stage.store_as_it_is(session);
    let open = incident::open(session, &store)?;
    let title = Clean::new(format!("{} {}", open.severity, open.title));
    let gone = || Why::absent("the snapshot that was taken when it was declared is gone");
    let find = |id: &String| store.snapshots().find(open.declared, id).map_err(|error| error.why());
    let then = open.snapshot().and_then(find).and_then(|found| found.ok_or_else(gone));
    let compared = then.map(|then| compared(&then.snapshot, looks));
    Some(Incident { id: open.id, title, since: open.since, compared })
}

fn compared(then: &Snapshot, looks: &[Evidence]) -> Compared {
    let now = Snapshot { values: values(looks), ..then.clone() };
    let name = |name: &str| Clean::new(name.replace(['.', '_'], " "));
    let text = |field: Option<&Field>| field.map_or_else(|| Clean::new("-"), Field::text);
    let changed = differences(then, &now);
    let is_same = |name: &str| !changed.iter().any(|one| one.name == name);
    let same = then.in_order().into_iter().filter(|(name, _)| is_same(name));
    Compared {
        then: then.at,
        same: same.map(|(one, field)| (name(&one), field.text())).collect(),
        changed: changed.iter().map(|one| [name(&one.name), text(one.then.as_ref()), text(one.now.as_ref())]).collect(),
    }
}

fn show(session: &Session, board: &Board) -> Result<Exit, Error> {
    if session.settings.json {
        session.json(&json(board))?;
    } else {
        session.out(&text(&session.page(), board))?;
    }
    Ok(exit(board))
}

/// What could not be found out counts before what is red, as everywhere.
fn exit(board: &Board) -> Exit {
    let any = |level: Level| board.tiles.iter().any(|tile| tile.level == Some(level));
    match () {
        () if any(Level::Unknown) => Exit::Unknown,
        () if any(Level::Critical) => Exit::No,
        () => Exit::Done,
    }
}
