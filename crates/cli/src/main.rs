//! The `hopwise` command.

fn main() -> std::process::ExitCode {
    hopwise::main()
}
