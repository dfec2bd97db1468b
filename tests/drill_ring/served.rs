//! `duckops drill serve` as a child, and a user's place that points at it.

use crate::support::duckops::{Duckops, Ran};
use crate::support::http;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// Answers for the questions of INC-001, up to the gate.
pub const GO_BACK: [&str; 4] = ["--answer", "target.version=41", "--answer", "target.why=errors began with 43"];

/// A drill stack in a process of its own. It ends with this value.
pub struct Served {
    child: Child,
    pub vars: Vec<(String, String)>,
    /// Where it was started; nothing of it is used by the walks.
    _place: Duckops,
}

impl Served {
    pub fn start(scenario: &str) -> Self {
        let place = Duckops::new().at_a_set_time();
        let mut command = place.command(&["drill", "serve", "--scenario", scenario]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(5).map(Result::unwrap);
        let var = |line: String| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let vars: Vec<_> = lines.map(var).collect();
        assert_eq!(vars.len(), 5, "{vars:?}");
        Self { child, vars, _place: place }
    }

    /// A new place whose environment is what the stack printed.
    pub fn duckops(&self) -> Duckops {
        let place = Duckops::new().at_a_set_time();
        self.vars.iter().fold(place, |place, (name, value)| place.with(name, value))
    }

    pub fn var(&self, wanted: &str) -> &str {
        self.vars.iter().find(|(name, _)| name == wanted).map(|(_, value)| value).unwrap()
    }

    /// What the stack says of its alias, past all code under test.
    pub fn alias(&self) -> Value {
        let path = "/2015-03-31/functions/mission-control-api/aliases/prod";
        let reply = http::get(&format!("{}{path}", self.var("AWS_ENDPOINT_URL"))).unwrap();
        serde_json::from_str(&reply.body).unwrap()
    }

    pub fn status(&self) -> u16 {
        http::get(&format!("{}/beak/system/status", self.var("DUCKOPS_API"))).unwrap().status
    }

    pub fn is_repaired_once(&self) {
        let alias = self.alias();
        assert_eq!((alias["FunctionVersion"].as_str(), self.status()), (Some("41"), 200), "{alias}");
        assert_eq!(alias["RevisionId"], once_moved(), "the alias was moved more than once");
    }
}

/// The revision of an alias that was moved exactly once.
fn once_moved() -> Value {
    static REVISION: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    let walked = || {
        let served = Served::start("inc-001");
        let place = served.duckops();
        approved(&place, &walk(&place, &GO_BACK));
        assert_eq!(walk(&place, &resumed()).code, 0);
        served.alias()["RevisionId"].clone()
    };
    REVISION.get_or_init(walked).clone()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// `duckops triage inc-001` with more arguments.
pub fn walk(place: &Duckops, more: &[&str]) -> Ran {
    let mut args = vec!["triage", "inc-001"];
    args.extend(more);
    place.run(&args)
}

pub fn resumed() -> Vec<&'static str> {
    [&["--resume"], &GO_BACK[..]].concat()
}

/// Josh approves what a walk that stopped at the gate asked for.
pub fn approved(place: &Duckops, stopped: &Ran) {
    assert_eq!(stopped.code, 4, "{}{}", stopped.out, stopped.err);
    let said =
        place.run(&["approve", &request(stopped), "--approver", "Josh", "--method", "call", "--reference", "#1"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

/// The id of the request that a walk waits for.
pub fn request(stopped: &Ran) -> String {
    let (_, rest) =
        stopped.err.split_once("duckops approve ").unwrap_or_else(|| panic!("no request:\n{}", stopped.err));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// The only run of a place.
pub fn run_of(place: &Duckops) -> String {
    let runs = std::fs::read_dir(place.state().join("drill/runs")).unwrap();
    let names: Vec<_> = runs.map(|run| run.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names[0].clone()
}

/// Where the ledgers of the only simulated stack of a place lie, by the path below its folder.
pub fn ledgers(place: &Duckops) -> std::path::PathBuf {
    let below = std::path::Path::new(".local/state/duckops/drill/ledgers");
    let stacks = std::fs::read_dir(place.dir.join(below)).unwrap();
    let names: Vec<_> = stacks.map(|stack| stack.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    below.join(&names[0])
}

/// A ledger of the only simulated stack.
pub fn ledger(place: &Duckops, name: &str) -> String {
    place.file(ledgers(place).join(name))
}

/// How many entries duckops wrote into the governance and the deploy log.
pub fn entries(place: &Duckops) -> (usize, usize) {
    let count = |name| ledger(place, name).matches("<!-- duckops-entry@v1").count();
    (count("GOVERNANCE-LOG.md"), count("DEPLOY-LOG.md"))
}
