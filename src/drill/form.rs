//! Percent-encoding, as it comes in paths, query strings and forms.

/// The decoded name and value pairs of a query string or a form.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
}

/// `%24LATEST` -> `$LATEST`. What is not a valid escape stays as it is.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match escape(rest) {
            Some(byte) => (bytes.push(byte), rest = &rest[3..]),
            None => (bytes.push(*first), rest = tail),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_broken_ones_kept() {
        assert_eq!(decoded("%24LATEST"), "$LATEST");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("a+b"), "a+b");
    }

    #[test]
    fn a_form_becomes_pairs() {
        let wanted = [("Action", "GetCallerIdentity"), ("Note", "a b&c"), ("Empty", "")];
        let found = pairs("Action=GetCallerIdentity&Note=a+b%26c&&Empty");
        assert_eq!(found, wanted.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }
}
