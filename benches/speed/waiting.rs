//! How long somebody at a terminal waits: for the first word of a command, for the next prompt, for a run to go on.

use super::measure::{in_turn, of_one};
use super::place::Place;
use super::table::{Figure, Goal, Row};
use chrono::{SecondsFormat, Utc};
use pty_process::blocking as pty;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// Events of the long run.
const EVENTS: u64 = 10_000;
/// Whoever reads a prompt presses no key at once: one that comes so soon was meant for something before it.
const READING: Duration = Duration::from_millis(400);
const PATIENCE: Duration = Duration::from_secs(20);

pub fn rows(place: &Place) -> Vec<Row> {
    // A probe that finds something wrong is offered to begin a walk from: no walk is begun after it.
    let walked = [next_prompt(place), resume(place)];
    [first_output(place)].into_iter().chain(walked).flatten().collect()
}

/// The slowest of many commands.
fn first_output(place: &Place) -> Option<Row> {
    let commands: [&[&str]; 14] = [
        &[],
        &["help"],
        &["status"],
        &["probe"],
        &["triage"],
        &["triage", "inc-001", "--dry-run", "--no-input"],
        &["checklist", "pre-deploy", "--list"],
        &["approvals"],
        &["incident", "status"],
        &["log", "show"],
        &["runs", "list"],
        &["runbook", "list"],
        &["config", "show"],
        &["doctor"],
    ];
    let one = |args: &&[&str]| {
        let mut times: Vec<_> = (0..5).map(|_| first_byte(place.duckops(args))).collect();
        times.sort_unstable();
        (times[2], args.join(" "))
    };
    let (slowest, which) = commands.iter().map(one).max()?;
    let goal = Goal::AtMost(Figure::Time(Duration::from_millis(100)));
    Row::one(
        format!("first output: of {} commands the slowest, {which}", commands.len()),
        Figure::Time(slowest),
        None,
        goal,
    )
}

/// Of either stream.
fn first_byte(mut command: Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (tell, told) = mpsc::channel();
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let streams: [Box<dyn Read + Send>; 2] =
        [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
    for mut stream in streams {
        let tell = tell.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(1..) = stream.read(&mut bytes) {
                let _ = tell.send(started.elapsed());
            }
        });
    }
    drop(tell);
    let first = told.recv().unwrap_or_else(|_| panic!("{command:?} says nothing"));
    child.wait().unwrap();
    first
}

/// From when a key is taken for one, and not for the beginning of a paste, to the prompt of the next step; what is
/// looked at on loopback is included.
fn next_prompt(place: &Place) -> Option<Row> {
    let (pty, pts) = pty::open().unwrap();
    pty.resize(pty_process::Size::new(40, 80)).unwrap();
    let known = place.duckops(&["triage", "inc-001", "--plain", "--operator", "ana"]);
    let vars = known.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let command = pty::Command::new(known.get_program()).args(known.get_args()).current_dir(&place.dir);
    let mut child = command.env_clear().envs(vars).env("TERM", "xterm").spawn(pts).unwrap();
    let pty = Arc::new(pty);
    let (tell, told) = mpsc::channel();
    let reading = Arc::clone(&pty);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(many @ 1..) = (&*reading).read(&mut bytes) {
            let _ = tell.send((Instant::now(), bytes[..many].to_vec()));
        }
    });
    let prompt = |step: u32| {
        let (mut seen, wanted) = (Vec::new(), format!("step {step} of"));
        loop {
            let (at, bytes) = told.recv_timeout(PATIENCE).unwrap();
            seen.extend(bytes);
            if String::from_utf8_lossy(&seen).rsplit_once(&wanted).is_some_and(|(_, rest)| rest.contains('>')) {
                return at;
            }
        }
    };
    prompt(1);
    let mut waits: Vec<_> = (2..5)
        .map(|step| {
            std::thread::sleep(READING);
            (&*pty).write_all(b"c").unwrap();
            let (taken, _) = told.recv_timeout(PATIENCE).unwrap();
            prompt(step) - taken
        })
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    waits.sort_unstable();
    let goal = Goal::AtMost(Figure::Time(Duration::from_millis(50)));
    Row::one("from a key to the next prompt, its looks included", Figure::Time(waits[1]), None, goal)
}

/// A run that somebody wrote very many notes into.
fn resume(place: &Place) -> Option<Row> {
    let begin = ["triage", "inc-001", "--new", "--no-input", "--operator", "ana"];
    of_one(place.duckops(&begin).arg("--quiet"), 4)?;
    let id = lengthen(&newest_run(&place.dir));
    let resume = format!("--resume={id}");
    let go_on = || place.duckops(&["triage", "inc-001", &resume, "--no-input", "--operator", "ana"]);
    let costs = in_turn(5, 4..=4, go_on, None);
    let goal = Goal::AtMost(Figure::Time(Duration::from_millis(100)));
    Row::of("a run of 10,000 events: gone on with, up to the answer that is missing", costs, goal, Figure::wall)
}

/// The file of events that was written last.
fn newest_run(home: &Path) -> PathBuf {
    let runs = std::fs::read_dir(home.join(".local/state/duckops/drill/runs")).unwrap();
    let files = runs.map(|run| run.unwrap().path().join("events.jsonl")).filter(|file| file.exists());
    files.max_by_key(|file| file.metadata().unwrap().modified().unwrap()).unwrap()
}

/// Each line is chained to the one before, as those that are there. Gives the run's id.
fn lengthen(file: &Path) -> String {
    let mut text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let id = lines[0]["run"].as_str().unwrap().to_owned();
    let stepped = lines.iter().rev().find(|line| line["step"].is_string()).unwrap();
    let last = lines.last().unwrap();
    let (first, mut before) = (last["seq"].as_u64().unwrap() + 1, last["sha256"].as_str().unwrap().to_owned());
    for seq in first..=EVENTS {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Nanos, true);
        let note = json!({ "seq": seq, "at": at, "who": "ana", "step": stepped["step"], "visit": stepped["visit"], "event": "noted", "text": "nothing new" });
        let mut line = note.to_string();
        line.pop();
        line.push_str(&format!(",\"prev\":\"{before}\""));
        before = Sha256::digest(&line).iter().map(|byte| format!("{byte:02x}")).collect();
        text.push_str(&format!("{line},\"sha256\":\"{before}\"}}\n"));
    }
    std::fs::write(file, text).unwrap();
    id
}
