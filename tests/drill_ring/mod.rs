//! The second ring: the binary against the drill stack that is built into it.

mod answers;
mod branches;
mod consent;
mod crash;
mod left_behind;
mod lint;
mod naive;
mod opening;
mod pty;
mod runbooks;
mod screens;
mod served;
mod standing;
mod terminal;
