//! Filter patterns of CloudWatch Logs for plain text.
//!
//! Terms are case-sensitive and found anywhere in the message. All plain terms must be there, no term
//! after `-` may be. Terms after `?` mean "any of these", but only among themselves: beside a plain or
//! an excluded term they are ignored. Phrases and terms with other signs than letters, digits and `_`
//! need double quotes.

/// A parsed pattern.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

/// A pattern that CloudWatch would refuse, or that this simulation does not know.
#[derive(Debug, PartialEq, Eq)]
pub struct BadPattern(pub String);

impl Pattern {
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let mut pattern = Self::default();
        let mut rest = text.trim_start();
        if rest.starts_with(['{', '[', '%']) {
            return Err(BadPattern(format!("JSON, field and % patterns are not simulated: {text}")));
        }
        while !rest.is_empty() {
            let (terms, tail) = match rest.as_bytes() {
                [b'?', ..] => (&mut pattern.any, &rest[1..]),
                [b'-', ..] => (&mut pattern.none, &rest[1..]),
                _ => (&mut pattern.all, rest),
            };
            let (term, tail) = term(tail).ok_or_else(|| BadPattern(text.to_owned()))?;
            terms.push(term);
            rest = tail.trim_start();
        }
        Ok(pattern)
    }

    pub fn matches(&self, message: &str) -> bool {
        let has = |term: &String| message.contains(term.as_str());
        if self.all.is_empty() && self.none.is_empty() {
            return self.any.is_empty() || self.any.iter().any(has);
        }
        self.all.iter().all(has) && !self.none.iter().any(has)
    }
}

/// The first term and what follows it; `None` when it is not a term.
fn term(text: &str) -> Option<(String, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        return phrase(quoted);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (term, rest) = text.split_at(end);
    let plain = !term.is_empty() && term.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
    plain.then(|| (term.to_owned(), rest))
}

/// A phrase up to its closing quote; `\"` is a quote inside it.
fn phrase(text: &str) -> Option<(String, &str)> {
    let mut phrase = String::new();
    let mut signs = text.char_indices();
    while let Some((place, sign)) = signs.next() {
        match sign {
            '"' => return Some((phrase, &text[place + 1..])),
            '\\' => phrase.push(signs.next()?.1),
            sign => phrase.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, message: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(message)
    }

    #[test]
    fn terms_are_case_sensitive_and_found_anywhere() {
        assert!(matches("ERROR", "[ERROR]\ttable not found"));
        assert!(!matches("ERROR", "an error was retried"));
        assert!(!matches("ERROR", "Task timed out after 10.00 seconds"));
        assert!(matches("", "anything"));
    }

    #[test]
    fn plain_terms_must_all_be_there() {
        assert!(matches("ERROR table", "ERROR: no table"));
        assert!(!matches("ERROR table", "ERROR: no index"));
    }

    #[test]
    fn a_quoted_phrase_is_one_term() {
        assert!(matches("\"Task timed out\"", "x Task timed out after"));
        assert!(!matches("\"Task timed out\"", "Task was timed out"));
        assert!(matches(r#""say \"hi\"""#, r#"they say "hi""#));
    }

    #[test]
    fn question_marks_mean_any_of_these() {
        let pattern = r#"?ERROR ?"Task timed out""#;
        assert!(matches(pattern, "ERROR one"));
        assert!(matches(pattern, "Task timed out"));
        assert!(!matches(pattern, "fine"));
    }

    #[test]
    fn question_marks_are_ignored_beside_other_terms() {
        assert!(matches("?ERROR REQUEST", "INFO REQUEST"));
        assert!(matches("?ERROR -DEBUG", "INFO"));
    }

    #[test]
    fn a_minus_excludes() {
        assert!(matches("ERROR -cert", "ERROR table"));
        assert!(!matches("ERROR -cert", "ERROR cert"));
        assert!(!matches("-\"not this\"", "it is not this one"));
    }

    #[test]
    fn what_cloudwatch_would_refuse_is_refused() {
        for bad in ["ERROR: here", "\"open", "{ $.x = 1 }", "[a, b]", "%err%", "? ERROR", "-"] {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
    }
}
