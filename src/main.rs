//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(duckops::app::main().code())
}
