//! The second ring: the binary against the drill stack that is built into it.

mod answers;
mod branches;
mod consent;
mod crash;
mod fleet;
mod history;
mod left_behind;
mod lint;
mod naive;
mod opening;
mod pecks;
mod proposals;
mod pty;
mod runbooks;
mod screens;
mod served;
mod terminal;
