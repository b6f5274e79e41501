//! Calls in one Region of one account, and what they gave.

use std::error::Error as StdError;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::{Region, SdkConfig};
use aws_sdk_sts::config::http::HttpResponse;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::call::Call;
use crate::document::Document;
use crate::failure::{CallFailure, CaptureError, classify};
use crate::manifest::{CallRecord, PlaceRecord};
use crate::observe::{Event, Observer};
use crate::transport::Watch;
use crate::writer::ListDocument;

/// What the SDK answers.
pub(crate) type Answer<T, E> = Result<T, SdkError<E, HttpResponse>>;

/// A call, and where its answers go.
pub(crate) struct Listing<'l> {
    /// The call.
    pub(crate) call: Call,
    /// What it is about, where the call alone does not tell.
    pub(crate) about: Option<&'l str>,
    /// The stem of the file that keeps the answers.
    pub(crate) file: &'l str,
    /// The member that holds a resource's id.
    pub(crate) id: &'static str,
}

impl<'l> Listing<'l> {
    pub(crate) fn new(call: Call, file: &'l str, id: &'static str) -> Self {
        Self { call, about: None, file, id }
    }

    pub(crate) fn about(self, about: &'l str) -> Self {
        Self { about: Some(about), ..self }
    }
}

/// One document of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The file's name.
    pub(crate) file: String,
    /// What it holds.
    pub(crate) text: String,
}

/// What a place's calls have given so far.
#[derive(Debug, Default)]
struct Log {
    /// Whether AWS has said anything yet.
    answered: bool,
    calls: Vec<CallRecord>,
    documents: Vec<Kept>,
}

/// The clients of one place, and the log of what they were asked.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) ec2: aws_sdk_ec2::Client,
    pub(crate) ecs: aws_sdk_ecs::Client,
    pub(crate) ecr: aws_sdk_ecr::Client,
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) sts: aws_sdk_sts::Client,
    /// The Region.
    pub(crate) region: String,
    permits: Arc<Semaphore>,
    observer: Arc<dyn Observer>,
    log: Mutex<Log>,
}

impl Session {
    /// Clients in a Region. `permits` bounds the requests under way in all sessions together.
    pub(crate) fn new(
        config: &SdkConfig,
        region: String,
        permits: Arc<Semaphore>,
        observer: Arc<dyn Observer>,
    ) -> Self {
        let config = config.to_builder().region(Region::new(region.clone())).build();
        // The SDK's bucket would end repetitions long before `Limits::attempts` does, once many calls were throttled.
        let partition =
            |service: &'static str| RetryPartition::custom(service).token_bucket(TokenBucket::unlimited()).build();
        let watch = || SharedInterceptor::new(Watch(Arc::clone(&observer)));
        macro_rules! client {
            ($sdk:ident, $name:literal) => {
                $sdk::Client::from_conf(
                    $sdk::config::Builder::from(&config).retry_partition(partition($name)).interceptor(watch()).build(),
                )
            };
        }
        Self {
            ec2: client!(aws_sdk_ec2, "hopwise-ec2"),
            ecs: client!(aws_sdk_ecs, "hopwise-ecs"),
            ecr: client!(aws_sdk_ecr, "hopwise-ecr"),
            iam: client!(aws_sdk_iam, "hopwise-iam"),
            sts: client!(aws_sdk_sts, "hopwise-sts"),
            region,
            permits,
            log: Mutex::default(),
            observer,
        }
    }

