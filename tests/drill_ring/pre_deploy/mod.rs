//! The pre-deploy checklist on the simulated stack.

mod call;
mod frozen;
mod left_behind;
mod screens;
mod stack;
