//! docs/reference/ is made from the declarations in the code, here and nowhere else: `UPDATE_EXPECT=1` writes it anew.

mod json;
mod lint;

use super::{read, root};
use duckops::error::{CODES, PROBE_CODES};
use duckops::settings::keys::{Key, OTHERS, SECRET, default_of_secret, toml};
use duckops_core::runbook::keys::{ANSWERS, BRANCH, ENDINGS, LOOK, PROPOSE, QUESTION, REPEAT, RUNBOOK, STEP};
use duckops_core::runbook::{METAS, OBTAINED, RUN_NAMES, keys};
use duckops_core::world::actions::{ACTIONS, Action, EVERY_OUTPUT, Tier, Touches};
use duckops_core::world::observations::{OBSERVATIONS, Observation, Param, ParamKind};
use duckops_core::world::permissions::Permission;
use duckops_core::world::settings::{Setting, parts};
use duckops_core::world::{Declared, Type};

/// A page of the reference: its name and how it is made.
type Page = (&'static str, &'static str, fn() -> String);

const PAGES: &[Page] = &[
    ("observations", "Observations: what can be looked at, and the facts of each look", observations),
    ("actions", "Actions: what can be changed, and how much consent it needs", actions),
    ("runbooks", "The words of a runbook: keys, names, conditions, answers, endings", runbooks),
    ("lint", "Mistakes in runbooks: the code of each, what it means, how it is said", lint::page),
    ("settings", "Settings", settings),
    ("exit-codes", "Exit codes", exit_codes),
    ("json", "JSON: which command prints what", json::page),
];

fn is_as_in_the_repository(name: &str) {
    let (_, title, page) = PAGES.iter().find(|(known, ..)| *known == name).unwrap();
    let path = root().join("docs/reference").join(format!("{name}.md"));
    let made = "Made from the declarations in the code; a test holds it against them.";
    expect_test::expect_file![path].assert_eq(&format!("# {title}\n\n{made}\n{}", page()));
}

#[test]
fn observations_are_those_of_the_code() {
    is_as_in_the_repository("observations");
}

#[test]
fn actions_are_those_of_the_code() {
    is_as_in_the_repository("actions");
}

#[test]
fn the_words_of_a_runbook_are_those_of_the_code() {
    is_as_in_the_repository("runbooks");
}

#[test]
fn the_mistakes_are_those_of_the_code() {
    is_as_in_the_repository("lint");
}

#[test]
fn the_settings_are_those_of_the_code() {
    is_as_in_the_repository("settings");
}

#[test]
fn the_exit_codes_are_those_of_the_code() {
    is_as_in_the_repository("exit-codes");
}

#[test]
fn the_json_is_what_is_printed() {
    let _ring = crate::support::ring::enter("drill");
    is_as_in_the_repository("json");
}

/// README has the two that are looked up in a hurry; they are the same.
#[test]
fn the_exit_codes_of_readme_are_the_same() {
    let readme = read("README.md");
    for table in [codes(), probe_codes()] {
        assert!(readme.contains(&table), "README's table should be:\n{table}");
    }
}

#[test]
fn the_index_names_every_page() {
    let row = |(name, title, _): &Page| format!("- [{title}]({name}.md)\n");
    let path = root().join("docs/reference/README.md");
    let more =
        "The schemas for programs: [`duckops.toml`](../duckops.schema.json), [`status --json`](../status.schema.json).";
    let index = format!("# Reference\n\n{}\n{more}\n", PAGES.iter().map(row).collect::<String>());
    expect_test::expect_file![path].assert_eq(&index);
}

