//! Whether whoever follows the tutorial gets where it says: its commands, its code, and what is printed then, in a crate of
//! their own. In this workspace the library has features that such a crate has not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{block, root};

const TUTORIAL: &str = "example/README.md";

/// The crate that the tutorial makes.
struct Followed {
    folder: tempfile::TempDir,
}

impl Followed {
    /// Runs the block that makes the crate, beside a checkout.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let checkout = root().canonicalize().unwrap();
        std::os::unix::fs::symlink(&checkout, folder.path().join("hopwise")).unwrap();
        let own = Self { folder };
        let output = command("bash", own.folder.path()).args(["-ec", &block(TUTORIAL, "sh")]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // By its own path, what is compiled is known again the next time.
        let manifest = own.path("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap().replace("../hopwise/", &format!("{}/", checkout.display()));
        fs::write(manifest, text).unwrap();
        fs::copy(checkout.join("Cargo.lock"), own.path("Cargo.lock")).unwrap();
        own
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("shop").join(file)
    }

    /// `cargo test`, as the tutorial has it.
    fn test(&self) -> Output {
        command("cargo", &self.path("")).args(["test", "--quiet"]).output().unwrap()
    }
}

/// A command that asks no registry, with a directory of its own for what is compiled.
fn command(program: &str, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(directory)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_TERM_COLOR", "never")
        .env("PROPTEST_RNG_SEED", "1");
    command
}

#[test]
fn whoever_follows_the_tutorial_gets_where_it_says() {
    let own = Followed::new();
    let code = block(TUTORIAL, "rust");
    fs::write(own.path("src/lib.rs"), &code).unwrap();
    fs::create_dir(own.path("tests")).unwrap();
    fs::write(own.path("tests/stays_true.rs"), block(TUTORIAL, "rust,ignore")).unwrap();

    let output = own.test();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(101), "{text}");
    // Where the documents are depends on where it is followed.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial/tmp/hopwise");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = words(&text.replace(place.to_str().unwrap(), "/shop/target/tmp/hopwise"));
    for line in block(TUTORIAL, "text").lines().filter(|line| !line.is_empty()) {
        assert!(found.contains(&words(line)), "`{line}` is not printed:\n{text}");
    }

    let mended = code.replace(r#""ecr.dkr", "secretsmanager""#, r#""ecr.dkr", "logs", "secretsmanager""#);
    assert_ne!(mended, code);
    fs::write(own.path("src/lib.rs"), mended).unwrap();
    let output = own.test();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
