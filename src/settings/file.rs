//! One settings file. Unknown keys are errors with the nearest name; every mistake is placed.

use crate::error::Error;
use duckops_core::runbook::{Mistake, Report};
use duckops_core::text::Redaction;
use duckops_core::world::Value;
use duckops_core::world::settings::{SETTINGS, Setting, parse_value, setting};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys beside the settings that walks name.
pub const OTHERS: [&str; 6] = ["log_dir", "state_dir", "runbook_dir", "operator", "profile", "endpoint_url"];

/// What is secret beside what is secret everywhere. It is known before anything else is read, so it is no setting that
/// a walk names, and no flag.
const SECRET: [&str; 2] = ["redact", "redact_emails"];

pub struct Read {
    pub values: Vec<(&'static Setting, Value)>,
    pub others: Vec<(&'static str, String)>,
    pub redaction: Redaction,
}

pub fn read(path: &Path) -> Result<Read, Error> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|cause| Error::file(format!("cannot read {shown}"), &cause))?;
    let mut mistakes = Vec::new();
    let read = parse(&text, &mut mistakes);
    if mistakes.is_empty() {
        return Ok(read);
    }
    let report = Report { file: shown.clone(), text, mistakes };
    Err(Error::wrong(format!("{shown} has mistakes")).at(&crate::report::mistakes::report(&report)))
}

fn parse(text: &str, mistakes: &mut Vec<Mistake>) -> Read {
    let mut read = Read { values: Vec::new(), others: Vec::new(), redaction: Redaction::default() };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let message = format!("this is not TOML: {}", error.message());
            mistakes.push(Mistake::new(0, error.span().unwrap_or(0..0), message));
            return read;
        }
    };
    read.redaction = redaction(table.get_ref(), mistakes);
    for (key, value) in table.get_ref().iter().filter(|(key, _)| !SECRET.contains(&key.get_ref().as_ref())) {
        match (setting(key.get_ref()), OTHERS.iter().find(|other| *other == key.get_ref())) {
            (Some(known), _) => read.values.extend(one(known, value, mistakes).map(|value| (known, value))),
            (_, Some(other)) => match value.get_ref() {
                DeValue::String(text) => read.others.push((other, text.to_string())),
                _ => mistakes.push(Mistake::new(0, value.span(), format!("`{other}` is one text"))),
            },
            (None, None) => {
                let known = SETTINGS.iter().map(|setting| setting.name).chain(OTHERS).chain(SECRET);
                let mistake = Mistake::new(0, key.span(), format!("there is no setting `{}`", key.get_ref()));
                mistakes.push(mistake.nearest(key.get_ref(), known));
            }
        }
    }
    read
}

/// Each pattern is checked where it stands.
fn redaction(table: &DeTable<'_>, mistakes: &mut Vec<Mistake>) -> Redaction {
    let emails = table.get("redact_emails").is_some_and(|value| match value.get_ref() {
        DeValue::Boolean(yes) => *yes,
        _ => {
            mistakes.push(Mistake::new(0, value.span(), "`redact_emails` is true or false"));
            false
        }
    });
    let mut all = if emails { Redaction::emails() } else { Redaction::default() };
    let Some(value) = table.get("redact") else { return all };
    let Some(patterns) = value.get_ref().as_array() else {
        mistakes.push(Mistake::new(0, value.span(), "`redact` is a list of regular expressions"));
        return all;
    };
    for pattern in patterns {
        match pattern.get_ref().as_str().map(Redaction::pattern) {
            Some(Ok(one)) => all = all.and(one),
            Some(Err(why)) => mistakes.push(Mistake::new(0, pattern.span(), why)),
            None => mistakes.push(Mistake::new(0, pattern.span(), "a regular expression is a text")),
        }
    }
    all
}

fn one(known: &'static Setting, value: &Spanned<DeValue<'_>>, mistakes: &mut Vec<Mistake>) -> Option<Value> {
    let text = match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(n) => Some(n.to_string()),
        DeValue::Float(n) => Some(n.to_string()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Array(items) => {
            items.iter().map(|item| item.get_ref().as_str()).collect::<Option<Vec<_>>>().map(|t| t.join(","))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    };
    let parsed = text.and_then(|text| parse_value(known.ty, &text));
    if parsed.is_none() {
        mistakes.push(Mistake::new(0, value.span(), format!("`{}` is a {}", known.name, known.ty.name())));
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_sets_values_and_its_mistakes_are_placed() {
        let mut mistakes = Vec::new();
        let read = parse("soak = \"5s\"\nerrors_newest = 3\napprovers = [\"Josh\", \"Mina\"]\n", &mut mistakes);
        assert_eq!((read.values.len(), mistakes.len()), (3, 0));
        parse("redact_emails = true\nredact = ['DUCK-[0-9]{4,6}']\n", &mut mistakes);
        assert_eq!(mistakes, []);
        parse("redact_emails = 1\nredact = ['a', '(', 'x*', 5]\n", &mut mistakes);
        let said: Vec<_> =
            mistakes.drain(..).map(|m| (m.start, m.message.chars().take(24).collect::<String>())).collect();
        let expected = [
            (16, "`redact_emails` is true "),
            (33, "this is not a regular ex"),
            (38, "this matches nothing at "),
            (44, "a regular expression is "),
        ];
        assert_eq!(said, expected.map(|(at, text)| (at, text.to_owned())));
        parse("soka = \"5s\"\nsoak = 5\n", &mut mistakes);
        let said: Vec<_> = mistakes.iter().map(|m| (m.start, m.message.as_str(), m.hint.as_deref())).collect();
        assert_eq!(
            said,
            [(19, "`soak` is a duration", None), (0, "there is no setting `soka`", Some("did you mean `soak`?"))]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// A file of any bytes sets nothing: it is refused with its path, and with the place of each mistake in it.
        #[test]
        fn any_bytes_set_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let path = std::env::temp_dir().join(format!("duckops-settings-{}.toml", std::process::id()));
            std::fs::write(&path, &bytes).unwrap();
            let read = read(&path);
            std::fs::remove_file(&path).unwrap();
            let empty = std::str::from_utf8(&bytes).is_ok_and(|text| text.parse::<toml::Table>().is_ok_and(|table| table.is_empty()));
            match read {
                Ok(read) => prop_assert!(empty && read.values.is_empty() && read.others.is_empty()),
                Err(error) => prop_assert!(!empty && error.to_string().contains("duckops-settings-"), "{error}"),
            }
            let mut mistakes = Vec::new();
            let text = String::from_utf8_lossy(&bytes);
            parse(&text, &mut mistakes);
            prop_assert!(mistakes.iter().all(|one| one.start <= one.end && one.end <= text.len()));
        }
    }
}
