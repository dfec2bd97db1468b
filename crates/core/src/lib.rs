//! The pure part of duckops: values in, values out.

pub mod time;
pub mod walk;
