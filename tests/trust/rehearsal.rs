//! A runbook's walk in this process, from its beginning or from what a crash left, to its end: the real stores, ledgers
//! and loop, the real composition, a played stack. A walk takes milliseconds.

use super::play::{answers, by_hand};
use super::played::{Known, Played, World, locked};
use crate::support::duckops::NOW;
use crate::support::inside::session;
use duckops::app::Session;
use duckops::app::rehearsal::{Place, library};
use duckops::cli::WalkArgs;
use duckops::console::Captured;
use duckops::disk::loss::Tree;
use duckops::drill::{Drill, DrillStack, Scenario};
use duckops::error::Exit;
use duckops_core::ledger::Ledger;
use duckops_core::runbook::Library;
use duckops_core::time::Utc;
use duckops_core::walk::approval::{Approval, Decision, Proof};
use duckops_core::walk::ports::Clock;
use duckops_core::world::actions::LEDGERS;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;

/// The ledgers that people have begun where they have.
const BY_HAND: [&str; 2] = ["GOVERNANCE-LOG.md", "INCIDENT-LOG.md"];

/// Tests beside each other rehearse the same drill.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

pub struct Rehearsal {
    pub root: PathBuf,
    /// What lies there before the walk.
    pub before: Tree,
    pub known: Arc<Mutex<Known>>,
    pub world: Arc<Mutex<World>>,
    /// What people wrote, by the file that it begins.
    prose: BTreeMap<String, String>,
    scenario: &'static Scenario,
    place: Place,
    library: Arc<Library>,
    runtime: Runtime,
    /// When the next process begins.
    pub now: Mutex<Utc>,
    pub seen: Arc<Seen>,
}

/// What somebody outside saw of a walk so far.
#[derive(Default)]
pub struct Seen {
    /// The streams of each process.
    streams: Mutex<Vec<Captured>>,
    clock: Mutex<Option<Arc<dyn Clock>>>,
    /// The requests whose approval was taken.
    pub approved: Mutex<Vec<String>>,
}

impl Seen {
    /// The events that were shown, a line each.
    pub fn events(&self) -> Vec<String> {
        let shown = |captured: &Captured| captured.out().lines().map(str::to_owned).collect::<Vec<_>>();
        locked(&self.streams).iter().flat_map(shown).collect()
    }

    pub fn errors(&self) -> String {
        locked(&self.streams).iter().map(Captured::err).collect()
    }

    pub fn now(&self) -> Option<Utc> {
        locked(&self.clock).as_ref().map(|clock| clock.now())
    }
}

/// What is left when a walk is over: nothing of it may depend on where it was cut off.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub outcome: String,
    /// How many entries each ledger has.
    pub entries: BTreeMap<&'static str, usize>,
    /// The steps that changed something.
    pub changes: Vec<String>,
}

/// How a process ended.
pub type Exited = Result<Exit, String>;

impl Rehearsal {
    /// Walks once with the drill's stack, to learn what it shows.
    pub fn of(drill: &'static str) -> Self {
        let by_hand = by_hand(drill);
        let found = Drill::find(drill, None).unwrap();
        let scenario = found.scenario;
        let root = std::env::temp_dir().canonicalize().unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = root.join(format!("duckops-rehearsal-{}-{number}-{drill}", std::process::id()));
        fs::create_dir(&root).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let now: Utc = NOW.parse().unwrap();
        let (session, _) = session(&root, now);
        let (known, world) = (Arc::default(), Arc::default());
        let (place, stack) = runtime.block_on(async {
            let stack = DrillStack::start(found, Arc::clone(&session.clock), 0).await.unwrap();
            (Place::find(&session, &stack).await.unwrap(), stack)
        });
        let library = library(&session).unwrap();
        let deploys = stack.deploy_log().map(|text| ("DEPLOY-LOG.md".to_owned(), text.to_owned()));
        let others = by_hand.iter().flat_map(|text| BY_HAND.map(|file| (file.to_owned(), (*text).to_owned())));
        let prose = others.chain(deploys).collect();
        let before = by_hand.map(|text| hand_written(&root, place.ledger_dir(), text)).unwrap_or_default();
        let rehearsal = Self {
            root,
            before,
            known,
            world,
            prose,
            scenario,
            place,
            library,
            runtime,
            now: Mutex::new(now),
            seen: Arc::default(),
        };
        rehearsal.begin_anew();
        rehearsal.to_the_end(Some(()));
        drop(stack);
        rehearsal
    }

    /// As it was before the walk.
    pub fn begin_anew(&self) {
        self.rebuild(&self.before, &World::default(), NOW.parse().unwrap());
    }

    /// Puts back what a crash left.
    pub fn rebuild(&self, tree: &Tree, world: &World, now: Utc) {
        fs::remove_dir_all(&self.root).unwrap();
        fs::create_dir(&self.root).unwrap();
        for (path, bytes) in tree {
            match bytes {
                None => private_dir(&self.root.join(path)),
                Some(bytes) => private_file(&self.root.join(path), bytes),
            }
        }
        *locked(&self.world) = world.clone();
        *locked(&self.now) = now;
        locked(&self.seen.streams).clear();
        locked(&self.seen.approved).clear();
    }

