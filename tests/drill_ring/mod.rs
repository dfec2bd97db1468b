//! The second ring: the binary against the drill stack that is built into it.

mod tried;
