//! The way to AWS, and what can be seen on it.

use std::sync::Arc;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use hopwise_model::RefusedCall;

use crate::failure::CaptureError;
use crate::observe::{Event, Observer};

/// A client that speaks HTTP and TLS. As with the AWS CLI, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name proxies, and
/// `AWS_CA_BUNDLE` a file of further certificate authorities.
///
/// # Errors
///
/// When `AWS_CA_BUNDLE` names no file of certificates that can be read: who names one does not want to be without it.
pub(crate) fn http_client() -> Result<SharedHttpClient, CaptureError> {
    let authorities = authorities()?;
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector =
            Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).proxy_config(ProxyConfig::from_env());
        if let Some(context) = &authorities {
            connector = connector.tls_context(context.clone());
        }
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    }))
}

/// The system's certificate authorities and those of `AWS_CA_BUNDLE`; `None` where that is not set.
fn authorities() -> Result<Option<TlsContext>, CaptureError> {
    let Some(path) = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) else { return Ok(None) };
    let unusable = |why: String| CaptureError::CaBundle { path: path.clone().into(), why };
    let bundle = std::fs::read(&path).map_err(|error| unusable(error.to_string()))?;
    let trusted = TrustStore::default().with_native_roots(true).with_pem_certificate(bundle);
    let context = TlsContext::builder().with_trust_store(trusted).build();
    context.map(Some).map_err(|error| unusable(error.to_string()))
}

/// Sees every attempt, and tells of those that have to be repeated.
#[derive(Debug)]
pub(crate) struct Watch(pub(crate) Arc<dyn Observer>);

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "hopwise-watch"
    }

    /// The SDK takes XML that breaks off for whole, and no answer at all for JSON that says nothing: a list would end where
    /// the answer does.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.response().body().bytes() {
            Some(body) if breaks_off(body) => Err("the answer breaks off".into()),
            Some(body) if body.trim_ascii().is_empty() => Err("the answer is empty".into()),
            _ => Ok(()),
        }
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(response) = context.response() else {
            self.0.observe(Event::Retried);
            return Ok(());
        };
        let status = response.status().as_u16();
        if status < 400 {
            return Ok(());
        }
        let body = response.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
        let words = body.split(|c: char| !c.is_ascii_alphanumeric());
        if status == 429 || words.into_iter().any(|code| RefusedCall::of(code) == Some(RefusedCall::Throttled)) {
            self.0.observe(Event::Throttled);
        } else if status >= 500 {
            self.0.observe(Event::Retried);
        }
        Ok(())
    }
}

/// Whether a body is XML whose first element does not end. AWS's end with `</DescribeVpcsResponse>` and the like.
fn breaks_off(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    let last = body.iter().rposition(|&byte| byte == b'<').and_then(|start| body.get(start..)).unwrap_or_default();
    body.starts_with(b"<") && !(last.starts_with(b"</") && last.ends_with(b"Response>"))
}
