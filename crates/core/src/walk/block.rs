//! A request or an approval as a block of text that survives a chat: lines of letters between two marks.

use crate::text::Clean;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const REQUEST: &str = "DUCKOPS REQUEST";
pub const APPROVAL: &str = "DUCKOPS APPROVAL";
const WIDTH: usize = 64;

/// The block of something that can be JSON.
pub fn write(kind: &str, content: &impl Serialize) -> String {
    let json = serde_json::to_vec(content).unwrap_or_default();
    let inner = BASE64_STANDARD.encode(json);
    let lines = inner.as_bytes().chunks(WIDTH).map(String::from_utf8_lossy).collect::<Vec<_>>();
    format!("{}\n{}\n{}\n", begin(kind), lines.join("\n"), end(kind))
}

pub fn is_block(text: &str) -> bool {
    text.contains(&begin(REQUEST)) || text.contains(&begin(APPROVAL))
}

/// What a block holds, whatever stands around it; lines may be joined, broken or quoted as chats do.
pub fn read<T: DeserializeOwned>(kind: &str, text: &str) -> Result<T, String> {
    let missing = |mark: String| format!("`{mark}` is missing");
    let (_, from) = text.split_once(&begin(kind)).ok_or_else(|| missing(begin(kind)))?;
    let (inner, _) = from.split_once(&end(kind)).ok_or_else(|| missing(end(kind)))?;
    let inner: String = inner.chars().filter(|c| !c.is_whitespace() && *c != '>').collect();
    let json = BASE64_STANDARD.decode(inner).map_err(|_| "a part of it is missing or changed".to_owned())?;
    serde_json::from_slice(&json).map_err(|why| format!("this duckops cannot read it: {}", Clean::new(why.to_string())))
}

fn begin(kind: &str) -> String {
    format!("-----BEGIN {kind}-----")
}

fn end(kind: &str) -> String {
    format!("-----END {kind}-----")
}

#[cfg(test)]
mod tests {
    use super::super::approval::{Approval, Request};
    use super::super::request::tests::request;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_survives_what_chats_do_to_it() {
        let block = write(REQUEST, &request());
        assert!(block.lines().all(|line| line.len() <= WIDTH), "{block}");
        let quoted: String = block.lines().map(|line| format!("> {line}\r\n")).collect();
        for text in [block.clone(), block.replace('\n', " "), format!("Josh, please:\n{block}thanks"), quoted] {
            assert_eq!(read::<Request>(REQUEST, &text), Ok(request()), "{text}");
        }
    }

    #[test]
    fn what_is_no_block_says_why() {
        let block = write(REQUEST, &request());
        let (cut, _) = block.split_at(block.len() - 30);
        for (text, why) in [
            ("yes", "`-----BEGIN DUCKOPS REQUEST-----` is missing"),
            (cut, "`-----END DUCKOPS REQUEST-----` is missing"),
            (&block.replacen(&block[40..44], "", 1), "this duckops cannot read it"),
            (&block.replacen(&block[40..43], "", 1), "a part of it is missing or changed"),
        ] {
            let said = read::<Request>(REQUEST, text).unwrap_err();
            assert!(said.contains(why), "{why}: {said}");
        }
        assert!(read::<Request>(APPROVAL, &block).is_err());
    }

    proptest! {
        /// Between the marks or without them, they are no request and no approval, and it is said why.
        #[test]
        fn any_bytes_are_no_block(bytes in prop::collection::vec(any::<u8>(), 0..200), encoded: bool) {
            let inner = if encoded { BASE64_STANDARD.encode(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() };
            for text in [inner.clone(), format!("{}\n{inner}\n{}\n", begin(REQUEST), end(REQUEST))] {
                prop_assert!(read::<Request>(REQUEST, &text).is_err_and(|why| !why.is_empty()));
                prop_assert!(read::<Approval>(APPROVAL, &text).is_err_and(|why| !why.is_empty()));
            }
        }

        /// A changed letter is another request, or none.
        #[test]
        fn a_changed_block_is_not_the_same_request(at in 0..200_usize, letter in "[A-Za-z0-9+/]") {
            let block = write(REQUEST, &request());
            let at = begin(REQUEST).len() + 1 + at;
            let mut changed = block.clone();
            changed.replace_range(at..=at, &letter);
            let read = read::<Request>(REQUEST, &changed);
            prop_assert_eq!(changed == block, read.is_ok_and(|read| read.digest() == request().digest()));
        }
    }
}
