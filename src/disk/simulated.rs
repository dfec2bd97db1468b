//! The same operations where a test watches: each can fail, or be the last one before the process is killed.
//!
//! A simulation is of one thread, so that tests beside each other do not see each other. While there is one nothing is
//! synced for real: what would be safe is known from the operations.

use super::loss::{Disk, FileId, Op};
use super::{Make, plain};
use crate::crash;
use rustix::io::Errno;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions, symlink_metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// ENOSPC: nothing of it is done.
    Full,
    /// EIO: nothing of it is done.
    Broken,
    /// Half of a write is done, then ENOSPC.
    Short,
    /// EACCES: nothing of it is done. While it lasts, no file can be opened to be added to.
    Denied,
    /// EROFS: the same on a file system that went read-only.
    ReadOnly,
}

/// An operation that fails: the first one is 1.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub at: usize,
    pub how: How,
    /// The disk stays like that.
    pub lasts: bool,
}

struct Simulation {
    root: PathBuf,
    disk: Disk,
    done: Vec<Op>,
    begun: usize,
    files: HashMap<u64, FileId>,
    fault: Option<Fault>,
}

type Each = Box<dyn FnMut()>;

thread_local! {
    static SIMULATION: RefCell<Option<Simulation>> = const { RefCell::new(None) };
    static EACH: RefCell<Option<Each>> = const { RefCell::new(None) };
}

/// Called before and after each operation, until the simulation ends.
pub fn at_each_point(each: impl FnMut() + 'static) {
    EACH.set(Some(Box::new(each)));
}

/// Watches what this thread does below `root`, which is as `disk` says.
pub fn begin(root: &Path, disk: Disk, fault: Option<Fault>) -> io::Result<()> {
    let number = |(path, id): (&Path, FileId)| Ok((symlink_metadata(root.join(path))?.ino(), id));
    let files = disk.named().map(number).collect::<io::Result<_>>()?;
    let simulation = Simulation { root: root.into(), disk, done: Vec::new(), begun: 0, files, fault };
    SIMULATION.set(Some(simulation));
    Ok(())
}

/// Ends it: the disk, and what was done.
pub fn end() -> (Disk, Vec<Op>) {
    EACH.set(None);
    SIMULATION.take().map(|simulation| (simulation.disk, simulation.done)).unwrap_or_default()
}

/// The disk as it is now; nothing where this thread is not watched.
pub fn disk() -> Option<Disk> {
    SIMULATION.with_borrow(|simulation| simulation.as_ref().map(|one| one.disk.clone()))
}

/// How many operations were done or have failed.
pub fn begun() -> usize {
    SIMULATION.with_borrow(|simulation| simulation.as_ref().map_or(0, |one| one.begun))
}

impl Simulation {
    /// How the next operation fails, if it does.
    fn fate(&mut self) -> Option<How> {
        self.begun += 1;
        let fault = self.fault?;
        (self.begun == fault.at || fault.lasts && self.begun > fault.at).then_some(fault.how)
    }

    /// How something fails that changes nothing and needs the right to: while that is gone.
    fn refusal(&self) -> Option<How> {
        let fault = self.fault.filter(|fault| matches!(fault.how, How::Denied | How::ReadOnly))?;
        (fault.lasts && self.begun >= fault.at).then_some(fault.how)
    }

    fn below(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.root).ok().map(Path::to_path_buf)
    }

    fn file(&self, file: &File) -> Option<FileId> {
        self.files.get(&file.metadata().ok()?.ino()).copied()
    }

    fn note(&mut self, op: Option<Op>) {
        // What lies elsewhere is not of this disk.
        if let Some(op) = op {
            self.disk.apply(&op);
            self.done.push(op);
        }
    }
}

fn fate() -> Option<How> {
    SIMULATION.with_borrow_mut(|simulation| simulation.as_mut().and_then(Simulation::fate))
}

fn refusal() -> Option<How> {
    SIMULATION.with_borrow(|simulation| simulation.as_ref().and_then(Simulation::refusal))
}

fn note(op: impl FnOnce(&mut Simulation) -> Option<Op>) {
    SIMULATION.with_borrow_mut(|simulation| {
        if let Some(simulation) = simulation {
            let op = op(simulation);
            simulation.note(op);
        }
    });
}

