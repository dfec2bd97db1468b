//! What a status shows, put together from the looks.

use super::Eyes;
use crate::app::proposals::{Proposal, command, fitting, speaking};
use crate::app::stage::Stage;
use crate::app::{Session, incident, past};
use crate::report::status::{Board, Compared, Incident, age};
use duckops_core::health::anomalies::anomalies;
use duckops_core::health::checks::{Context, Limits};
use duckops_core::health::score;
use duckops_core::health::seen::Seen;
use duckops_core::health::tiles::{self, TOLD, Tile};
use duckops_core::runbook::{Body, Library, Runbook, Step, Truth};
use duckops_core::standing::snapshot::{Difference, Field, Snapshot, differences, values};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::{Evidence, Why};

/// What the looks say, put together.
pub(super) fn board(eyes: &Eyes<'_>, looks: &[Evidence], proposed: &[Proposal<'_>]) -> Board {
    let Eyes { session, stage, runbooks, .. } = eyes;
    let (seen, settings) = (Seen(looks), &stage.settings.values);
    let score = score::score(seen, settings);
    let limits = Limits::of(settings);
    let mut all = vec![tiles::score(&score, &score.red(settings))];
    let production = production(runbooks, seen.look("ses.room").is_some());
    let typed = production.as_ref().map(|command| session.again(command));
    all.extend(tiles::tiles(seen, &Context { settings, limits: &limits }, typed.as_deref()));
    let leave = |rests: &[&str]| production.clone().filter(|_| rests.contains(&"ses.account.sandbox"));
    let for_it = |rests: &[&str]| {
        let fits = fitting(proposed, rests).map(command);
        fits.or_else(|| leave(rests)).or_else(|| otherwise(proposed, runbooks, rests))
    };
    let mut wrong: Vec<_> =
        anomalies(seen, settings).iter().map(|one| (one.what.clone(), for_it(&one.rests))).collect();
    wrong.extend(proposed.iter().filter_map(|one| unsaid(one, &wrong)).collect::<Vec<_>>());
    let pair = |row: &Vec<Clean>| Some((row.first()?.clone(), row.get(1)?.clone()));
    let next = proposed.iter().find(|proposal| proposal.truth == Truth::True);
    Board {
        at: session.clock.now(),
        drill: stage.scenario(),
        skew: stage.skew.clone(),
        incident: then_and_now(session, stage, looks),
        score: score.text(),
        low: score.low(),
        high: score.high(),
        red_under: score::red_under(settings),
        penalties: score.penalties().rows.iter().filter_map(pair).collect(),
        anomalies: wrong,
        tiles: with_the_last_known(stage, session.clock.now(), all),
        next: next.map(|proposal| session.again(&command(proposal.runbook))),
    }
}

/// Where no runbook fits: what the one says that speaks of it, which would end before it acts; else the checklist that
/// looks at everything.
fn otherwise(proposed: &[Proposal<'_>], runbooks: &Library, rests: &[&str]) -> Option<String> {
    let looks = |step: &Step| step.looks.iter().any(|look| look.observation.name == "health.now");
    let of_all = || runbooks.runbooks().find(|runbook| runbook.steps.iter().any(looks)).map(command);
    let told = |proposal: &Proposal<'_>| format!("duckops runbook show {}", proposal.runbook.id);
    speaking(proposed, rests).next().map(told).or_else(of_all)
}

/// What a check has no figures of now, had some before: that is told, and how old it is.
fn with_the_last_known(stage: &Stage, now: Utc, tiles: Vec<Tile>) -> Vec<Tile> {
    let is_unknown = |tile: &Tile| tile.why.is_some() && tile.check.is_some();
    // The history is read only for what it is asked of.
    let known = if tiles.iter().any(is_unknown) { past::last_known(stage) } else { Vec::new() };
    let with = |tile: Tile| {
        let of = |(check, ..): &&(&str, Utc, String)| is_unknown(&tile) && tile.check == Some(*check);
        match known.iter().find(of) {
            Some((_, at, what)) => {
                let text = Clean::new(format!("{}; {} ago {what}", tile.text, age(now, *at)));
                Tile { text, ..tile }
            }
            None => tile,
        }
    };
    tiles.into_iter().map(with).collect()
}

/// What a runbook fits to that no anomaly speaks of, as its looks told it.
fn unsaid(proposal: &Proposal<'_>, wrong: &[(Clean, Option<String>)]) -> Option<(Clean, Option<String>)> {
    let command = command(proposal.runbook);
    let is_said = wrong.iter().any(|(_, known)| known.as_ref() == Some(&command));
    let seen = proposal.seen.last().filter(|_| proposal.truth == Truth::True && !is_said)?;
    Some((seen.clone(), Some(command)))
}

/// The command that tells how to ask for production access: the runbook that does, and its page while mail has room,
/// when walking it ends before it asks.
fn production(runbooks: &Library, is_little: bool) -> Option<String> {
    let asks = |step: &Step| matches!(&step.body, Body::Do(draft) if draft.action.name == "ses.request-production");
    let runbook = runbooks.runbooks().find(|runbook| runbook.steps.iter().any(asks))?;
    Some(if is_little { command(runbook) } else { page(runbook) })
}

/// The page to follow with no tool.
fn page(runbook: &Runbook) -> String {
    format!("duckops runbook show {} --by-hand", runbook.id)
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
    // A clock goes on by itself: it is neither news nor the same.
    let is_clock = |name: &str| name == "api.timestamp";
    let is_news = |one: &Difference| !is_clock(&one.name);
    let mut changed: Vec<_> = differences(then, &now).into_iter().filter(is_news).collect();
    let order: Vec<_> = now.in_order().into_iter().map(|(name, _)| name).collect();
    changed.sort_by_key(|one| order.iter().position(|name| *name == one.name).unwrap_or(usize::MAX));
    let is_same = |name: &str| !is_clock(name) && !changed.iter().any(|one| one.name == name);
    let same = then.in_order().into_iter().filter(|(name, _)| is_same(name));
    let is_of = |told: &[&str]| changed.iter().any(|one| told.contains(&one.name.as_str()));
    Compared {
        then: then.at,
        tiles: TOLD.iter().filter(|(_, told)| is_of(told)).map(|(tile, _)| *tile).collect(),
        same: same.map(|(one, field)| (name(&one), field.text())).collect(),
        changed: changed.iter().map(|one| [name(&one.name), text(one.then.as_ref()), text(one.now.as_ref())]).collect(),
    }
}
