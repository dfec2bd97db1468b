//! What differs from one walk to the next, replaced: times, how long it took, ids, addresses.

use super::place::Place;
use regex_lite::Regex;

const PATTERNS: [(&str, &str); 13] = [
    // Where a line is wrapped depends on how long it took.
    (r"\n {6}(\S)", " $1"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
    (r"\b\d{8}T\d{6}(\d{3})?Z", "TIME"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d\b", "TIME"),
    (r"\b\d\d:\d\d:\d\dZ", "CLOCK"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
    (r"\b[0-9a-f]{12}\b", "ENTRY"),
    (r"http://[^ /'`]*127\.0\.0\.1:\d+(/prod)?", "http://HOST"),
    (r"\b\d+ (ms|s|min|h)( \d+ (ms|s|min))?( ago)?\b|\bjust now\b", "SPAN"),
    (r"CLOCK, SPAN", "SPAN"),
    // What is aligned to the right of a wide page.
    (r"(\S) {3,}", "$1  "),
    (r"\b\d+ events of (\d+) kinds?", "EVENTS"),
];

/// A text of this place as it is each time.
pub fn stable(place: &Place, text: &str) -> String {
    let text = text.replace(&place.duckops.dir.display().to_string(), "~").replace(&place.stack.account, "ACCOUNT");
    let replace = |text: String, (pattern, by): &(&str, &str)| {
        Regex::new(pattern).expect("it is one of ours").replace_all(&text, *by).into_owned()
    };
    PATTERNS.iter().fold(text, replace)
}
