//! What status reported over time: every look that is taken through here is kept, and later looks are held against it.

use super::Session;
use crate::settings::Resolved;
use crate::stack::Past;
use crate::store::{History, Of};
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use std::path::Path;
use std::sync::Arc;

/// The samples of a stack. A simulated one brings its past along, and sees that of no other drill.
pub fn of(session: &Session, settings: &Resolved, past: Option<Past>, drill: Option<&Clean>, dir: &Path) -> History {
    let began = past.as_ref().map_or_else(String::new, |past| format!(" from {}", stamp(past.began)));
    let of = Of {
        api: settings.values.text("api"),
        account: settings.values.text("account"),
        drill: drill.map(|scenario| Clean::new(format!("{scenario}{began}"))),
    };
    let history = History::new(dir, of, Arc::clone(&session.clock));
    if let Some(past) = past {
        history.begin(&past.samples);
    }
    history
}

/// Says once that samples are not kept; the looks themselves are as good as ever.
pub fn warn(session: &Session, history: &History) {
    if let Some(trouble) = history.trouble() {
        session.err(&format!("warning: what was seen is not kept for trends: {trouble}\n"));
    }
}
