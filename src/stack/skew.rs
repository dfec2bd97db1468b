//! Our clock against the API's. It is said and recorded with the look; nothing is decided by it.

use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::duration_text;
use std::time::Duration;

/// Less than this is of no matter to anybody who reads times.
const MOST: Duration = Duration::from_secs(60);

/// What is said when the clocks are further apart. The other side answered at some moment while we waited, so only
/// what lies outside of that time counts; how long that was, a clock that is set meanwhile does not change.
pub fn said(theirs: Utc, asked: Utc, took: Duration) -> Option<Clean> {
    let further = |time: chrono::TimeDelta| time.to_std().ok().filter(|time| *time > MOST);
    let whole = |time: Duration| duration_text(Duration::from_secs(time.as_secs()));
    let answered = asked + took;
    let ahead = further(asked - theirs).map(|time| format!("{} ahead of", whole(time)));
    let apart = ahead.or_else(|| further(theirs - answered).map(|time| format!("{} behind", whole(time))))?;
    Some(Clean::new(format!("this machine's clock is {apart} the API's")))
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
}
