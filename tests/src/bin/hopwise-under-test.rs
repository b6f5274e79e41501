//! The program under test: the same as package `hopwise-cli`'s binary, declared here because cargo tells a test where a
//! binary is only if both belong to one package.

fn main() -> std::process::ExitCode {
    hopwise_cli::main()
}
