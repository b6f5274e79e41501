//! Ctrl-C and its like: a capture ends, and leaves nothing behind.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

/// What ends a capture before it is ready.
#[derive(Clone, Debug)]
pub struct Interrupt {
    come: watch::Receiver<bool>,
    flag: Arc<AtomicBool>,
    heeded: Arc<AtomicBool>,
    /// Whether something is half done that must be finished or undone first.
    busy: Arc<AtomicBool>,
}

/// Lets an [`Interrupt`] come.
#[derive(Debug)]
pub struct Trigger {
    tell: watch::Sender<bool>,
    flag: Arc<AtomicBool>,
}

impl Trigger {
    /// Ends what is under way.
    pub fn pull(&self) {
        self.flag.store(true, Ordering::SeqCst);
        self.tell.send_replace(true);
    }
}

/// The exit status of a process that a signal ended, by the convention of shells: 128 and the number of `SIGINT`.
const STATUS: i32 = 130;

impl Interrupt {
    /// Nothing ever ends a capture.
    #[must_use]
    pub fn never() -> Self {
        let (_, come) = watch::channel(false);
        Self { come, flag: Arc::default(), heeded: Arc::default(), busy: Arc::default() }
    }

    /// The program does, by a trigger.
    #[must_use]
    pub fn with_trigger() -> (Self, Trigger) {
        let (tell, come) = watch::channel(false);
        let flag = Arc::new(AtomicBool::new(false));
        (Self { come, flag: Arc::clone(&flag), heeded: Arc::default(), busy: Arc::default() }, Trigger { tell, flag })
    }

    /// Ctrl-C does, and where there are signals `SIGTERM` and `SIGHUP` do.
    ///
    /// From now on signals do not end the process by themselves, until [`Interrupt::release`].
    ///
    /// # Errors
    ///
    /// When the system gives no thread to wait in.
    pub fn of_signals() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let (tell, come) = watch::channel(false);
        let (flag, heeded) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
        let busy = Arc::new(AtomicBool::new(false));
        let (flag_there, heeded_there, busy_there) = (Arc::clone(&flag), Arc::clone(&heeded), Arc::clone(&busy));
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            loop {
                if runtime.block_on(signal()).is_err() {
                    return;
                }
                // Nobody is in the middle of anything, or somebody is and does not listen: as without this thread.
                let again = flag_there.swap(true, Ordering::SeqCst);
                if !heeded_there.load(Ordering::SeqCst) || (again && !busy_there.load(Ordering::SeqCst)) {
                    std::process::exit(STATUS);
                }
                // The receiver lives as long as somebody can be told.
                let _ = tell.send(true);
            }
        })?;
        Ok(Self { come, flag, heeded, busy })
    }

    /// From now on a signal ends the process, as it does by default.
    pub fn release(&self) {
        self.heeded.store(false, Ordering::SeqCst);
    }

    /// While the guard lives, no signal ends the process, however often it comes.
    pub(crate) fn busy(&self) -> Busy<'_> {
        self.busy.store(true, Ordering::SeqCst);
        Busy(&self.busy)
    }

    /// Whether it has come.
    #[must_use]
    pub fn has_come(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    /// Waits until it comes.
    pub(crate) async fn come(&self) {
        let mut come = self.come.clone();
        if come.wait_for(|come| *come).await.is_err() {
            // Nobody is left who could send it.
            std::future::pending::<()>().await;
        }
    }
}

/// Something is half done.
pub(crate) struct Busy<'i>(&'i AtomicBool);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        come = tokio::signal::ctrl_c() => come,
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
