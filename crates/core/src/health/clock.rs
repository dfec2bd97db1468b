//! Our clock against the API's. What differs is said and recorded with the look; no walk decides anything by it.

use crate::health::clock_text;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::ClockApi;
use crate::world::{Known, Why, duration_text};
use std::time::Duration;

/// Less than this is of no matter to anybody who reads times.
pub const MOST: Duration = Duration::from_secs(60);

/// How far this machine's clock is from another one, at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    pub by: Duration,
    pub ahead: bool,
}

/// The other side answered at some moment while we waited, so only what lies outside of that time counts; how long that
/// was, a clock that is set meanwhile does not change.
pub fn apart(theirs: Utc, asked: Utc, took: Duration) -> Apart {
    let further = |time: chrono::TimeDelta| time.to_std().ok();
    match (further(asked - theirs), further(theirs - (asked + took))) {
        (Some(by), _) => Apart { by, ahead: true },
        (None, Some(by)) => Apart { by, ahead: false },
        (None, None) => Apart { by: Duration::ZERO, ahead: false },
    }
}

/// What is said when the clocks are too far apart.
pub fn said(theirs: Utc, asked: Utc, took: Duration) -> Option<Clean> {
    let apart = apart(theirs, asked, took);
    (apart.by > MOST).then(|| Clean::new(apart.words()))
}

impl Apart {
    /// `this machine's clock is 66 s behind the API's`
    pub fn words(self) -> String {
        let by = duration_text(Duration::from_secs(self.by.as_secs()));
        let way = if self.ahead { "ahead of" } else { "behind" };
        format!("this machine's clock is {by} {way} the API's")
    }
}

/// The facts of `clock.api`: `theirs` is when the other side says that it answered.
pub fn read(theirs: Known<Utc>, asked: Utc, took: Duration) -> ClockApi {
    let apart = theirs.as_ref().map(|theirs| apart(*theirs, asked, took)).map_err(Why::clone);
    ClockApi {
        apart: apart.as_ref().map(|apart| apart.by).map_err(Why::clone),
        ahead: apart.map(|apart| apart.ahead),
        theirs,
    }
}

/// `02:14:07Z there, 02:14:08Z here`
pub fn summary(facts: &ClockApi, asked: Utc) -> String {
    match &facts.theirs {
        Ok(theirs) => format!("{} there, {} here", clock_text(*theirs), clock_text(asked)),
        Err(why) => why.text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn more_than_a_minute_is_said() {
        let asked: Utc = "2026-11-22T02:14:07Z".parse().unwrap();
        for (theirs, took, expected) in [
            (0, 0, None),
            (-60, 0, None),
            (-61, 0, Some("this machine's clock is 61 s ahead of the API's")),
            (-3600, 5, Some("this machine's clock is 60 min ahead of the API's")),
            (60, 0, None),
            // It may have answered just now.
            (89, 29, None),
            (95, 29, Some("this machine's clock is 66 s behind the API's")),
        ] {
            let said = said(asked + TimeDelta::seconds(theirs), asked, Duration::from_secs(took));
            assert_eq!(said.as_ref().map(Clean::as_str), expected, "{theirs} s after {took} s");
        }
    }

    #[test]
    fn a_clock_that_nobody_can_compare_is_not_known() {
        let asked: Utc = "2026-11-22T02:14:07Z".parse().unwrap();
        let facts = read(Err(Why::not_reported("a date")), asked, Duration::ZERO);
        assert!(facts.apart.is_err() && facts.ahead.is_err());
        assert_eq!(summary(&facts, asked), "a date is not reported");
        let facts = read(Ok(asked + TimeDelta::seconds(30)), asked, Duration::from_secs(1));
        assert_eq!((facts.apart.clone(), facts.ahead.clone()), (Ok(Duration::from_secs(29)), Ok(false)));
        assert_eq!(summary(&facts, asked), "02:14:37Z there, 02:14:07Z here");
    }
}
