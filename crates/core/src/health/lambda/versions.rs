//! Published versions, newest first.

use super::number;
use crate::health::json;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::LambdaVersions;
use crate::world::{Facts, Known, Table, Version, Why, WhyKind};
use std::collections::BTreeMap;

/// One published version's configuration. What is `None` was not in the reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    pub version: String,
    /// As Lambda writes it: `2026-11-22T02:14:07.123+0000`.
    pub modified: Option<String>,
    pub description: Option<String>,
    pub code: Option<String>,
    pub size: i64,
    pub runtime: Option<String>,
    pub handler: Option<String>,
    pub architecture: String,
    /// MB.
    pub memory: Option<i32>,
    /// Seconds.
    pub timeout: Option<i32>,
    pub role: Option<String>,
    pub layers: Vec<String>,
    /// The environment, or why Lambda did not give it. Values are compared and never shown: they are secrets.
    pub environment: Known<BTreeMap<String, String>>,
}

/// `lambda.versions`, from every version that Lambda lists; with `deploys`, the list of `ledger.deploys`, beside
/// what the deploy log says of each.
pub fn versions(mut all: Vec<Configuration>, deploys: Option<&Table>) -> LambdaVersions {
    if all.is_empty() {
        // Every function has at least `$LATEST`.
        return LambdaVersions::unknown(&Why::new(WhyKind::BadReply, "Lambda listed nothing, not even $LATEST"));
    }
    all.retain(|one| one.version != "$LATEST");
    all.sort_by_key(|one| std::cmp::Reverse(number(&one.version)));
    let newest = all.first().map(|one| Version(Clean::new(&one.version)));
    let newest = newest.ok_or_else(|| Why::absent("no version is published"));
    LambdaVersions { count: Ok(i64::try_from(all.len()).unwrap_or(i64::MAX)), newest, list: list(&all, deploys) }
}

fn list(all: &[Configuration], deploys: Option<&Table>) -> Known<Table> {
    let mut list = Table::new(["version", "published", "size", "description"]);
    for one in all {
        let published = published(one).map_or_else(|_| "not reported".into(), stamp);
        let said = one.description.as_deref().unwrap_or_default();
        list.row([&one.version, &published, &size(one.size), said].map(Clean::new));
    }
    match deploys {
        Some(deploys) => beside(list, deploys),
        None => Ok(list),
    }
}

/// A second column: what the newest entry about each version says. It stands there so that a narrow screen keeps it.
fn beside(mut list: Table, deploys: &Table) -> Known<Table> {
    let column = |name: &str| {
        let found = deploys.columns.iter().position(|column| column.as_str() == name);
        found.ok_or_else(|| {
            Why::new(WhyKind::BadReply, format!("`deploys` is not a list of deploys: no column `{name}`"))
        })
    };
    let (version, state) = (column("version")?, column("state")?);
    list.columns.insert(1, Clean::new("deploy log"));
    for row in &mut list.rows {
        let entry = deploys.rows.iter().find(|entry| entry.get(version) == row.first());
        let said = entry.and_then(|entry| entry.get(state)).cloned();
        row.insert(1, said.unwrap_or_else(|| Clean::new("no entry")));
    }
    Ok(list)
}

pub(super) fn published(one: &Configuration) -> Known<Utc> {
    let modified = one.modified.as_deref().ok_or_else(|| Why::not_reported("when it was published"))?;
    json::written("LastModified", modified)
}

/// `5.3 MB`, as Lambda's console counts: 1 MB is 1024 kB.
#[allow(clippy::cast_precision_loss, reason = "for reading")]
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        // No code is empty: the reply did not have it.
        0 => "not reported".into(),
        b if b < 1024 => format!("{b} B"),
        b if b < 1024 * 1024 => format!("{:.1} kB", b as f64 / 1024.0),
        b => format!("{:.1} MB", b as f64 / 1024.0 / 1024.0),
    }
}

/// Why a version is not one that can be promoted: only published versions are numbers.
pub fn published_number(version: &str) -> Known<()> {
    let is_number = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit());
    let why =
        || Why::new(WhyKind::BadReply, format!("`{version}` is not a published version; $LATEST is never promoted"));
    if is_number { Ok(()) } else { Err(why()) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn version(number: &str) -> Configuration {
        Configuration {
            version: number.into(),
            modified: Some("2026-11-20T09:00:00.000+0000".into()),
            description: Some(format!("release {number}")),
            code: Some("abc=".into()),
            size: 5_557_452,
            runtime: Some("python3.12".into()),
            handler: Some("app.handler".into()),
            architecture: "arm64".into(),
            memory: Some(256),
            timeout: Some(10),
            role: None,
            layers: vec![],
            environment: Ok(BTreeMap::from([("A".into(), "1".into()), ("B".into(), "secret".into())])),
        }
    }

    fn lines(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row.iter().map(Clean::as_str).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn each_version_stands_beside_what_the_deploy_log_says_last_of_it() {
        let mut log = Table::new(["when", "version", "state"]);
        for (version, state) in [("43", "promoted"), ("41", "verified"), ("41", "promoted")] {
            log.row(["2026-11-20", version, state].map(Clean::new));
        }
        let list = versions(vec![version("43"), version("42"), version("41")], Some(&log)).list.unwrap();
        let columns: Vec<_> = list.columns.iter().map(Clean::as_str).collect();
        assert_eq!(columns, ["version", "deploy log", "published", "size", "description"]);
        assert_eq!(
            lines(&list),
            [
                "43|promoted|2026-11-20T09:00:00Z|5.3 MB|release 43",
                "42|no entry|2026-11-20T09:00:00Z|5.3 MB|release 42",
                "41|verified|2026-11-20T09:00:00Z|5.3 MB|release 41",
            ]
        );
        let another = versions(vec![version("43")], Some(&Table::new(["hour", "sum"])));
        assert_eq!((another.count, another.list.unwrap_err().kind), (Ok(1), WhyKind::BadReply));
    }

    #[test]
    fn versions_are_numbers_newest_first_without_latest() {
        let mut odd = version("41");
        (odd.modified, odd.description, odd.size) = (None, None, 812);
        let facts = versions(vec![version("$LATEST"), version("9"), version("43"), odd], None);
        assert_eq!(facts.count, Ok(3));
        assert_eq!(facts.newest.unwrap().0.as_str(), "43");
        assert_eq!(
            lines(&facts.list.unwrap()),
            [
                "43|2026-11-20T09:00:00Z|5.3 MB|release 43",
                "41|not reported|812 B|",
                "9|2026-11-20T09:00:00Z|5.3 MB|release 9",
            ]
        );
        let unpublished = versions(vec![version("$LATEST")], None);
        assert_eq!((unpublished.count, unpublished.newest.unwrap_err().kind), (Ok(0), WhyKind::Absent));
        assert_eq!(versions(vec![], None).count.unwrap_err().kind, WhyKind::BadReply);
    }

    #[test]
    fn only_a_published_version_can_be_promoted() {
        assert!(published_number("41").is_ok());
        for wrong in ["", "$LATEST", "prod", "41 ", "-1"] {
            assert!(published_number(wrong).is_err(), "{wrong}");
        }
    }
}