    /// One process of the walk.
    pub fn process(&self, live: Option<()>) -> Exited {
        let session = self.session();
        let played = Played {
            live: live.map(|()| self.place.stack()),
            known: Arc::clone(&self.known),
            world: Arc::clone(&self.world),
            clock: Arc::clone(&session.clock),
        };
        let resume = self.is_begun().then(String::new);
        let id = Some(self.scenario.runbook.to_owned());
        let args = WalkArgs { id, resume, answer: answers(self.scenario), ..WalkArgs::default() };
        let walk = self.place.walk(&session, Arc::new(played), &self.library, &args);
        let exit = self.runtime.block_on(walk).map_err(|error| error.to_string());
        *locked(&self.now) = session.clock.now();
        exit
    }

    /// That of a new process.
    fn session(&self) -> Session {
        let (session, captured) = session(&self.root, *locked(&self.now));
        locked(&self.seen.streams).push(captured);
        *locked(&self.seen.clock) = Some(Arc::clone(&session.clock));
        session
    }

    /// The whole lines of all runs' files, as they lie there.
    pub fn lines(&self) -> Vec<String> {
        let runs = fs::read_dir(self.place.state_dir().join("runs")).into_iter().flatten();
        let text = |run: std::io::Result<fs::DirEntry>| fs::read_to_string(run.unwrap().path().join("events.jsonl"));
        runs.filter_map(|run| text(run).ok()).flat_map(|text| whole_lines(&text)).collect()
    }

    fn is_begun(&self) -> bool {
        !self.lines().is_empty() && !self.is_closed()
    }

    pub fn is_closed(&self) -> bool {
        self.count("closed") > 0
    }

    /// Josh says yes to whatever waits. Whether anything did, or why it could not be kept.
    pub fn approve(&self) -> Result<bool, String> {
        let session = self.session();
        let (approvals, now) = (self.place.store(&session).approvals(), session.clock.now());
        let open = approvals.open().map_err(|error| error.to_string())?;
        for request in &open {
            let approval = Approval {
                request: request.id.clone(),
                digest: request.digest(),
                approver: "Josh".into(),
                method: "call".into(),
                reference: "#1".into(),
                said: now,
                reason: request.reason.clone(),
                recorded_by: "ana".into(),
                recorded: now,
                proof: Proof::Recorded,
            };
            let decided = approvals.decide(&request.id, &Decision::Approved(approval));
            decided.map_err(|error| error.to_string())?;
            locked(&self.seen.approved).push(request.id.clone());
        }
        Ok(!open.is_empty())
    }

    /// Goes on until the run is closed: what each process said.
    pub fn to_the_end(&self, live: Option<()>) -> Vec<Exited> {
        let mut all = Vec::new();
        for _ in 0..8 {
            if self.is_closed() {
                return all;
            }
            all.push(self.process(live));
            self.approve().unwrap();
        }
        let said = self.seen.errors();
        panic!("it does not come to an end: {all:?}: {}", said[said.len().saturating_sub(900)..].trim());
    }

    /// How many events of a kind the runs have.
    pub fn count(&self, event: &str) -> usize {
        self.lines().iter().filter(|line| is(line, event)).count()
    }

    /// What is left; it must verify.
    pub fn left(&self) -> Left {
        let session = self.session();
        let ledgers = self.place.ledgers(&session);
        let mut entries = BTreeMap::new();
        for ledger in LEDGERS {
            let (noted, bytes) = (ledgers.noted(ledger).unwrap(), ledgers.read(ledger).unwrap().unwrap_or_default());
            let parsed = Ledger::parse(&bytes);
            let wrong: Vec<_> = parsed
                .verify(ledger, &noted.expected(&parsed))
                .told
                .into_iter()
                .filter(|one| one.what.is_wrong())
                .collect();
            assert!(wrong.is_empty(), "{} does not verify: {wrong:?}", ledgers.path(ledger).display());
            entries.insert(*ledger, parsed.entries().count());
        }
        let closed = self.lines().into_iter().rfind(|line| is(line, "closed")).unwrap();
        let closed: serde_json::Value = serde_json::from_str(&closed).unwrap();
        let changes = locked(&self.world).changes().into_iter().collect();
        Left { outcome: closed["outcome"].to_string(), entries, changes }
    }

    /// What people wrote into the ledgers before the walk: how many bytes, and how many of them are no longer there.
    pub fn prose(&self) -> (usize, usize) {
        let there = self.ledgers();
        let of = |(name, text): (&String, &String)| {
            let same = there.get(name).map_or(0, |now| now.iter().zip(text.as_bytes()).filter(|(a, b)| a == b).count());
            (text.len(), text.len() - same)
        };
        self.prose.iter().map(of).fold((0, 0), |(all, gone), (len, lost)| (all + len, gone + lost))
    }

    /// The bytes of the ledgers that are there, by name.
    fn ledgers(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.place.ledger_dir()).into_iter().flatten().map(|file| file.unwrap().path());
        files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())).collect()
    }
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.root);
    }
}

fn is(line: &str, event: &str) -> bool {
    line.contains(&format!("\"event\":\"{event}\""))
}

/// Those that end.
pub fn whole_lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
}

/// Ledgers that people wrote before duckops came.
fn hand_written(root: &Path, ledgers: &Path, text: &str) -> Tree {
    let below = ledgers.strip_prefix(root).unwrap();
    let mut tree: Tree =
        below.ancestors().filter(|dir| !dir.as_os_str().is_empty()).map(|dir| (dir.into(), None)).collect();
    for file in BY_HAND {
        tree.insert(below.join(file), Some(text.as_bytes().to_vec()));
    }
    tree
}

fn private_dir(dir: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(dir).unwrap();
}

fn private_file(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(bytes)).unwrap();
}
