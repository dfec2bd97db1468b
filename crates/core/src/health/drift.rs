//! Alias drift. It has three sides: where the alias points, what status says of itself, what the deploy log expects.

use super::seen::Seen;
use crate::text::Clean;
use crate::world::{Known, Why};

/// What is known of the sides, and whether they agree.
pub struct Drift {
    /// `prod 43, status 43, log 42`; a side that is not known is `?`.
    pub sides: Clean,
    /// Two sides differ, or part of the traffic goes elsewhere; unknown when none do and a side is missing.
    pub drifted: Known<bool>,
}

pub fn drift(seen: Seen<'_>) -> Drift {
    let alias = seen.text("lambda.alias.version");
    let weighted = seen.yes("lambda.alias.weighted");
    let itself = seen.text("beak.status.version");
    let believed = seen.text("beak.status.alias_version");
    let expected = seen.text("ledger.deploys.expected");
    let versions = [&alias, &itself, &believed, &expected];
    let known: Vec<_> = versions.iter().filter_map(|side| side.as_ref().ok()).collect();
    let differ = known.windows(2).any(|pair| pair[0] != pair[1]);
    let missing = versions.iter().find_map(|side| side.as_ref().err()).or(weighted.as_ref().err());
    let drifted = match (differ || weighted == Ok(true), missing) {
        (true, _) => Ok(true),
        (false, Some(why)) => Err(why.clone()),
        (false, None) => Ok(false),
    };
    Drift { sides: sides(seen, [&alias, &itself, &expected]), drifted }
}

fn sides(seen: Seen<'_>, [alias, itself, expected]: [&Known<Clean>; 3]) -> Clean {
    let shown = |side: &Known<Clean>| side.as_ref().map_or_else(|_: &Why| "?".into(), ToString::to_string);
    let name = seen.text("lambda.alias.name").map_or_else(|_| "alias".into(), |name| name.to_string());
    let weights = match (seen.yes("lambda.alias.weighted"), seen.text("lambda.alias.weights")) {
        (Ok(true), Ok(weights)) => format!(" (and {weights})"),
        _ => String::new(),
    };
    Clean::new(format!("{name} {}{weights}, status {}, log {}", shown(alias), shown(itself), shown(expected)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::seen::testing::{all_well, look, set};

    #[test]
    fn any_two_sides_that_differ_are_drift_and_a_missing_side_is_not_agreement() {
        for (changes, drifted, sides) in [
            (&[][..], Some(false), "prod 42, status 42, log 42"),
            (&[("ledger.deploys.expected", "41")], Some(true), "prod 42, status 42, log 41"),
            (&[("beak.status.version", "41")], Some(true), "prod 42, status 41, log 42"),
            (&[("beak.status.alias_version", "41")], Some(true), "prod 42, status 42, log 42"),
            (
                &[("lambda.alias.weighted", "yes"), ("lambda.alias.weights", "43: 50 %")],
                Some(true),
                "prod 42 (and 43: 50 %), status 42, log 42",
            ),
        ] {
            let mut looks = all_well();
            changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
            let found = drift(Seen(&looks));
            assert_eq!((found.drifted.ok(), found.sides.as_str()), (drifted, sides));
        }
    }

    #[test]
    fn a_side_that_is_missing_hides_no_difference_of_the_others() {
        let alias = look("lambda.alias", &[("name", "prod"), ("version", "43"), ("weighted", "no")]);
        let log = |expected| look("ledger.deploys", &[("expected", expected)]);
        let down = look("beak.status", &[("up", "no")]);
        let found = drift(Seen(&[alias.clone(), log("42"), down.clone()])).drifted;
        assert_eq!(found, Ok(true));
        assert!(drift(Seen(&[alias, log("43"), down])).drifted.is_err());
        assert!(drift(Seen(&[])).drifted.is_err());
    }
}
