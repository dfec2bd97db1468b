//! The third ring: the built binary walks an incident on a stack of real AWS calls.

mod place;
mod repair;
