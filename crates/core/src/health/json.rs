//! Fields of a JSON document from outside: each readable, or not and why.

use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Known, Version, Why, WhyKind};
use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;

/// The document of a body.
pub fn document(body: &[u8]) -> Known<Value> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(bad("the body is empty"));
    }
    if text.starts_with('<') {
        return Err(bad("the body is HTML, not JSON: a proxy or a captive portal may have answered"));
    }
    let read = serde_json::from_str(text).or_else(|_| serde_json::from_str(&softened(text)));
    read.map_err(|e| bad(format!("the body is not JSON (line {}, column {})", e.line(), e.column())))
}

/// The same document with numbers beyond every machine written as texts: one nonsensical number makes its
/// own field unreadable, not all of them.
fn softened(text: &str) -> String {
    let (mut out, mut number) = (String::with_capacity(text.len()), String::new());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if !quoted && is_part_of(&number, c) {
            number.push(c);
            continue;
        }
        flush(&mut out, &mut number);
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            _ => {}
        }
        out.push(c);
    }
    flush(&mut out, &mut number);
    out
}

/// Only a digit or a minus begins a number: the `e` of `true` does not.
fn is_part_of(number: &str, c: char) -> bool {
    c.is_ascii_digit() || c == '-' || (!number.is_empty() && matches!(c, '+' | '.' | 'e' | 'E'))
}

fn flush(out: &mut String, number: &mut String) {
    let fits = number.parse::<f64>().is_ok_and(f64::is_finite);
    if number.is_empty() || fits {
        out.push_str(number);
    } else {
        out.push('"');
        out.push_str(number);
        out.push('"');
    }
    number.clear();
}

/// The value at `agents.alive`; absent and null are the same: not reported.
pub fn at<'a>(document: &'a Value, path: &str) -> Known<&'a Value> {
    let found = path.split('.').try_fold(document, |value, key| value.get(key));
    found.filter(|value| !value.is_null()).ok_or_else(|| Why::not_reported(path))
}

/// The first of some places that reports anything.
pub fn first<'a>(document: &'a Value, paths: &[&str]) -> Known<&'a Value> {
    let mut found = Err(Why::not_reported(paths.first().copied().unwrap_or_default()));
    for path in paths.iter().rev() {
        found = at(document, path).or(found);
    }
    found
}

/// A count: whole, not negative.
pub fn count(document: &Value, path: &str) -> Known<i64> {
    let value = at(document, path)?;
    whole(value).filter(|n| *n >= 0).ok_or_else(|| unlike(path, "a count", value))
}

fn whole(value: &Value) -> Option<i64> {
    // Beyond 2^53 a float no longer tells neighbours apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = || value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() <= EXACT);
    #[allow(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    value.as_i64().or_else(|| float().map(|n| n as i64))
}

