use super::{GATE, TEAM, jump};
use crate::drill::lesson::{Clue, End, Lesson};
use crate::drill::scenario::Line;

const STATUS: (&str, &str) = ("beak.status", "agents are alive: it is not the fleet");
const UNCOUNTED: &str =
    "It was taken for mail without counting: whether certificates are written at all was not looked at";

pub const BROKEN: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        STATUS,
        ("history.growth", "ducklings came since the earlier look, certificates did not"),
        ("audit.events", "the newest certificate event is more than an hour old"),
        ("logs.search", "certificates are due, and none is issued"),
        ("ses.account", "mail goes out: it is not the delivery"),
    ],
    changes: &[],
    traps: &[(Clue::Unseen("history.growth"), UNCOUNTED)],
    decides: "certificates are not written: the code of the function is to be reviewed, not deployed anew",
    gate: "",
    proof: "none here: it is handed to T-JOSH, with the counts and since when",
    naive: &[jump("fleet", "logs")],
};

pub const MAIL_ONLY: Lesson = Lesson {
    tells: &[
        STATUS,
        ("history.growth", "certificates come as ducklings do: they are written"),
        ("logs.mail", "mails were refused: the address is not verified"),
        ("ses.account", "the account is in the sandbox, and its quota is not used up"),
    ],
    decides: "certificates are written; the sandbox refuses to deliver them",
    proof: "none here: it is handed to T-JOSH, with what was refused and why",
    ..BROKEN
};

pub const DEAD: Lesson = Lesson {
    ends: &[End::To(TEAM)],
    tells: &[
        ("beak.status", "no agent is alive: nothing can be certified"),
        ("audit.events", "the last pulse is minutes old"),
        ("history.change", "the agents died within the last hour"),
    ],
    traps: &[(
        Clue::Unseen("history.change"),
        "No agent was alive: certificates were looked for where the fleet was the incident",
    )],
    naive: &[jump("fleet", "growth")],
    decides: "the fleet explains it: certificates come back with the agents",
    proof: "none here: it is handed to those who restart agents, with since when",
    ..BROKEN
};

pub const FIRST_LOOK: Lesson = Lesson {
    ends: &[End::Deferred],
    tells: &[
        STATUS,
        ("history.growth", "no earlier look: one look tells nothing, and nobody registers meanwhile"),
        ("ses.account", "mail goes out"),
    ],
    traps: &[(Clue::CutShort("wait"), "The wait was ended before it could tell anything: nothing was found out")],
    decides: "it is not known yet, and nothing says that it is broken",
    proof: "a further look, some minutes later",
    naive: &[Line::CutShort { wait: "the next look" }],
    ..BROKEN
};

pub const ALL_WELL: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[
        STATUS,
        ("history.growth", "certificates come as ducklings do; the gap between them is an old one"),
        ("logs.mail", "no mail was refused"),
        ("ses.account", "mail goes out, and not from a sandbox"),
    ],
    traps: &[(
        Clue::Unseen("history.growth"),
        "A gap of long ago was taken for an incident: whether it grows was not looked at",
    )],
    decides: "certificates are issued: whatever is wrong is elsewhere",
    proof: "the counts: both grew since the earlier look",
    ..BROKEN
};
