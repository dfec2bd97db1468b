//! Runs: begun, taken up, read.

use super::error::StoreError;
use super::holder::{Held, Holder};
use super::ids::Ids;
use super::log::RunLog;
use super::place::{self, Make};
use super::stream::{Lines, Rest, START, Writer};
use super::{Store, aside, place::known_dir};
use duckops_core::text::Clean;
use duckops_core::walk::event::{Event, FORMAT, Recorded};
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A million ids: when so many in a row are taken, something else is wrong.
const TRIES: u32 = 1000;

/// What was read of a run that was taken up.
pub struct Read {
    pub events: Vec<Recorded>,
    /// A torn last line was set aside into this file.
    pub set_aside: Option<PathBuf>,
}

/// What was read last of one run, byte for byte: who looks for a run goes on with it, and a long one takes its time.
#[derive(Default)]
pub(super) struct ReadLast(Mutex<Option<(Vec<u8>, Lines<Recorded>)>>);

impl ReadLast {
    fn keep(&self, bytes: Vec<u8>, lines: Lines<Recorded>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((bytes, lines));
    }

    /// What these bytes hold, once.
    fn take(&self, bytes: &[u8]) -> Option<Lines<Recorded>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.filter(|(there, _)| there == bytes).map(|(_, lines)| lines)
    }
}

/// As much of a run as is whole.
pub struct Whole {
    pub events: Vec<Recorded>,
    /// What is wrong after that.
    pub damage: Option<StoreError>,
}

impl Whole {
    fn of(lines: Lines<Recorded>, file: PathBuf) -> Self {
        let damage = match lines.rest {
            Rest::Damaged(how) => Some(StoreError::Damaged { file, offset: lines.whole, how }),
            Rest::Nothing | Rest::Torn(_) => None,
        };
        Self { events: lines.items, damage }
    }
}

impl Store {
    /// A new run under a free id, held by `me`. Its first event is still to be appended.
    pub fn create(&self, ids: &mut Ids, me: &Held) -> Result<RunLog, StoreError> {
        place::private_dir(&self.runs())?;
        let id = self.free_id(ids)?;
        let dir = self.run_dir(&id);
        let holder = Holder::take(&dir.join("lock"), me)?;
        let path = dir.join("events.jsonl");
        let writer = Writer::new(&path, place::private_file(&path, Make::New)?, START.into(), 0);
        Ok(RunLog { id, who: me.who.clone(), seq: 0, writer, approvals: self.approvals(), holder })
    }

    /// Whoever makes the directory has the id.
    fn free_id(&self, ids: &mut Ids) -> Result<String, StoreError> {
        for _ in 0..TRIES {
            let id = ids.run();
            match place::make(&self.run_dir(&id)) {
                Ok(()) => return Ok(id),
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(StoreError::writing(&self.run_dir(&id))(cause)),
            }
        }
        Err(StoreError::file("cannot find a free id for the run", io::Error::from(io::ErrorKind::AlreadyExists)))
    }

    /// Who holds a run.
    pub fn holder(&self, id: &str, me: &Held) -> Result<Option<Held>, StoreError> {
        Holder::now(&self.run_dir(&self.existing(id)?).join("lock"), me)
    }

    /// The process that walks it just now. Nothing is made to find that out.
    pub fn walked_by(&self, id: &str, me: &Held) -> Result<Option<Held>, StoreError> {
        if self.is_held(id) { self.holder(id, me) } else { Ok(None) }
    }

    /// Takes a run away from its holder: it is free for whoever takes it up next.
    pub fn take_over(&self, id: &str, me: &Held) -> Result<(), StoreError> {
        Holder::take_away(&self.run_dir(&self.existing(id)?).join("lock"), me)
    }

    /// Takes up a run: what it holds, and the right to append.
    pub fn reopen(&self, id: &str, me: &Held) -> Result<(RunLog, Read), StoreError> {
        let id = self.existing(id)?;
        let holder = Holder::take(&self.run_dir(&id).join("lock"), me)?;
        let (path, bytes) = self.file_of(&id)?;
        let kept = self.read_last.take(&bytes);
        let lines = kept.map_or_else(|| lines_of(&bytes, &path, &id), Ok)?.sound(&path)?;
        let writer = Writer::new(&path, place::private_file(&path, Make::Never)?, lines.digest, lines.whole);
        let set_aside = match &lines.rest {
            Rest::Torn(torn) => Some(aside::keep(torn, &path)?),
            Rest::Nothing | Rest::Damaged(_) => None,
        };
        // Only once it is kept does the file end at its last whole line.
        if set_aside.is_some() {
            writer.cut()?;
        }
        let seq = lines.items.last().map_or(0, |event| event.seq);
        let mut log = RunLog { id, who: me.who.clone(), seq, writer, approvals: self.approvals(), holder };
        let mut events = lines.items;
        events.extend(log.give_up_wasted(&events, self.clock.now())?);
        Ok((log, Read { events, set_aside }))
    }