/// A table; a bar within a cell would be another cell.
fn table<const N: usize>(heads: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = line(&vec!["---".to_owned(); N]);
    let rows = rows.into_iter().map(|row| line(&row.map(|cell| cell.replace('|', "\\|")))).collect::<String>();
    format!("{}{rule}{rows}", line(&heads.map(str::to_owned)))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn observations() -> String {
    let intro = "\nA fact is known, or not and why. `duckops runbook lint` knows each of them with its type.\n";
    let made: String = OBSERVATIONS.iter().map(observation).collect();
    format!("{intro}{made}")
}

fn observation(one: &Observation) -> String {
    let mut page = format!("\n## {}\n\n{}.\n", one.name, one.doc.trim_end_matches(['.', '?']));
    page.push_str(&params(one.params));
    page.push_str(&format!("\n{}", declared("fact", one.facts)));
    page.push_str(&permissions(one.permissions));
    if one.prefetch {
        page.push_str("\nIt may be asked ahead of its step.\n");
    }
    page
}

fn declared(head: &str, all: &[Declared]) -> String {
    let row = |one: &Declared| [code(one.name), one.ty.name(), one.doc.trim().to_owned()];
    table([head, "type", "what it is"], all.iter().map(row))
}

fn params(all: &[Param]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let row = |one: &Param| {
        let default = match (one.default, one.required) {
            (Some(default), _) => code(default),
            (None, true) => "needed".to_owned(),
            (None, false) => "none".to_owned(),
        };
        [code(one.name), kind(one.kind), default, one.doc.to_owned()]
    };
    format!("\n{}", table(["argument", "type", "default", "what it is"], all.iter().map(row)))
}

fn kind(kind: ParamKind) -> String {
    match kind {
        ParamKind::Value(ty) => ty.name(),
        ParamKind::Template => "text with `{names}` in it".into(),
        ParamKind::Facts => "list of names".into(),
    }
}

fn permissions(all: &[Permission]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let names: Vec<_> = all.iter().map(|one| code(one.name)).collect();
    format!("\nOf AWS it needs {}.\n", names.join(", "))
}

fn actions() -> String {
    let tiers = [Tier::Routine, Tier::Guarded, Tier::Gated].map(|tier| [code(word(tier)), consent(tier).to_owned()]);
    let tiers = table(["tier", "consent"], tiers);
    let every = declared("output", EVERY_OUTPUT);
    let all: String = ACTIONS.iter().map(action).collect();
    format!(
        "\nHow much consent an action needs is a property of the action, never of a runbook.\n\n{tiers}\n\
         Later steps name what an action leaves behind: `promote.applied`. Every action leaves these:\n\n{every}{all}"
    )
}

fn word(tier: Tier) -> &'static str {
    match tier {
        Tier::Routine => "routine",
        Tier::Guarded => "guarded",
        Tier::Gated => "gated",
    }
}

fn consent(tier: Tier) -> &'static str {
    match tier {
        Tier::Routine => "It is shown, then done when whoever walks goes on",
        Tier::Guarded => "Whoever walks types the words of the change: `prod 43 -> 41`",
        Tier::Gated => {
            "A second person approves exactly this; then whoever walks types the words. Without a terminal the approval stands for them"
        }
    }
}

fn touches(one: &Action) -> &'static str {
    match one.touches {
        Touches::Traffic => "what answers the calls from outside",
        Touches::World => "something that people or systems rely on",
        Touches::Standing => "what duckops itself goes by",
        Touches::Records => "only what duckops writes down",
    }
}

fn action(one: &Action) -> String {
    let mut page = format!("\n## {}\n\n{}.\n\n", one.name, one.doc);
    page.push_str(&format!("- Tier: {}. It changes {}.\n", code(word(one.tier)), touches(one)));
    if let Some(before) = one.before {
        page.push_str(&format!("- It is planned from a fresh look: {}.\n", code(before)));
    }
    if let Some(once) = one.once {
        page.push_str(&format!("- Once {once} in a run, coming back to its step does not do it again.\n"));
    }
    if one.overrides {
        page.push_str("- The item that it stands in counts as overridden.\n");
    }
    page.push_str(&params(one.params));
    if !one.outputs.is_empty() {
        page.push_str(&format!("\n{}", declared("output", one.outputs)));
    }
    page + &permissions(one.permissions)
}

/// Of keys, and what each is for.
fn words(head: &str, all: &[keys::Key]) -> String {
    table([head, "what it is"], all.iter().map(|key| [code(key.name), key.doc.to_owned()]))
}

