//! The kinds of mistakes: a word that stays, to look it up and to go by in scripts, and what it means.

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    pub word: &'static str,
    pub means: &'static str,
}

/// Each kind as a constant, and all of them as a list.
macro_rules! codes {
    ($($name:ident = $word:literal, $means:literal;)*) => {
        impl Code {
            $(pub const $name: Code = Code { word: $word, means: $means };)*
        }
        /// Every kind, in the order of the reference.
        pub const CODES: &[Code] = &[$(Code::$name),*];
    };
}

codes! {
    HIDDEN_CHARACTER = "hidden-character", "A character that nobody sees and that changes what is seen: a control character, or one that turns the direction of writing";
    NO_TITLE = "no-title", "The document does not begin with a heading of the first level";
    NO_BLOCK = "no-block", "Under the title there is no `toml runbook` block, or under a heading no `toml step` block";
    SECOND_BLOCK = "second-block", "A second block of the same kind under one heading";
    UNKNOWN_BLOCK = "unknown-block", "A `toml` block that is neither `toml runbook` nor `toml step`";
    NO_STEPS = "no-steps", "A runbook without a single step";
    NOT_TOML = "not-toml", "A block, or a settings file, that cannot be read as TOML";
    MISSING_KEY = "missing-key", "A key that must be there is not: `id`, `kind`, the `type` of a question";
    UNKNOWN_KEY = "unknown-key", "A key that there is not at this place; in a settings file a setting that there is not";
    WRONG_VALUE = "wrong-value", "A value of another form than this key has: a list instead of one text, a text instead of a table";
    STEP_ID = "step-id", "An id that a step cannot have, or that is not the one that its heading says";
    SAME_ID = "same-id", "An id that is taken: by another step, or by another runbook of the same place";
    UNKNOWN_KIND = "unknown-kind", "A runbook is a triage, a checklist or a part";
    UNKNOWN_LEDGER = "unknown-ledger", "A ledger that there is not";
    UNKNOWN_TYPE = "unknown-type", "A type of answer that there is not";
    UNKNOWN_ENDING = "unknown-ending", "A word for an end that there is not; `escalated` also says to whom";
    UNKNOWN_OBSERVATION = "unknown-observation", "A look at what nothing can look at";
    UNKNOWN_ACTION = "unknown-action", "An action that there is not";
    UNKNOWN_ARGUMENT = "unknown-argument", "Something is said that the observation, the action or the part does not take";
    MISSING_ARGUMENT = "missing-argument", "The observation, the action or the part cannot do without it";
    UNKNOWN_SETTING = "unknown-setting", "A single word in the place of a name is a setting, and there is none of that name";
    UNKNOWN_NAME = "unknown-name", "A name of which the step, the look, the fact or the answer is not there";
    AMBIGUOUS_NAME = "ambiguous-name", "A name that a look and a step of the same name both have, or two names of one condition that read the same in words";
    TOO_EARLY = "too-early", "The name is known only later: no step on the way looks or asks for it before";
    UNKNOWN_STEP = "unknown-step", "A branch to a step that there is not";
    UNKNOWN_RUNBOOK = "unknown-runbook", "A runbook or a part is followed that there is not";
    FOLLOWED = "followed", "What is followed has mistakes of its own, follows this one, or is followed a second time";
    COMPARISON = "comparison", "A condition that is not one comparison, or one that could never be otherwise";
    UNLIKE = "unlike", "Two things of different types, or one of another type than is wanted here";
    BODIES = "bodies", "A step judges, asks or does: one of them";
    REPEAT = "repeat", "A repeated look says how often and how long, and what to look at";
    QUESTION = "question", "A question that lacks something, or has something that makes no sense without another";
    BRANCH = "branch", "Where it goes on is said twice, or not at all";
    APPROVAL = "approval", "The approval of a step that does nothing which could be approved";
    PART = "part", "A part is followed: it ends no walk, and the step that follows it has its first step's id and no looks or questions";
    LEADS_NOWHERE = "leads-nowhere", "The last step says neither what comes next nor how it ends";
    UNREACHABLE = "unreachable", "A step to which nothing leads";
    NO_WAY_OUT = "no-way-out", "From this step no end can be reached";
}
