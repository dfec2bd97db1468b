//! Each kind of mistake, with a document that has it: the page shows how it is said.

use super::{code, table};
use duckops_core::runbook::{CODES, Code, Library, Mistake, Origin, Source};

/// The block of a runbook as it should be.
const HEAD: &str = "id = \"mine\"\nkind = \"triage\"";
const LOOK: &str = "id = \"a\"\nlook.status = \"beak.status\"\nend = \"resolved\"\n";
const END: &str = "id = \"a\"\nend = \"resolved\"\n";

fn document(head: &str, steps: &[&str]) -> String {
    let step = |step: &&str| format!("\n## A step\n\n```toml step\n{}\n```\n", step.trim_end());
    format!("# Mine\n\n```toml runbook\n{head}\n```\n{}", steps.iter().map(step).collect::<String>())
}

fn steps(steps: &[&str]) -> String {
    document(HEAD, steps)
}

/// A step that looks, with one more line.
fn looking(line: &str) -> String {
    steps(&[&format!("{LOOK}{line}")])
}

/// A document for each kind.
fn examples() -> Vec<(Code, String)> {
    let ended = |more: &str| steps(&[&format!("{END}{more}")]);
    vec![
        (Code::HIDDEN_CHARACTER, steps(&["id = \"a\"\nend = \"resolved\" # \u{202e}"])),
        (Code::NO_TITLE, "Prose.\n".into()),
        (Code::NO_BLOCK, "# Mine\n".into()),
        (Code::SECOND_BLOCK, steps(&[&format!("{END}```\n\n```toml step\n{END}")])),
        (Code::UNKNOWN_BLOCK, steps(&[&format!("{END}```\n\n```toml stepp\n{END}")])),
        (Code::NO_STEPS, steps(&[])),
        (Code::NOT_TOML, steps(&["id = a"])),
        (Code::MISSING_KEY, steps(&["end = \"resolved\""])),
        (Code::UNKNOWN_KEY, ended("opional = true")),
        (Code::WRONG_VALUE, ended("optional = \"yes\"")),
        (Code::STEP_ID, steps(&["id = \"A step\"\nend = \"resolved\""])),
        (Code::SAME_ID, steps(&["id = \"a\"", END])),
        (Code::UNKNOWN_KIND, document("id = \"mine\"\nkind = \"incident\"", &[END])),
        (Code::UNKNOWN_LEDGER, document(&format!("{HEAD}\nledgers = [\"deploys\"]"), &[END])),
        (Code::UNKNOWN_TYPE, ended("ask.sure = { type = \"bool\" }")),
        (Code::UNKNOWN_ENDING, steps(&["id = \"a\"\nend = \"solved\""])),
        (Code::UNKNOWN_OBSERVATION, steps(&["id = \"a\"\nlook.status = \"beak.satus\"\nend = \"resolved\""])),
        (Code::UNKNOWN_ACTION, ended("do = \"lambda.promot\"")),
        (Code::UNKNOWN_ARGUMENT, ended("do = \"lambda.invoke\"\nversion = \"'43'\"\nversoin = \"'43'\"")),
        (Code::MISSING_ARGUMENT, ended("do = \"lambda.promote\"")),
        (Code::UNKNOWN_SETTING, ended("show = [\"error_window\"]")),
        (Code::UNKNOWN_NAME, looking("pass = [\"status.cod == 200\"]")),
        (
            Code::AMBIGUOUS_NAME,
            steps(&[
                "id = \"status\"\nlook.status = \"beak.status\"\nask.code = { type = \"count\" }\n[[go]]\nwhen = [\"status.code == 200\"]\nend = \"resolved\"",
            ]),
        ),
        (Code::TOO_EARLY, steps(&["id = \"first\"\nshow = [\"status.code\"]", LOOK])),
        (Code::UNKNOWN_STEP, steps(&["id = \"a\"\nnext = \"b\""])),
        (Code::UNKNOWN_RUNBOOK, ended("follow = \"inc-009\"")),
        (Code::FOLLOWED, ended("follow = \"mine\"")),
        (Code::COMPARISON, looking("pass = [\"status.code = 200\"]")),
        (Code::UNLIKE, looking("pass = [\"status.code == fine\"]")),
        (Code::BODIES, looking("pass = [\"status.up\"]\nask.sure = { type = \"yes-no\" }")),
        (Code::REPEAT, looking("pass = [\"status.up\"]\nrepeat = { every = \"5s\" }")),
        (Code::QUESTION, ended("ask.which = { type = \"choice\" }")),
        (Code::BRANCH, steps(&["id = \"a\"\nend = \"resolved\"\n[[go]]\nwhen = [\"a.took > 1s\"]"])),
        (Code::APPROVAL, steps(&["id = \"a\"\napprove = \"b\"", "id = \"b\"\nend = \"resolved\""])),
        (Code::PART, document("id = \"mine\"\nkind = \"part\"", &[END])),
        (Code::LEADS_NOWHERE, steps(&["id = \"a\""])),
        (Code::UNREACHABLE, steps(&[END, "id = \"b\"\nend = \"resolved\""])),
        (Code::NO_WAY_OUT, steps(&["id = \"a\"\nnext = \"a\""])),
    ]
}

/// Of this kind in a document, the first.
fn said(kind: Code, text: &str) -> Mistake {
    let source = Source { file: "mine.md".into(), text: text.into(), origin: Origin::File("mine.md".into()) };
    let library = Library::load(vec![source]);
    let all: Vec<_> = library.reports().flat_map(|report| report.mistakes.clone()).collect();
    let found = all.iter().find(|mistake| mistake.code == kind);
    found.cloned().unwrap_or_else(|| panic!("no {} in\n{text}\nbut {all:#?}", kind.word))
}

pub fn page() -> String {
    let examples = examples();
    let row = |kind: &Code| {
        let example = examples.iter().find(|(known, _)| known == kind);
        let mistake = said(*kind, &example.unwrap_or_else(|| panic!("no example of {}", kind.word)).1);
        let hint = mistake.hint.map(|hint| format!(" – {hint}")).unwrap_or_default();
        [code(kind.word), kind.means.to_owned(), format!("{}{hint}", mistake.message)]
    };
    let table = table(["code", "what it means", "for instance"], CODES.iter().map(row));
    format!(
        "\n`duckops runbook lint` reports all of them, not the first, each with its line, a caret, and the nearest name where\n\
         one is near; exit code 2. With `--json` each has `file`, `line`, `column`, `code`, `message` and `hint`. Codes stay.\n\
         A mistake in `duckops.toml` is shown in the same way.\n\n{table}"
    )
}
