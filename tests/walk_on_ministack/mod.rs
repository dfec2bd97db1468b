//! The third ring: the built binary walks an incident on a stack of real AWS calls.

mod cut_off;
mod fleet;
mod holding;
mod mail;
mod no_repair;
mod pecks;
mod place;
mod refused;
mod repair;
mod watching;
