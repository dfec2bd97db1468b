//! `history.kept`: whether there is a past at all.

use super::{NEAR, Sample, Span, alone, as_count, earlier, since};
use crate::health::counted;
use crate::world::Why;
use crate::world::duration_text;
use crate::world::observations::{Kept, MAIL_SENT};

/// The samples of status within the window, and how many lines could not be read.
pub fn kept(samples: &[Sample], unreadable: usize, span: Span) -> Kept {
    let of_status = |sample: &&Sample| sample.figures.keys().any(|figure| figure != MAIL_SENT);
    let earlier: Vec<_> = earlier(samples, &[], NEAR, span).into_iter().filter(of_status).collect();
    let age = |sample: Option<&&Sample>| {
        sample.map(|sample| since(sample, span.now)).ok_or_else(|| alone(samples, &[], NEAR, span.now))
    };
    Kept {
        samples: as_count(earlier.len()),
        newest: age(earlier.last()),
        oldest: age(earlier.first()),
        unreadable: as_count(unreadable),
    }
}

/// `12 samples, the newest 5 min old, the oldest 60 min`
pub fn summary(facts: &Kept) -> String {
    match (&facts.samples, &facts.newest, &facts.oldest) {
        (Ok(samples), Ok(newest), Ok(oldest)) => {
            let samples = counted(*samples, "sample", "samples");
            format!("{samples}, the newest {} old, the oldest {}", duration_text(*newest), duration_text(*oldest))
        }
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => super::advised(&Why::clone(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{sample, span};
    use super::*;
    use std::time::Duration;

    #[test]
    fn samples_of_the_window_count_and_this_very_look_does_not() {
        let samples = [-5, 60, 90, 120].map(|minute| sample(minute, &[("denied", 1)]));
        let facts = kept(&samples, 2, span());
        assert_eq!((facts.samples.clone(), facts.unreadable.clone()), (Ok(2), Ok(2)));
        assert_eq!(facts.newest, Ok(Duration::from_secs(1800)));
        assert_eq!(summary(&facts), "2 samples, the newest 30 min old, the oldest 60 min");
        let none = kept(&samples[3..], 0, span());
        assert_eq!(none.samples, Ok(0));
        assert_eq!(summary(&none), "there is no earlier look: look again after 02:01:00Z");
    }
}
