//! The profiles of AWS's own files: only their headings are read.

use super::found::Found;
use super::line::Line;
use crate::environment::Environment;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub fn profiles(line: &Line) -> Vec<Found> {
    let of = |variable, path| headings(&line.environment, variable, path);
    let named = |heading: String| match heading.split_once([' ', '\t']) {
        Some(("profile", name)) => Some(name.trim().to_owned()),
        Some(_) => None,
        None => (heading == "default").then_some(heading),
    };
    let config = of("AWS_CONFIG_FILE", ".aws/config").into_iter().filter_map(named);
    let mut seen = BTreeSet::new();
    let all = config.chain(of("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"));
    all.filter(|name| seen.insert(name.clone())).map(|name| Found::new(name, "")).collect()
}

/// What stands in brackets at the beginning of a line. Nothing where the file cannot be read.
fn headings(environment: &Environment, variable: &str, path: &str) -> Vec<String> {
    let file = environment.var(variable).map(|set| at_home(environment, set));
    let file = file.or_else(|| Some(environment.home()?.join(path)));
    let text = file.and_then(|file| std::fs::read_to_string(environment.cwd.join(file)).ok()).unwrap_or_default();
    let heading = |line: &str| Some(line.strip_prefix('[')?.split_once(']')?.0.trim().to_owned());
    text.lines().filter_map(heading).collect()
}

fn at_home(environment: &Environment, set: &str) -> PathBuf {
    let below = set.strip_prefix("~/").and_then(|below| Some(environment.home()?.join(below)));
    below.unwrap_or_else(|| set.into())
}
