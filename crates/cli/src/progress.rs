//! A spinner for what takes long.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::ProgressBar;

/// How long something may take before it is said.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(100);

/// A spinner on standard error, from when it has waited long enough until it is dropped.
pub(crate) struct Progress {
    /// What ends the thread when it is dropped.
    going_on: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to wait. Shows nothing where standard error is not a terminal, or where it is to be quiet.
    pub(crate) fn start(message: &'static str, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self { going_on: None, thread: None };
        }
        let (going_on, ended) = channel();
        let thread = std::thread::spawn(move || turn(message, &ended));
        Self { going_on: Some(going_on), thread: Some(thread) }
    }
}

fn turn(message: &'static str, ended: &Receiver<()>) {
    if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let spinner = ProgressBar::new_spinner().with_message(message);
    while ended.recv_timeout(TURN) == Err(RecvTimeoutError::Timeout) {
        spinner.tick();
    }
    spinner.finish_and_clear();
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.going_on.take());
        if let Some(thread) = self.thread.take() {
            // A spinner that failed is no reason to fail.
            let _ = thread.join();
        }
    }
}
