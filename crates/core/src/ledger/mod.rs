//! Ledgers: Markdown files that people read, edit and commit, and to which duckops only ever appends.
//!
//! Everything a person writes is theirs and is kept byte for byte. What duckops wrote is known again by the
//! comment at its end (see [`mark`]); only that is chained, so only that can be said to be tampered with.

pub mod anchor;
mod append;
pub mod deploys;
mod entry;
mod file;
pub mod heads;
pub mod left;
mod mark;
pub mod merge;
mod parse;
mod scan;
mod skeleton;
mod state;
#[cfg(test)]
mod tests;
pub mod verify;

pub use append::{Addition, opening};
pub use entry::{DeployNote, Entry, Written, short};
pub use file::{Ledger, Piece, Standing};
pub use mark::{Kind, Mark};
pub use parse::Reading;
pub use scan::Found;
pub use state::DeployState;
