//! Python packages for the tests, in a virtual environment of our own below `target/`.

use super::scratch;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The `bin` folder of a virtual environment that has `requirements` (one a line) installed.
///
/// It is made once; a second test process waits at the lock. A marker is written last, so one that
/// was interrupted is made anew.
pub fn venv(name: &str, requirements: &str) -> Result<PathBuf, String> {
    let folder = scratch().join(format!("venv-{name}"));
    let bin = folder.join("bin");
    let marker = folder.join("complete");
    let lock = File::create(folder.with_extension("lock")).map_err(|e| format!("the lock of {name}: {e}"))?;
    lock.lock().map_err(|e| format!("the lock of {name}: {e}"))?;
    let complete = fs::read_to_string(&marker).is_ok_and(|installed| installed == requirements);
    // A marker is no proof after the system's Python went away.
    if complete && run(Command::new(bin.join("python")).arg("-V")).is_ok() {
        return Ok(bin);
    }
    make(&folder, requirements)?;
    fs::write(&marker, requirements).map_err(|e| format!("{}: {e}", marker.display()))?;
    Ok(bin)
}

fn make(folder: &Path, requirements: &str) -> Result<(), String> {
    let python = python()?;
    let _ = fs::remove_dir_all(folder);
    run(Command::new(python).args(["-m", "venv"]).arg(folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2"];
    run(Command::new(folder.join("bin/python")).args(install).args(requirements.split_whitespace()))
}

/// A Python that ministack runs on (3.10) and that can make virtual environments.
fn python() -> Result<&'static str, String> {
    let check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    let names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
    let able = |name: &&str| run(Command::new(name).args(["-c", check])).is_ok();
    names.into_iter().find(able).ok_or_else(|| {
        "there is no python3 of 3.10 or newer with venv (Debian: apt-get install python3-venv)".to_owned()
    })
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("{name}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(format!("{name} ended with {}: {last}", output.status))
}
