//! The disk fails at an operation: it is full, at once or in the middle of a write, it is broken, the permission is lost,
//! or it has become read-only; once or for good. The walk stops or goes on, and once the disk is well it is gone on with.
//! `DUCKOPS_TRUST=all` lets each operation fail in each way; otherwise some of each runbook do.

use super::losses::{Recorded, is_told, lost, recorded};
use super::played::locked;
use super::rehearsal::Rehearsal;
use super::tally::{Sum, all, drills, shown};
use crate::support::ring;
use duckops::disk::loss::{Disk, Loss, Op};
use duckops::disk::simulated::{self, Fault, How};

/// How many operations of each runbook fail when not all do.
const SAMPLED: usize = 24;

const WAYS: [(How, bool); 10] = [
    (How::Full, false),
    (How::Broken, true),
    (How::Short, false),
    (How::Denied, true),
    (How::Broken, false),
    (How::ReadOnly, true),
    (How::Short, true),
    (How::Denied, false),
    (How::Full, true),
    (How::ReadOnly, false),
];

/// Walks while the disk fails, then when it is well again.
fn failed(rehearsal: &Rehearsal, recorded: &Recorded, fault: Fault, sum: &mut Sum) {
    rehearsal.begin_anew();
    simulated::begin(&rehearsal.root, Disk::of(&rehearsal.before), Some(fault)).unwrap();
    for _ in 0..recorded.processes + 1 {
        let ended = rehearsal.is_closed() || rehearsal.process(None).is_err_and(|_| fault.lasts);
        // Who approves has the same disk.
        if ended || rehearsal.approve().is_err() && fault.lasts {
            break;
        }
    }
    let (disk, _) = simulated::end();
    let safe = disk.left(Loss::All).unwrap();
    let (shown, approved) = (rehearsal.seen.events(), locked(&rehearsal.seen.approved).clone());
    sum.acknowledged += shown.len() + approved.len();
    sum.lost += lost(&safe, &shown, &approved);
    simulated::begin(&rehearsal.root, disk, None).unwrap();
    rehearsal.to_the_end(None);
    simulated::end();
    let world = locked(&rehearsal.world).clone();
    assert!(world.without_intent.is_empty(), "{world:?}");
    sum.repeated += world.repeated();
    sum.wasted += rehearsal.count("requested").saturating_sub(recorded.asked);
    sum.prose(rehearsal);
    sum.tried += 1;
    let left = rehearsal.left();
    if left != recorded.left {
        sum.told += 1;
        assert!(is_told(rehearsal, &left, &recorded.left), "{left:?} instead of {:?}", recorded.left);
    }
}

fn each_fault(drill: &'static str, all: bool) -> Sum {
    let rehearsal = Rehearsal::of(drill);
    let recorded = recorded(&rehearsal);
    let mut sum = Sum::of(drill, recorded.ops.len());
    let step = if all { 1 } else { recorded.ops.len().div_ceil(SAMPLED) };
    for at in (1..=recorded.ops.len()).step_by(step) {
        let is_write = matches!(recorded.ops[at - 1], Op::Write(..));
        let ways = WAYS.into_iter().filter(|(how, _)| is_write || *how != How::Short);
        let ways: Vec<_> = if all { ways.collect() } else { ways.cycle().skip(at / step).take(1).collect() };
        for (how, lasts) in ways {
            let fault = Fault { at, how, lasts };
            sum.catch(&format!("{fault:?}"), |sum| failed(&rehearsal, &recorded, fault, sum));
        }
    }
    sum
}

#[test]
fn a_walk_whose_disk_fails_applies_nothing_unrecorded_and_ends_once_it_is_well() {
    let _ring = ring::enter("trust");
    shown("faults", &drills(|drill| each_fault(drill, all())));
}
