//! One settings file. Unknown keys are errors with the nearest name; every mistake is placed.

use super::keys::{OTHERS, SECRET, default_of, names, toml as written};
use crate::disk;
use crate::error::Error;
use duckops_core::health::checks::threshold;
use duckops_core::runbook::{Code, Mistake, Report};
use duckops_core::text::{Clean, Redaction};
use duckops_core::world::settings::{Setting, setting};
use duckops_core::world::{Type, Value, parse_duration};
use serde_json::json;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// More digits are no duration that anybody waits, and a sum of such would be beyond every calendar.
pub const MOST_DIGITS: usize = 6;

/// One key of a file.
pub struct Line<K, V> {
    pub key: K,
    pub value: V,
    /// As JSON has it; of patterns for secrets only how many.
    pub written: serde_json::Value,
    pub line: usize,
}

pub struct Read {
    pub values: Vec<Line<&'static Setting, Value>>,
    /// Keys that are no settings of walks: directories, operator, profile, what is secret.
    pub rest: Vec<Line<&'static str, ()>>,
    pub redaction: Redaction,
}

pub fn read(path: &Path) -> Result<Read, Error> {
    let shown = path.display().to_string();
    let text = disk::read_named_text(path).map_err(|cause| Error::file(format!("cannot read {shown}"), &cause))?;
    let mut mistakes = Vec::new();
    let read = parse(&text, &mut mistakes);
    if mistakes.is_empty() {
        return Ok(read);
    }
    mistakes.sort_by_key(|mistake| mistake.start);
    let report = Report { file: shown.clone(), text, mistakes };
    Err(Error::wrong(format!("{shown} has mistakes")).at(&crate::report::mistakes::report(&report)))
}

/// What a file calls secret, whatever else is wrong with it.
pub fn secrets(path: &Path) -> Redaction {
    let read = |text: String| parse(&text, &mut Vec::new()).redaction;
    disk::read_named_text(path).map_or_else(|_| Redaction::default(), read)
}

pub(super) fn parse(text: &str, mistakes: &mut Vec<Mistake>) -> Read {
    let mut read = Read { values: Vec::new(), rest: Vec::new(), redaction: Redaction::default() };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let message = format!("this is not TOML: {}", error.message());
            mistakes.push(Mistake::new(Code::NOT_TOML, 0, error.span().unwrap_or(0..0), message));
            return read;
        }
    };
    read.redaction = redaction(table.get_ref(), mistakes);
    for (key, value) in table.get_ref() {
        let (name, line) = (key.get_ref().as_ref(), line(text, key.span().start));
        let [other, secret] = [&OTHERS[..], &SECRET].map(|keys| keys.iter().find(|key| key.name == name));
        match (setting(name), other.or(secret)) {
            (Some(known), _) => read.values.extend(one(known, value, mistakes).map(|read| {
                let written = plain(value.get_ref());
                Line { key: known, value: read, written, line }
            })),
            (None, Some(key)) => {
                if secret.is_none() && value.get_ref().as_str().is_none() {
                    mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, value.span(), format!("`{name}` is one text")));
                }
                let written = if secret.is_some() { hidden(value.get_ref()) } else { plain(value.get_ref()) };
                read.rest.push(Line { key: key.name, value: (), written, line });
            }
            (None, None) => {
                let mistake = Mistake::new(Code::UNKNOWN_KEY, 0, key.span(), format!("there is no setting `{name}`"));
                mistakes.push(mistake.nearest(name, names()));
            }
        }
    }
    read
}

/// The line on which something begins, from 1 on.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Patterns say what is secret, so that only their number is told.
fn hidden(value: &DeValue<'_>) -> serde_json::Value {
    value.as_array().map_or_else(|| plain(value), |patterns| json!(patterns.len()))
}

/// As JSON has it; nothing of what no key can be.
fn plain(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(n) => json!(whole(n)),
        DeValue::Float(_) => json!(real(value)),
        DeValue::Boolean(yes) => json!(yes),
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect(),
        DeValue::Datetime(_) | DeValue::Table(_) => serde_json::Value::Null,
    }
}

/// Each pattern is checked where it stands.
fn redaction(table: &DeTable<'_>, mistakes: &mut Vec<Mistake>) -> Redaction {
    let emails = table.get("redact_emails").is_some_and(|value| match value.get_ref() {
        DeValue::Boolean(yes) => *yes,
        _ => {
            mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, value.span(), "`redact_emails` is true or false"));
            false
        }
    });
    let mut all = if emails { Redaction::emails() } else { Redaction::default() };
    let Some(value) = table.get("redact") else { return all };
    let Some(patterns) = value.get_ref().as_array() else {
        mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, value.span(), "`redact` is a list of regular expressions"));
        return all;
    };
    for pattern in patterns {
        match pattern.get_ref().as_str().map(Redaction::pattern) {
            Some(Ok(one)) => all = all.and(one),
            Some(Err(why)) => mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, pattern.span(), why)),
            None => mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, pattern.span(), "a regular expression is a text")),
        }
    }
    all
}