fn is_watched() -> bool {
    SIMULATION.with_borrow(Option::is_some)
}

fn cause(how: How) -> io::Error {
    match how {
        How::Full | How::Short => Errno::NOSPC.into(),
        How::Broken => Errno::IO.into(),
        How::Denied => Errno::ACCESS.into(),
        How::ReadOnly => Errno::ROFS.into(),
    }
}

fn point() {
    EACH.with_borrow_mut(|each| {
        if let Some(each) = each {
            each();
        }
    });
    crash::point();
}

fn operation<T>(
    work: impl FnOnce() -> io::Result<T>,
    op: impl FnOnce(&mut Simulation, &T) -> Option<Op>,
) -> io::Result<T> {
    point();
    if let Some(how) = fate() {
        return Err(cause(how));
    }
    let done = work()?;
    note(|simulation| op(simulation, &done));
    point();
    Ok(done)
}

pub fn open(options: &OpenOptions, path: &Path, make: Make) -> io::Result<File> {
    if make == Make::Never || symlink_metadata(path).is_ok() {
        return refusal().map_or_else(|| plain::open(options, path, make), |how| Err(cause(how)));
    }
    operation(
        || plain::open(options, path, make),
        |simulation, file| {
            let (path, id) = (simulation.below(path)?, simulation.disk.next_id());
            simulation.files.insert(file.metadata().ok()?.ino(), id);
            Some(Op::Create(path, id))
        },
    )
}

pub fn write_all(file: &File, bytes: &[u8]) -> io::Result<()> {
    point();
    let how = fate();
    let written = match how {
        None => bytes,
        Some(How::Short) => &bytes[..bytes.len() / 2],
        Some(how) => return Err(cause(how)),
    };
    plain::write_all(file, written)?;
    note(|simulation| Some(Op::Write(simulation.file(file)?, written.to_vec())));
    point();
    how.map_or(Ok(()), |how| Err(cause(how)))
}

pub fn set_len(file: &File, len: u64) -> io::Result<()> {
    let op =
        |simulation: &mut Simulation, (): &()| Some(Op::SetLen(simulation.file(file)?, usize::try_from(len).ok()?));
    operation(|| plain::set_len(file, len), op)
}

pub fn sync_data(file: &File) -> io::Result<()> {
    synced(file, plain::sync_data)
}

pub fn sync_all(file: &File) -> io::Result<()> {
    synced(file, plain::sync_all)
}

fn synced(file: &File, sync: fn(&File) -> io::Result<()>) -> io::Result<()> {
    let work = || if is_watched() { Ok(()) } else { sync(file) };
    operation(work, |simulation, ()| Some(Op::Sync(simulation.file(file)?)))
}

pub fn sync_dir(dir: &Path) -> io::Result<()> {
    let work = || if is_watched() { Ok(()) } else { plain::sync_dir(dir) };
    operation(work, |simulation, ()| Some(Op::SyncDir(simulation.below(dir)?)))
}

pub fn make_dir(builder: &DirBuilder, dir: &Path) -> io::Result<()> {
    // Nothing is made, so nothing can fail but as it does.
    if symlink_metadata(dir).is_ok() || dir.parent().is_some_and(|above| symlink_metadata(above).is_err()) {
        return plain::make_dir(builder, dir);
    }
    operation(|| plain::make_dir(builder, dir), |simulation, ()| Some(Op::MakeDir(simulation.below(dir)?)))
}

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let op = |simulation: &mut Simulation, (): &()| Some(Op::Rename(simulation.below(from)?, simulation.below(to)?));
    operation(|| plain::rename(from, to), op)
}

pub fn remove(path: &Path) -> io::Result<()> {
    if symlink_metadata(path).is_err() {
        return plain::remove(path);
    }
    operation(|| plain::remove(path), |simulation, ()| Some(Op::Remove(simulation.below(path)?)))
}

pub fn remove_empty(dir: &Path) -> io::Result<()> {
    operation(|| plain::remove_empty(dir), |simulation, ()| Some(Op::Remove(simulation.below(dir)?)))
}
