//! Going back: 43 was promoted and must not stay.

use super::inc_001;
use super::lessons;
use crate::drill::scenario::{Line, Scenario};
use crate::drill::world::World;

const TARGET: Line = Line::Default { step: "target", field: "version" };
const WHY: Line = Line::Answer { step: "target", field: "why", value: "43 fails since it was promoted" };
const BOTH_ON: Line = Line::Answer { step: "browser", field: "on", value: "yes" };
const APPROVED: Line = Line::Approved { step: "approval", by: "Josh" };
const WORDS: Line = Line::Words { step: "promote" };
const GO_BACK: &[Line] = &[TARGET, WHY, BOTH_ON, APPROVED, WORDS];

pub const BROKEN: Scenario = Scenario {
    id: "rollback",
    runbook: "rollback",
    title: "The last promotion has to go",
    what: "prod points at a version that fails, and the one before it was never verified",
    build: inc_001::broken,
    deploy_log: inc_001::trap_log,
    repaired: World::answers,
    lesson: lessons::rollback::BROKEN,
    play: GO_BACK,
};

pub const WEIGHTED: Scenario = Scenario {
    id: "rollback-weighted",
    runbook: "rollback",
    title: "The alias shows the good version, and half of the calls fail",
    what: "prod points at a good version, and weights feed half of the calls to a broken one",
    build: inc_001::weighted,
    deploy_log: inc_001::canary_log,
    repaired: World::answers,
    lesson: lessons::rollback::WEIGHTED,
    play: GO_BACK,
};

pub const NO_BETTER: Scenario = Scenario {
    id: "rollback-no-better",
    runbook: "rollback",
    title: "Going back does not help",
    what: "the database is unreachable, so every version fails",
    build: inc_001::older,
    deploy_log: inc_001::attempt_log,
    repaired: World::answers,
    lesson: lessons::rollback::NO_BETTER,
    play: GO_BACK,
};
