//! `duckops status`: everything at once, on one screen.

use super::health::gather;
use super::proposals::{Proposal, command, fitting, proposals};
use super::stage::{self, Stage};
use super::walk::operator;
use super::world::World;
use super::{Session, library, past};
use crate::error::{Error, Exit};
use crate::report::status::{Board, json, text};
use duckops_core::health::anomalies::anomalies;
use duckops_core::health::checks::{Context, Level, Limits};
use duckops_core::health::seen::Seen;
use duckops_core::health::{score, tiles};
use duckops_core::runbook::Truth;
use duckops_core::text::Clean;
use duckops_core::world::Evidence;

const LOOKS: &[&str] = &[
    "beak.status",
    "beak.routes",
    "lambda.alias",
    "ledger.deploys",
    "ses.account",
    "audit.activity",
    "history.pecks",
    "history.change",
    "incident.state",
    "freeze.state",
];

pub fn run(session: &Session) -> Result<Exit, Error> {
    super::block_on(async {
        let mut ask = operator::signals_only(session)?;
        let stage = match stage::find(session, session.settings.clone(), None, &mut ask).await? {
            Ok(stage) => stage,
            Err(left) => return Ok(stage::left_exit(&left)),
        };
        let runbooks = library::load(&session.settings)?;
        let world = World::without_a_walk(session, &stage)?;
        let settings = &stage.settings.values;
        let looked = async {
            let looks = gather(&world, settings, LOOKS).await;
            let proposed = proposals(&runbooks, &world, settings, &looks).await;
            (looks, proposed)
        };
        match stage::beside(&mut ask, "all of the tiles", looked).await {
            Ok((looks, proposed)) => {
                past::warn(session, &stage.history);
                show(session, &board(session, &stage, &looks, &proposed))
            }
            Err(left) => Ok(stage::left_exit(&left)),
        }
    })
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
