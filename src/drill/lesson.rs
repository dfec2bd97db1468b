//! What a scenario teaches, as it is written; a drill makes of it what its run is held against. Versions stand in texts
//! by their numbers in the story: `{43}`.

use super::dice::Dice;
use super::scenario::Line;
use duckops_core::report::score;
use duckops_core::text::Clean;
use duckops_core::walk::event::Outcome;

#[derive(Clone, Copy)]
pub struct Lesson {
    /// Each right end.
    pub ends: &'static [End],
    /// The observations that tell, in the order of a calm expert, and what they tell. `beak.status@fleet` is told by the
    /// step `fleet`, not by the first that looks at it.
    pub tells: &'static [(&'static str, &'static str)],
    pub changes: &'static [Change],
    pub traps: &'static [(Clue, &'static str)],
    pub decides: &'static str,
    pub gate: &'static str,
    pub proof: &'static str,
    /// What somebody answers who falls into the trap.
    pub naive: &'static [Line],
}

#[derive(Clone, Copy, Debug)]
pub enum End {
    Resolved,
    NotAnIncident,
    Complete,
    Deferred,
    To(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Without it, it is not done.
    Promote(u32),
    /// It belongs to it, and need not be.
    MayPromote(u32),
    Call(u32),
    AskForProduction,
    ByHand,
}

/// By what it is seen that somebody walked into a trap.
#[derive(Clone, Copy, Debug)]
pub enum Clue {
    Promoted(u32),
    AskedForProduction,
    Answered(&'static str, &'static str, &'static str),
    Skipped(&'static str),
    CutShort(&'static str),
    Unseen(&'static str),
}

const PRODUCTION: &str = "ses.request-production";

fn tell(written: &'static str, says: Clean) -> score::Tell {
    let (look, step) = match written.split_once('@') {
        Some((look, step)) => (look, Some(step)),
        None => (written, None),
    };
    score::Tell { look, step, says }
}

impl Lesson {
    /// Something has to be done from here.
    pub fn has_to_act(&self) -> bool {
        let must = |change: &Change| matches!(change, Change::Promote(_) | Change::AskForProduction | Change::ByHand);
        self.changes.iter().any(must)
    }

    /// As it is of this drill.
    pub fn of(&self, dice: Dice) -> score::Lesson {
        let text = |text: &str| Clean::new(dice.text(text));
        score::Lesson {
            ends: self.ends.iter().map(|end| end.outcome()).collect(),
            tells: self.tells.iter().map(|(look, says)| tell(look, text(says))).collect(),
            changes: self.changes.iter().map(|change| change.of(dice)).collect(),
            traps: self
                .traps
                .iter()
                .map(|(clue, told)| score::Trap { sign: clue.of(dice), told: text(told) })
                .collect(),
            decides: text(self.decides),
            gate: text(self.gate),
            proof: text(self.proof),
        }
    }
}

impl End {
    fn outcome(self) -> Outcome {
        match self {
            End::Resolved => Outcome::Resolved,
            End::NotAnIncident => Outcome::NotAnIncident,
            End::Complete => Outcome::Complete,
            End::Deferred => Outcome::Deferred,
            End::To(whom) => Outcome::Escalated(whom.into()),
        }
    }
}

impl Change {
    fn of(self, dice: Dice) -> score::Change {
        let promote = |version, must| {
            let version = Clean::new(dice.version(version));
            let words = Clean::new(format!("prod -> {version}"));
            score::Change { action: "lambda.promote", with: Some(("to", version)), must, words }
        };
        match self {
            Change::Promote(version) => promote(version, true),
            Change::MayPromote(version) => promote(version, false),
            Change::Call(version) => {
                let version = Clean::new(dice.version(version));
                let words = Clean::new(format!("a test call of {version}"));
                score::Change { action: "lambda.invoke", with: Some(("version", version)), must: false, words }
            }
            Change::AskForProduction => {
                let words = "a request for production access".into();
                score::Change { action: PRODUCTION, with: None, must: true, words }
            }
            Change::ByHand => {
                let words = "consent to what is done by hand".into();
                score::Change { action: "hand.record", with: None, must: true, words }
            }
        }
    }
}

impl Clue {
    fn of(self, dice: Dice) -> score::Sign {
        match self {
            Clue::Promoted(version) => {
                let with = ("to", Clean::new(dice.version(version)));
                score::Sign::Changed { action: "lambda.promote", with }
            }
            Clue::AskedForProduction => {
                score::Sign::Changed { action: PRODUCTION, with: ("mail_type", "transactional".into()) }
            }
            Clue::Answered(step, field, value) => score::Sign::Answered { step, field, value: value.into() },
            Clue::Skipped(step) => score::Sign::Skipped { step },
            Clue::CutShort(step) => score::Sign::CutShort { step },
            Clue::Unseen(look) => score::Sign::Unseen { look },
        }
    }
}
