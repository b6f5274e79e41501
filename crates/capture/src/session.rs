//! Calls in one Region of one account, and what they gave.

use std::collections::HashSet;
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
use crate::call_failure::{CallFailure, FailureKind};
use crate::document::Document;
use crate::failure::{CaptureError, classify};
use crate::manifest::{CallRecord, PlaceRecord};
use crate::observe::{Event, Observer};
use crate::page::Page;
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
    /// The action that filled it.
    action: &'static str,
    /// What that was about.
    arguments: Option<String>,
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
    pub(crate) route53: aws_sdk_route53::Client,
    pub(crate) profiles: aws_sdk_route53profiles::Client,
    pub(crate) resolver: aws_sdk_route53resolver::Client,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
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
            route53: client!(aws_sdk_route53, "hopwise-route53"),
            profiles: client!(aws_sdk_route53profiles, "hopwise-route53profiles"),
            resolver: client!(aws_sdk_route53resolver, "hopwise-route53resolver"),
            secrets: client!(aws_sdk_secretsmanager, "hopwise-secretsmanager"),
            sts: client!(aws_sdk_sts, "hopwise-sts"),
            region,
            permits,
            log: Mutex::default(),
            observer,
        }
    }

    /// Makes a call of one request. A failure is recorded, and gives `None`; so does the answer that there is none.
    pub(crate) async fn once<T, E>(
        &self,
        call: Call,
        about: Option<&str>,
        answer: impl Future<Output = Answer<T, E>>,
    ) -> Result<Option<T>, CaptureError>
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
                Ok(Some(output))
            }
            Err(error) => {
                self.end(call, about, 1, &error)?;
                Ok(None)
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
    pub(crate) async fn pages<P: Page, E>(
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
        let (mut requests, mut tokens) = (0, HashSet::new());
        loop {
            let page = {
                let _permit = self.permits.acquire().await;
                pages.next().await
            };
            match page {
                None => break,
                Some(Ok(page)) => {
                    requests += 1;
                    let leads_back = page.leads_back(&mut tokens);
                    self.answered();
                    self.observer.observe(Event::Page { call });
                    take(page);
                    if leads_back {
                        let code = "the same page comes again".to_owned();
                        self.fail(call, about, requests, CallFailure { kind: FailureKind::Unreadable, code });
                        return Ok(false);
                    }
                }
                Some(Err(error)) => return self.end(call, about, requests + 1, &error),
            }
        }
        self.record(record(call, about, requests));
        Ok(true)
    }

    /// Asks for page after page, and keeps what they hold as one document. `see` is shown every resource.
    ///
    /// A document whose last page is missing is not kept: what is not in it would pass for what does not exist.
    pub(crate) async fn listing<P: Page, E, T: Document>(
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

    /// Keeps a document that a recorded call has filled; or none, where that nothing is there was known without a call.
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
            } else {
                // The manifest names every file: others are nobody's to replace.
                let made =
                    CallRecord { file: Some(file.clone()), resources: Some(resources), ..record(call, about, 0) };
                log.calls.push(made);
            }
            log.documents.push(Kept { file, text, action: call.action(), arguments: about.map(str::to_owned) });
        }
        self.observer.observe(Event::Ended { call, resources, failure: None });
    }

    /// Ends a call that got an error: whether that is an answer, namely that there is none.
    ///
    /// Where nothing has been answered yet and nobody can be reached, the others would fail alike, each after many
    /// attempts: that ends the capture. What is asked beside EC2 and ECS may be out of reach alone, in a VPC without an
    /// endpoint for it.
    fn end<E>(
        &self,
        call: Call,
        about: Option<&str>,
        requests: usize,
        error: &SdkError<E, HttpResponse>,
    ) -> Result<bool, CaptureError>
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        let failure = classify(error, &self.region)?;
        if call.means_none(&failure.code) {
            self.record(record(call, about, requests));
            return Ok(true);
        }
        let answered = {
            let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            log.answered |= error.raw_response().is_some();
            log.answered
        };
        if !answered && matches!(call.service(), "ec2" | "ecs") {
            return Err(CaptureError::NothingAnswered { region: self.region.clone(), action: call.action(), failure });
        }
        self.fail(call, about, requests, failure);
        Ok(false)
    }

    /// Records a call that failed. Whose account it is, nothing depends on: not to know that is no gap in a snapshot.
    pub(crate) fn fail(&self, call: Call, about: Option<&str>, requests: usize, failure: CallFailure) {
        self.observer.observe(Event::Ended { call, resources: 0, failure: Some(&failure) });
        if call == Call::GetCallerIdentity {
            return;
        }
        self.record(CallRecord { failure: Some(failure), ..record(call, about, requests) });
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
        log.documents.sort_by(|a, b| (&a.file, &a.text).cmp(&(&b.file, &b.text)));
        apart(&mut log.documents, &mut log.calls);
        (PlaceRecord { account, region: self.region, directory, calls: log.calls }, log.documents)
    }
}

/// Gives names of their own to files whose names differ in nothing, or on some file systems in nothing that counts; the
/// calls that filled them name them alike.
fn apart(documents: &mut [Kept], calls: &mut [CallRecord]) {
    let mut taken = HashSet::new();
    for document in documents {
        let (before, mut number) = (document.file.clone(), 1);
        while !taken.insert(document.file.to_lowercase()) {
            number += 1;
            document.file = format!("{}-{number}.json", before.trim_end_matches(".json"));
        }
        if number > 1 {
            let is_its = |made: &&mut CallRecord| {
                made.action == document.action
                    && made.arguments == document.arguments
                    && made.file.as_ref() == Some(&before)
            };
            calls.iter_mut().filter(is_its).for_each(|made| made.file = Some(document.file.clone()));
        }
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
