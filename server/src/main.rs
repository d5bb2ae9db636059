//! The program `abuse-portal`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
