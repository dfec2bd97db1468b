//! The rollback checklist on the simulated stack.

mod branches;
mod left_behind;
mod screens;
