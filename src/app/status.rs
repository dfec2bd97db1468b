//! `duckops status`: everything at once, on one screen.

mod board;
mod watch;

use super::health::gather;
use super::proposals::proposals;
use super::stage::{self, Stage};
use super::walk;
use super::walk::operator::{self, Operator};
use super::world::World;
use super::{Session, library, past};
use crate::cli::{StatusArgs, WalkArgs};
use crate::error::{Error, Exit};
use crate::report::status::{Board, json, text};
use crate::report::watch::Glance;
use board::board;
use duckops_core::health::checks::Level;
use duckops_core::health::looks;
use duckops_core::runbook::{Kind, Library, Truth};
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
        let board = board(self, &looks, &proposed);
        let fits = proposed.iter().find(|proposal| proposal.truth == Truth::True);
        let fitting = fits.map(|proposal| (proposal.runbook.kind, proposal.runbook.id.clone()));
        let runbook = fits.map(|proposal| proposal.runbook.id.clone());
        Sight { glance: Glance { board, trends: past::trends(self.stage), looks, runbook }, fitting }
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
