//! The `hopwise` command.

fn main() -> std::process::ExitCode {
    hopwise_cli::main()
}
