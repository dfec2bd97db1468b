//! What status reported over time: every look that is taken through here is kept, and later looks are held against it.

use super::Session;
use super::simulated::Simulated;
use super::stage::Stage;
use crate::settings::Resolved;
use crate::store::{History, Of, Trend};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::observations::MAIL_SENT;
use std::path::Path;
use std::sync::Arc;

/// The samples of a stack. A simulated one brings its past along, and sees that of no other drill.
pub fn of(session: &Session, settings: &Resolved, drill: Option<&Simulated>, dir: &Path) -> History {
    let named = |drill: &Simulated| Clean::new(format!("{} from {}", drill.scenario, stamp(drill.past.began)));
    let of = Of { api: settings.values.text("api"), account: settings.values.text("account"), drill: drill.map(named) };
    let history = History::new(dir, of, Arc::clone(&session.clock));
    if let Some(drill) = drill {
        history.begin(&drill.past.samples);
    }
    history
}

/// Says once that samples are not kept; the looks themselves are as good as ever.
pub fn warn(session: &Session, history: &History) {
    if let Some(trouble) = history.trouble() {
        session.err(&format!("warning: what was seen is not kept for trends: {trouble}\n"));
    }
}

/// The figures of checks of which it is shown how they went.
const TRENDS: [Trend; 3] = [
    Trend { check: "fleet", of: "dead", figures: &["agents_dead"] },
    Trend { check: "pecks", of: "failed", figures: &["callback_error", "denied", "expired"] },
    Trend { check: "quota", of: "sent", figures: &[MAIL_SENT] },
];
const BARS: usize = 12;

/// How they went, by the name of the check.
pub fn trends(stage: &Stage) -> Vec<(&'static str, String)> {
    stage.history.trends(&TRENDS, stage.settings.values.duration("growth_window"), BARS)
}

/// What was known last of what is not known now, by the name of the check.
pub fn last_known(stage: &Stage) -> Vec<(&'static str, Utc, String)> {
    stage.history.last_known(stage.settings.values.duration("growth_window"))
}
