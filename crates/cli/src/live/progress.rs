//! What is shown while AWS is asked.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hopwise_capture::{Call, Event, Observer};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::kind::kind;
use crate::arguments::Global;

/// How often the lines move.
const TURN: Duration = Duration::from_millis(100);

/// How often AWS had to be asked again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Requests that AWS throttled.
    pub(crate) throttled: usize,
    /// Requests that failed otherwise, and were made again.
    pub(crate) repeated: usize,
}

/// A line for each kind of resource on a terminal; plain lines elsewhere, where they are wanted; nothing if quiet.
#[derive(Debug)]
pub(crate) struct Progress {
    watcher: Arc<Watcher>,
}

#[derive(Debug)]
struct Watcher {
    lines: Option<Mutex<Lines>>,
    plain: bool,
    throttled: AtomicUsize,
    repeated: AtomicUsize,
}

/// The lines on a terminal.
#[derive(Debug)]
struct Lines {
    all: MultiProgress,
    head: ProgressBar,
    kinds: BTreeMap<Call, (ProgressBar, usize)>,
    requests: usize,
    resources: usize,
}

impl Progress {
    /// Starts to show what goes on. `plain` says that plain lines are wanted where there is no terminal.
    pub(crate) fn start(global: &Global, plain: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && !global.quiet;
        let lines = terminal.then(|| Mutex::new(Lines::new()));
        let plain = plain && !terminal && !global.quiet;
        let (throttled, repeated) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { watcher: Arc::new(Watcher { lines, plain, throttled, repeated }) }
    }

    /// Who has to be told of events.
    pub(crate) fn observer(&self) -> Arc<dyn Observer> {
        Arc::clone(&self.watcher) as Arc<dyn Observer>
    }

    /// Takes the lines away.
    pub(crate) fn end(self) -> Counts {
        self.watcher.clear();
        Counts {
            throttled: self.watcher.throttled.load(Ordering::Relaxed),
            repeated: self.watcher.repeated.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.watcher.clear();
    }
}

impl Watcher {
    fn clear(&self) {
        if let Some(lines) = &self.lines {
            let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            // Lines that cannot be taken away stay where they are.
            let _ = lines.all.clear();
        }
    }
}

impl Observer for Watcher {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Throttled => {
                self.throttled.fetch_add(1, Ordering::Relaxed);
            }
            Event::Retried => {
                self.repeated.fetch_add(1, Ordering::Relaxed);
            }
            Event::Ended { call, resources, failure } if self.plain => {
                let line = match failure {
                    Some(failure) => format!("{call} {} ({})", failure.kind.verb(), failure.code),
                    None => format!("{}: {resources}", kind(call)),
                };
                // Nobody is left to tell when this cannot be printed.
                let _ = writeln!(std::io::stderr(), "{}", hopwise::report::sanitize(&line));
            }
            Event::Started { .. } | Event::Page { .. } | Event::Ended { .. } => {}
        }
        if let Some(lines) = &self.lines {
            let throttled = self.throttled.load(Ordering::Relaxed);
            lines.lock().unwrap_or_else(PoisonError::into_inner).show(event, throttled);
        }
    }
}

impl Lines {
    fn new() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let head = all.add(ProgressBar::new_spinner().with_message("asking AWS"));
        head.enable_steady_tick(TURN);
        Self { all, head, kinds: BTreeMap::new(), requests: 0, resources: 0 }
    }

    fn show(&mut self, event: Event<'_>, throttled: usize) {
        match event {
            Event::Started { call } => {
                self.line(call);
            }
            Event::Page { call } => {
                self.requests += 1;
                self.line(call);
            }
            Event::Ended { call, resources, failure } => {
                self.requests += usize::from(failure.is_some());
                self.resources += resources;
                let (line, count) = self.line(call);
                *count += resources;
                match failure {
                    Some(failure) => line.set_message(format!("{}: {}", kind(call), failure.kind.verb())),
                    None => line.set_message(format!("{}: {count}", kind(call))),
                }
            }
            Event::Throttled | Event::Retried => {}
        }
        let slowed = if throttled > 0 { format!(", {throttled} throttled") } else { String::new() };
        self.head.set_message(format!("{} requests, {} resources{slowed}", self.requests, self.resources));
    }

    /// The line of a kind of resource.
    fn line(&mut self, call: Call) -> &mut (ProgressBar, usize) {
        self.kinds.entry(call).or_insert_with(|| {
            let line = self.all.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("    {msg}") {
                line.set_style(style);
            }
            line.set_message(format!("{} …", kind(call)));
            (line, 0)
        })
    }
}
