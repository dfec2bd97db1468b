//! Words, and the states that they are.

use super::*;

#[test]
fn states_in_peoples_words() {
    for (words, read) in [
        ("verified", Some(Verified)),
        ("**Verified**", Some(Verified)),
        ("Verified by ana", Some(Verified)),
        ("verified 10:05Z", Some(Verified)),
        ("verified at 10:05Z, soak ok", Some(Verified)),
        ("verified in production", Some(Verified)),
        ("promoted, verified", Some(Verified)),
        ("promoted + verified", Some(Verified)),
        ("promoted and then verified by ana", Some(Verified)),
        ("✅ verified", Some(Verified)),
        ("deployed", Some(Promoted)),
        ("live", Some(Promoted)),
        ("promoted, not verified", Some(Promoted)),
        ("promoted but not verified", Some(Promoted)),
        ("promoted, verification pending", Some(Promoted)),
        ("promoted, verified in staging", Some(Promoted)),
        ("planned", Some(Planned)),
        ("rolled back", Some(RolledBack)),
        ("rolled-back", Some(RolledBack)),
        ("Reverted at 11:00", Some(RolledBack)),
        ("verified, later rolled back", Some(RolledBack)),
        ("bad", Some(Bad)),
        ("promotion failed", Some(Bad)),
        ("marked as bad", Some(Bad)),
        ("verified, bad", Some(Bad)),
        ("not verified", None),
        ("never verified", None),
        ("unverified", None),
        ("to be verified", None),
        ("needs to be verified", None),
        ("verified?", None),
        ("verified (staging)", None),
        ("verified in staging", None),
        ("verified, but mail fails", None),
        ("verified login", None),
        ("verified: no", None),
        ("backup verified", None),
        ("mostly verified", None),
        ("verify", None),
        ("ok", None),
        ("good", None),
        ("rollback", None),
        ("not bad", None),
        ("to be rolled back", None),
        ("", None),
    ] {
        assert_eq!(state_of_cell(words), read, "{words}");
    }
}

#[test]
fn an_explanation_may_say_that_the_version_is_gone() {
    for (text, gone) in [
        ("rolled back at 11:00", true),
        ("mail retries. Later rolled back", true),
        ("retries; reverted by ben", true),
        ("bad", true),
        ("rolled back the fonts", false),
        ("fixes the broken login", false),
        ("broken login fixed", false),
        ("reverted logging", false),
        ("not rolled back", false),
        ("verified", false),
    ] {
        assert_eq!(says_gone(text), gone, "{text}");
    }
}
