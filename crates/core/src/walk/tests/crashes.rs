//! Cut off anywhere, read again, gone on with: it adds up to the same.

use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// Events; a walk that goes round and round is left there.
const MOST: usize = 200;

/// What there is to see, and what the operator does besides going on.
#[derive(Clone, Debug)]
struct Plot {
    /// Observations of which nothing is known, and facts that are not reported.
    blind: Vec<(prop::sample::Index, Option<prop::sample::Index>)>,
    up: bool,
    moves: Vec<(&'static str, Event)>,
    dry_run: bool,
}

const STEPS: &[&str] =
    &["probe", "errors", "changed", "alias", "target", "promote", "log-promoted", "verify", "soak", "record"];

fn plot() -> impl Strategy<Value = Plot> {
    let blind = (any::<prop::sample::Index>(), prop::option::of(any::<prop::sample::Index>()));
    let moved = prop_oneof![
        2 => Just(Event::Noted { text: "seen".into() }),
        1 => Just(Event::Skipped { reason: "known already".into() }),
        1 => Just(Event::LookedAgain),
        1 => Just(Event::CutShort { reason: "in a hurry".into() }),
        2 => Just(Event::Left { why: "quit".into() }),
        1 => prop::sample::select(STEPS).prop_map(back_to),
    ];
    let moves = prop::collection::vec((prop::sample::select(STEPS), moved), 0..5);
    (prop::collection::vec(blind, 0..3), prop::bool::weighted(0.2), moves, prop::bool::weighted(0.2))
        .prop_map(|(blind, up, moves, dry_run)| Plot { blind, up, moves, dry_run })
}

fn begun(plot: &Plot) -> Walk {
    let mut world = broken();
    if plot.up {
        world.insert(
            "beak.status",
            [("up", Value::Bool(true)), ("code", Value::Int(200)), ("alias_version", text("43"))].into(),
        );
    }
    for (of, fact) in &plot.blind {
        let name = *of.get(&world.keys().copied().collect::<Vec<_>>());
        let facts = world.entry(name).or_default();
        match fact.filter(|_| !facts.is_empty()) {
            Some(fact) => drop(facts.remove(fact.get(&facts.keys().copied().collect::<Vec<_>>()))),
            None => facts.clear(),
        }
    }
    let mut walk = Walk { moves: plot.moves.clone(), dry_run: plot.dry_run, ..Walk::new(world) };
    walk.record(walk.opened(), None);
    walk
}

/// To its end, or until so much is recorded.
fn walked(walk: &mut Walk, most: usize) {
    let runbook = walk.runbook.clone();
    while walk.events.len() < most {
        if matches!(walk.events.last(), Some(Recorded { event: Event::Left { .. }, .. })) {
            walk.record(Event::Resumed { skew: None, incident: None, severity: None }, None);
        } else if !walk.turn(&runbook, &walk.state()) {
            break;
        }
    }
}

fn lines(events: &[Recorded]) -> String {
    events.iter().map(|event| format!("{}\n", serde_json::to_string(event).unwrap())).collect()
}

/// As a store reads: a last line without its end was never acknowledged.
fn read(bytes: &[u8]) -> Vec<Recorded> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let lines = bytes[..whole].split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Written and read, cut off at any byte: what is whole folds to what it was, and what came after it, folded onto
    /// that, to the same end. So it does with somebody's coming back in between.
    #[test]
    fn what_was_recorded_adds_up_to_the_same_after_any_crash(plot in plot(), cut in any::<prop::sample::Index>()) {
        let mut whole = begun(&plot);
        walked(&mut whole, MOST);
        let text = lines(&whole.events);
        let kept = read(&text.as_bytes()[..cut.index(text.len() + 1)]);
        prop_assert_eq!(&kept, &whole.events[..kept.len()]);
        let before = State::of(kept.clone());
        prop_assert_eq!(&before, &State::of(whole.events[..kept.len()].to_vec()));
        let rest = &whole.events[kept.len()..];
        prop_assert_eq!(rest.iter().fold(before.clone(), state::fold), whole.state());
        if let (Some(last), false) = (kept.last(), rest.is_empty()) {
            let back = Recorded { seq: last.seq + 1, event: Event::Resumed { skew: None, incident: None, severity: None }, ..last.clone() };
            prop_assert_eq!(rest.iter().fold(state::fold(before, &back), state::fold), whole.state());
        }
    }

    /// Whoever takes it up there goes on to the same end, by what was read alone, and makes each change once.
    #[test]
    fn a_walk_that_is_taken_up_after_any_crash_comes_to_the_same_end(plot in plot(), cut in any::<prop::sample::Index>()) {
        let mut whole = begun(&plot);
        walked(&mut whole, MOST);
        let text = lines(&whole.events);
        let kept = read(&text.as_bytes()[..cut.index(text.len() + 1)]);
        prop_assume!(!kept.is_empty());
        // The world as it was then, and of the walk nothing but what was read.
        let mut again = begun(&plot);
        walked(&mut again, kept.len());
        again.events = kept;
        walked(&mut again, MOST);
        prop_assert_eq!(again.state(), whole.state());
        prop_assert_eq!(lines(&again.events), text);
        prop_assert_eq!(again.applied, whole.applied);
    }
}

/// The walks above are not all the same short one.
#[test]
fn the_plots_are_many_walks() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut ends, mut most) = (std::collections::BTreeSet::new(), 0);
    for _ in 0..64 {
        let mut walk = begun(&plot().new_tree(&mut runner).unwrap().current());
        walked(&mut walk, MOST);
        most = most.max(walk.events.len());
        ends.insert(walk.state().closed.map_or("open", |(outcome, _)| outcome.word()).to_owned());
    }
    assert!(ends.len() > 3 && most > 60, "{ends:?}, {most} events at most");
}
