//! The operations as the operating system does them.

use super::Make;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

pub fn open(options: &OpenOptions, path: &Path, _: Make) -> io::Result<File> {
    options.open(path)
}

pub fn write_all(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)
}

pub fn set_len(file: &File, len: u64) -> io::Result<()> {
    file.set_len(len)
}

pub fn sync_data(file: &File) -> io::Result<()> {
    file.sync_data()
}

pub fn sync_all(file: &File) -> io::Result<()> {
    file.sync_all()
}

pub fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

pub fn make_dir(builder: &DirBuilder, dir: &Path) -> io::Result<()> {
    builder.create(dir)
}

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

pub fn remove_empty(dir: &Path) -> io::Result<()> {
    fs::remove_dir(dir)
}
