//! INC-002 on the simulated stack.

mod branches;
mod screens;
