//! The third ring: the built binary walks an incident on a stack of real AWS calls.

mod cut_off;
mod holding;
mod mail;
mod no_repair;
mod place;
mod refused;
mod repair;
mod watching;
