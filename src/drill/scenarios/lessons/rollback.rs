use super::{GATE, says, skip};
use crate::drill::lesson::{Change, Clue, End, Lesson};
use crate::drill::scenario::Line;

const WHY: Line = says("target", "why", "it is the one before");
const BOTH_ON: Line = says("browser", "on", "yes");
const APPROVED: Line = Line::Approved { step: "approval", by: "Josh" };
const WORDS: Line = Line::Words { step: "promote" };

const fn choose(version: u32) -> Line {
    Line::Version { step: "target", field: "version", version }
}

pub const BROKEN: Lesson = Lesson {
    ends: &[End::Complete],
    tells: &[
        ("beak.status", "502: what is live does not answer"),
        ("lambda.alias", "prod sends everything to {43}"),
        ("ledger.deploys", "{42} was never verified, {41} was"),
        ("lambda.versions", "{41} is still there"),
    ],
    changes: &[Change::Promote(41)],
    traps: &[(Clue::Promoted(42), "{42} is the entry before, and was never verified: it fails too")],
    decides: "go back to {41}, the newest that is verified",
    gate: "T-JOSH approves the promotion of {41}, on record before the alias is moved",
    proof: "alias, weights, status and log all say {41}, and the three routes answer in time",
    naive: &[choose(42), WHY, BOTH_ON, APPROVED, WORDS],
};

pub const WEIGHTED: Lesson = Lesson {
    tells: &[
        ("beak.status", "some calls are answered, some are not"),
        ("lambda.alias", "prod is at {41}, and weights feed half of the calls to {43}"),
        ("ledger.deploys", "{41} is the newest that is verified"),
    ],
    traps: &[(
        Clue::Skipped("promote"),
        "The alias showed {41} all along: it is the weights that feed {43}, and they stayed",
    )],
    decides: "all calls to {41}: a promotion takes the weights away, though the alias shows {41} already",
    naive: &[Line::Default { step: "target", field: "version" }, WHY, BOTH_ON, APPROVED, skip("promote")],
    ..BROKEN
};

pub const NO_BETTER: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        ("beak.status", "502: what is live does not answer"),
        ("lambda.alias", "prod sends everything to {43}"),
        ("ledger.deploys", "{42} is the newest that is verified"),
    ],
    changes: &[Change::MayPromote(42)],
    traps: &[(Clue::Promoted(40), "{40} was rolled back once: it is not known to work, whatever an older entry says")],
    decides: "go back to {42}; when that does not help, it is not the version",
    gate: "T-JOSH approves the promotion of {42}, on record before the alias is moved",
    proof: "there is none: status does not answer after it either, so nothing is called repaired, and T-JOSH hears so",
    naive: &[choose(40), WHY, BOTH_ON, APPROVED, WORDS],
};
