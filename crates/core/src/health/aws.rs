//! A refusal by AWS, in words: its code, one sentence, the request id, and what to type next.

use crate::world::permissions::Permission;
use crate::world::{Why, WhyKind};

/// An error reply of an AWS service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `AccessDeniedException`; empty when the reply had none, and then it may not be from AWS.
    pub code: String,
    pub message: String,
    pub request: Option<String>,
}

/// What was asked, for hints.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The IAM action that it needs.
    pub permission: Permission,
    pub region: &'a str,
    pub profile: Option<&'a str>,
}

impl Asked<'_> {
    /// The command that renews a session of IAM Identity Center.
    pub fn sso_login(&self) -> String {
        self.with_profile("aws sso login")
    }

    pub fn with_profile(&self, command: &str) -> String {
        self.profile.map_or_else(|| command.to_owned(), |profile| format!("{command} --profile {profile}"))
    }
}

/// Codes by their common names; some services add `Exception`.
pub fn why(refusal: &Refusal, asked: Asked<'_>) -> Why {
    let code = refusal.code.trim_end_matches("Exception");
    match code {
        "AccessDenied" | "UnauthorizedOperation" | "Forbidden" => denied(refusal, asked),
        "ExpiredToken" | "RequestExpired" | "TokenRefreshRequired" => {
            told(WhyKind::NoCredentials, refusal, "the credentials have expired")
                .hint(format!("{}, or renew the credentials in the environment", asked.sso_login()))
        }
        "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "AuthFailure"
        | "MissingAuthenticationToken" => {
            told(WhyKind::NoCredentials, refusal, &format!("AWS does not know these credentials in {}", asked.region))
                .command(asked.with_profile("aws sts get-caller-identity"))
        }
        "SignatureDoesNotMatch" | "InvalidSignature" | "IncompleteSignature" => told(
            WhyKind::NoCredentials,
            refusal,
            "the secret key does not fit the key, or this machine's clock is wrong",
        )
        .command(format!("{}; date -u", asked.with_profile("aws sts get-caller-identity"))),
        "RequestTimeTooSkewed" => told(WhyKind::Refused, refusal, "this machine's clock is wrong").command("date -u"),
        "Throttling" | "TooManyRequests" | "RequestLimitExceeded" | "LimitExceeded" => {
            told(WhyKind::Refused, refusal, "AWS asks to slow down").hint("wait a minute, then look again")
        }
        "ResourceNotFound" | "StateMachineDoesNotExist" | "ExecutionDoesNotExist" | "NotFound" => {
            let sentence = if refusal.message.is_empty() { "there is no such thing" } else { &refusal.message };
            told(WhyKind::Refused, refusal, sentence)
                .hint(format!("is it in {} of this account? see duckops.toml", asked.region))
        }
        "" => stranger(refusal),
        _ => other(refusal),
    }
}

fn denied(refusal: &Refusal, asked: Asked<'_>) -> Why {
    let permission = named_permission(&refusal.message).unwrap_or(asked.permission.name);
    let who = who(&refusal.message).map_or_else(String::new, |who| format!(" as {who}"));
    let code = if refusal.code.is_empty() { "AccessDenied" } else { &refusal.code };
    Why::new(WhyKind::Denied, format!("{code} ({permission}){who}{}", request(refusal)))
        .hint(format!("add the permission {permission} to this identity: {}", whole_policy(asked.permission)))
}

/// The command that prints the policy in which it stands.
pub fn whole_policy(permission: Permission) -> &'static str {
    if permission.changes { "duckops iam-policy --with-actions" } else { "duckops iam-policy" }
}

/// `User: arn… is not authorized to perform: lambda:GetAlias on resource: …` names what is missing.
fn named_permission(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("perform: ")?;
    rest.split_whitespace().next().filter(|action| action.contains(':'))
}

/// `user/bob` of the ARN in the same sentence.
fn who(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("User: arn:")?;
    let arn = rest.split_whitespace().next()?;
    arn.splitn(5, ':').nth(4)
}

