use super::{GATE, says};
use crate::drill::lesson::{Change, Clue, End, Lesson};
use crate::drill::scenario::Line;

const SEVERITY: Line = says("declare", "severity", "P1");
const TITLE: Line = says("declare", "title", "something is wrong");
const BOTH_ON: Line = says("browser", "on", "yes");
const BOTH_OFF: Line = says("browser-off", "off", "yes");
const RESOLVED: Line = says("over", "said", "resolved");
const ANYWAY: Line = says("still", "anyway", "yes");

const fn known(field: &'static str) -> Line {
    Line::Default { step: "after", field }
}

const AFTER_SEVERITY: Line = says("after", "severity", "P1");
const COMPONENTS: Line = says("after", "components", "all");
const CAUSE: Line = says("after", "cause", "not known");
const ACTIONS: Line = says("after", "actions", "none");

pub const FLEET: Lesson = Lesson {
    ends: &[End::Complete, End::To(GATE)],
    tells: &[
        ("health.now", "what is flagged, the worst first: dead agents, callback errors"),
        ("beak.routes", "the three routes answer: it is not the function"),
        ("beak.status", "no agent is alive"),
        ("history.change", "deaths and callback errors rise together"),
        ("history.pecks", "callback errors lead, and of a dead fleet they are expected"),
    ],
    changes: &[Change::ByHand],
    traps: &[(
        Clue::Skipped("consent"),
        "A certificate was revoked and T-JOSH was not asked: that passes the gate, whoever does it by hand",
    )],
    decides: "the fleet is the incident; the revocation is a matter of its own, with a consent of its own",
    gate: "T-JOSH consents to the revocation, on record before it is done by hand",
    proof: "status once more at the end; what is still red is said, not called over",
    naive: &[
        SEVERITY,
        TITLE,
        BOTH_ON,
        says("destructive", "what", "certificate revocation"),
        says("exactly", "target", "certificate of duckling-1198"),
        says("exactly", "why", "its key was read from a log"),
        Line::Skip { step: "consent", field: None },
        RESOLVED,
        ANYWAY,
        AFTER_SEVERITY,
        known("began"),
        known("detected"),
        known("resolved"),
        COMPONENTS,
        CAUSE,
        ACTIONS,
        BOTH_OFF,
    ],
};

pub const DOWN: Lesson = Lesson {
    ends: &[End::To(GATE)],
    tells: &[
        ("health.now", "status tells nothing: what is not reported may cost points, and is no ok"),
        ("beak.routes", "all three routes answer 502: the function is down"),
        ("beak.status", "nothing is reported of fleet or pecks"),
    ],
    changes: &[],
    traps: &[(
        Clue::Answered("rollback", "done", "yes"),
        "A rollback was said to be made: nobody made one, and status still answers 502",
    )],
    decides: "the function comes first, by its own runbook; this one is not over",
    gate: "a rollback passes T-JOSH: it has a checklist of its own",
    proof: "none here: it is handed to T-JOSH as not resolved, with the snapshot",
    naive: &[
        SEVERITY,
        TITLE,
        BOTH_ON,
        says("destructive", "what", "rollback"),
        says("rollback", "done", "yes"),
        says("over", "said", "not resolved yet"),
    ],
};

pub const CALM: Lesson = Lesson {
    ends: &[End::Complete, End::NotAnIncident],
    tells: &[
        ("health.now", "nothing is flagged"),
        ("beak.routes", "the three routes answer"),
        ("beak.status", "every agent is alive"),
        ("history.pecks", "no kind of failure leads"),
    ],
    changes: &[],
    traps: &[(
        Clue::Answered("destructive", "what", "rollback"),
        "Nothing was broken, and a version that works was rolled back",
    )],
    decides: "nothing is wrong, so nothing is changed",
    gate: "",
    proof: "status once more at the end: nothing is red",
    naive: &[
        SEVERITY,
        TITLE,
        BOTH_ON,
        says("destructive", "what", "rollback"),
        says("rollback", "done", "yes"),
        RESOLVED,
        AFTER_SEVERITY,
        known("began"),
        known("detected"),
        known("resolved"),
        COMPONENTS,
        CAUSE,
        ACTIONS,
        BOTH_OFF,
    ],
};
