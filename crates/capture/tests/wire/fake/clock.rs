//! A time that passes when somebody waits for it, so that back-off takes none.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;

/// From this on a wait is a time-out, which never comes. Back-off is shorter.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The time.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<Mutex<SystemTime>>);

impl Clock {
    /// A day in 2027.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_hours(500_000))))
    }
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

impl AsyncSleep for Clock {
    fn sleep(&self, duration: Duration) -> Sleep {
        if duration >= TIMEOUT {
            return Sleep::new(std::future::pending());
        }
        Sleep::new(Nap { clock: self.clone(), duration, begun: false })
    }
}

struct Nap {
    clock: Clock,
    duration: Duration,
    begun: bool,
}

impl Future for Nap {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.begun {
            return Poll::Ready(());
        }
        self.begun = true;
        let duration = self.duration;
        *self.clock.0.lock().unwrap() += duration;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
