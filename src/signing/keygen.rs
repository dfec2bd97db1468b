//! `ssh-keygen`, run. What it reads lies in files of ours while it runs.

use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::{Known, Why, WhyKind};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Verifying takes a few milliseconds; whoever waits for it longer than this waits for nothing.
const LIMIT: Duration = Duration::from_secs(10);
const TICK: Duration = Duration::from_millis(5);
/// More than this of what it says nobody reads.
const LONGEST: u64 = 16 * 1024;

/// A signature and what it shall be of.
pub struct Asked<'a> {
    /// What it is a signature for.
    pub namespace: &'static str,
    pub text: &'a str,
    pub signature: &'a str,
    pub scratch: &'a Path,
}

impl Asked<'_> {
    /// Whether it is by a key that is the person's at that moment; else what `ssh-keygen` says.
    pub fn verify(&self, signers: &Path, person: &Clean, now: Utc) -> Known<Result<(), String>> {
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "verify", "-n", self.namespace, "-I", person.as_str(), "-f"]).arg(signers);
        // Dates in the file count as UTC, here as everywhere.
        command.arg(format!("-Overify-time={}", now.format("%Y%m%d%H%M%S"))).env("TZ", "UTC");
        let (ok, said) = self.run(command)?;
        Ok(if ok { Ok(()) } else { Err(said) })
    }

    /// Whether it is of this text at all, by whichever key.
    pub fn is_of_this_text(&self) -> Known<bool> {
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "check-novalidate", "-n", self.namespace]);
        Ok(self.run(command)?.0)
    }

    fn run(&self, mut command: Command) -> Known<(bool, String)> {
        let file = |text: &str| Scratch::new(self.scratch, text).map_err(|cause| unusable(&cause));
        let (text, signature) = (file(self.text)?, file(self.signature)?);
        let stdin = File::open(&text.0).map_err(|cause| unusable(&cause))?;
        command.arg("-s").arg(&signature.0).stdin(stdin).stdout(Stdio::null()).stderr(Stdio::piped());
        ended(command.spawn().map_err(|cause| unusable(&cause))?)
    }
}

/// Whether it is on this machine.
pub fn is_there() -> Known<()> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "none"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    ended(command.spawn().map_err(|cause| unusable(&cause))?).map(drop)
}

/// A signature of the text by a key of this person. It may ask them for a passphrase or to touch the key: the
/// terminal is its own meanwhile.
pub fn sign(namespace: &str, text: &str, key: &Path, scratch: &Path) -> Known<String> {
    let file = Scratch::new(scratch, text).map_err(|cause| unusable(&cause))?;
    let stdin = File::open(&file.0).map_err(|cause| unusable(&cause))?;
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]).arg(key);
    let output = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
    let output = output.and_then(Child::wait_with_output).map_err(|cause| unusable(&cause))?;
    if !output.status.success() {
        let text = format!("ssh-keygen did not sign with {}: what it said is above", key.display());
        return Err(Why::new(WhyKind::Refused, text).hint("see which keys there are: ssh-add -L; ls ~/.ssh/*.pub"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether it ended well, and the first line of what it said.
fn ended(mut child: Child) -> Known<(bool, String)> {
    let mut waited = Duration::ZERO;
    let status = loop {
        match child.try_wait().map_err(|cause| unusable(&cause))? {
            Some(status) => break status,
            None if waited >= LIMIT => {
                let _gone = child.kill().and_then(|()| child.wait());
                let text = format!("ssh-keygen did not answer within {} s", LIMIT.as_secs());
                return Err(Why::new(WhyKind::TimedOut, text).hint("try it by hand: ssh-keygen -Y verify"));
            }
            None => thread::sleep(TICK),
        }
        waited += TICK;
    };
    let mut said = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        stderr.take(LONGEST).read_to_end(&mut said).map_err(|cause| unusable(&cause))?;
    }
    let said = String::from_utf8_lossy(&said);
    Ok((status.success(), said.lines().next().unwrap_or_default().to_owned()))
}

fn unusable(cause: &io::Error) -> Why {
    match cause.kind() {
        io::ErrorKind::NotFound => {
            Why::new(WhyKind::File, "there is no ssh-keygen on this machine").hint("install OpenSSH: openssh-client")
        }
        _ => Why::new(WhyKind::File, format!("cannot use ssh-keygen: {cause}"))
            .hint("try it by hand: ssh-keygen -Y verify"),
    }
}

/// A file that only this person can read, and that goes away with this.
struct Scratch(PathBuf);

impl Scratch {
    fn new(dir: &Path, text: &str) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let name = format!("duckops-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            let path = dir.join(name);
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Ok(mut file) => {
                    let scratch = Self(path);
                    file.write_all(text.as_bytes())?;
                    return Ok(scratch);
                }
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(io::Error::other(format!("{}: {cause}", dir.display()))),
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}
