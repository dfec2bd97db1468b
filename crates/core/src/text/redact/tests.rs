//! What goes and what stays, as tables.

use super::{Redaction, by, once, secrets, suspicious};
use proptest::prelude::*;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N";

fn session() -> String {
    "IQoJb3JpZ2luX2VjEJr//8wEaCXVzLWVhc3QtMSJHMEUCIQDk4a2Z".repeat(3)
}

#[test]
fn secrets_are_replaced() {
    let session = session();
    let of = |text: &str| text.replace("<KEY>", KEY).replace("<JWT>", JWT).replace("<SESSION>", &session);
    for (raw, shown) in [
        ("key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"),
        ("ASIAIOSFODNN7EXAMPLE", "[redacted]"),
        (
            "Credential=AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/lambda/aws4_request",
            "Credential=[redacted]/20261122/us-east-1/lambda/aws4_request",
        ),
        ("X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261122", "X-Amz-Credential=[redacted]%2F20261122"),
        ("the key:AKIAIOSFODNN7EXAMPLE.", "the key:[redacted]."),
        ("(AKIAIOSFODNN7EXAMPLE)", "([redacted])"),
        ("secret <KEY>", "secret [redacted]"),
        ("<KEY>", "[redacted]"),
        ("x=<KEY>,", "x=[redacted],"),
        ("AKIAIOSFODNN7EXAMPLE <KEY>", "[redacted] [redacted]"),
        ("AKIAIOSFODNN7EXAMPLE:<KEY>", "[redacted]:[redacted]"),
        ("aws_secret_access_key = <KEY>", "aws_secret_access_key = [redacted]"),
        ("{\"SecretAccessKey\":\"<KEY>\",\"n\":1}", "{\"SecretAccessKey\":\"[redacted]\",\"n\":1}"),
        ("the secret access key: <KEY>", "the secret access key: [redacted]"),
        ("session <SESSION> ended", "session [redacted] ended"),
        ("AWS_SESSION_TOKEN=<SESSION>", "AWS_SESSION_TOKEN=[redacted]"),
        ("x-amz-security-token: <SESSION>", "x-amz-security-token: [redacted]"),
        ("x-amz-signature=fe5f80f77d5fa3beca038a248ff027", "x-amz-signature=[redacted]"),
        ("password=hunter2&x=1", "password=[redacted]&x=1"),
        ("password = hunter2", "password = [redacted]"),
        ("Password: hunter2, user: ana", "Password: [redacted], user: ana"),
        ("DB_PASSWORD=a,b", "DB_PASSWORD=[redacted]"),
        ("password=a,b,user=ana", "password=[redacted],user=ana"),
        ("pwd=hunter2;server=x", "pwd=[redacted];server=x"),
        ("PWD: hunter2", "PWD: [redacted]"),
        ("passphrase=x", "passphrase=[redacted]"),
        ("password=\"two words\" x", "password=\"[redacted]\" x"),
        ("password='two, words' x", "password='[redacted]' x"),
        ("password=\"never closed", "password=\"[redacted]"),
        (r#"{"token": "abc123", "n": 1}"#, r#"{"token": "[redacted]", "n": 1}"#),
        (r#"{\"password\":\"two words\",\"n\":1}"#, r#"{\"password\":\"[redacted]\",\"n\":1}"#),
        (r#"{\\\"password\\\": \\\"a b\\\", x"#, r#"{\\\"password\\\": \\\"[redacted]\\\", x"#),
        (r"password=hunter2\nnext", r"password=[redacted]\nnext"),
        ("password=ä\u{fc}\u{1f986}x y", "password=[redacted] y"),
        ("Authorization: Bearer abcdef", "Authorization: Bearer [redacted]"),
        ("authorization: Basic YW5hOnB3", "authorization: Basic [redacted]"),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/2026",
            "Authorization: AWS4-HMAC-SHA256 [redacted]",
        ),
        ("sent Bearer abcdefgh1234", "sent Bearer [redacted]"),
        ("Bearer <JWT>", "Bearer [redacted]"),
        ("jwt <JWT>", "jwt [redacted]"),
        ("jwt <JWT>.", "jwt [redacted]."),
        ("?t=<JWT>&x=1", "?t=[redacted]&x=1"),
        ("token=<JWT>", "token=[redacted]"),
        ("GET https://ana:pw@example.com/x", "GET https://[redacted]@example.com/x"),
        ("https://ana:p@ss@example.com/x", "https://[redacted]@example.com/x"),
        ("https://ana:p/s@example.com/x", "https://[redacted]@example.com/x"),
        ("https://ana:p/s?#@ss@example.com:8443/x?y", "https://[redacted]@example.com:8443/x?y"),
        ("postgres://ana:pw@db,x", "postgres://[redacted]@db,x"),
        ("redis://:pw@cache:6379/0", "redis://[redacted]@cache:6379/0"),
        ("https://ana@example.com", "https://[redacted]@example.com"),
        ("\"amqp://ana:pw@mq\"", "\"amqp://[redacted]@mq\""),
        ("u=https://x/?n=https://ana:pw@h/", "u=https://x/?n=https://[redacted]@h/"),
    ] {
        let (raw, shown) = (of(raw), of(shown));
        assert_eq!(secrets(&raw), shown, "{raw}");
    }
}

#[test]
fn ordinary_words_are_kept() {
    for raw in [
        "token expired",
        "the token is expired, the secret is out",
        "tokens: 12",
        "ERROR: table ducklings not found",
        "see https://example.com/a@b",
        "https://example.com:8443/users/me@example.org?x=a@b",
        "http://[::1]:8080/a@b",
        "http://127.0.0.1:9/prod",
        "git@github.com:spaceduckling/duckops.git",
        "secret:",
        "password:",
        "PWD=/home/ana/duckops",
        "commit 11db928e0f4a1c6b7d8e9f0a1b2c3d4e5f607182",
        "11db928E0F4A1C6B7D8E9F0A1B2C3D4E5F607182",
        "digest 0607ffcedd1e403d7021021a4b80a22b47a71cc6216473e9e3316d2c2dcc9372",
        "0607ffcedd1e403d7021021a4b80a22b47a71cc6216473e9e3316d2c2dcc93720607ffcedd1e403d7021021a4b80a22b47a71cc6216473e9",
        "sha256:Xx0xvWq2pCkA9bYp3m1lq7H5c2Q0f0m9mH7b8k2sJxE=",
        "run 7F3K, request 7F3K-1, key QE34/record/1",
        "revision 5419b369-c8b9-458c-887e-5adfb8eada83",
        "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow",
        "arn:aws:iam::121546003735:user/ana AIDAIOSFODNN7EXAMPLE",
        "aws/lambda/mission/control/api/Handler01",
        "/home/ana/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/GOVERNANCE-LOG.md",
        "com/spaceduckling/MissionControl/Handler2Test",
        "AKIA is how they begin",
        "ASIATICDUCKS and AKIAIOSFODNN7EXAMPL",
        "XAKIAIOSFODNN7EXAMPLE",
        "Bearer authentication failed",
        "the bearer of bad news",
        "curl -H \"authorization: Bearer $TOKEN\"",
        "password=${DB_PASSWORD} psql",
        "token=$(cat token) x",
        "--token <token> token=<token>",
        "password=******** user=ana",
        "REPORT RequestId: 4622eeb3-137e-48bb-8ea4-8c1cef2102ab Duration: 12.3 ms",
        "ana@example.com wrote",
        "eyJ is how they begin",
        "a.b.c.d",
    ] {
        assert_eq!(secrets(raw), raw);
    }
}

#[test]
fn a_team_names_what_else_is_secret() {
    let pattern = |written| Redaction::pattern(written).unwrap();
    let more = Redaction::emails().and(pattern("DUCK-[0-9]{4,6}")).and(pattern("(?i)codename \\w+"));
    for (raw, shown) in [
        ("mail ana@example.com and mina.o+x@mail.example.co.uk.", "mail [redacted] and [redacted]."),
        ("<ana@example.com>", "<[redacted]>"),
        ("DUCK-1234 and DUCK-12", "[redacted] and DUCK-12"),
        ("Codename Mallard", "[redacted]"),
        ("git@github.com:x, a@b, @ana", "[redacted]:x, a@b, @ana"),
        ("password=x DUCK-1234", "password=[redacted] [redacted]"),
    ] {
        assert_eq!(by(raw, Some(&more)), shown);
        assert_eq!(by(shown, Some(&more)), shown);
    }
    let greedy = pattern("\\w+");
    assert_eq!(by("a b", Some(&greedy)), "[redacted] [redacted]");
    assert_eq!(by("[redacted] [redacted]", Some(&greedy)), "[redacted] [redacted]");
    for wrong in ["(", "x*", ""] {
        assert!(Redaction::pattern(wrong).is_err(), "{wrong:?}");
    }
}

/// Text that looks like secrets, in every order.
fn like_secrets() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "password",
        "token",
        "=",
        ":",
        " ",
        "\"",
        "'",
        "\\",
        "\\\"",
        "AKIAIOSFODNN7EXAMPLE",
        "Bearer ",
        "://",
        "@",
        "/",
        ",",
        "eyJhbGciOi.eyJzdWIi.abcd",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "x",
        "hunter2",
        "[redacted]",
        "ä",
        "🦆",
        "$X",
        "<",
        ">",
        "\\n",
        "pwd",
        "AKIA",
        ".",
        "-",
        "a:b@c",
    ]);
    prop_oneof![prop::collection::vec(bits, 0..8).prop_map(|bits| bits.concat()), any::<String>()]
}

proptest! {
    /// The quick look spares the rules only what they leave as it is.
    #[test]
    fn what_looks_harmless_at_once_has_no_secret(text in like_secrets()) {
        prop_assume!(!suspicious::may_hold_one(&text));
        prop_assert_eq!(once(&text, None), text);
    }

    /// A text is cleaned whenever it is read again: ledgers and runs say the same ever after.
    #[test]
    fn cleaning_twice_changes_nothing(text in like_secrets()) {
        let once = secrets(&text);
        prop_assert_eq!(secrets(&once), once);
    }

    #[test]
    fn what_stands_between_quotes_is_gone(secret in "[a-zA-Z0-9 ,;&@/:]{6,20}") {
        prop_assume!(!secret.trim().is_empty() && !secret.starts_with([' ', ':', '=']));
        let shown = secrets(&format!("{{\"password\": \"{secret}\", \"n\": 1}}"));
        prop_assert_eq!(shown, "{\"password\": \"[redacted]\", \"n\": 1}");
    }
}