/// A value of a setting's type, as TOML has it.
fn one(known: &'static Setting, value: &Spanned<DeValue<'_>>, mistakes: &mut Vec<Mistake>) -> Option<Value> {
    if let (Type::Texts, DeValue::Array(items)) = (known.ty, value.get_ref()) {
        let items: Vec<_> = items.iter().map(|item| text_of(known, item, mistakes)).collect();
        return items.into_iter().collect::<Option<_>>().map(Value::Texts);
    }
    let read = scalar(known.ty, value.get_ref());
    if read.is_none() {
        let article = if matches!(known.ty, Type::Word(_)) { "" } else { "a " };
        let mistake = Mistake::new(
            Code::WRONG_VALUE,
            0,
            value.span(),
            format!("`{}` is {article}{}", known.name, known.ty.name()),
        );
        mistakes.push(mistake.hint(example(known, value.get_ref())));
    }
    read
}

fn example(known: &Setting, value: &DeValue<'_>) -> String {
    let is_long = value.as_str().is_some_and(|text| parse_duration(text).is_some() && !is_short(text));
    let most = if is_long { format!(", with at most {MOST_DIGITS} digits") } else { String::new() };
    format!("for example: {} = {}{most}", known.name, written(&default_of(known)))
}

/// Fewer than none of something, or of a time, is nothing that could be meant.
fn scalar(ty: Type, value: &DeValue<'_>) -> Option<Value> {
    Some(match (ty, value) {
        (Type::Text, DeValue::String(text)) => Value::Text(Clean::new(text)),
        (Type::Word(words), DeValue::String(text)) => Value::Text(Clean::new(words.iter().find(|word| *word == text)?)),
        (Type::Duration, DeValue::String(text)) => Value::Duration(parse_duration(text).filter(|_| is_short(text))?),
        (Type::Bool, DeValue::Boolean(yes)) => Value::Bool(*yes),
        (Type::Int, DeValue::Integer(n)) => Value::Int(whole(n).filter(|n| *n >= 0)?),
        (Type::Real | Type::Percent | Type::PerHour, number) => {
            Value::Real(real(number).filter(|n| n.is_finite() && *n >= 0.0)?)
        }
        _ => return None,
    })
}

fn is_short(duration: &str) -> bool {
    duration.bytes().take_while(u8::is_ascii_digit).count() <= MOST_DIGITS
}

fn whole(n: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(n.as_str(), n.radix()).ok()
}

#[allow(clippy::cast_precision_loss, reason = "a share, of which nobody writes sixteen digits")]
fn real(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(n) => whole(n).map(|n| n as f64),
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    }
}

/// One of a list: a text that is not empty, and a threshold where thresholds stand.
fn text_of(known: &Setting, item: &Spanned<DeValue<'_>>, mistakes: &mut Vec<Mistake>) -> Option<Clean> {
    let text = item.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty());
    let wrong = match text {
        None => Some(format!("`{}` is a list of texts", known.name)),
        Some(text) if is_of_thresholds(known) => threshold(text).err().map(|mistaken| mistaken.0),
        Some(_) => None,
    };
    if let Some(why) = wrong {
        mistakes.push(Mistake::new(Code::WRONG_VALUE, 0, item.span(), why));
        return None;
    }
    text.map(Clean::new)
}

/// `fleet=2`
pub fn is_of_thresholds(setting: &Setting) -> bool {
    ["warn", "crit"].contains(&setting.name)
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
        parse("soak = \"1000000ms\"\n", &mut mistakes);
        let hint = mistakes.pop().and_then(|mistake| mistake.hint);
        assert_eq!(hint.as_deref(), Some("for example: soak = \"10m\", with at most 6 digits"));
        parse("soka = \"5s\"\nsoak = 5\n", &mut mistakes);
        let said: Vec<_> = mistakes.iter().map(|m| (m.start, m.message.as_str(), m.hint.as_deref())).collect();
        assert_eq!(
            said,
            [
                (19, "`soak` is a duration", Some("for example: soak = \"10m\"")),
                (0, "there is no setting `soka`", Some("did you mean `soak`?"))
            ]
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
                Ok(read) => prop_assert!(empty && read.values.is_empty() && read.rest.is_empty()),
                Err(error) => prop_assert!(!empty && error.to_string().contains("duckops-settings-"), "{error}"),
            }
            let mut mistakes = Vec::new();
            let text = String::from_utf8_lossy(&bytes);
            parse(&text, &mut mistakes);
            prop_assert!(mistakes.iter().all(|one| one.start <= one.end && one.end <= text.len()));
        }
    }
}
