//! The only way in which stores and ledgers change what lies on the disk: files are made and appended to, cut, synced,
//! renamed and removed here. A test build can watch each of these operations, let it fail, or be killed at it.

#[cfg(feature = "testkit")]
pub mod loss;
mod plain;
#[cfg(feature = "testkit")]
pub mod simulated;

#[cfg(not(feature = "testkit"))]
use plain as way;
#[cfg(feature = "testkit")]
use simulated as way;

use duckops_core::ledger::left::Stamp;
use rustix::fs::{Access, OFlags};
use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// For its owner alone.
pub const PRIVATE: u32 = 0o600;
/// For everybody to read.
pub const PUBLIC: u32 = 0o644;
/// As the umask says.
pub const SHARED: u32 = 0o666;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// There must be none yet.
    New,
    IfAbsent,
    Never,
}

/// An open file. What is written is added at its end; it is durable once it is synced.
#[derive(Debug)]
pub struct File(std::fs::File);

/// Opens a file to be read.
pub fn open(path: &Path, flags: OFlags) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(bits(flags)).open(path).map(File)
}

/// What somebody names as a file to be read is no larger, nor does anybody wait for it: a pipe may never begin, a
/// device never end.
pub const LARGEST_NAMED: usize = 4 * 1024 * 1024;

/// The whole of a file that somebody named, through a link as well.
pub fn read_named(path: &Path) -> io::Result<Vec<u8>> {
    let wrong = |why| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    let file = open(path, OFlags::NONBLOCK)?;
    if !file.metadata()?.is_file() {
        return wrong("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(FromStart(&file, 0), LARGEST_NAMED as u64 + 1), &mut bytes)?;
    if bytes.len() > LARGEST_NAMED {
        return wrong(format!("it is larger than {} MiB", LARGEST_NAMED / 1024 / 1024));
    }
    Ok(bytes)
}

/// The same as text.
pub fn read_named_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read_named(path)?).map_err(|cause| io::Error::new(io::ErrorKind::InvalidData, cause))
}

/// Opens a file to be read and added to.
pub fn open_to_append(path: &Path, make: Make, mode: u32, flags: OFlags) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create_new(make == Make::New).create(make == Make::IfAbsent);
    options.mode(mode).custom_flags(bits(flags));
    way::open(&options, path, make).map(File)
}

fn bits(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

impl File {
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    pub fn stamp(&self) -> io::Result<Stamp> {
        self.metadata().map(|known| stamp(&known))
    }

    pub fn try_lock(&self) -> Result<(), TryLockError> {
        self.0.try_lock()
    }

    pub fn try_lock_shared(&self) -> Result<(), TryLockError> {
        self.0.try_lock_shared()
    }

    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.0.read_at(buffer, at)
    }

    pub fn read_exact_at(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        self.0.read_exact_at(buffer, at)
    }

    /// The whole of it.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let len = usize::try_from(self.metadata()?.len()).unwrap_or(0);
        // One more, so that nothing grows to find out that it ends there.
        let mut bytes = Vec::with_capacity(len.saturating_add(1));
        io::Read::read_to_end(&mut FromStart(self, 0), &mut bytes)?;
        Ok(bytes)
    }

    pub fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        way::write_all(&self.0, bytes)
    }

    pub fn set_len(&self, len: u64) -> io::Result<()> {
        way::set_len(&self.0, len)
    }

    pub fn sync_data(&self) -> io::Result<()> {
        way::sync_data(&self.0)
    }

    pub fn sync_all(&self) -> io::Result<()> {
        way::sync_all(&self.0)
    }
}

/// That of the file itself, not of one that a link leads to.
pub fn stamp_at(path: &Path) -> io::Result<Stamp> {
    std::fs::symlink_metadata(path).map(|known| stamp(&known))
}

fn stamp(known: &Metadata) -> Stamp {
    Stamp {
        device: known.dev(),
        inode: known.ino(),
        len: known.len(),
        modified: (known.mtime(), known.mtime_nsec()),
        changed: (known.ctime(), known.ctime_nsec()),
    }
}

/// Reads a file from some place on, whatever its cursor: where it has come to.
pub struct FromStart<'f>(pub &'f File, pub u64);

impl io::Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read_at(buffer, self.1)?;
        self.1 += n as u64;
        Ok(n)
    }
}

/// Whether something could be made in a directory. Nothing is, to find that out.
pub fn writable(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(dir, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Makes one directory that is not there yet, and those above it. They are durable when this returns.
pub fn make_dir(dir: &Path, mode: u32) -> io::Result<()> {
    let one = |dir: &Path| way::make_dir(DirBuilder::new().mode(mode), dir);
    match (one(dir), dir.parent()) {
        // Whoever made it may have been killed before it was durable.
        (Err(cause), _) if cause.kind() == io::ErrorKind::AlreadyExists => return sync_known(dir).and(Err(cause)),
        (Err(cause), Some(parent)) if cause.kind() == io::ErrorKind::NotFound => match make_dir(parent, mode) {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
            _ => one(dir)?,
        },
        (made, _) => made?,
    }
    sync_parent(dir)
}

/// Where we may not look, or nothing can be written, it was not a process of ours that made it.
fn sync_known(dir: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem, Unsupported};
    match sync_parent(dir) {
        Err(cause) if matches!(cause.kind(), PermissionDenied | ReadOnlyFilesystem | InvalidInput | Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// A name in a directory, or that it is gone, is durable when the directory is.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).map_or(Ok(()), way::sync_dir)
}

/// Puts other bytes into a file that is there; they are not synced.
pub fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = open_to_append(path, Make::Never, SHARED, OFlags::empty())?;
    file.set_len(0)?;
    file.write_all(bytes)
}

/// Puts a file in the place of an older one, by way of one beside it: a reader sees the whole of either, and a crash
/// leaves one of them. What was left beside by an earlier crash is of nobody. Its mode is `mode`, whatever the umask.
pub fn replace(path: &Path, beside: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    made_beside(beside, bytes, mode)?.sync_all()?;
    rename(beside, path)?;
    sync_parent(path)
}

/// The same of what is made anew when it is gone: a loss of power may leave nothing in its place, or only a part of it.
pub fn replace_lightly(path: &Path, beside: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    made_beside(beside, bytes, mode)?;
    rename(beside, path)
}

fn made_beside(beside: &Path, bytes: &[u8], mode: u32) -> io::Result<File> {
    match remove(beside) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let file = open_to_append(beside, Make::New, mode, OFlags::NOFOLLOW | OFlags::NONBLOCK)?;
    if file.metadata()?.permissions().mode() & 0o777 != mode {
        file.0.set_permissions(Permissions::from_mode(mode))?;
    }
    file.write_all(bytes)?;
    Ok(file)
}

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    way::rename(from, to)
}

pub fn remove(path: &Path) -> io::Result<()> {
    way::remove(path)
}

/// Removes an empty directory.
pub fn remove_empty(dir: &Path) -> io::Result<()> {
    way::remove_empty(dir)
}
