//! An AWS that is not there: it takes the SDK's HTTP requests, writes them down, and answers as AWS does on the wire.

mod answer;
mod asked;
mod clock;
mod ecs;
mod filter;
mod iam;
mod names;
mod reply;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

pub(crate) use asked::Asked;
pub(crate) use clock::Clock;
pub(crate) use reply::Reply;

use crate::world::World;

/// What goes wrong with a request that comes for the n-th time, if anything does.
type Fault = dyn Fn(&Asked, usize) -> Option<Reply> + Send + Sync;

/// The fake AWS. Clones share everything.
#[derive(Clone)]
pub(crate) struct Fake(Arc<State>);

struct State {
    world: World,
    fault: Box<Fault>,
    /// How often an answer lets others go first.
    slowness: usize,
    log: Mutex<Log>,
}

#[derive(Debug, Default)]
struct Log {
    asked: Vec<Asked>,
    times: BTreeMap<String, usize>,
    under_way: usize,
    peak: usize,
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fake")
    }
}

impl Fake {
    /// All goes well.
    pub(crate) fn new(world: World) -> Self {
        Self::with(world, |_, _| None)
    }

    /// Something goes wrong now and then.
    pub(crate) fn with(world: World, fault: impl Fn(&Asked, usize) -> Option<Reply> + Send + Sync + 'static) -> Self {
        Self(Arc::new(State { world, fault: Box::new(fault), slowness: 0, log: Mutex::default() }))
    }

    /// All goes well, and takes its time.
    pub(crate) fn slow(world: World) -> Self {
        Self(Arc::new(State { world, fault: Box::new(|_, _| None), slowness: 20, log: Mutex::default() }))
    }

    pub(crate) fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Every request that came, in the order in which they came.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.0.log.lock().unwrap().asked.clone()
    }

    /// Every request as a line, sorted.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.asked().iter().map(ToString::to_string).collect();
        lines.sort();
        lines
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.0.log.lock().unwrap().asked.len()
    }

    /// The most requests that were under way at a time.
    pub(crate) fn peak(&self) -> usize {
        self.0.log.lock().unwrap().peak
    }
}

impl HttpClient for Fake {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Fake {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked = Asked::of(&request);
        let time = {
            let mut log = self.0.log.lock().unwrap();
            log.asked.push(asked.clone());
            log.under_way += 1;
            log.peak = log.peak.max(log.under_way);
            let times = log.times.entry(format!("{} {asked}", asked.region)).or_default();
            *times += 1;
            *times
        };
        let under_way = UnderWay(self.clone());
        let reply = (self.0.fault)(&asked, time).unwrap_or_else(|| answer::answer(&self.0.world, &asked));
        let slowness = self.0.slowness;
        HttpConnectorFuture::new(async move {
            let _under_way = under_way;
            LetOthersGoFirst(slowness).await;
            match reply {
                Reply::Answer { status, body } => Ok(reply::response(status, body)),
                Reply::Dropped => Err(ConnectorError::io("connection reset by peer".into())),
                Reply::Nothing => std::future::pending().await,
            }
        })
    }
}

/// A request until it is answered or given up.
struct UnderWay(Fake);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.log.lock().unwrap().under_way -= 1;
    }
}

struct LetOthersGoFirst(usize);

impl Future for LetOthersGoFirst {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
