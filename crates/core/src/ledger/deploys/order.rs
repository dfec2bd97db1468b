//! Which entry is older.

use super::when::When;
use super::{Deploy, Draft, Group};
use chrono::NaiveDateTime;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// All entries, the oldest first.
pub(super) fn oldest_first(mut drafts: Vec<Draft>) -> Vec<Deploy> {
    drafts.sort_by_key(|draft| draft.offset);
    let mut groups: BTreeMap<(usize, Group), Vec<Deploy>> = BTreeMap::new();
    let mut begins: BTreeMap<Group, usize> = BTreeMap::new();
    for Draft { deploy, group, offset } in drafts {
        let begin = *begins.entry(group).or_insert(offset);
        groups.entry((begin, group)).or_default().push(deploy);
    }
    let mut timed: Vec<(NaiveDateTime, Deploy)> = Vec::new();
    for ((_, group), mut deploys) in groups {
        if group != Group::Ours && is_newest_first(&deploys) {
            deploys.reverse();
        }
        let before = timed.last().map(|(time, _)| *time);
        timed.extend(with_times(deploys, before));
    }
    // Stable: what has the same time stays in the order of the file.
    timed.sort_by_key(|(time, _)| *time);
    timed.into_iter().map(|(_, deploy)| deploy).collect()
}

/// Decided by the dates of neighbours; without any, by the versions, since Lambda counts them up; else the
/// newest is at the bottom, where people and tools append.
fn is_newest_first(deploys: &[Deploy]) -> bool {
    let days: Vec<_> = deploys.iter().filter_map(|deploy| deploy.at.day()).collect();
    let times: Vec<_> = deploys.iter().filter_map(|deploy| deploy.at.exact()).collect();
    let versions: Vec<u64> = deploys.iter().filter_map(|deploy| deploy.version.as_str().parse().ok()).collect();
    let witnesses = [trend(&days), trend(&times), trend(&versions)];
    witnesses.into_iter().find(|trend| trend.is_ne()) == Some(Ordering::Less)
}

/// Whether neighbours mostly rise or fall.
fn trend<T: Ord>(values: &[T]) -> Ordering {
    let count = |wanted| values.windows(2).filter(|pair| pair[1].cmp(&pair[0]) == wanted).count();
    count(Ordering::Greater).cmp(&count(Ordering::Less))
}

/// A time for each entry to be sorted by, from the oldest to the newest of a group. Without one of its own it
/// is that of the one before; a day is its first moment, or the time before it on the same day.
fn with_times(deploys: Vec<Deploy>, before: Option<NaiveDateTime>) -> Vec<(NaiveDateTime, Deploy)> {
    let first = deploys.iter().find_map(|deploy| own_time(deploy.at));
    let mut last = first.or(before).unwrap_or_default();
    let mut seen = false;
    let timed = |deploy: Deploy| {
        let time = match own_time(deploy.at) {
            Some(time) if matches!(deploy.at, When::Day(_)) && seen && time.date() == last.date() => last,
            Some(time) => time,
            None => last,
        };
        (last, seen) = (time, true);
        (time, deploy)
    };
    deploys.into_iter().map(timed).collect()
}

fn own_time(when: When) -> Option<NaiveDateTime> {
    match when {
        When::At(at) => Some(at.naive_utc()),
        When::Day(day) => Some(day.and_time(chrono::NaiveTime::MIN)),
        When::Unsaid => None,
    }
}
