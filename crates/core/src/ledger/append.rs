//! What is added to a ledger, and how it stays in the open.

use super::entry::{Entry, Written, short};
use super::file::Ledger;

/// The bytes to add at the end, and the entry that they hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    pub bytes: Vec<u8>,
    pub digest: String,
    /// It will stand in the open. Something before it that nothing can close would hide it.
    pub is_open: bool,
}

impl Addition {
    pub fn id(&self) -> &str {
        short(&self.digest)
    }
}

impl Ledger<'_> {
    /// What is to be added for an entry: the missing newline first, then the entry with all heads as its
    /// parents. It uses the file's own line ends.
    pub fn append(&self, entry: Entry) -> Addition {
        let Written { text, digest } = Entry { parents: self.heads(), ..entry }.write();
        let bytes = addition(self.bytes(), "", &text);
        if self.shows(&bytes, &digest) {
            return Addition { bytes, digest, is_open: true };
        }
        let mut tries = self.closers().into_iter().map(|closer| addition(self.bytes(), &closer, &text));
        match tries.find(|bytes| self.shows(bytes, &digest)) {
            Some(bytes) => Addition { bytes, digest, is_open: true },
            None => Addition { bytes, digest, is_open: false },
        }
    }

    /// A fence, a comment or an HTML block that a person left open hides all that follows, here as on any
    /// code host. What may be needed to close it.
    fn closers(&self) -> Vec<String> {
        let fences = [b'`', b'~'].map(|mark| char::from(mark).to_string().repeat(longest_run(self.bytes(), mark)));
        let html = ["-->", "?>", ">", "]]>", "</script>", "</pre>", "</style>", "</textarea>"].map(String::from);
        fences.into_iter().chain(html).collect()
    }
}

/// An entry's text as it is added after these bytes.
pub(super) fn addition(before: &[u8], closer: &str, text: &str) -> Vec<u8> {
    let windows = before.ends_with(b"\r\n");
    let mut added = match before {
        [] => String::new(),
        [b'\n'] | [.., b'\n', b'\n'] | [.., b'\n', b'\r', b'\n'] if closer.is_empty() => String::new(),
        [.., b'\n'] => "\n".into(),
        _ => "\n\n".into(),
    };
    if !closer.is_empty() {
        added.push_str(closer);
        added.push_str("\n\n");
    }
    added.push_str(text);
    if windows { added.replace('\n', "\r\n") } else { added }.into_bytes()
}

/// How long a fence must be to close any that is open: as long as the longest.
fn longest_run(bytes: &[u8], mark: u8) -> usize {
    bytes.split(|b| *b != mark).map(<[u8]>::len).max().unwrap_or(0).max(3)
}

/// How a new ledger begins.
pub fn opening(ledger: &str) -> String {
    let (name, what) = match ledger {
        "deploy" => ("Deploy log", "Which version of the function was live when, and which of them was seen to work."),
        "incident" => ("Incident log", "What happened in each incident, in the order it happened."),
        _ => ("Governance log", "What was changed in production or decided about it, by whom, and with whose consent."),
    };
    format!("# {name}\n\n{what} duckops appends its entries at the end; write anything between them.\n\n")
}