fn runbooks() -> String {
    let section = |title: &str, table: String| format!("\n## {title}\n\n{table}");
    let bodies = table(["a step", "has"], BODIES.map(|(what, has)| [what.to_owned(), has.to_owned()]));
    let metas: Vec<_> = METAS.iter().map(|(_, one)| *one).collect();
    [
        "\nHow to write one: [writing a runbook](../writing-a-runbook.md).\n".to_owned(),
        section("The block `toml runbook`", words("key", RUNBOOK)),
        section("`propose`", words("key", PROPOSE)),
        section("The block `toml step`", words("key", STEP)),
        section("What a step does", bodies),
        section("A look", words("key", LOOK)),
        section("`repeat`", words("key", REPEAT)),
        section("A question", words("key", QUESTION)),
        section("Types of answers", words("type", ANSWERS)),
        section("A branch: `[[go]]`", words("key", BRANCH)),
        section("Endings", words("word", ENDINGS)),
        section("Names", table(["a name", "is"], NAMES.map(|(name, what)| [code(name), what.to_owned()]))),
        section("What every step can be asked for", declared("name", &metas)),
        section("What a step can be asked for that obtains an approval", declared("name", OBTAINED)),
        section("What a run can be asked for: `run.opened`", declared("name", RUN_NAMES)),
        section("Comparisons", table(["operator", "between"], OPERATORS.map(|(op, what)| [code(op), what.to_owned()]))),
        section(
            "Types, and how a value of each is written",
            table(["type", "written"], TYPES.map(|(ty, how)| [ty.name(), how.to_owned()])),
        ),
    ]
    .concat()
}

const BODIES: [(&str, &str); 4] = [
    ("is read", "prose alone"),
    ("looks, and judges", "`look`, and `pass`; `repeat` looks again"),
    ("asks", "`ask`; it may look first"),
    ("does", "`do`; it may look first. `approve` obtains a later step's approval"),
];

const NAMES: [(&str, &str); 6] = [
    ("errors_window", "a setting"),
    ("status.code", "a fact of the latest look of that name"),
    ("probe.status.code", "the same, of one step's look"),
    ("target.version", "an answer, or what an action left behind"),
    ("run.operator", "something of the run"),
    ("given.version", "in a part: what it was given"),
];

const OPERATORS: [(&str, &str); 8] = [
    ("==", "two of one type"),
    ("!=", "two of one type"),
    ("<", "numbers, times, durations"),
    ("<=", "numbers, times, durations"),
    (">", "numbers, times, durations"),
    (">=", "numbers, times, durations"),
    ("in", "a value and a list: `status.code in [502, 504]`"),
    ("contains", "a text, or a list of texts, and a text"),
];

const TYPES: [(Type, &str); 8] = [
    (Type::Bool, "by itself: `status.up`; or `== true`, `== false`"),
    (Type::Int, "`3`"),
    (Type::Real, "`0.5`"),
    (Type::Percent, "`80`"),
    (Type::Text, "in single quotes: `'peck_notify'`"),
    (Type::Version, "`43`; versions are equal or not, never greater"),
    (Type::Duration, "`400ms`, `30s`, `15m`, `24h`, `7d`"),
    (Type::Time, "by name only: `run.opened`"),
];

fn settings() -> String {
    let default = |setting: &Setting| match setting.default {
        "" => "none".to_owned(),
        default => code(default),
    };
    let row = |one: &Setting| [code(one.name), one.ty.name(), default(one), one.doc.to_owned()];
    let part = |(title, of): (&str, &[Setting])| {
        format!("\n## {title}\n\n{}", table(["setting", "type", "default", "meaning"], of.iter().map(row)))
    };
    let intro = "\nIn `duckops.toml`, or for yourself in `$XDG_CONFIG_HOME/duckops/config.toml`; README says which counts.\n\
         Durations are written `30s`, `15m`, `24h`, at most six digits; a list is a TOML list of texts; counts and\n\
         percents are numbers. A relative path is relative to the file it stands in.\n";
    let other = |key: &Key| [code(key.name), key.doc.to_owned()];
    let others = table(["setting", "meaning"], OTHERS.iter().map(other));
    let secret = |key: &Key| [code(key.name), code(&toml(&default_of_secret(key.name))), key.doc.to_owned()];
    let secrets = table(["setting", "default", "meaning"], SECRET.iter().map(secret));
    format!(
        "{intro}{}\n## Places and names, which have flags as well\n\n{others}\n\
         ## What is secret, beside what is secret everywhere\n\nOnly in a file, and checked when it is read.\n\n{secrets}",
        parts().map(part).collect::<String>()
    )
}

fn codes() -> String {
    table(["code", "meaning"], CODES.iter().map(|(code, means)| [(*code).to_owned(), (*means).to_owned()]))
}

fn probe_codes() -> String {
    let row = |(level, means): &(duckops_core::health::checks::Level, &str)| {
        [level.code().to_string(), level.word().to_owned(), (*means).to_owned()]
    };
    table(["exit", "state", "meaning"], PROBE_CODES.iter().map(row))
}

fn exit_codes() -> String {
    format!("\n{}\n## `duckops probe`\n\nIt speaks the language of monitoring plugins.\n\n{}", codes(), probe_codes())
}
