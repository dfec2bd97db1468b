//! Nothing of an event is seen before it is on the disk.

use super::losses::recorded;
use super::played::locked;
use super::rehearsal::Rehearsal;
use crate::support::ring;
use duckops::disk::loss::{Disk, Op};
use duckops::disk::simulated::{self, Fault, How};

/// The operation that syncs the first event of a kind, counted from 1.
fn sync_of(ops: &[Op], event: &str) -> usize {
    let wanted = format!("\"event\":\"{event}\"");
    let is_it = |op: &Op| matches!(op, Op::Write(_, bytes) if String::from_utf8_lossy(bytes).contains(&wanted));
    let write = ops.iter().position(is_it).unwrap();
    let sync = ops[write..].iter().position(|op| matches!(op, Op::Sync(_))).unwrap();
    write + sync + 1
}

#[test]
fn what_the_disk_does_not_confirm_is_neither_shown_nor_sent() {
    let _ring = ring::enter("trust");
    let rehearsal = Rehearsal::of("inc-001");
    let recorded = recorded(&rehearsal);
    for event in ["opened", "observed", "requested", "intended", "closed"] {
        let fault = Fault { at: sync_of(&recorded.ops, event), how: How::Broken, lasts: false };
        rehearsal.begin_anew();
        simulated::begin(&rehearsal.root, Disk::of(&rehearsal.before), Some(fault)).unwrap();
        while simulated::begun() < fault.at {
            // It stops where the disk fails, and before that where it waits for an approval.
            let _stopped = rehearsal.process(None);
            rehearsal.approve().unwrap();
        }
        simulated::end();
        let shown = rehearsal.seen.events();
        let kind = format!("\"event\":\"{event}\"");
        assert!(!shown.iter().any(|line| line.contains(&kind)), "{event} was shown: {shown:?}");
        assert_eq!(locked(&rehearsal.world).sent.is_empty(), event != "closed", "{event}");
    }
}
