//! The keys of a document's blocks, and what each is for.

/// A key of a block, or of a settings file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub doc: &'static str,
}

/// One of them.
pub const fn key(name: &'static str, doc: &'static str) -> Key {
    Key { name, doc }
}

/// The names alone.
pub fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// Of the block `toml runbook`.
pub const RUNBOOK: &[Key] = &[
    key("id", "What it is called on the command line"),
    key("kind", "`triage`, `checklist` or `part`: steps that others follow"),
    key("title", "Its title, where the heading is not to be it"),
    key("severity", "How bad it is: `P0`, `P1`, `P2`"),
    key("ledgers", "Which ledgers it writes to"),
    key("any_order", "A checklist whose items may be done in any order"),
    key("takes", "Of a part: what it is given where it is followed, each name with its type"),
    key("propose", "When it is suggested: looks, and `when` they say so"),
];

/// Of `[propose]`.
pub const PROPOSE: &[Key] = &[key("look", "Looks, as in a step"), key("when", "Conditions over their facts")];

/// Of the block `toml step`. What else stands in it is an argument of its action, or of the part that it follows.
pub const STEP: &[Key] = &[
    key("id", "What the step is called: in names, in branches, in answers"),
    key("when", "Conditions; unless they hold, the step is passed over"),
    key("optional", "Not required: a walk can end well without it"),
    key("uncounted", "Not one of a checklist's items"),
    key("look", "Looks that are taken when the step is entered, each under a name"),
    key("show", "Which facts decide: shown first"),
    key("pass", "Conditions by which it passes or fails"),
    key("amber", "Conditions by which a pass is near its limit"),
    key("repeat", "Look again until it passed often enough, or for a time"),
    key("ask", "Questions, each under a name"),
    key("do", "The action; its arguments stand beside it"),
    key("approve", "The later step of which this one obtains the approval"),
    key("go", "Branches: `when` they hold, `to` a step or to an `end`; the first that holds counts"),
    key("next", "The step that comes next, where it is not the one below"),
    key("end", "How the walk ends here"),
    key("follow", "The runbook or the part that is walked here; what a part takes stands beside it"),
];

/// Of a look that is a table.
pub const LOOK: &[Key] = &[key("observe", "The observation; its arguments stand beside it")];

/// Of `repeat`.
pub const REPEAT: &[Key] = &[
    key("in_a_row", "How many times running it must pass"),
    key("every", "How long between two looks"),
    key("limit", "With `in_a_row`: when it is given up"),
    key("for", "Instead of the two: how long it must go on passing"),
];

/// Of a question.
pub const QUESTION: &[Key] = &[
    key("type", "What is answered"),
    key("label", "The question in words"),
    key("from", "Of a version: the table out of which it is chosen"),
    key("of", "Of a choice: the words"),
    key("default", "What is offered: a name, or a value"),
    key("not", "A name whose value is no answer"),
    key("because", "With `not`: why"),
    key("optional", "An empty answer is one, too"),
];

/// Of a branch.
pub const BRANCH: &[Key] =
    &[key("when", "Conditions; none hold always"), key("to", "The step"), key("end", "How the walk ends")];

/// What a walk ends as.
pub const ENDINGS: &[Key] = &[
    key("resolved", "What was broken is whole again"),
    key("not-an-incident", "Nothing was broken"),
    key("deferred", "Nothing to do now but to look again later"),
    key("complete", "A checklist that was walked to its end"),
    key("escalated", "Handed over: `end = { escalated = \"T-JOSH\", say = \"…\" }`"),
];

/// What can be answered, or given to a part.
pub const ANSWERS: &[Key] = &[
    key("text", "Words"),
    key("yes-no", "Yes or no"),
    key("number", "A whole number"),
    key("count", "How many: whole, and never less than none"),
    key("url", "An address that begins with `https://` or `http://`"),
    key("mail", "A mail address"),
    key("time", "A moment, in UTC"),
    key("choice", "One of some words: `of`"),
    key("version", "A version out of a table's first column: `from`"),
];
