use super::{GATE, TEAM, jump};
use crate::drill::lesson::{Clue, End, Lesson};

const UNSEEN: &str = "Taken for the usual address that cannot be reached: what became of the executions, and what is stuck, was not looked at";
const TRAPS: &[(Clue, &str)] = &[(Clue::Unseen("sfn.executions"), UNSEEN)];

pub const BROKEN: Lesson = Lesson {
    ends: &[End::To(TEAM)],
    tells: &[
        ("history.change", "callback errors rise: it is of now"),
        ("audit.events", "requests come, and nobody is notified"),
        ("sfn.executions", "executions fail, most of them with connection refused; none is stuck"),
        ("beak.status", "agents are alive: they are there to be called"),
    ],
    changes: &[],
    traps: TRAPS,
    decides: "agents are alive and their address cannot be reached",
    gate: "",
    proof: "none here: it is handed to the agents' team, with error and cause; nothing was terminated",
    naive: &[jump("failures", "agents")],
};

pub const TIMED_OUT: Lesson = Lesson {
    tells: &[
        ("audit.events", "requests come, and nobody is notified"),
        ("sfn.executions", "none FAILED, and each one TIMED_OUT: a callback that nobody answers ends so"),
        ("beak.status", "agents are alive: they are there to be called"),
    ],
    decides: "no FAILED is not fine: callbacks are never answered",
    ..BROKEN
};

pub const ALL_DEAD: Lesson = Lesson {
    tells: &[
        ("history.change", "callback errors rise, and so do deaths"),
        ("sfn.executions", "executions fail: there is nobody to call"),
        ("beak.status", "no agent is alive"),
    ],
    decides: "callbacks fail because the fleet is dead: the fleet is the incident",
    ..BROKEN
};

pub const STUCK: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        ("sfn.executions@running", "executions have been running for hours"),
        ("sfn.starts", "no execution started for what was requested minutes ago: new ones are blocked"),
        ("beak.status", "agents are alive"),
    ],
    decides: "stuck requests block new ones: their cleanup is T-JOSH's to approve, and none is terminated before",
    proof: "none here: it is handed to T-JOSH, with how many and since when",
    ..BROKEN
};

pub const NOT_STARTED: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        ("sfn.executions", "none is stuck, and none ended badly"),
        ("sfn.starts", "no execution started for what was requested minutes ago"),
        ("beak.status", "agents are alive"),
    ],
    decides: "requests become no executions, though none is stuck: something before the workflow stops them",
    proof: "none here: it is handed to T-JOSH, with the request that waits and the newest start",
    ..BROKEN
};

pub const SLOW: Lesson = Lesson {
    ends: &[End::Deferred],
    tells: &[
        ("history.change", "callback errors do not rise"),
        ("sfn.executions@running", "executions have been running for hours"),
        ("sfn.starts", "new requests start all the same"),
    ],
    decides: "stuck, and blocking nobody: leave them as they are",
    proof: "a further look, later: whether they block by then",
    ..BROKEN
};

pub const FIRST_LOOK: Lesson = Lesson {
    // Whoever waits and looks again can tell.
    ends: &[End::Deferred, End::NotAnIncident],
    tells: &[
        ("history.change", "nobody looked before: whether errors rise cannot be told"),
        ("sfn.executions", "none ended badly, none is stuck"),
        ("beak.status", "agents are alive"),
    ],
    decides: "nothing is seen to fail, and not all can be told yet",
    proof: "a further look, some minutes later",
    ..BROKEN
};

pub const ALL_WELL: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[
        ("history.change", "callback errors are as many as at the earlier look: they are of the past"),
        ("sfn.executions", "none ended badly within the hour, none is stuck"),
        ("beak.status", "agents are alive"),
    ],
    decides: "callbacks are delivered: the numbers are of the past",
    proof: "the earlier look: the same count",
    ..BROKEN
};
