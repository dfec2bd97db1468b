//! A walk is a log of events: what can happen, what it adds up to, and what comes next.

pub mod ports;
