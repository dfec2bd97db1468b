//! Any failure of an AWS call as a reason in words. No Debug text: what the SDK knows is read by type.

use aws_config::imds::client::error::ImdsError;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use duckops_core::health::aws::{Asked, Refusal, why as refused};
use duckops_core::world::{Why, WhyKind, duration_text};
use std::error::Error;
use std::io;
use std::iter::successors;
use std::time::Duration;

/// What was asked and how long was waited.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub asked: Asked<'a>,
    pub timeout: Duration,
}

impl Call<'_> {
    /// The reason, for a person.
    pub fn why<E>(self, error: &SdkError<E, HttpResponse>) -> Why
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if let Some(credentials) = causes(error).find_map(|cause| cause.downcast_ref::<CredentialsError>()) {
            return self.no_credentials(credentials);
        }
        match error {
            SdkError::ServiceError(_) | SdkError::ResponseError(_) => refused(&refusal(error), self.asked),
            SdkError::TimeoutError(_) => {
                Why::new(WhyKind::TimedOut, format!("no answer from AWS within {}", duration_text(self.timeout)))
                    .hint("look again; if it stays, check the network, VPN or proxy")
            }
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                Why::new(WhyKind::TimedOut, "no connection to AWS within 3 s").hint("check the network, VPN or proxy")
            }
            SdkError::DispatchFailure(_) => unreachable(error),
            _ => Why::new(WhyKind::BadReply, format!("the request could not be made: {}", last_words(error))),
        }
    }

    pub fn no_credentials(self, error: &CredentialsError) -> Why {
        let why = |text: String| Why::new(WhyKind::NoCredentials, text);
        let none = matches!(error, CredentialsError::CredentialsNotLoaded(_)) && self.asked.profile.is_none();
        if causes(error).any(|cause| mentions_sso(&cause.to_string())) {
            return why("the SSO session is missing or has expired".into()).command(self.asked.sso_login());
        }
        if none || causes(error).any(|cause| cause.is::<ImdsError>()) {
            return why("no AWS credentials: tried environment, profile, web identity, container and instance".into())
                .hint("aws sso login, or aws configure, or name a profile: --profile NAME");
        }
        let hint = self.asked.with_profile("aws configure list");
        match error {
            CredentialsError::ProviderTimedOut(_) => {
                why("the AWS credentials did not come in time".into()).command(hint)
            }
            _ => why(format!("the AWS credentials cannot be used: {}", last_words(error))).command(hint),
        }
    }
}

/// Nothing was sent, or AWS said a definite no: the change is not in the world. Anything else may be.
pub fn is_definite<E: Error + ProvideErrorMetadata + 'static>(error: &SdkError<E, HttpResponse>) -> bool {
    let unsent = |cause: &(dyn Error + 'static)| {
        cause.is::<CredentialsError>()
            || cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused)
    };
    match error {
        SdkError::ServiceError(service) => {
            (400..500).contains(&service.raw().status().as_u16()) && service.err().code().is_some()
        }
        SdkError::ConstructionFailure(_) => true,
        SdkError::DispatchFailure(_) => causes(error).any(unsent),
        _ => false,
    }
}

fn refusal<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Refusal {
    let text = |text: Option<&str>| text.map_or_else(String::new, str::to_owned);
    let meta = match error {
        SdkError::ServiceError(service) => Some(service.err().meta()),
        _ => None,
    };
    Refusal {
        status: error.raw_response().map_or(0, |reply| reply.status().as_u16()),
        code: text(meta.and_then(|meta| meta.code())),
        message: text(meta.and_then(|meta| meta.message())),
        request: error.request_id().map(str::to_owned),
    }
}

fn unreachable(error: &(dyn Error + 'static)) -> Why {
    let io = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>().map(io::Error::kind));
    let words = match io {
        Some(io::ErrorKind::ConnectionRefused) => "connection refused".to_owned(),
        Some(io::ErrorKind::ConnectionReset) => "the connection was reset".to_owned(),
        _ => last_words(error),
    };
    Why::new(WhyKind::Network, format!("AWS cannot be reached: {words}"))
        .hint("check the network, VPN or proxy, and the settings api and region")
}

/// The innermost cause says it best.
fn last_words(error: &(dyn Error + 'static)) -> String {
    let words = causes(error).last().map_or_else(String::new, ToString::to_string);
    words.trim_end_matches(['.', ':', ' ', '\n']).to_owned()
}

/// The SDK has no public type for it.
fn mentions_sso(text: &str) -> bool {
    text.contains("SSO") || text.contains("sso/cache")
}

/// The error and everything that caused it. `io::Error` hides what it wraps from `source`.
pub fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |error: &&'a (dyn Error + 'static)| {
        let error: &'a (dyn Error + 'static) = *error;
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source())
    })
}
