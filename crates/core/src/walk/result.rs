//! What came of a change, in words for whoever takes over: what was never tried must not read as if it had not helped.

use super::event::Applied;
use super::scope::so_already;
use super::state::{Effect, Settled, Visit};
use crate::text::Clean;
use crate::time::stamp;
use crate::world::WhyKind;

/// It was refused because what it was planned from had changed: it is to be decided anew.
pub fn is_outdated(effect: &Effect) -> bool {
    matches!(&effect.applied, Applied::No(why) if why.kind == WhyKind::Changed)
}

pub fn of(effect: &Effect) -> Clean {
    let (words, at) = (&effect.plan.words, stamp(effect.at));
    Clean::new(match &effect.applied {
        applied if applied.failed() => format!("Failed: {words} at {at}"),
        Applied::Yes(_) => format!("Changed: {words} at {at}"),
        Applied::No(why) if is_outdated(effect) => {
            format!("NOT tried: {words}, refused at {at} ({}); whether to do it is still to be decided", why.text)
        }
        Applied::No(why) => format!("Not made: {words} ({})", why.text),
        Applied::CannotTell(why) => format!("May or may not be made: {words} at {at} ({})", why.text),
    })
}

/// Of a step that sent nothing; that its change was there already is worth a word.
pub fn undone(visit: Option<&Visit>) -> Clean {
    let why = visit.and_then(|visit| match &visit.plan {
        Some(Settled::Unsettled(why)) => Some((so_already(visit).is_some(), why)),
        _ => None,
    });
    Clean::new(match why {
        Some((true, why)) => format!("Nothing had to be changed: {}", why.text),
        Some((false, why)) => format!("Nothing was changed: {}", why.text),
        None => "Nothing was changed".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::event::Found;
    use crate::walk::request::tests::request;
    use crate::world::{Outputs, Why};

    /// "Tried: prod 43 -> 41; made: no", of a change that was refused because the alias had changed.
    #[test]
    fn what_was_refused_as_outdated_is_not_told_as_tried() {
        let why = |kind| Why::new(kind, "why");
        for (applied, outdated, said) in [
            (Applied::Yes(Outputs::default()), false, "Changed: prod 43 -> 41 at 1970-01-01T00:00:00Z"),
            (
                Applied::No(why(WhyKind::Changed)),
                true,
                "NOT tried: prod 43 -> 41, refused at 1970-01-01T00:00:00Z (why); whether to do it is still to be decided",
            ),
            (Applied::No(why(WhyKind::Denied)), false, "Not made: prod 43 -> 41 (why)"),
            (
                Applied::CannotTell(why(WhyKind::Network)),
                false,
                "May or may not be made: prod 43 -> 41 at 1970-01-01T00:00:00Z (why)",
            ),
        ] {
            let at = chrono::DateTime::UNIX_EPOCH;
            let effect = Effect { applied, found: Found::Reply, at, plan: request().plan };
            assert_eq!((of(&effect).as_str(), is_outdated(&effect)), (said, outdated));
        }
        assert_eq!(undone(None).as_str(), "Nothing was changed");
    }
}
