//! The adapter that looks at the real world, against two worlds that it was not written with.

mod looks;
mod on_drill;
mod on_ministack;
mod permissions;
