//! Where credentials come from, and keeping them for the whole process.

use super::client::direct;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, imds};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

/// Outside of EC2 nobody answers there; the SDK would wait four times a second.
const INSTANCE_METADATA: Duration = Duration::from_millis(500);
/// Credentials that end sooner are fetched anew.
const SPARE: Duration = Duration::from_secs(300);

/// Where credentials come from.
#[derive(Clone)]
pub enum Source {
    /// These, and nothing of the user's is read.
    Given(SharedCredentialsProvider),
    /// This profile and nothing else: whoever names a profile must not act as the instance that it runs on.
    Profile(String, Region),
    /// Environment, profile (SSO, `credential_process`, roles), web identity, container, instance.
    Usual(Region),
}

impl Source {
    /// Made afresh for each fetch: a login or a mended file counts at the next look.
    async fn provider(&self) -> SharedCredentialsProvider {
        match self {
            Source::Given(provider) => provider.clone(),
            Source::Profile(name, region) => {
                let config = config().with_region(Some(region.clone()));
                let profile = ProfileFileCredentialsProvider::builder().configure(&config).profile_name(name);
                SharedCredentialsProvider::new(profile.build())
            }
            Source::Usual(region) => {
                // They are the first of the chain as well. To build all of it takes clients for what comes after them,
                // and these read the certificates of hundreds of authorities.
                let environment = EnvironmentVariableCredentialsProvider::new();
                let chain = CredentialsProviderChain::first_try("Environment", environment);
                SharedCredentialsProvider::new(chain.or_else("Usual", Usual { region: region.clone() }))
            }
        }
    }
}

fn config() -> ProviderConfig {
    ProviderConfig::without_region().with_behavior_version(Some(BehaviorVersion::latest()))
}

/// The SDK's chain, built when it is asked.
#[derive(Debug)]
struct Usual {
    region: Region,
}

impl Usual {
    async fn get(&self) -> Result<Credentials, CredentialsError> {
        let metadata = imds::Client::builder().configure(&config().with_http_client(direct()));
        let chain = DefaultCredentialsChain::builder().configure(config()).region(self.region.clone());
        chain.imds_client(impatient(metadata).build()).build().await.provide_credentials().await
    }
}

impl ProvideCredentials for Usual {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.get())
    }
}

/// That there are no credentials must be known within 2.5 s.
fn impatient(metadata: imds::client::Builder) -> imds::client::Builder {
    metadata
        .max_attempts(1)
        .connect_timeout(INSTANCE_METADATA)
        .read_timeout(INSTANCE_METADATA)
        .operation_attempt_timeout(INSTANCE_METADATA)
        .operation_timeout(2 * INSTANCE_METADATA)
}

/// Credentials, fetched once for all clients and again shortly before they expire: a `credential_process` may
/// ask a person each time.
#[derive(Clone)]
pub struct Remembered {
    source: Source,
    kept: Arc<Mutex<Option<Credentials>>>,
    clock: Arc<dyn Clock>,
}

impl Remembered {
    pub fn new(source: Source, clock: Arc<dyn Clock>) -> Self {
        Self { source, kept: Arc::new(Mutex::new(None)), clock }
    }

    pub async fn get(&self) -> Result<Credentials, CredentialsError> {
        let mut kept = self.kept.lock().await;
        if let Some(credentials) = kept.as_ref().filter(|credentials| self.will_last(credentials)) {
            return Ok(credentials.clone());
        }
        let fresh = self.source.provider().await.provide_credentials().await?;
        *kept = Some(fresh.clone());
        Ok(fresh)
    }

    fn will_last(&self, credentials: &Credentials) -> bool {
        let until = SystemTime::from(self.clock.now()) + SPARE;
        credentials.expiry().is_none_or(|expiry| expiry > until)
    }
}

/// When they end; long-lived keys do not.
pub fn expiry(credentials: &Credentials) -> Option<Utc> {
    credentials.expiry().map(Utc::from)
}

impl ProvideCredentials for Remembered {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.get())
    }
}

impl fmt::Debug for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Debug)]
    struct Asked(AtomicU32, Option<Duration>);

    impl ProvideCredentials for Asked {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            let expiry = self.1.map(|life| SystemTime::from(SystemClock::new().now()) + life);
            future::ProvideCredentials::ready(Ok(Credentials::new(n.to_string(), "s", None, expiry, "test")))
        }
    }

    async fn keys_of_three(life: Option<Duration>) -> Vec<String> {
        let source = Source::Given(SharedCredentialsProvider::new(Asked(AtomicU32::new(0), life)));
        let remembered = Remembered::new(source, Arc::new(SystemClock::new()));
        let mut keys = Vec::new();
        for _ in 0..3 {
            keys.push(remembered.get().await.unwrap().access_key_id().to_owned());
        }
        keys
    }

    #[tokio::test]
    async fn credentials_are_fetched_once_until_shortly_before_they_expire() {
        assert_eq!(keys_of_three(None).await, ["0", "0", "0"]);
        assert_eq!(keys_of_three(Some(Duration::from_secs(3600))).await, ["0", "0", "0"]);
        assert_eq!(keys_of_three(Some(Duration::from_secs(60))).await, ["0", "1", "2"]);
    }

    /// Somebody accepts the connection to the metadata address and never answers.
    #[tokio::test]
    async fn a_silent_metadata_address_is_given_up_within_two_seconds() {
        let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", silent.local_addr().unwrap());
        let provider = ProviderConfig::without_region().with_http_client(direct());
        let metadata = imds::Client::builder().configure(&provider).endpoint(address).unwrap();
        let clock = SystemClock::new();
        let got = impatient(metadata).build().get("/latest/meta-data/").await;
        assert!(got.is_err());
        assert!(clock.elapsed() < Duration::from_secs(2), "{:?}", clock.elapsed());
    }
}
