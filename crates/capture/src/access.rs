//! How AWS is reached: credentials, Regions, roles, limits.

use std::sync::Arc;
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use hopwise_model::Region;

use crate::failure::{CaptureError, code_of_credentials, of_credentials};
use crate::scope::Scope;
use crate::transport;

/// Whose account is asked, where, and how patiently.
///
/// What is not named comes from where the AWS CLI takes it: environment variables, the shared configuration files, IAM
/// Identity Center, the roles of containers and instances.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The profile of the shared configuration.
    pub profile: Option<String>,
    /// The Regions; none stands for the one that the profile or the environment names.
    pub regions: Vec<Region>,
    /// Roles to assume: one account each. None stands for the credentials as they are.
    pub role_arns: Vec<String>,
    /// Where every service is asked, instead of AWS's public endpoints.
    pub endpoint_url: Option<String>,
    /// How patiently.
    pub limits: Limits,
    /// What stands between the SDK and AWS.
    pub transport: Transport,
}

/// How much is asked at once, and how long a capture waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests under way at the same time, in every place together. EC2 refills some ten to twenty requests a second
    /// for each action (EC2 developer guide, "Request throttling"), so that more only meet throttles.
    pub in_flight: usize,
    /// How often a request is made at the most.
    pub attempts: u32,
    /// How long a connection may take to stand.
    pub connect_timeout: Duration,
    /// How long one attempt may take.
    pub attempt_timeout: Duration,
    /// How long a request with its repetitions may take.
    pub call_timeout: Duration,
    /// The longest wait before the first repetition; it doubles from one to the next.
    pub first_backoff: Duration,
    /// The longest wait between repetitions.
    pub longest_backoff: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 8,
            attempts: 10,
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_mins(1),
            call_timeout: Duration::from_mins(5),
            first_backoff: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(5),
        }
    }
}

/// What stands between the SDK and AWS. The default is the real world; tests put something else in its place.
#[derive(Clone, Debug, Default)]
pub struct Transport {
    /// Carries requests; the default speaks HTTP and TLS, through the proxies that the environment names.
    pub http_client: Option<SharedHttpClient>,
    /// Gives credentials; the default is the chain of providers that the AWS CLI has too.
    pub credentials: Option<SharedCredentialsProvider>,
    /// Waits.
    pub sleep: Option<SharedAsyncSleep>,
    /// Knows the time.
    pub time: Option<SharedTimeSource>,
}

/// One account, as far as it is known before the first call.
pub(crate) struct Account {
    /// The configuration of clients in it, without a Region.
    pub(crate) config: SdkConfig,
    /// The account in the ARN of the role, where one is assumed.
    pub(crate) of_role: Option<String>,
}

impl Access {
    /// The accounts, with credentials that were loaded once.
    pub(crate) async fn accounts(&self, scope: &Scope) -> Result<Vec<Account>, CaptureError> {
        let base = self.base(scope).await?;
        check(&base).await.map_err(|error| of_credentials(&error))?;
        if self.role_arns.is_empty() {
            return Ok(vec![Account { config: base, of_role: None }]);
        }
        let mut accounts = Vec::new();
        for role in &self.role_arns {
            let provider = AssumeRoleProvider::builder(role).session_name("hopwise").configure(&base).build().await;
            let provider = SharedCredentialsProvider::new(provider);
            let config = base.to_builder().credentials_provider(provider).build();
            check(&config)
                .await
                .map_err(|error| CaptureError::AssumeRole { role: role.clone(), code: code_of_credentials(&error) })?;
            // arn:PARTITION:iam::ACCOUNT:role/NAME
            let of_role = role.split(':').nth(4).filter(|account| !account.is_empty()).map(str::to_owned);
            accounts.push(Account { config, of_role });
        }
        Ok(accounts)
    }

    /// The Regions to ask: the user's, those of the ARNs that he names, or the configuration's.
    pub(crate) fn regions(&self, config: &SdkConfig, scope: &Scope) -> Result<Vec<String>, CaptureError> {
        if self.regions.is_empty() {
            let of_arns = scope.regions();
            if !of_arns.is_empty() {
                return Ok(of_arns.into_iter().map(str::to_owned).collect());
            }
            let region = config.region().ok_or(CaptureError::NoRegion)?;
            return Ok(vec![region.to_string()]);
        }
        let mut regions: Vec<String> = Vec::new();
        for region in self.regions.iter().map(ToString::to_string) {
            if !regions.contains(&region) {
                regions.push(region);
            }
        }
        Ok(regions)
    }

    async fn base(&self, scope: &Scope) -> Result<SdkConfig, CaptureError> {
        let limits = &self.limits;
        let retries = RetryConfig::adaptive()
            .with_max_attempts(limits.attempts)
            .with_initial_backoff(limits.first_backoff)
            .with_max_backoff(limits.longest_backoff);
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(limits.connect_timeout)
            .operation_attempt_timeout(limits.attempt_timeout)
            .operation_timeout(limits.call_timeout)
            .build();
        let http_client = match &self.transport.http_client {
            Some(http_client) => http_client.clone(),
            None => transport::http_client()?,
        };
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http_client.clone())
            .retry_config(retries)
            .timeout_config(timeouts);
        if let Ok(name) = AppName::new("hopwise") {
            loader = loader.app_name(name);
        }
        let named = self.regions.first().map(ToString::to_string);
        let of_arns = scope.regions().first().map(|&region| region.to_owned());
        let region = named.or(of_arns).map(aws_config::Region::new);
        if let Some(region) = &region {
            loader = loader.region(region.clone());
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
            // The SDK's chain would prefer keys in the environment to a profile that is named, the AWS CLI's does not.
            let surroundings = ProviderConfig::default().with_http_client(http_client).with_region(region);
            let own = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&surroundings);
            loader = loader.credentials_provider(own.build());
        }
        if let Some(url) = &self.endpoint_url {
            if !(url.starts_with("https://") || url.starts_with("http://")) {
                return Err(CaptureError::EndpointUrl(url.clone()));
            }
            loader = loader.endpoint_url(url);
        }
        if let Some(credentials) = &self.transport.credentials {
            loader = loader.credentials_provider(credentials.clone());
        }
        if let Some(sleep) = &self.transport.sleep {
            loader = loader.sleep_impl(sleep.clone());
        }
        if let Some(time) = &self.transport.time {
            loader = loader.time_source(time.clone());
        }
        let config = loader.load().await;
        if config.region().is_none() {
            return Err(CaptureError::NoRegion);
        }
        Ok(config)
    }
}

/// Loads the credentials once, so that their absence is said before anything is asked.
async fn check(config: &SdkConfig) -> Result<(), aws_credential_types::provider::error::CredentialsError> {
    match config.credentials_provider() {
        Some(provider) => provider.provide_credentials().await.map(|_| ()),
        None => Err(aws_credential_types::provider::error::CredentialsError::not_loaded_no_source()),
    }
}

/// A shared count of what may be under way.
pub(crate) fn permits(limits: &Limits) -> Arc<tokio::sync::Semaphore> {
    Arc::new(tokio::sync::Semaphore::new(limits.in_flight.max(1)))
}
