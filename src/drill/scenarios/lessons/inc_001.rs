use super::{GATE, jump, says};
use crate::drill::lesson::{Change, Clue, End, Lesson};
use crate::drill::scenario::Line;

const APPROVED: Line = Line::Approved { step: "promote", by: "Josh" };
const WORDS: Line = Line::Words { step: "promote" };
const WHY: Line = says("target", "why", "it is the one before");
const ASKED: &str = "T-JOSH approves prod -> {41} before the alias is moved";
const PROVEN: &str = "200 from {41} three times in a row, then watched to the end";

const fn choose(version: u32) -> Line {
    Line::Version { step: "target", field: "version", version }
}

pub const BROKEN: Lesson = Lesson {
    ends: &[End::Resolved],
    tells: &[
        ("beak.status", "every call is answered with 502: the function is down"),
        ("logs.search", "one error, since minutes after the last promotion"),
        ("ledger.deploys", "{43} was promoted just before, {42} never verified, {41} was"),
        ("logs.before", "no such error in the hour before the promotion"),
        ("lambda.alias", "prod sends everything to {43}"),
    ],
    changes: &[Change::Promote(41)],
    traps: &[(Clue::Promoted(42), "{42} is the entry before, and was never verified: it fails too")],
    decides: "go back to {41}, the newest verified; {42} was only promoted",
    gate: ASKED,
    proof: PROVEN,
    naive: &[choose(42), WHY, APPROVED, WORDS],
};

pub const NO_LOG: Lesson = Lesson {
    tells: &[
        ("beak.status", "every call is answered with 502: the function is down"),
        ("logs.search", "one error, over and over, for some minutes"),
        ("ledger.deploys", "there is no log: nobody knows what was promoted, or verified"),
        ("lambda.alias", "prod sends everything to {43}"),
        ("lambda.versions", "{43} and {42} read ducklings from a table of their own; {41} is older than that"),
    ],
    decides: "go back to {41}: the error is of a table that {42} and {43} share, and {41} does not read it",
    ..BROKEN
};

pub const TIMEOUT: Lesson = Lesson {
    tells: &[
        ("beak.status", "no call is answered in time"),
        ("logs.search", "no ERROR at all, but Task timed out, since minutes after the last promotion"),
        ("ledger.deploys", "{43} was promoted just before, {42} never verified, {41} was"),
        ("logs.before", "nothing timed out in the hour before the promotion"),
        ("lambda.alias", "prod sends everything to {43}"),
    ],
    ..BROKEN
};

pub const WEIGHTED: Lesson = Lesson {
    tells: &[
        ("beak.status", "some calls are answered, some are not"),
        ("logs.search", "the errors are of {43} alone"),
        ("ledger.deploys", "{43} was promoted, half at first"),
        ("lambda.alias", "prod is at {41}, and weights feed half of the calls to {43}"),
    ],
    traps: &[(
        Clue::Promoted(43),
        "{43} is the version that fails: going on with the rollout gives it all of the calls",
    )],
    decides: "all calls to {41}, which works: a promotion takes the weights away, though the alias shows {41} already",
    naive: &[choose(43), WHY, APPROVED, WORDS],
    ..BROKEN
};

pub const OLDER: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        ("beak.status", "every call is answered with 502"),
        ("logs.search", "one error, of what the function depends on"),
        ("ledger.deploys", "{43} was promoted minutes ago"),
        ("logs.before", "the same error was there well before that: it is not the promotion's"),
    ],
    changes: &[],
    traps: &[(
        Clue::Answered("older", "anyway", "yes"),
        "The same errors are older than the last promotion: no version works while what they depend on is away",
    )],
    decides: "leave the alias where it is: going back helps nobody",
    gate: "",
    proof: "none here: it is handed to T-JOSH, with since when and which error",
    naive: &[says("older", "anyway", "yes"), Line::Default { step: "target", field: "version" }, WHY, APPROVED, WORDS],
};

pub const ALL_WELL: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[
        ("beak.status", "200: the function answers"),
        ("logs.search", "no error in the last minutes; an old one is an old one"),
        ("ledger.deploys", "the log expects the version that is live"),
        ("lambda.alias", "prod is where the log says, with no weights"),
    ],
    changes: &[],
    traps: &[
        (Clue::Promoted(41), "Nothing was down: a version that works was taken away from the users"),
        (Clue::Promoted(43), "Nothing was down: a version that works was replaced because of a log"),
    ],
    decides: "nothing is down: whatever is wrong is elsewhere",
    gate: "",
    proof: "the 200 itself, from the version at which alias, status and log agree",
    naive: &[jump("alias", "target"), choose(41), WHY, APPROVED, WORDS],
};

pub const LOG_BEHIND: Lesson = Lesson {
    tells: &[
        ("beak.status", "200: the function answers"),
        ("ledger.deploys", "the log expects {43}"),
        ("lambda.alias", "prod is at {42}, and status says so too: only the log differs"),
    ],
    decides: "move nothing, and put the log right: mark in it what is live",
    proof: "the 200 itself, from the version at which alias and status agree",
    naive: &[jump("alias", "target"), choose(43), WHY, APPROVED, WORDS],
    ..ALL_WELL
};
