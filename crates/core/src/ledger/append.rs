//! What is added to a ledger, and how it stays in the open.

use super::entry::{Entry, short};
use super::file::Ledger;

/// The bytes to add at the end, and the entry that they hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    pub bytes: Vec<u8>,
    pub digest: String,
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
        let entry = Entry { parents: self.heads(), ..entry };
        let written = entry.write();
        let bytes = self.addition("", &written.text);
        if self.shows(&bytes, &written.digest) {
            return Addition { bytes, digest: written.digest };
        }
        let mut tries = self.closers().into_iter().map(|closer| self.addition(&closer, &written.text));
        let bytes = tries.find(|bytes| self.shows(bytes, &written.digest)).unwrap_or(bytes);
        Addition { bytes, digest: written.digest }
    }

    fn addition(&self, closer: &str, text: &str) -> Vec<u8> {
        let windows = self.bytes().ends_with(b"\r\n");
        let mut added = match self.bytes() {
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

    /// A fence, a comment or an HTML block that a person left open hides all that follows, here as on any
    /// code host. What may be needed to close it.
    fn closers(&self) -> Vec<String> {
        let fences = [b'`', b'~'].map(|mark| char::from(mark).to_string().repeat(longest_run(self.bytes(), mark)));
        let html = ["-->", "?>", ">", "]]>", "</script>", "</pre>", "</style>", "</textarea>"].map(String::from);
        fences.into_iter().chain(html).collect()
    }
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
