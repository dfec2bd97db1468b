use super::{GATE, jump, says};
use crate::drill::lesson::{Change, Clue, End, Lesson};
use crate::drill::scenario::Line;

const TOLD: Line = says("tell", "told", "yes");
const NOT_TOLD: Line = says("tell", "told", "no");
const APPLY: Line = says("decide", "apply", "yes");
const NOT_NOW: Line = says("decide", "apply", "no");
const MIDNIGHT: Line = says("declined", "why", "it comes back at midnight");
const WEBSITE: Line = says("details", "website", "https://spaceduckling.example");
const USE: Line = says("details", "use_case", "our mail");
const KIND: Line = Line::Default { step: "details", field: "mail_type" };
const CONTACT: Line = says("details", "contact", "ops@spaceduckling.example");
const WORDS: Line = Line::Words { step: "request" };
const USERS: Line = says("impact", "users", "40");
const MAILS: Line = says("impact", "mails", "all of them");
const CAUSE: Line = says("bounces-high", "cause", "not looked into");

const QUOTA: (&str, &str) = ("ses.account", "all of the quota is sent; sending works, nobody has stopped the account");
const ROOM: (&str, &str) = ("ses.room", "when room comes back: hour by hour, not at midnight");
const NO_RESET: &str = "Nothing comes back at midnight, and nobody asked AWS: tomorrow it is used up again";
const UNTOLD: &str = "People wait for mail, and nobody told them when it comes";
const SENT: &str = "AWS shows the request as open; it is handed to T-JOSH to be followed up";

pub const USED_UP: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[QUOTA, ROOM, ("ses.bounces", "few mails bounce: AWS has no reason to say no")],
    changes: &[Change::AskForProduction],
    traps: &[(Clue::Answered("decide", "apply", "no"), NO_RESET), (Clue::Answered("tell", "told", "no"), UNTOLD)],
    decides: "it is the quota: tell the users when, and ask AWS for more",
    gate: "the words are typed: the request is sent once and cannot be taken back",
    proof: SENT,
    naive: &[TOLD, NOT_NOW, MIDNIGHT, USERS, MAILS],
};

pub const LATE: Lesson = Lesson {
    tells: &[
        QUOTA,
        ("ses.room", "the metrics lack most of the mails: when room comes back cannot be told"),
        ("ses.bounces", "few mails bounce: AWS has no reason to say no"),
    ],
    traps: &[(Clue::Answered("decide", "apply", "no"), NO_RESET), (Clue::Answered("no-time", "told", "no"), UNTOLD)],
    decides: "it is the quota: tell the users, promise no time, and ask AWS for more",
    naive: &[says("no-time", "told", "no"), NOT_NOW, MIDNIGHT, USERS, MAILS],
    ..USED_UP
};

pub const AMBER: Lesson = Lesson {
    tells: &[
        ("ses.account", "the quota is nearly used up, and mail still goes out"),
        ROOM,
        ("ses.bounces", "few mails bounce: AWS has no reason to say no"),
    ],
    traps: &[(
        Clue::Answered("decide", "apply", "no"),
        "Nothing fails yet, and nobody asked AWS: the next rush uses up the rest",
    )],
    decides: "nothing fails yet: ask AWS for more before the next rush",
    naive: &[NOT_NOW, says("declined", "why", "nothing fails")],
    ..USED_UP
};

pub const PAUSED: Lesson = Lesson {
    tells: &[
        ("ses.account", "sending is off, enforcement SHUTDOWN: the quota is not the reason"),
        ("ses.bounces", "more than 10 of 100 mails bounced: that is why"),
        ("logs.mail", "what could not be sent"),
    ],
    changes: &[],
    traps: &[(
        Clue::AskedForProduction,
        "AWS has stopped the account for its bounces: more quota was asked for, which is not the reason",
    )],
    decides: "AWS has stopped the account: waiting does not help, and neither does more quota",
    gate: "",
    proof: "none here: it is handed to T-JOSH, for the support case of AWS",
    naive: &[jump("quota", "room"), CAUSE, APPLY, WEBSITE, USE, KIND, CONTACT, WORDS],
    ..USED_UP
};

pub const REVIEW_OPEN: Lesson = Lesson {
    tells: &[QUOTA, ROOM, ("ses.bounces", "few mails bounce")],
    changes: &[],
    traps: &[(Clue::Answered("tell", "told", "no"), UNTOLD)],
    decides: "it is the quota, and AWS was asked already: follow the case up",
    gate: "",
    proof: "none here: it is handed to T-JOSH, with the case",
    naive: &[NOT_TOLD, USERS, MAILS],
    ..USED_UP
};

pub const DENIED: Lesson = Lesson {
    decides: "it is the quota, and AWS said no: ask in the case why, before anybody asks again",
    ..REVIEW_OPEN
};

pub const BOUNCES: Lesson = Lesson {
    tells: &[QUOTA, ROOM, ("ses.bounces", "more than 10 of 100 mails bounce: AWS may pause the account")],
    traps: &[(
        Clue::AskedForProduction,
        "More than 10 of 100 mails bounce: AWS refuses more quota for that, and it would make it worse",
    )],
    decides: "stop what bounces first: more quota would make it worse",
    naive: &[TOLD, CAUSE, APPLY, WEBSITE, USE, KIND, CONTACT, WORDS, USERS, MAILS],
    ..REVIEW_OPEN
};

pub const ALL_WELL: Lesson = Lesson {
    ends: &[End::NotAnIncident],
    tells: &[("ses.account", "there is room in the quota, and sending works")],
    changes: &[],
    traps: &[(Clue::AskedForProduction, "There was room for mail: AWS was asked for more in the middle of nothing")],
    decides: "it is not the quota: in the sandbox only verified recipients get mail",
    gate: "",
    proof: "the account itself",
    naive: &[jump("quota", "room"), APPLY, WEBSITE, USE, KIND, CONTACT, WORDS],
};