/// A version: a number, or a short text.
pub fn version(path: &str, value: &Value) -> Known<Version> {
    let text = match value {
        Value::String(text) if !text.trim().is_empty() && text.chars().count() <= 32 => text.trim().to_owned(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        _ => return Err(unlike(path, "a version", value)),
    };
    Ok(Version(Clean::new(text)))
}

/// A moment: RFC 3339, the same without a zone (then UTC, as Lambda's clock is), or seconds or milliseconds
/// since 1970.
pub fn time(path: &str, value: &Value) -> Known<Utc> {
    let read = match value {
        Value::String(text) => written_time(text.trim()),
        Value::Number(number) => number.as_f64().and_then(since_1970),
        _ => None,
    };
    read.ok_or_else(|| unlike(path, "a time", value))
}

fn written_time(text: &str) -> Option<Utc> {
    let zoned = DateTime::parse_from_rfc3339(text).ok().or_else(|| lambda_time(text));
    let naive = || NaiveDateTime::parse_from_str(&text.replacen(' ', "T", 1), "%Y-%m-%dT%H:%M:%S%.f").ok();
    zoned.map(|at| at.to_utc()).or_else(|| naive().map(|at| at.and_utc()))
}

/// `2026-11-22T02:14:07.123+0000`: the form of Lambda's LastModified.
fn lambda_time(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z").ok()
}

fn since_1970(number: f64) -> Option<Utc> {
    #[allow(clippy::cast_possible_truncation, reason = "within the range")]
    match number {
        n if (1e9..1e11).contains(&n) => DateTime::from_timestamp_millis((n * 1000.0) as i64),
        n if (1e12..1e14).contains(&n) => DateTime::from_timestamp_millis(n as i64),
        _ => None,
    }
}

/// `agents.alive is not a count: "many"`.
pub fn unlike(path: &str, what: &str, value: &Value) -> Why {
    bad(format!("{path} is not {what}: {}", Clean::new(value.to_string()).shortened(40)))
}

fn bad(text: impl AsRef<str>) -> Why {
    Why::new(WhyKind::BadReply, text)
}

/// Reads a written time; `what` names it in the reason why not.
pub fn written(what: &str, text: &str) -> Known<Utc> {
    time(what, &Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_is_a_document_or_says_what_it_is() {
        for (body, why) in [
            ("", "the body is empty"),
            ("  \n", "the body is empty"),
            ("<!doctype html><p>Sign in", "HTML"),
            ("Bad Gateway", "not JSON (line 1"),
            ("{\"a\": ", "not JSON (line 1"),
            ("\u{feff}<html>", "HTML"),
        ] {
            let text = document(body.as_bytes()).unwrap_err().text;
            assert!(text.as_str().contains(why), "{body:?}: {text}");
        }
        assert!(document(&[0xff, 0xfe, 0x00]).is_err());
        assert_eq!(document(b"\xef\xbb\xbf{}").unwrap(), json!({}));
    }

    #[test]
    fn a_number_beyond_every_machine_spoils_only_its_field() {
        let huge = format!(r#"{{"a": 1e999, "b": 3, "s": "1e999 \" -2e999", "t": true, "d": {}}}"#, "9".repeat(400));
        let read = document(huge.as_bytes()).unwrap();
        assert_eq!(count(&read, "b"), Ok(3));
        assert_eq!(count(&read, "a").unwrap_err().kind, WhyKind::BadReply);
        assert_eq!(count(&read, "d").unwrap_err().kind, WhyKind::BadReply);
        assert_eq!(read["s"], "1e999 \" -2e999");
        assert_eq!(read["t"], true);
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        let read = json!({"a": {"n": 12, "f": 12.0, "half": 1.5, "minus": -3, "text": "12", "none": null,
            "list": [1], "big": 1e300}});
        for (path, expected) in [("a.n", Ok(12)), ("a.f", Ok(12))] {
            assert_eq!(count(&read, path), expected);
        }
        for (path, kind) in [
            ("a.half", WhyKind::BadReply),
            ("a.minus", WhyKind::BadReply),
            ("a.text", WhyKind::BadReply),
            ("a.list", WhyKind::BadReply),
            ("a.big", WhyKind::BadReply),
            ("a.none", WhyKind::NotReported),
            ("a.gone", WhyKind::NotReported),
            ("a.n.deeper", WhyKind::NotReported),
        ] {
            assert_eq!(count(&read, path).unwrap_err().kind, kind, "{path}");
        }
    }

    #[test]
    fn versions_are_numbers_or_short_texts() {
        for (value, expected) in [(json!(43), "43"), (json!(" 43 "), "43"), (json!("$LATEST"), "$LATEST")] {
            assert_eq!(version("v", &value).unwrap().0.as_str(), expected);
        }
        for value in [json!(""), json!(4.5), json!(-1), json!(true), json!([43]), json!("4".repeat(33))] {
            assert!(version("v", &value).is_err(), "{value}");
        }
    }

    #[test]
    fn times_come_in_several_forms() {
        let at: Utc = "2026-11-22T02:14:07Z".parse().unwrap();
        let written =
            ["2026-11-22T02:14:07Z", "2026-11-22T02:14:07", "2026-11-22 02:14:07", "2026-11-22T03:14:07+01:00"];
        let lambda = ["2026-11-22T02:14:07.000+0000"];
        let numbers = [json!(1_795_313_647), json!(1_795_313_647.0), json!(1_795_313_647_000i64)];
        for value in written.into_iter().chain(lambda).map(|text| json!(text)).chain(numbers) {
            assert_eq!(time("t", &value), Ok(at), "{value}");
        }
        for value in [json!("yesterday"), json!(0), json!(-5), json!(1e300), json!({}), json!("")] {
            assert!(time("t", &value).is_err(), "{value}");
        }
    }
}
