//! The duckops binary's parts: adapters around the pure core, and their composition.
pub mod drill;
pub mod drive;
