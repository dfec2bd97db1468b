//! The addresses of the API and of AWS. A mistake in one is a wrong setting, not a network that is down.

use super::Origin;
use crate::error::Error;
use duckops_core::text::Clean;

/// Where something like an address was set, and how it is set right.
pub struct Said<'a> {
    /// `api`, as it is written in duckops.toml.
    pub setting: &'static str,
    pub origin: &'a Origin,
    pub example: &'static str,
}

pub const API: &str = "https://czt9d57q83.execute-api.us-east-1.amazonaws.com/prod";
pub const ENDPOINT: &str = "http://127.0.0.1:4566";

/// What [`check`] takes, for whoever cannot ask it.
pub const PATTERN: &str = concat!(
    r"^https?://([^\s/?#]*@)?(\[[^\s/?#\]]+\][^\s/?#:@]*|[^\s/?#:@]+)",
    r"(:\+?0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[0-5]?[0-9]{1,4}))?([/?#]\S*)?$"
);

/// Refuses what is no address, naming the setting, where it was set, and one that is right.
pub fn check(text: &str, said: &Said<'_>) -> Result<(), Error> {
    let Some(why) = mistake(text) else { return Ok(()) };
    let (setting, example) = (said.setting, said.example);
    let right = match said.origin {
        Origin::Flag(flag) => format!("{flag} {example}"),
        Origin::Variable(name) => format!("{name}={example}"),
        Origin::File { .. } | Origin::Found(_) => format!("{setting} = \"{example}\""),
    };
    let message = format!("{setting} is no address: \"{}\" {why} (set by {})", Clean::new(text), said.origin);
    Err(Error::wrong(message).hint(format!("for example: {right}")))
}

/// What is wrong with it. It is not resolved, and nothing is asked.
pub(super) fn mistake(text: &str) -> Option<&'static str> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Some("has a space in it");
    }
    let Some(rest) = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme)) else {
        return Some("does not begin with http:// or https://");
    };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = place.rsplit('@').next().unwrap_or_default();
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    match port {
        _ if host.is_empty() => Some("names no host"),
        Some(port) if port.parse::<u16>().is_err() => Some("has a port that is no number"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_told_from_what_does_not_answer() {
        for (text, why) in [
            (API, None),
            (ENDPOINT, None),
            ("http://localhost:4566/prod/", None),
            ("http://[::1]:4566/prod", None),
            ("https://user:secret@example.org", None),
            ("http:///prod", Some("names no host")),
            ("http://:80/prod", Some("names no host")),
            ("https://", Some("names no host")),
            ("", Some("does not begin with http:// or https://")),
            ("example.org/prod", Some("does not begin with http:// or https://")),
            ("ftp://example.org", Some("does not begin with http:// or https://")),
            ("http://example.org:http", Some("has a port that is no number")),
            ("http://example.org:99999", Some("has a port that is no number")),
            ("http://example.org:65536", Some("has a port that is no number")),
            ("http://example.org:65535?x", None),
            ("http://example.org:", Some("has a port that is no number")),
            ("http://ana:word@[::1]:x/", Some("has a port that is no number")),
            ("https://example .org", Some("has a space in it")),
        ] {
            assert_eq!(mistake(text), why, "{text}");
            assert_eq!(regex_lite::Regex::new(PATTERN).unwrap().is_match(text), why.is_none(), "{text}");
        }
    }

    #[test]
    fn setting_origin_and_an_example_are_named() {
        for (origin, by, example) in [
            (Origin::Flag("--api"), "--api", "--api https://"),
            (Origin::Variable("DUCKOPS_API"), "DUCKOPS_API", "DUCKOPS_API=https://"),
            (Origin::File { path: "/p/duckops.toml".into(), line: 3 }, "/p/duckops.toml:3", "api = \"https://"),
        ] {
            let error = check("http:///prod", &Said { setting: "api", origin: &origin, example: API });
            let error = error.map_err(|error| error.to_string()).unwrap_err();
            let by = format!("api is no address: \"http:///prod\" names no host (set by {by})");
            assert!(error.contains(&by) && error.contains(&format!("for example: {example}")), "{error}");
        }
    }
}
