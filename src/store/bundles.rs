//! What a probe saw when something was wrong: a file each, from which a triage can begin. The newest twenty are kept.

use super::Store;
use super::error::StoreError;
use super::place;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::Evidence;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// This duckops reads no other.
const FORMAT: u32 = 1;
const KEPT: usize = 20;
/// What is larger leaves out its largest looks.
const LARGEST: usize = 256 * 1024;

/// The looks of one probe. All text in it is clean: secrets were replaced when it became text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    pub bundle: u32,
    pub at: Utc,
    /// WARNING or CRITICAL.
    pub state: Clean,
    /// The checks that are not well, in a few words each.
    pub what: Clean,
    pub runbook: Option<Clean>,
    pub api: Clean,
    pub account: Clean,
    pub region: Clean,
    pub drill: Option<Clean>,
    pub looks: Vec<Evidence>,
    /// Looks that were too large to keep.
    pub left_out: Vec<Clean>,
}

impl Bundle {
    pub fn new(at: Utc, state: Clean, what: Clean, looks: Vec<Evidence>) -> Self {
        let (none, left_out) = (Clean::default(), Vec::new());
        let (api, account, region) = (none.clone(), none.clone(), none);
        Self { bundle: FORMAT, at, state, what, runbook: None, api, account, region, drill: None, looks, left_out }
    }

    /// As JSON, without looks that would make it too large.
    fn text(mut self) -> Result<String, StoreError> {
        let unlike = |cause: serde_json::Error| StoreError::file("cannot write JSON", cause.into());
        loop {
            let text = serde_json::to_string(&self).map_err(unlike)? + "\n";
            let size = |look: &Evidence| serde_json::to_string(look).map_or(0, |text| text.len());
            let largest = self.looks.iter().enumerate().max_by_key(|(_, look)| size(look)).map(|(at, _)| at);
            match largest.filter(|_| text.len() > LARGEST) {
                Some(at) => {
                    let look = self.looks.remove(at);
                    self.left_out.push(Clean::new(&look.query.observe));
                }
                None => return Ok(text),
            }
        }
    }
}

/// Those of one stack.
pub struct Bundles {
    dir: PathBuf,
}

impl Store {
    /// Each simulated stack has its own.
    pub fn bundles(&self) -> Bundles {
        Bundles { dir: self.standing.join("evidence") }
    }
}

impl Bundles {
    /// Keeps one, and lets the oldest go.
    pub fn keep(&self, bundle: Bundle) -> Result<PathBuf, StoreError> {
        place::make_parent(&self.dir)?;
        place::private_dir(&self.dir)?;
        let path = self.dir.join(name(bundle.at));
        let text = bundle.text()?;
        place::replace(&path, &path.with_extension("part"), text.as_bytes()).map_err(StoreError::writing(&path))?;
        for old in self.ending(".json")?.iter().skip(KEPT).chain(&self.ending(".part")?) {
            place::remove(old)?;
        }
        Ok(path)
    }

    /// The newest one that makes sense, if it is no older than `since`.
    pub fn latest(&self, since: Utc) -> Result<Option<Bundle>, StoreError> {
        for path in self.ending(".json")? {
            if let Some(bundle) = read(&path)? {
                return Ok(Some(bundle).filter(|bundle| bundle.at >= since));
            }
        }
        Ok(None)
    }

    /// Those that were kept within this time, the oldest first.
    pub fn between(&self, from: Utc, until: Utc) -> Result<Vec<PathBuf>, StoreError> {
        let within = self.dir.join(name(from))..=self.dir.join(name(until));
        let mut kept = self.ending(".json")?;
        kept.retain(|path| within.contains(path));
        kept.reverse();
        Ok(kept)
    }

    /// The newest first. What ends in `.part` was begun by a probe that was cut off.
    fn ending(&self, ending: &str) -> Result<Vec<PathBuf>, StoreError> {
        let mut names = place::names(&self.dir)?;
        names.retain(|name| name.ends_with(ending));
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names.iter().map(|name| self.dir.join(name)).collect())
    }
}

