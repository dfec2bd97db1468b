use super::{TEAM, jump};
use crate::drill::lesson::{Clue, End, Lesson};

const HURRIED: &str = "Handed over at the first red number: since when nobody was heard of, was not looked at";
const PULSES: (&str, &str) = ("audit.events", "the newest pulse says since when nobody was heard of");

pub const BROKEN: Lesson = Lesson {
    ends: &[End::To(TEAM)],
    tells: &[
        ("beak.status", "no agent is alive, and agents are bonded"),
        PULSES,
        ("history.change", "deaths and callback errors rise together: they are one incident"),
    ],
    changes: &[],
    traps: &[(Clue::Unseen("audit.events"), HURRIED)],
    decides: "the fleet is dead, and callback errors follow from it",
    gate: "",
    proof: "none here: it is handed to those who restart agents, with since when and what rises",
    naive: &[jump("fleet", "together")],
};

pub const DEATHS_ONLY: Lesson = Lesson {
    tells: &[
        ("beak.status", "no agent is alive, and agents are bonded"),
        PULSES,
        ("history.change", "deaths rise, callback errors do not: nobody was called"),
    ],
    decides: "the fleet is dead; callback errors are not seen to go with it",
    ..BROKEN
};

pub const FIRST_LOOK: Lesson = Lesson {
    tells: &[
        ("beak.status", "no agent is alive, and agents are bonded"),
        PULSES,
        ("history.change", "nobody looked before: what rises cannot be told"),
    ],
    decides: "the fleet is dead; whether anything rises is not known, and is said so",
    ..BROKEN
};

pub const UNREPORTED: Lesson = Lesson {
    tells: &[
        ("beak.status", "no agent is alive; how many are bonded is not reported, and that is not zero"),
        PULSES,
        ("history.change", "deaths and callback errors rise together"),
    ],
    decides: "agents died, so there was a fleet: it is dead",
    ..BROKEN
};

pub const NONE_BONDED: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[("beak.status", "no agent is alive because none is bonded yet")],
    traps: &[],
    naive: &[jump("fleet", "pulse")],
    decides: "there is no fleet that could be dead",
    proof: "status itself: bonded 0",
    ..BROKEN
};

pub const SOME_ALIVE: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[("beak.status", "some agents are alive"), ("history.change", "no more died since the earlier look")],
    traps: &[],
    naive: &[jump("together", "hand-over")],
    decides: "the fleet is not dead, and does not die: it can wait for the morning",
    proof: "the earlier look: as many were dead then",
    ..BROKEN
};

pub const DYING: Lesson = Lesson {
    tells: &[
        ("beak.status", "some agents are alive"),
        ("audit.events", "pulses still come"),
        ("history.change", "the others died within the last hour: more are dying"),
    ],
    decides: "it is no total outage yet, and may become one",
    ..BROKEN
};
