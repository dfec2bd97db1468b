//! One version beside another.

use super::versions::{Configuration, published, size};
use super::{description, said};
use crate::health::counted;
use crate::text::Clean;
use crate::world::observations::LambdaCompare;
use crate::world::{Facts, Known, Why};
use std::collections::BTreeMap;

/// `lambda.compare` when Lambda does not know the version.
pub fn no_such_version(version: &Clean) -> LambdaCompare {
    let why = Why::absent(format!("version {version} does not exist"));
    LambdaCompare { exists: Ok(false), ..LambdaCompare::unknown(&why) }
}

/// `lambda.compare`: `one`, beside the other if that could be read.
pub fn compare(one: &Configuration, other: Known<&Configuration>) -> LambdaCompare {
    LambdaCompare {
        exists: Ok(true),
        published: published(one),
        size: if one.size > 0 { Ok(Clean::new(size(one.size))) } else { Err(Why::not_reported("its size")) },
        description: description(one.description.as_deref(), &format!("version {}", one.version)),
        differs: other.map(|other| differences(one, other).into_iter().map(Clean::new).collect()),
    }
}

/// `2 differences from 43: code, memory 128 MB instead of 256 MB`.
pub fn compare_words(facts: &LambdaCompare, one: &Clean, other: &Clean) -> String {
    match (&facts.exists, &facts.differs) {
        (Ok(false), _) => format!("version {one} does not exist"),
        (Ok(true), _) if one == other => format!("version {one} exists, and is the one that it is compared with"),
        (_, Ok(differs)) if differs.is_empty() => format!("version {one} exists and is the same as {other}"),
        (_, Ok(differs)) => {
            let count = i64::try_from(differs.len()).unwrap_or(i64::MAX);
            format!("version {one} exists, {} from {other}", counted(count, "difference", "differences"))
        }
        (_, Err(why)) => format!("version {one} exists; {other}: {}", why.text),
    }
}

fn differences(one: &Configuration, other: &Configuration) -> Vec<String> {
    let mut out = Vec::new();
    if one.code != other.code {
        out.push("code".into());
    }
    let mut differ = |what: &str, a: String, b: String| {
        if a != b {
            out.push(format!("{what} {a} instead of {b}"));
        }
    };
    differ("size", size(one.size), size(other.size));
    differ("runtime", said(&one.runtime), said(&other.runtime));
    differ("architecture", one.architecture.clone(), other.architecture.clone());
    differ("memory", with_unit(one.memory, "MB"), with_unit(other.memory, "MB"));
    differ("timeout", with_unit(one.timeout, "s"), with_unit(other.timeout, "s"));
    differ("handler", said(&one.handler), said(&other.handler));
    differ("role", said(&one.role), said(&other.role));
    differ("layers", list(&one.layers), list(&other.layers));
    out.extend(environment(one, other));
    out
}

/// Names only.
fn environment(one: &Configuration, other: &Configuration) -> Vec<String> {
    let (here, there) = match (&one.environment, &other.environment) {
        (Ok(here), Ok(there)) => (here, there),
        (Err(why), _) | (_, Err(why)) => return vec![format!("environment: could not be compared, {}", why.text)],
    };
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| -> Vec<String> {
        a.keys().filter(|name| !b.contains_key(*name)).cloned().collect()
    };
    let changed = here.iter().filter(|(name, value)| there.get(*name).is_some_and(|other| other != *value));
    let changed: Vec<_> = changed.map(|(name, _)| name.clone()).collect();
    let groups = [("has also", only(here, there)), ("lacks", only(there, here)), ("has another value of", changed)];
    let names = groups.into_iter().filter(|(_, names)| !names.is_empty());
    names.map(|(what, names)| format!("environment {what} {}", names.join(", "))).collect()
}

fn with_unit(value: Option<i32>, unit: &str) -> String {
    value.map_or_else(|| "not reported".into(), |n| format!("{n} {unit}"))
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".into() } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::lambda::versions::tests::version;
    use crate::world::WhyKind;

    fn differs(change: impl FnOnce(&mut Configuration)) -> Vec<String> {
        let mut one = version("41");
        change(&mut one);
        let facts = compare(&one, Ok(&version("43")));
        facts.differs.unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_difference_is_named_and_no_secret_is() {
        assert_eq!(differs(|_| {}), [""; 0]);
        assert_eq!(differs(|one| one.code = Some("xyz=".into())), ["code"]);
        assert_eq!(differs(|one| one.size = 2048), ["size 2.0 kB instead of 5.3 MB"]);
        assert_eq!(differs(|one| one.memory = None), ["memory not reported instead of 256 MB"]);
        assert_eq!(differs(|one| one.timeout = Some(3)), ["timeout 3 s instead of 10 s"]);
        assert_eq!(differs(|one| one.layers = vec!["l:1".into()]), ["layers l:1 instead of none"]);
        let other = BTreeMap::from([("B".to_owned(), "another secret".to_owned()), ("C".to_owned(), "2".to_owned())]);
        let named = differs(|one| one.environment = Ok(other));
        assert_eq!(named, ["environment has also C", "environment lacks A", "environment has another value of B"]);
        let denied = differs(|one| one.environment = Err(Why::new(WhyKind::Denied, "KMS says no")));
        assert_eq!(denied, ["environment: could not be compared, KMS says no"]);
    }

    /// While two versions share the traffic, the one to go back to can be the one that the alias is at.
    #[test]
    fn a_version_beside_itself_is_not_said_to_be_the_same() {
        let facts = compare(&version("41"), Ok(&version("41")));
        let words = compare_words(&facts, &"41".into(), &"41".into());
        assert_eq!(words, "version 41 exists, and is the one that it is compared with");
        assert_eq!(compare_words(&facts, &"41".into(), &"43".into()), "version 41 exists and is the same as 43");
    }

    #[test]
    fn a_size_is_said_as_the_list_of_versions_says_it() {
        let facts = compare(&version("41"), Ok(&version("43")));
        assert_eq!(facts.size.unwrap().as_str(), "5.3 MB");
    }

    #[test]
    fn a_version_that_does_not_exist_is_said_and_the_rest_is_absent() {
        let facts = no_such_version(&"99".into());
        assert_eq!(facts.exists, Ok(false));
        assert_eq!(facts.size.clone().unwrap_err().kind, WhyKind::Absent);
        assert_eq!(compare_words(&facts, &"99".into(), &"43".into()), "version 99 does not exist");
        let why = Why::new(WhyKind::TimedOut, "no answer within 15 s");
        let facts = compare(&version("41"), Err(why.clone()));
        assert_eq!((facts.exists, facts.differs), (Ok(true), Err(why)));
    }
}
