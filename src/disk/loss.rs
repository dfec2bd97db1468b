//! What can be left on a disk when the power goes: pure, over the operations that came before.
//!
//! It is harsher than any one filesystem. What is in a file is safe once the file is synced; the name that it has, or
//! no longer has, only once the directory is. Of the rest anything may be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// A file, by whatever name; its number is never another file's.
pub type FileId = usize;

/// One change. Paths are below the disk's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    MakeDir(PathBuf),
    Create(PathBuf, FileId),
    Write(FileId, Vec<u8>),
    SetLen(FileId, usize),
    Sync(FileId),
    SyncDir(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// What is there: a directory has no bytes.
pub type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// What became of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// All of it is lost: bytes and names.
    All,
    /// Names are kept, bytes are not: a new file is there and empty.
    Bytes,
    /// The last write stopped in its middle.
    Torn,
    /// The last write lacks its last byte.
    LastByte,
    /// The size of the last write is kept and its bytes are not: zeros stand there.
    Zeros,
    /// The same from its middle on.
    ZerosAtEnd,
    /// Nothing is lost: what SIGKILL leaves.
    Nothing,
}

pub const LOSSES: [Loss; 7] =
    [Loss::All, Loss::Bytes, Loss::Torn, Loss::LastByte, Loss::Zeros, Loss::ZerosAtEnd, Loss::Nothing];

/// A disk, as the program sees it and as far as it is safe.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: BTreeMap<FileId, Content>,
    names: Names,
    safe: Names,
    /// The last write, while nothing was synced since: its file, and from where to where.
    last: Option<(FileId, usize, usize)>,
}

#[derive(Clone, Debug, Default)]
struct Content {
    now: Vec<u8>,
    safe: Vec<u8>,
}

type Names = BTreeMap<PathBuf, Entry>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Dir,
    File(FileId),
}

/// Takes out what is below a directory: under the names that it has from then on.
fn renamed(names: &mut Names, from: &Path, to: &Path) -> Names {
    let below: Vec<_> = names.keys().filter(|path| *path != from && path.starts_with(from)).cloned().collect();
    let moved = |path: PathBuf| Some((to.join(path.strip_prefix(from).ok()?), names.remove(&path)?));
    below.into_iter().filter_map(moved).collect()
}

impl Disk {
    /// Whatever is there is safe.
    pub fn of(tree: &Tree) -> Self {
        let mut disk = Self::default();
        for (path, bytes) in tree {
            let entry = match bytes {
                None => Entry::Dir,
                Some(bytes) => {
                    let id = disk.files.len();
                    disk.files.insert(id, Content { now: bytes.clone(), safe: bytes.clone() });
                    Entry::File(id)
                }
            };
            disk.names.insert(path.clone(), entry);
        }
        Self { safe: disk.names.clone(), ..disk }
    }

    /// The files that have a name.
    pub fn named(&self) -> impl Iterator<Item = (&Path, FileId)> {
        self.names.iter().filter_map(|(path, entry)| match entry {
            Entry::File(id) => Some((path.as_path(), *id)),
            Entry::Dir => None,
        })
    }

    /// A number that no file has had.
    pub fn next_id(&self) -> FileId {
        self.files.last_key_value().map_or(0, |(id, _)| id + 1)
    }

    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::MakeDir(path) => drop(self.names.insert(path.clone(), Entry::Dir)),
            Op::Create(path, id) => {
                self.files.insert(*id, Content::default());
                self.names.insert(path.clone(), Entry::File(*id));
            }
            Op::Write(id, bytes) => {
                let now = &mut self.files.entry(*id).or_default().now;
                let from = now.len();
                now.extend(bytes);
                self.last = Some((*id, from, now.len()));
            }
            Op::SetLen(id, len) => {
                self.files.entry(*id).or_default().now.resize(*len, 0);
                self.last = None;
            }
            Op::Sync(id) => {
                let content = self.files.entry(*id).or_default();
                content.safe = content.now.clone();
                self.last = self.last.filter(|(last, ..)| last != id);
            }
            Op::SyncDir(dir) => self.sync_dir(dir),
            Op::Rename(from, to) => {
                // What is in a directory goes with it; whether it is found is its name's matter.
                let safe = renamed(&mut self.safe.clone(), from, to);
                self.safe.extend(safe);
                let moved = renamed(&mut self.names, from, to);
                self.names.extend(moved);
                if let Some(entry) = self.names.remove(from) {
                    self.names.insert(to.clone(), entry);
                }
            }
            Op::Remove(path) => drop(self.names.remove(path)),
        }
    }

    fn sync_dir(&mut self, dir: &Path) {
        self.safe.retain(|path, _| path.parent() != Some(dir));
        self.safe
            .extend(self.names.iter().filter(|(path, _)| path.parent() == Some(dir)).map(|(p, e)| (p.clone(), *e)));
    }

    /// What is left; nothing where this loss cannot be: no write was under way.
    pub fn left(&self, loss: Loss) -> Option<Tree> {
        let whole = |content: &Content| content.now.clone();
        match loss {
            Loss::All => Some(self.tree(&self.safe, |_, content| content.safe.clone())),
            Loss::Bytes => Some(self.tree(&self.names, |_, content| content.safe.clone())),
            Loss::Nothing => Some(self.tree(&self.names, |_, content| whole(content))),
            Loss::Torn => self.torn(|file, from| file.truncate(middle(file, from))),
            Loss::LastByte => self.torn(|file, _| file.truncate(file.len() - 1)),
            Loss::Zeros => self.torn(|file, from| file[from..].fill(0)),
            Loss::ZerosAtEnd => self.torn(|file, from| {
                let middle = middle(file, from);
                file[middle..].fill(0);
            }),
        }
    }

    /// What becomes of the file that was written to last, of which that write is the end.
    fn torn(&self, tear: impl Fn(&mut Vec<u8>, usize)) -> Option<Tree> {
        let (torn, from, _) = self.last.filter(|(_, from, to)| from < to)?;
        Some(self.tree(&self.names, |id, content| {
            let mut file = content.now.clone();
            if id == torn {
                tear(&mut file, from);
            }
            file
        }))
    }

    /// A name is nowhere without the directories that it is in.
    fn tree(&self, names: &Names, bytes: impl Fn(FileId, &Content) -> Vec<u8>) -> Tree {
        let mut gone = BTreeSet::new();
        let mut tree = Tree::new();
        for (path, entry) in names {
            let above = path.parent().filter(|dir| !dir.as_os_str().is_empty());
            if above.is_some_and(|dir| gone.contains(dir) || !names.contains_key(dir)) {
                gone.insert(path.clone());
                continue;
            }
            let content = match entry {
                Entry::Dir => None,
                Entry::File(id) => self.files.get(id).map(|content| bytes(*id, content)),
            };
            tree.insert(path.clone(), content);
        }
        tree
    }
}

fn middle(file: &[u8], from: usize) -> usize {
    from + (file.len() - from) / 2
}
