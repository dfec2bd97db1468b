//! What could not be checked, by what kept it from being checked.

use super::{newest, once, seen_at, title};
use crate::health::answer::NO_ANSWER;
use crate::runbook::Runbook;
use crate::time::Utc;
use crate::walk::state::{State, Visit};
use crate::walk::verdict::Verdict;
use crate::world::Why;

/// Steps that could not be checked for the same reason.
pub(crate) struct NotKnown {
    pub at: Option<Utc>,
    /// Quoted, in their order.
    pub titles: String,
    pub why: String,
}

/// What could not be checked: what kept more than one step from it is told once, of all of them.
pub(crate) fn not_known(runbook: &Runbook, state: &State, of: &dyn Fn(&Visit) -> bool) -> Vec<NotKnown> {
    let newest = newest(state);
    let open: Vec<_> =
        newest.iter().filter(|visit| of(visit)).filter_map(|visit| Some((*visit, whys(visit.verdict()?)?))).collect();
    let causes = causes(open.iter().flat_map(|(_, whys)| *whys));
    let mut all: Vec<NotKnown> = Vec::new();
    for (visit, whys) in &open {
        let Some(title) = title(runbook, state, visit) else { continue };
        let own: Vec<&str> =
            once(whys.iter().filter_map(|why| causes.iter().find(|cause| is_same(cause, why)).copied()));
        let is_shared =
            |cause: &&str| open.iter().filter(|(_, whys)| whys.iter().any(|why| is_same(cause, why))).count() > 1;
        let (shared, alone): (Vec<&str>, Vec<&str>) = own.into_iter().partition(is_shared);
        let alone = (!alone.is_empty()).then(|| alone.join("; "));
        for why in shared.into_iter().map(str::to_owned).chain(alone) {
            let at = seen_at(visit);
            match all.iter_mut().find(|one| one.why == why) {
                Some(one) => (one.titles, one.at) = (format!("{}, \"{title}\"", one.titles), at.max(one.at)),
                None => all.push(NotKnown { at, titles: format!("\"{title}\""), why }),
            }
        }
    }
    all
}

fn whys(verdict: &Verdict) -> Option<&Vec<Why>> {
    match verdict {
        Verdict::Unknown(whys) => Some(whys),
        _ => None,
    }
}

/// Each cause, in its fullest words.
fn causes<'w>(whys: impl Iterator<Item = &'w Why>) -> Vec<&'w str> {
    let mut causes: Vec<&str> = Vec::new();
    for why in whys {
        match causes.iter_mut().find(|cause| is_same(cause, why)) {
            Some(known) if known.len() < cause(why).len() => *known = cause(why),
            Some(_) => {}
            None => causes.push(cause(why)),
        }
    }
    causes
}

/// What lies behind a reason: that there was no answer is no cause.
fn cause(why: &Why) -> &str {
    why.text.as_str().trim_start_matches(NO_ANSWER)
}

/// `connection refused` is told by `connection refused, and AWS does not answer either`.
fn is_same(known: &str, why: &Why) -> bool {
    let (long, short) = if known.len() < cause(why).len() { (cause(why), known) } else { (known, cause(why)) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}
