//! One configuration for every AWS client: deadlines, tries, endpoint, credentials.

use super::StackSettings;
use super::credentials::{Remembered, Source};
use super::http::is_loopback;
use super::meter::Meter;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Known, Why, WhyKind};
use std::sync::Arc;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(3);
/// Of a read. A mutation gets one: whoever repeats it must have looked first.
const TRIES: u32 = 3;
/// Before the second try; the SDK's full second makes a person wait for a refusal that is clear at once.
const BACKOFF: Duration = Duration::from_millis(200);
/// SSO and `credential_process` may ask a person.
const CREDENTIALS: Duration = Duration::from_secs(60);

/// A client for each service.
pub struct Clients {
    pub lambda: aws_sdk_lambda::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
    pub metrics: aws_sdk_cloudwatch::Client,
    pub mail: aws_sdk_sesv2::Client,
    pub executions: aws_sdk_sfn::Client,
    pub sts: aws_sdk_sts::Client,
    /// What all of them sign with; kept here to know when it expires.
    pub credentials: Remembered,
    endpoint: Option<String>,
}

macro_rules! client {
    ($sdk:ident, $config:expr) => {
        $sdk::Client::from_conf($sdk::config::Builder::from($config).interceptor(Meter).build())
    };
}

impl Clients {
    pub async fn new(settings: &StackSettings, clock: Arc<dyn Clock>) -> Known<Self> {
        if let Some(endpoint) = &settings.endpoint_url {
            super::http::address("the AWS endpoint", endpoint)?;
        }
        let (config, credentials) = match &settings.credentials {
            Some((key, secret)) => given(settings, key, secret, clock)?,
            None => usual(settings, clock).await?,
        };
        let endpoint = config.endpoint_url().map(str::to_owned);
        let config = direct_on_loopback(config);
        Ok(Self {
            lambda: client!(aws_sdk_lambda, &config),
            logs: client!(aws_sdk_cloudwatchlogs, &config),
            metrics: client!(aws_sdk_cloudwatch, &config),
            mail: client!(aws_sdk_sesv2, &config),
            executions: client!(aws_sdk_sfn, &config),
            sts: client!(aws_sdk_sts, &config),
            credentials,
            endpoint,
        })
    }

    /// Where AWS is, when it is not where it usually is.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Any HTTP answer from here shows that the network works; no credentials are needed for that.
    /// <https://docs.aws.amazon.com/general/latest/gr/sts.html>
    pub fn control_endpoint(&self, region: &str) -> String {
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        self.endpoint.clone().unwrap_or_else(|| format!("https://sts.{region}.{suffix}"))
    }
}

/// For drills: nothing of the user's is read, so this does not pass through aws-config's loader.
fn given(settings: &StackSettings, key: &str, secret: &str, clock: Arc<dyn Clock>) -> Known<(SdkConfig, Remembered)> {
    let keys = SharedCredentialsProvider::new(Credentials::new(key, secret, None, None, "duckops"));
    let credentials = Remembered::new(Source::Given(keys), clock);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .app_name(app_name()?)
        .timeout_config(timeouts(settings))
        .retry_config(retries())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(credentials.clone()));
    config.set_endpoint_url(settings.endpoint_url.clone());
    Ok((config.build(), credentials))
}

/// For the real thing: environment and profile as every AWS tool reads them.
async fn usual(settings: &StackSettings, clock: Arc<dyn Clock>) -> Known<(SdkConfig, Remembered)> {
    let region = Region::new(settings.region.clone());
    let source = match &settings.profile {
        Some(name) => Source::Profile(name.clone(), region.clone()),
        None => Source::Usual(region.clone()),
    };
    let credentials = Remembered::new(source, clock);
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region)
        .app_name(app_name()?)
        .timeout_config(timeouts(settings))
        .retry_config(retries())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .identity_cache(IdentityCache::lazy().load_timeout(CREDENTIALS).build())
        .credentials_provider(SharedCredentialsProvider::new(credentials.clone()));
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &settings.endpoint_url {
        loader = loader.endpoint_url(endpoint);
    }
    Ok((loader.load().await, credentials))
}

/// The SDK would send even loopback through `HTTP_PROXY`.
fn direct_on_loopback(config: SdkConfig) -> SdkConfig {
    let plain = config.endpoint_url().is_some_and(|url| url.starts_with("http://") && is_loopback(url));
    if plain { config.to_builder().http_client(direct()).build() } else { config }
}

/// Plain HTTP, past every proxy.
pub fn direct() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(TRIES).with_initial_backoff(BACKOFF)
}

fn timeouts(settings: &StackSettings) -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(settings.aws_timeout).build()
}

/// In the user agent, so that CloudTrail tells duckops from other tools.
fn app_name() -> Known<AppName> {
    AppName::new("duckops").map_err(|e| Why::new(WhyKind::BadReply, e.to_string()))
}
