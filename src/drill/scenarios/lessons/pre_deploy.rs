use super::{says, skip};
use crate::drill::lesson::{Change, Clue, End, Lesson};
use crate::drill::scenario::Line;

const LAMBDA: Line = says("what", "kind", "lambda version");
const NEWEST: Line = Line::Default { step: "candidate", field: "version" };
const NO_BANNER: Line = says("banner", "shown", "no");
const CALL: Line = Line::Words { step: "invoke" };
const CHANGE: Line = says("planned", "change", "Rename the ducklings table to flock");
const APPROVED: Line = Line::Approved { step: "approval", by: "Josh" };
const NOW: Line = says("offer", "now", "yes");
const WORDS: Line = Line::Words { step: "promote" };

const UNCALLED: &[Line] = &[LAMBDA, NEWEST, NO_BANNER, skip("invoke"), CHANGE, APPROVED, NOW, WORDS];
const NOT_CALLED: &[(Clue, &str)] =
    &[(Clue::Skipped("invoke"), "The version was not called before it went out: the users were the first who did")];
const CHECKS: (&str, &str) = ("ledger.deploys", "prod is at {42}, where status and the log say, with no weights");

pub const READY: Lesson = Lesson {
    ends: &[End::Complete],
    tells: &[
        ("lambda.versions", "{43} is the newest published version"),
        CHECKS,
        ("ledger.deploys", "the log expects {42}"),
        ("history.pecks", "pecks do not fail more than usual"),
        ("audit.activity", "the audit feed is as usual"),
        ("ses.account", "there is room for mail"),
    ],
    changes: &[Change::Call(43), Change::Promote(43)],
    traps: NOT_CALLED,
    decides: "the test call of {43} answers 200 and starts in time: it can go out",
    gate: "T-JOSH approves the promotion of {43} when all ten checks hold",
    proof: "200 from {43} three times in a row",
    naive: UNCALLED,
};

pub const RAISES: Lesson = Lesson {
    ends: &[End::Deferred],
    changes: &[Change::Call(43)],
    decides: "the test call of {43} is answered 200 by AWS and holds an error: it must not go out",
    gate: "nobody is asked while a check fails",
    proof: "{42} still serves: nothing was promoted",
    ..READY
};

pub const SLOW: Lesson = Lesson {
    decides: "the test call of {43} answers 200; its start is slow, was looked into, and is fine all the same",
    ..READY
};

pub const WARM: Lesson = Lesson {
    ends: &[End::Deferred],
    changes: &[Change::Call(43)],
    traps: &[(Clue::Skipped("start"), "A warm call says nothing about a start: no Init Duration is not 0 ms")],
    decides: "the call was warm: how {43} starts is not known, and not known is not good",
    gate: "nobody is asked while a check could not be done",
    proof: "{42} still serves: nothing was promoted",
    naive: &[LAMBDA, NEWEST, NO_BANNER, CALL, skip("start"), CHANGE, APPROVED, NOW, WORDS],
    ..READY
};

pub const AMBER: Lesson = Lesson {
    ends: &[End::Deferred, End::Complete],
    tells: &[CHECKS, ("ses.account", "the mail quota is nearly used up: a deployment can set off mail of its own")],
    changes: &[Change::Call(43), Change::MayPromote(43)],
    traps: &[(
        Clue::Skipped("amber"),
        "The mail quota was nearly used up: neither was it put off, nor was the gate told",
    )],
    decides: "put it off to a quiet hour, or tell T-JOSH before",
    gate: "",
    proof: "{42} still serves: nothing was promoted",
    naive: &[
        LAMBDA,
        NEWEST,
        Line::Skip { step: "amber", field: Some("what") },
        NO_BANNER,
        CALL,
        CHANGE,
        APPROVED,
        NOW,
        WORDS,
    ],
};

pub const RED: Lesson = Lesson {
    ends: &[End::Deferred],
    tells: &[
        ("ledger.deploys", "prod is at {41}, and the log expects {42}"),
        ("beak.status@status", "status is not whole"),
        ("beak.status@fleet", "the fleet is dead"),
        ("history.pecks", "callback errors lead, and rise"),
        ("audit.activity", "events have stopped"),
        ("ses.account", "the mail quota is used up"),
    ],
    changes: &[Change::Call(43)],
    traps: &[(Clue::Skipped("drift"), "Checks failed, and were passed over until the way looked clear")],
    decides: "no moment for a deployment: there is an incident to work on",
    gate: "nobody is asked while checks fail",
    proof: "nothing was promoted",
    naive: &[
        LAMBDA,
        NEWEST,
        skip("drift"),
        skip("status"),
        skip("fleet"),
        skip("pecks"),
        skip("activity"),
        skip("mail"),
        Line::Skip { step: "amber", field: Some("what") },
        NO_BANNER,
        skip("invoke"),
        CHANGE,
        APPROVED,
        NOW,
        WORDS,
    ],
};