/// An answer without an AWS error code.
fn stranger(refusal: &Refusal) -> Why {
    if refusal.status >= 500 {
        return Why::new(WhyKind::Refused, format!("AWS failed: HTTP {}{}", refusal.status, request(refusal)))
            .hint("wait a minute, then look again; https://health.aws.amazon.com/health/status");
    }
    Why::new(WhyKind::BadReply, format!("the answer is not one of AWS: HTTP {}", refusal.status))
        .hint("is a proxy or a captive portal in between, or the endpoint URL wrong?")
}

fn other(refusal: &Refusal) -> Why {
    let sentence = if refusal.message.is_empty() { "AWS refused" } else { &refusal.message };
    let why = told(WhyKind::Refused, refusal, sentence);
    if refusal.status >= 500 { why.hint("wait a minute, then look again") } else { why }
}

fn told(kind: WhyKind, refusal: &Refusal, sentence: &str) -> Why {
    let sentence = sentence.trim_end_matches('.');
    Why::new(kind, format!("{}: {sentence}{}", refusal.code, request(refusal)))
}

fn request(refusal: &Refusal) -> String {
    refusal.request.as_ref().map_or_else(String::new, |id| format!(" (request {id})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::permissions::FILTER_LOG_EVENTS;

    fn refusal(status: u16, code: &str, message: &str) -> Refusal {
        Refusal { status, code: code.into(), message: message.into(), request: Some("r-1".into()) }
    }

    const ASKED: Asked<'_> = Asked { permission: FILTER_LOG_EVENTS, region: "us-east-1", profile: Some("ops") };

    #[test]
    fn each_refusal_says_what_it_is_and_what_to_do() {
        let not_authorized =
            "User: arn:aws:iam::121546003735:user/bob is not authorized to perform: lambda:UpdateAlias on resource: x";
        for (refusal, kind, text, hint) in [
            (
                refusal(403, "AccessDeniedException", not_authorized),
                WhyKind::Denied,
                "AccessDeniedException (lambda:UpdateAlias) as user/bob (request r-1)",
                "add the permission lambda:UpdateAlias to this identity: duckops iam-policy",
            ),
            (
                refusal(403, "AccessDenied", ""),
                WhyKind::Denied,
                "AccessDenied (logs:FilterLogEvents) (request r-1)",
                "add the permission logs:FilterLogEvents to this identity: duckops iam-policy",
            ),
            (
                refusal(403, "ExpiredTokenException", "The security token included in the request is expired"),
                WhyKind::NoCredentials,
                "ExpiredTokenException: the credentials have expired (request r-1)",
                "aws sso login --profile ops, or renew the credentials in the environment",
            ),
            (
                refusal(403, "UnrecognizedClientException", "x"),
                WhyKind::NoCredentials,
                "UnrecognizedClientException: AWS does not know these credentials in us-east-1 (request r-1)",
                "aws sts get-caller-identity --profile ops",
            ),
            (
                refusal(404, "ResourceNotFoundException", "Function not found: f."),
                WhyKind::Refused,
                "ResourceNotFoundException: Function not found: f (request r-1)",
                "is it in us-east-1 of this account? see duckops.toml",
            ),
            (
                refusal(400, "ThrottlingException", "Rate exceeded"),
                WhyKind::Refused,
                "ThrottlingException: AWS asks to slow down (request r-1)",
                "wait a minute, then look again",
            ),
        ] {
            let why = why(&refusal, ASKED);
            assert_eq!((why.kind, why.text.as_str(), why.hint.as_ref().unwrap().as_str()), (kind, text, hint));
        }
    }

    #[test]
    fn an_answer_that_is_not_of_aws_is_told_from_a_failure_of_aws() {
        assert_eq!(why(&refusal(503, "", ""), ASKED).text.as_str(), "AWS failed: HTTP 503 (request r-1)");
        assert_eq!(why(&refusal(200, "", ""), ASKED).kind, WhyKind::BadReply);
        let why = why(&refusal(400, "ValidationException", "2 errors."), ASKED);
        assert_eq!((why.text.as_str(), why.hint), ("ValidationException: 2 errors (request r-1)", None));
    }

    #[test]
    fn hostile_words_in_a_message_do_not_pass() {
        let why = why(&refusal(400, "X\u{1b}[31m", "a\u{202e}b\r\npassword=hunter2"), ASKED);
        assert!(!why.text.as_str().contains(['\u{1b}', '\u{202e}', '\n']) && !why.text.as_str().contains("hunter2"));
    }
}