/// In the order of time.
fn name(at: Utc) -> String {
    format!("{}.json", at.format("%Y%m%dT%H%M%S%3fZ"))
}

fn read(path: &Path) -> Result<Option<Bundle>, StoreError> {
    let bytes = place::read(path)?.filter(|bytes| bytes.len() <= 2 * LARGEST);
    let bundle = bytes.and_then(|bytes| serde_json::from_slice::<Bundle>(&bytes).ok());
    Ok(bundle.filter(|bundle| bundle.bundle == FORMAT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::store::testing::Temp;
    use chrono::TimeDelta;
    use duckops_core::world::{Query, Why};
    use std::fs;
    use std::sync::Arc;

    fn at(second: i64) -> Utc {
        "2026-11-22T02:14:07Z".parse::<Utc>().unwrap() + TimeDelta::seconds(second)
    }

    fn look(observe: &str, length: usize) -> Evidence {
        Evidence {
            summary: Clean::new("x".repeat(length)),
            ..Evidence::not_taken(&Query::new(observe), &Why::absent("no"), at(0))
        }
    }

    fn bundle(second: i64, looks: Vec<Evidence>) -> Bundle {
        Bundle::new(at(second), "CRITICAL".into(), "status 502".into(), looks)
    }

    fn bundles(dir: &Temp) -> Bundles {
        Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap().bundles()
    }

    #[test]
    fn the_newest_twenty_are_kept_and_the_newest_is_found() {
        let dir = Temp::new();
        let bundles = bundles(&dir);
        assert_eq!(bundles.latest(at(0)).unwrap(), None);
        fs::create_dir_all(&bundles.dir).unwrap();
        fs::write(bundles.dir.join("20261122T000000000Z.part"), "{").unwrap();
        for second in 0..25 {
            bundles.keep(bundle(second, vec![look("beak.status", 3)])).unwrap();
        }
        assert_eq!(place::names(&bundles.dir).unwrap().len(), KEPT);
        assert_eq!(bundles.latest(at(24)).unwrap().unwrap().at, at(24));
        assert_eq!(bundles.latest(at(25)).unwrap(), None, "it is older than that");
        let paths: Vec<_> = [6, 7].map(|second| bundles.dir.join(name(at(second)))).into();
        assert_eq!(bundles.between(at(3), at(7)).unwrap()[1..], paths, "of a time, the oldest first");
        assert!(bundles.between(at(30), at(40)).unwrap().is_empty());
        fs::write(bundles.ending(".json").unwrap().remove(0), "{").unwrap();
        assert_eq!(bundles.latest(at(0)).unwrap().unwrap().at, at(23), "nonsense is none");
    }

    #[test]
    fn what_is_too_large_is_left_out_and_named() {
        let dir = Temp::new();
        let bundles = bundles(&dir);
        let looks = vec![look("beak.status", 10), look("audit.events", LARGEST), look("ses.account", 10)];
        let path = bundles.keep(bundle(0, looks)).unwrap();
        assert!(fs::metadata(&path).unwrap().len() <= LARGEST as u64);
        let kept = bundles.latest(at(0)).unwrap().unwrap();
        let names: Vec<_> = kept.looks.iter().map(|look| look.query.observe.as_str()).collect();
        assert_eq!((names, kept.left_out), (vec!["beak.status", "ses.account"], vec!["audit.events".into()]));
    }

    #[test]
    fn a_secret_is_replaced_before_it_is_kept() {
        let dir = Temp::new();
        let secret = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
        let told = Evidence { summary: Clean::new(format!("key {secret}")), ..look("beak.status", 0) };
        let path = bundles(&dir).keep(bundle(0, vec![told])).unwrap();
        assert!(!fs::read_to_string(path).unwrap().contains(&secret));
    }
}
