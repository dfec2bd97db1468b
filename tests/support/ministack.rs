//! One ministack for the test process: an AWS written by somebody else, on loopback.

use super::piped::Piped;
use super::seeded::{Plan, Seeded};
use super::venv::venv;
use super::{http, or_skip, ring, scratch, test_file, until};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

const REQUIREMENTS: &str = include_str!("../ministack/requirements.txt");
const START: Duration = Duration::from_secs(60);

/// A stack for one test in its own account, or `None` where ministack cannot be had (said on stderr).
pub fn seeded(plan: &Plan) -> Option<Seeded> {
    static STACK: OnceLock<Result<Stack, String>> = OnceLock::new();
    seeded_in(&STACK, false, plan)
}

/// The same in a second ministack, which checks signatures and permissions: alice may promote, bob may only read.
pub fn seeded_with_permissions(plan: &Plan) -> Option<Seeded> {
    static STACK: OnceLock<Result<Stack, String>> = OnceLock::new();
    seeded_in(&STACK, true, plan)
}

fn seeded_in(stack: &'static OnceLock<Result<Stack, String>>, auth: bool, plan: &Plan) -> Option<Seeded> {
    let began = Instant::now();
    let started = stack.get_or_init(|| Stack::start(auth)).as_ref().map_err(String::clone);
    let stack = or_skip("ministack", started)?;
    let in_ring = ring::enter_since("ministack", began);
    Some(stack.seed(plan).within(in_ring))
}

/// A running ministack. It ends when its stdin closes: with this value, or with this process.
pub struct Stack {
    pub endpoint: String,
    pub home: PathBuf,
    /// The process leads a group of its own: Lambda's workers are in it.
    pub pid: u32,
    bin: PathBuf,
    _server: Mutex<Piped>,
    /// One process seeds for all tests: importing botocore takes longer than seeding.
    seeder: Mutex<Option<Piped>>,
}

impl Stack {
    /// The error is one of the machine: no Python, no packages. That our own launch.py works is tested.
    pub fn start(auth: bool) -> Result<Self, String> {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let bin = venv("ministack", REQUIREMENTS)?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = scratch().join(format!("ministack-{}-{number}", std::process::id()));
        fs::create_dir_all(home.join("tmp")).expect("target/ can be written");
        let started = launch(&bin, &home, auth).and_then(|server| Ok((ready(&server)?, server)));
        let (endpoint, server) = started.unwrap_or_else(|why| panic!("ministack: {why}: {}", said(&home)));
        Ok(Self { endpoint, home, pid: server.pid(), bin, _server: Mutex::new(server), seeder: Mutex::new(None) })
    }

    /// Builds the whole stack in an account that no other test has.
    pub fn seed(&self, plan: &Plan) -> Seeded {
        static ACCOUNT: AtomicU64 = AtomicU64::new(200_000_000_001);
        let account = ACCOUNT.fetch_add(1, Ordering::Relaxed).to_string();
        let answer = self.ask_seeder(&plan.order(&account).to_string());
        let answer = answer.unwrap_or_else(|why| panic!("seeding: {why}: {}", said(&self.home)));
        let seeded: Seeded = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("seeding: {answer}"));
        assert_eq!(seeded.account, account, "an answer to an earlier test that gave up");
        seeded
    }

    fn ask_seeder(&self, order: &str) -> Result<String, String> {
        let mut seeder = self.seeder.lock().unwrap_or_else(PoisonError::into_inner);
        if seeder.is_none() {
            let mut command = clean_python(&self.bin);
            *seeder = Some(Piped::start(command.arg(test_file("ministack/seed_stack.py")).arg(&self.endpoint))?);
        }
        let seeder = seeder.as_mut().ok_or("no seeder")?;
        seeder.send(order)?;
        seeder.next(START)
    }
}

fn launch(bin: &Path, home: &Path, auth: bool) -> Result<Piped, String> {
    let log = File::create(home.join("log")).map_err(|e| format!("{}: {e}", home.display()))?;
    let mut command = clean_python(bin);
    command.arg(test_file("ministack/launch.py")).arg(home).stderr(log).process_group(0);
    command.env("HOME", home).env("TMPDIR", home.join("tmp")).env("AUTH", auth.to_string());
    command.envs([("BIND_HOST", "127.0.0.1"), ("MINISTACK_HOST", "localhost"), ("MINISTACK_REGION", "us-east-1")]);
    command.envs([("LAMBDA_EXECUTOR", "local"), ("IOT_MTLS_ENABLED", "0"), ("LOG_LEVEL", "WARNING")]);
    Piped::start(&mut command)
}

/// Python with nothing of our environment: no credentials, no proxies, no settings.
fn clean_python(bin: &Path) -> Command {
    let mut command = Command::new(bin.join("python"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The endpoint, once the server answers.
fn ready(server: &Piped) -> Result<String, String> {
    let first = server.next(START)?;
    let port = first.strip_prefix("port=").ok_or_else(|| format!("it said {first:?}"))?;
    let endpoint = format!("http://127.0.0.1:{port}");
    let url = format!("{endpoint}/_ministack/ready");
    let answered = until(START, || http::get(&url).ok().filter(|reply| reply.status == 200));
    answered.map(|_| endpoint).ok_or_else(|| format!("not ready after {START:?}"))
}

/// The end of what ministack wrote on stderr.
fn said(home: &Path) -> String {
    let log = fs::read_to_string(home.join("log")).unwrap_or_default();
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