    /// Makes a call of one request. A failure is recorded, and gives `None`.
    pub(crate) async fn once<T, E>(
        &self,
        call: Call,
        about: Option<&str>,
        answer: impl Future<Output = Answer<T, E>>,
    ) -> Result<Option<T>, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        Ok(self.attempt(call, about, answer).await?.ok())
    }

    /// Makes a call of one request. A failure is recorded and returned, for callers who know what to make of it.
    pub(crate) async fn attempt<T, E>(
        &self,
        call: Call,
        about: Option<&str>,
        answer: impl Future<Output = Answer<T, E>>,
    ) -> Result<Result<T, CallFailure>, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        self.observer.observe(Event::Started { call });
        let answer = {
            let _permit = self.permits.acquire().await;
            answer.await
        };
        match answer {
            Ok(output) => {
                self.record(record(call, about, 1));
                Ok(Ok(output))
            }
            Err(error) => {
                let failure = self.judge(call, &error)?;
                self.fail(call, about, 1, failure.clone());
                Ok(Err(failure))
            }
        }
    }

    /// Makes a call of one request that fills a document of its own.
    pub(crate) async fn single<T, E>(
        &self,
        call: Call,
        about: Option<&str>,
        file: &str,
        answer: impl Future<Output = Answer<T, E>>,
        document: impl FnOnce(&T) -> Value,
    ) -> Result<Option<T>, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        let output = self.once(call, about, answer).await?;
        if let Some(output) = &output {
            self.keep(call, about, file, crate::writer::object_document(&document(output)), 1);
        }
        Ok(output)
    }

    /// Asks for page after page. The first failure is recorded, ends the call, and gives `false`.
    pub(crate) async fn pages<P, E>(
        &self,
        call: Call,
        about: Option<&str>,
        mut pages: PaginationStream<Answer<P, E>>,
        mut take: impl FnMut(P),
    ) -> Result<bool, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        self.observer.observe(Event::Started { call });
        let mut requests = 0;
        loop {
            let page = {
                let _permit = self.permits.acquire().await;
                pages.next().await
            };
            match page {
                None => break,
                Some(Ok(page)) => {
                    requests += 1;
                    self.answered();
                    self.observer.observe(Event::Page { call });
                    take(page);
                }
                Some(Err(error)) => {
                    let failure = self.judge(call, &error)?;
                    self.fail(call, about, requests + 1, failure);
                    return Ok(false);
                }
            }
        }
        self.record(record(call, about, requests));
        Ok(true)
    }

    /// Asks for page after page, and keeps what they hold as one document. `see` is shown every resource.
    ///
    /// A document whose last page is missing is not kept: what is not in it would pass for what does not exist.
    pub(crate) async fn listing<P, E, T: Document>(
        &self,
        listing: Listing<'_>,
        pages: PaginationStream<Answer<P, E>>,
        resources: impl Fn(P) -> Option<Vec<T>>,
        mut see: impl FnMut(&T),
    ) -> Result<bool, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        let Listing { call, about, file, id } = listing;
        let mut document = ListDocument::new(call.document().unwrap_or_default(), id);
        let complete = self
            .pages(call, about, pages, |page| {
                for resource in resources(page).unwrap_or_default() {
                    see(&resource);
                    document.push(&resource.document());
                }
            })
            .await?;
        if complete {
            let resources = document.len();
            self.keep(call, about, file, document.finish(&[]), resources);
        }
        Ok(complete)
    }

    fn answered(&self) {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).answered = true;
    }

    /// Keeps a document that a recorded call has filled.
    pub(crate) fn keep(&self, call: Call, about: Option<&str>, stem: &str, text: String, resources: usize) {
        let file = format!("{stem}.json");
        {
            let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            let mut made: Vec<_> = log
                .calls
                .iter_mut()
                .filter(|made| made.action == call.action() && made.arguments.as_deref() == about)
                .filter(|made| made.failure.is_none() && made.file.is_none())
                .collect();
            for made in &mut made {
                made.file = Some(file.clone());
            }
            // The answers of several calls are counted once.
            if let Some(last) = made.last_mut() {
                last.resources = Some(resources);
            }
            log.documents.push(Kept { file, text });
        }
        self.observer.observe(Event::Ended { call, resources, failure: None });
    }

    /// What became of a call that failed. Where nothing has been answered yet and nobody can be reached, the others would
    /// fail alike, each after many attempts: that ends the capture. STS alone may be out of reach, in a VPC without an
    /// endpoint for it.
    fn judge<E>(&self, call: Call, error: &SdkError<E, HttpResponse>) -> Result<CallFailure, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        let failure = classify(error, &self.region)?;
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.answered |= error.raw_response().is_some();
        if log.answered || call == Call::GetCallerIdentity {
            return Ok(failure);
        }
        Err(CaptureError::NothingAnswered { region: self.region.clone(), action: call.action(), failure })
    }

    /// Records a call that failed.
    pub(crate) fn fail(&self, call: Call, about: Option<&str>, requests: usize, failure: CallFailure) {
        self.observer.observe(Event::Ended { call, resources: 0, failure: Some(&failure) });
        self.record(CallRecord { failure: Some(failure), ..record(call, about, requests) });
    }

    /// Takes back the record of the last failure of a call, which turned out to be an answer.
    pub(crate) fn excuse(&self, call: Call, about: Option<&str>) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let failed =
            log.calls.iter_mut().rev().find(|made| {
                made.action == call.action() && made.arguments.as_deref() == about && made.failure.is_some()
            });
        if let Some(failed) = failed {
            failed.failure = None;
        }
    }

    /// How a call failed last, if it did.
    pub(crate) fn last_failure(&self, call: Call) -> Option<CallFailure> {
        self.failure_where(|made| made.action == call.action())
    }

    /// How a call about something failed, if it did.
    pub(crate) fn failure_about(&self, call: Call, about: &str) -> Option<CallFailure> {
        self.failure_where(|made| made.action == call.action() && made.arguments.as_deref() == Some(about))
    }

    fn failure_where(&self, is_meant: impl Fn(&CallRecord) -> bool) -> Option<CallFailure> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.calls.iter().rev().filter(|made| is_meant(made)).find_map(|made| made.failure.clone())
    }

    fn record(&self, record: CallRecord) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.answered |= record.failure.is_none();
        log.calls.push(record);
    }

    /// What was asked and what it gave, in a fixed order.
    pub(crate) fn finish(self, account: Option<String>, directory: String) -> (PlaceRecord, Vec<Kept>) {
        let mut log = self.log.into_inner().unwrap_or_else(PoisonError::into_inner);
        log.calls.sort_by(|a, b| (a.action, &a.arguments).cmp(&(b.action, &b.arguments)));
        log.documents.sort_by(|a, b| a.file.cmp(&b.file));
        (PlaceRecord { account, region: self.region, directory, calls: log.calls }, log.documents)
    }
}

/// The record of a call that did not fail.
fn record(call: Call, about: Option<&str>, requests: usize) -> CallRecord {
    CallRecord {
        action: call.action(),
        arguments: about.map(str::to_owned),
        requests,
        document: call.document(),
        file: None,
        resources: None,
        failure: None,
    }
}
