//! What IAM says that an identity may, without trying it: SimulatePrincipalPolicy. One question of the query protocol,
//! signed here: a client of all of IAM would be the largest of all that are used.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use super::{Stack, http};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity as Signer;
use duckops_core::health::answer;
use duckops_core::policy::partition;
use duckops_core::text::Clean;
use duckops_core::world::observations::Answered;
use duckops_core::world::permissions::Permission;
use duckops_core::world::{Known, Why, WhyKind};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};
use std::time::{Duration, SystemTime};

const FORM: &str = "application/x-www-form-urlencoded";

impl Stack {
    /// Whether the policies of an identity allow it on these resources. Not known to whoever may not ask.
    pub async fn simulated(&self, arn: &Clean, permission: Permission, resources: &[String]) -> Known<bool> {
        let (endpoint, region) = self.iam();
        let url = http::address("the AWS endpoint", &endpoint)?;
        let mut request = Request::new(Method::POST, url);
        let source = source(arn);
        let body = asked(&source, permission, resources, &self.settings.region)?;
        let credentials = self.aws.credentials.get().await;
        let credentials = credentials.map_err(|error| Why::new(WhyKind::NoCredentials, error.to_string()))?;
        self.signed(&mut request, &body, credentials, &region)?;
        *request.body_mut() = Some(body.into());
        let got = http::send(&http::client(&endpoint)?, request, self.settings.aws_timeout).await;
        let said = String::from_utf8_lossy(&got.body?).into_owned();
        match got.answered {
            Answered::Http(200) => Ok(decided(&said)? == "allowed"),
            Answered::Http(404) => Err(not_found(&source)),
            Answered::Http(403) => Err(Why::new(WhyKind::Denied, "iam:SimulatePrincipalPolicy is not allowed")),
            other => Err(Why::refused(answer::words(other, got.reason, Duration::ZERO).as_str())),
        }
    }

    /// IAM is one for each partition, and signed for with the region that it is in.
    /// <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
    fn iam(&self) -> (String, String) {
        let (endpoint, of) = match partition(&self.settings.region) {
            "aws-cn" => ("https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            "aws-us-gov" => ("https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
            _ => ("https://iam.amazonaws.com", "us-east-1"),
        };
        (self.aws.endpoint().unwrap_or(endpoint).to_owned(), of.to_owned())
    }

    fn signed(&self, request: &mut Request, body: &str, credentials: Credentials, region: &str) -> Known<()> {
        let wrong = |what: &str| Why::new(WhyKind::BadReply, format!("the question to IAM cannot be signed: {what}"));
        let signer = Signer::from(credentials);
        let params = SigningParams::builder().identity(&signer).region(region).name("iam");
        let params = params.time(SystemTime::from(self.clock.now())).settings(SigningSettings::default());
        let params = params.build().map_err(|error| wrong(&error.to_string()))?.into();
        let (headers, url) = ([("content-type", FORM)], request.url().to_string());
        let signable = SignableRequest::new("POST", &url, headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
        let signature = signable.and_then(|it| sign(it, &params)).map_err(|error| wrong(&error.to_string()))?;
        let (instructions, _) = signature.into_parts();
        for (name, value) in headers.into_iter().chain(instructions.headers()) {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| wrong(&error.to_string()))?;
            let value = HeaderValue::from_str(value).map_err(|error| wrong(&error.to_string()))?;
            request.headers_mut().insert(name, value);
        }
        Ok(())
    }
}

/// The form. A policy may ask for the region, which IAM does not know by itself.
fn asked(source: &str, permission: Permission, resources: &[String], region: &str) -> Known<String> {
    let fixed = [
        ("Action", "SimulatePrincipalPolicy"),
        ("Version", "2010-05-08"),
        ("PolicySourceArn", source),
        ("ActionNames.member.1", permission.name),
        ("ContextEntries.member.1.ContextKeyName", "aws:RequestedRegion"),
        ("ContextEntries.member.1.ContextKeyType", "string"),
        ("ContextEntries.member.1.ContextKeyValues.member.1", region),
    ];
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let numbered = resources.iter().enumerate().map(|(n, arn)| (format!("ResourceArns.member.{}", n + 1), arn.clone()));
    let form = Url::parse_with_params("form:", fixed.into_iter().chain(numbered));
    let written = form.ok().and_then(|form| form.query().map(str::to_owned));
    written.ok_or_else(|| Why::new(WhyKind::BadReply, "the question to IAM cannot be written"))
}

/// A session is of a role, and policies are the role's: `assumed-role/on-call/ana` is `role/on-call`. Where the role has
/// a path, the session does not tell it, and IAM does not find it.
fn source(arn: &Clean) -> String {
    let parts: Vec<_> = arn.as_str().splitn(6, ':').collect();
    let [_, partition, "sts", _, account, who] = parts.as_slice() else { return arn.to_string() };
    match who.split('/').collect::<Vec<_>>().as_slice() {
        ["assumed-role", role, ..] => format!("arn:{partition}:iam::{account}:role/{role}"),
        _ => arn.to_string(),
    }
}

/// Most often it is there, below a path: roles of IAM Identity Center all have one.
fn not_found(source: &str) -> Why {
    let who = source.splitn(6, ':').last().unwrap_or(source);
    Why::absent(format!("IAM finds no {who}: if the role has a path, a session does not tell it"))
}

/// The one decision of the reply: `allowed`, `explicitDeny` or `implicitDeny`.
fn decided(reply: &str) -> Known<&str> {
    let decision = reply.split_once("<EvalDecision>").and_then(|(_, rest)| rest.split_once("</EvalDecision>"));
    decision.map(|(decision, _)| decision).ok_or_else(|| Why::new(WhyKind::BadReply, "IAM's answer holds no decision"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckops_core::world::permissions::UPDATE_ALIAS;

    #[test]
    fn a_session_is_asked_for_as_its_role() {
        for (arn, expected) in [
            ("arn:aws:sts::1:assumed-role/on-call/ana", "arn:aws:iam::1:role/on-call"),
            ("arn:aws-cn:sts::1:assumed-role/on-call/a/b", "arn:aws-cn:iam::1:role/on-call"),
            ("arn:aws:iam::1:user/ana", "arn:aws:iam::1:user/ana"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(source(&arn.into()), expected);
        }
    }

    #[test]
    fn a_role_that_is_not_found_may_have_a_path() {
        let source = source(&"arn:aws:sts::1:assumed-role/AWSReservedSSO_ops_1/ana".into());
        let said = "IAM finds no role/AWSReservedSSO_ops_1: if the role has a path, a session does not tell it";
        assert_eq!(not_found(&source).text.as_str(), said);
    }

    #[test]
    fn the_form_names_everything_once() {
        let form = asked("arn:aws:iam::1:user/ana", UPDATE_ALIAS, &["a:b".into(), "c".into()], "us-east-1").unwrap();
        for field in
            ["ActionNames.member.1=lambda%3AUpdateAlias", "ResourceArns.member.1=a%3Ab", "ResourceArns.member.2=c"]
        {
            assert_eq!(form.matches(field).count(), 1, "{form}");
        }
    }

    #[test]
    fn one_decision_is_read_and_nothing_else_is_one() {
        assert_eq!(decided("<a><EvalDecision>implicitDeny</EvalDecision></a>").unwrap(), "implicitDeny");
        for nothing in ["", "<EvalDecision>allowed", "<EvalDecision/>"] {
            assert!(decided(nothing).is_err(), "{nothing}");
        }
    }
}
