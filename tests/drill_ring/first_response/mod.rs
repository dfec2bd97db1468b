//! The checklist of the first response on the simulated stack.

mod branches;
mod consent;
mod left_behind;
mod over;
mod screens;
