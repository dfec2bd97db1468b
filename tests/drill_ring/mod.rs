//! The second ring: the binary against the drill stack that is built into it.

mod answers;
mod branches;
mod consent;
mod crash;
mod fleet;
mod history;
mod inc_005;
mod inc_005_branches;
mod left_behind;
mod lint;
mod naive;
mod opening;
mod overview;
mod pecks;
mod probe;
mod proposals;
mod pty;
mod resuming;
mod runbooks;
mod screens;
mod served;
mod standing;
mod status;
mod terminal;
