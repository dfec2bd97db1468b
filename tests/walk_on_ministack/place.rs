//! A team's place: a git repository with duckops.toml and a deploy log, and a stack in ministack.

use crate::support::duckops::{Duckops, Ran};
use crate::support::ministack;
use crate::support::seeded::{Key, Plan, Seeded};
use crate::support::until;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::process::Command;
use std::time::Duration;

/// A row of the deploy log: the version, how many minutes ago, and its state.
pub type Row = (u32, i64, &'static str);

/// Version 2 works and was verified. 3 was promoted last. 4 was promoted before it and fails too: who takes the
/// newest other entry for a good one goes from bad to bad.
pub const TRAP: &[Row] = &[(1, 9000, "verified"), (2, 3000, "verified"), (4, 1500, "promoted"), (3, 90, "promoted")];

pub const GO_BACK: &[&str] =
    &["--answer", "target.version=2", "--answer", "target.why=errors began with the last promotion"];

#[derive(Debug, PartialEq)]
pub struct Alias {
    pub version: String,
    pub weights: HashMap<String, f64>,
    pub revision: String,
}

pub struct Place {
    pub stack: Seeded,
    pub duckops: Duckops,
}

impl Place {
    pub fn new(plan: &Plan, log: &[Row]) -> Option<Self> {
        ministack::seeded(plan).map(|stack| Self::of(stack, log))
    }

    /// In the ministack that checks signatures and permissions.
    pub fn with_permissions(plan: &Plan, log: &[Row]) -> Option<Self> {
        ministack::seeded_with_permissions(plan).map(|stack| Self::of(stack, log))
    }

    fn of(stack: Seeded, log: &[Row]) -> Self {
        let place = Self { stack, duckops: Duckops::new() };
        fs::write(place.duckops.dir.join("duckops.toml"), place.settings()).unwrap();
        if !log.is_empty() {
            fs::write(place.duckops.dir.join("DEPLOY-LOG.md"), deploy_log(log)).unwrap();
        }
        place.git("git init -q && git config user.name Alice && git config user.email alice@example.com");
        place.git("git add duckops.toml; git add DEPLOY-LOG.md; git commit -q -m 'The settings of the team'");
        place
    }

    fn settings(&self) -> String {
        let Seeded { account, region, api_url, state_machine, .. } = &self.stack;
        format!(
            "account = \"{account}\"\nregion = \"{region}\"\napi = \"{api_url}\"\nstate_machine = \"{state_machine}\"\n\
             approvers = [\"Josh\", \"Mina\"]\nreprobe_every = \"100ms\"\nreprobe_limit = \"20s\"\nsoak = \"1s\"\n\
             soak_every = \"250ms\"\nsla_p95 = \"20s\"\n"
        )
    }

    /// A line of shell in the repository.
    pub fn git(&self, line: &str) -> String {
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(&self.duckops.dir).env_clear().env("PATH", "/usr/bin:/bin");
        let output = command.env("HOME", &self.duckops.dir).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// duckops with somebody's keys, not started yet.
    pub fn command(&self, key: &Key, args: &[&str]) -> Command {
        let mut command = self.duckops.command(args);
        command.envs(self.stack.aws_env(key));
        command
    }

    pub fn run(&self, key: &Key, args: &[&str]) -> Ran {
        let output = self.command(key, args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// alice walks.
    pub fn walk(&self, args: &[&str]) -> Ran {
        self.run(&self.stack.alice, &[&["triage", "inc-001"], args].concat())
    }

    /// alice walks, with these answers.
    pub fn answering(&self, walk: &[&str], answers: &[&str]) -> Ran {
        let flags = answers.iter().flat_map(|answer| ["--answer", answer]);
        self.run(&self.stack.alice, &walk.iter().copied().chain(flags).collect::<Vec<_>>())
    }

    /// The only request that waits for an approval.
    pub fn request(&self) -> String {
        let listed = self.duckops.run(&["approvals", "--json"]);
        let requests = lines(&listed.out);
        assert_eq!(requests.len(), 1, "{listed:?}");
        requests[0]["id"].as_str().unwrap().to_owned()
    }

    /// Josh approves it, in a process of his own that has no keys.
    pub fn josh_approves(&self) {
        let said = ["--approver", "Josh", "--method", "call", "--reference", "the call of 02:20"];
        let approved = self.duckops.run(&[&["approve", &self.request()], &said[..]].concat());
        assert_eq!(approved.code, 0, "{approved:?}");
    }

    /// A walk that stops at the gate, and Josh's consent to going back to 2.
    pub fn up_to_the_approval(&self, key: &Key) {
        let stopped = self.run(key, &[&["triage", "inc-001"], GO_BACK].concat());
        assert_eq!(stopped.code, 4, "{stopped:?}");
        self.josh_approves();
    }

    /// The alias: its version, its weights and its revision.
    pub fn alias(&self) -> Alias {
        let lambda = aws_sdk_lambda::Client::new(&self.stack.sdk(&self.stack.root()));
        let ask = lambda.get_alias().function_name(&self.stack.function).name("prod");
        let alias = on_the_spot(async { ask.send().await.unwrap() });
        let weights = alias.routing_config.and_then(|routing| routing.additional_version_weights).unwrap_or_default();
        Alias { version: alias.function_version.unwrap(), weights, revision: alias.revision_id.unwrap() }
    }

    /// As curl sees it.
    pub fn curl_sees(&self, status: u16) {
        if let Some(seen) = self.stack.curl_status() {
            assert_eq!(seen, status);
        }
    }

    /// As curl and the aws CLI see it. The CLI takes a second to begin.
    pub fn others_see(&self, status: u16, version: &str) {
        self.curl_sees(status);
        let get = ["lambda", "get-alias", "--function-name", &self.stack.function, "--name", "prod"];
        let Some(alias) = self.stack.aws_cli(&self.stack.alice, &get) else { return };
        let alias = alias.unwrap();
        assert_eq!(alias["FunctionVersion"], version);
        let weights = alias["RoutingConfig"]["AdditionalVersionWeights"].as_object();
        assert!(weights.is_none_or(serde_json::Map::is_empty), "{alias}");
    }

    /// Somebody else moves the alias.
    pub fn move_alias(&self, version: &str, weights: &[(&str, f64)]) {
        let lambda = aws_sdk_lambda::Client::new(&self.stack.sdk(&self.stack.root()));
        let weights = weights.iter().map(|(version, weight)| ((*version).to_owned(), *weight)).collect();
        let routing = AliasRoutingConfiguration::builder().set_additional_version_weights(Some(weights)).build();
        let ask = lambda.update_alias().function_name(&self.stack.function).name("prod").function_version(version);
        on_the_spot(async { ask.routing_config(routing).send().await.unwrap() });
    }

    /// More settings of the team, or other ones.
    pub fn also_set(&self, more: &str) {
        let name = |line: &str| line.split_once(" = ").map(|(name, _)| name.to_owned());
        let other: Vec<_> = more.lines().filter_map(name).collect();
        let is_other = |line: &&str| name(line).is_some_and(|name| other.contains(&name));
        let settings = self.settings();
        let kept = settings.lines().filter(|line| !is_other(line)).map(|line| format!("{line}\n"));
        let kept: String = kept.collect();
        fs::write(self.duckops.dir.join("duckops.toml"), kept + more).unwrap();
    }

    /// Somebody looked at status so many minutes ago: a real look, only its clock is set.
    pub fn looked(&self, minutes: i64) {
        let mut command = self.command(&self.stack.alice, &["probe", "--check", "status"]);
        command.env("DUCKOPS_NOW", at(-minutes)).output().unwrap();
        assert!(!self.samples().is_empty(), "it is kept");
    }

    /// Somebody looked at status half an hour ago, on this machine, and these figures were reported.
    pub fn looked_before(&self, figures: &[(&str, i64)]) {
        let figures: HashMap<_, _> = figures.iter().copied().collect();
        let (at, stack) = (Utc::now() - TimeDelta::minutes(30), &self.stack);
        let line = json!({ "at": at, "figures": figures, "api": stack.api_url, "account": stack.account });
        fs::DirBuilder::new().recursive(true).mode(0o700).create(self.duckops.state()).unwrap();
        fs::write(self.duckops.state().join("history.jsonl"), format!("{line}\n")).unwrap();
    }

    /// What is kept of looks at status.
    pub fn samples(&self) -> Vec<Value> {
        lines(&fs::read_to_string(self.duckops.state().join("history.jsonl")).unwrap())
    }

    /// Waits until the newest execution started so many seconds ago.
    pub fn executions_are_older_than(&self, seconds: i64) {
        let states = aws_sdk_sfn::Client::new(&self.stack.sdk(&self.stack.root()));
        let ask = states.list_executions().state_machine_arn(&self.stack.state_machine);
        let listed = on_the_spot(async { ask.send().await.unwrap() }).executions;
        let newest = listed.iter().map(|one| one.start_date.secs()).max().unwrap();
        let old = || (Utc::now().timestamp() - newest > seconds).then_some(());
        assert!(until(Duration::from_secs(20), old).is_some());
    }

    /// How many executions are running.
    pub fn running(&self) -> usize {
        let states = aws_sdk_sfn::Client::new(&self.stack.sdk(&self.stack.root()));
        let ask = states.list_executions().state_machine_arn(&self.stack.state_machine).status_filter("RUNNING".into());
        on_the_spot(async { ask.send().await.unwrap() }).executions.len()
    }

    pub fn file(&self, name: &str) -> String {
        fs::read_to_string(self.duckops.dir.join(name)).unwrap_or_default()
    }
}

/// The moment so many minutes from now.
pub fn at(minutes: i64) -> String {
    (Utc::now() + TimeDelta::minutes(minutes)).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// One JSON value a line.
pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect()
}

/// It ended so, and its screen says all of this.
pub fn says(ran: &Ran, code: i32, lines: &[&str]) {
    assert_eq!(ran.code, code, "{ran:?}");
    for line in lines {
        assert!(one_line(&ran.out).contains(line), "no `{line}` in {}", ran.out);
    }
}

/// Words that a screen may have wrapped.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn deploy_log(rows: &[Row]) -> String {
    let row = |(version, minutes, state): &Row| {
        let at = (Utc::now() - TimeDelta::minutes(*minutes)).format("%Y-%m-%d %H:%M");
        format!("| {version} | {at} | {state} | tom | release {version} |\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("# Deploy log\n\n| Version | When (UTC) | State | Operator | What changed |\n|---|---|---|---|---|\n{rows}")
}

pub fn on_the_spot<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