    /// What a run holds, without holding it: somebody may be writing its last line just now.
    pub fn read(&self, id: &str) -> Result<Vec<Recorded>, StoreError> {
        let whole = self.read_whole(id)?;
        whole.damage.map_or(Ok(whole.events), Err)
    }

    /// How a run was opened: its first event. What comes after it is not read.
    pub fn opening(&self, id: &str) -> Result<Option<Recorded>, StoreError> {
        let id = self.existing(id)?;
        let (path, bytes) = self.file_of(&id)?;
        let first = bytes.iter().position(|byte| *byte == b'\n').map_or(&bytes[..], |end| &bytes[..=end]);
        Ok(lines_of(first, &path, &id)?.sound(&path)?.items.into_iter().next())
    }

    /// As much as can be read, for a run that is damaged.
    pub fn read_whole(&self, id: &str) -> Result<Whole, StoreError> {
        let id = self.existing(id)?;
        let (path, bytes) = self.file_of(&id)?;
        Ok(Whole::of(lines_of(&bytes, &path, &id)?, path))
    }

    /// The same for who may go on with it.
    pub(super) fn read_to_go_on(&self, id: &str) -> Result<Whole, StoreError> {
        let id = self.existing(id)?;
        let (path, bytes) = self.file_of(&id)?;
        let lines = lines_of(&bytes, &path, &id)?;
        self.read_last.keep(bytes, lines.clone());
        Ok(Whole::of(lines, path))
    }

    /// The file of a run's events, and what it holds: nothing after a crash before the first of them.
    fn file_of(&self, id: &str) -> Result<(PathBuf, Vec<u8>), StoreError> {
        let path = self.run_dir(id).join("events.jsonl");
        let bytes = place::read(&path)?.unwrap_or_default();
        Ok((path, bytes))
    }

    /// Whether some process holds a run.
    pub(super) fn is_held(&self, id: &str) -> bool {
        Holder::is_taken(&self.run_dir(id).join("lock"))
    }

    pub(super) fn runs(&self) -> PathBuf {
        self.dir.join("runs")
    }

    pub(super) fn run_dir(&self, id: &str) -> PathBuf {
        self.runs().join(id)
    }

    /// The id as it is written on the disk, when there is such a run.
    pub(super) fn existing(&self, id: &str) -> Result<String, StoreError> {
        let upper = id.to_uppercase();
        let dir = self.run_dir(&upper);
        place::known_or_none(&self.runs())?;
        if !place::is_id(id) || std::fs::symlink_metadata(&dir).is_err() {
            return Err(StoreError::NoRun(Clean::new(id).to_string()));
        }
        known_dir(&dir)?;
        Ok(upper)
    }
}

/// The lines of a run's file, checked to be of this run and of a format known here.
fn lines_of(bytes: &[u8], path: &Path, id: &str) -> Result<Lines<Recorded>, StoreError> {
    refuse_newer(bytes, path)?;
    let mut lines = Lines::<Recorded>::of(bytes);
    let misnumbered = lines.items.iter().zip(1..).position(|(event, seq)| event.seq != seq);
    let of_other = match lines.items.first().map(|first| &first.event) {
        Some(Event::Opened(opened)) if opened.run == id => None,
        Some(Event::Opened(opened)) => Some(format!("it is run {}", Clean::new(&opened.run))),
        Some(_) => Some("it does not begin with its opening".into()),
        None => None,
    };
    let wrong = of_other.map(|how| (0, how)).or(misnumbered.map(|at| (at, "an event is out of its order".into())));
    if let Some((at, how)) = wrong {
        lines.whole = lines.starts[at];
        lines.items.truncate(at);
        lines.rest = Rest::Damaged(how);
    }
    Ok(lines)
}

/// What a newer version wrote may not even parse here: only its format number is looked at.
fn refuse_newer(bytes: &[u8], path: &Path) -> Result<(), StoreError> {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let format = serde_json::from_slice(first).ok().and_then(|line: Value| line["format"].as_u64());
    match format {
        Some(format) if format > u64::from(FORMAT) => Err(StoreError::Newer { file: path.into(), format }),
        _ => Ok(()),
    }
}
