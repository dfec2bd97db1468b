//! The Lambda function and its published versions.

use crate::drill::ids;
use duckops_core::time::Utc;
use std::collections::BTreeSet;
use std::time::Duration;

/// The version that can still be edited. It is never a published one.
pub const LATEST: &str = "$LATEST";

/// What a version does when it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    Works,
    /// Every call ends in this error.
    Raises {
        kind: &'static str,
        message: &'static str,
    },
    /// Every call ends in an answer that says of itself that it failed: to Lambda it is a success.
    Answers {
        status: u16,
        body: &'static str,
    },
    /// Every call runs into the function's time limit.
    Hangs,
}

/// One version of the function.
#[derive(Debug, Clone)]
pub struct Version {
    pub number: String,
    pub description: String,
    pub published: Utc,
    pub code_size: u64,
    /// What stands for the code; versions with the same code have the same checksum.
    pub code: String,
    /// How long a new environment of it takes to start.
    pub init: Duration,
    /// A new environment of it is restored from a snapshot (SnapStart), in the same time.
    pub snap_start: bool,
    pub behaviour: Behaviour,
}

impl Version {
    pub fn code_sha256(&self) -> String {
        ids::code_sha256(&self.code)
    }

    pub fn revision(&self) -> String {
        ids::uuid("version-revision", self.number.parse().unwrap_or(0))
    }
}

/// The function: its versions, oldest first, and what they share.
pub struct Function {
    pub versions: Vec<Version>,
    pub timeout: Duration,
    pub memory_mb: u32,
    /// The versions that have an environment ready; any other call starts one.
    pub ready: BTreeSet<String>,
}

impl Function {
    pub fn version(&self, number: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// Makes a version behave otherwise. A version that does not exist stays so.
    pub fn set_behaviour(&mut self, number: &str, behaviour: Behaviour) {
        for version in self.versions.iter_mut().filter(|version| version.number == number) {
            version.behaviour = behaviour.clone();
        }
    }

    /// Publishes a version for another reason.
    pub fn describe(&mut self, number: &str, description: &str) {
        for version in self.versions.iter_mut().filter(|version| version.number == number) {
            version.description = description.to_owned();
        }
    }

    /// Makes a version start from a snapshot.
    pub fn set_snap_start(&mut self, number: &str) {
        for version in self.versions.iter_mut().filter(|version| version.number == number) {
            version.snap_start = true;
        }
    }

    /// How long the call that is about to run must wait for a new environment, if it must.
    pub fn start(&mut self, number: &str) -> Option<Duration> {
        let init = self.version(number)?.init;
        self.ready.insert(number.to_owned()).then_some(init)
    }
}
