//! What status reported over time: every look that is taken through here is kept, and later looks are held against it.

use super::Session;
use super::simulated::Simulated;
use super::stage::Stage;
use crate::settings::Resolved;
use crate::store::{History, Of};
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
const TRENDS: [(&str, &[&str]); 3] =
    [("fleet", &["agents_dead"]), ("pecks", &["callback_error", "denied", "expired"]), ("quota", &[MAIL_SENT])];
const BARS: usize = 12;

/// What the bars beside each of them are of.
const FIGURES: [(&str, &str); 3] = [("fleet", "dead"), ("pecks", "failed"), ("quota", "sent")];

/// How they went, in a few bars after what they are of, by the name of the check.
pub fn trends(stage: &Stage) -> Vec<(&'static str, String)> {
    let window = stage.settings.values.duration("growth_window");
    let of = |check: &str| FIGURES.iter().find(|(named, _)| *named == check).map_or("", |(_, figure)| figure);
    let trends = stage.history.trends(&TRENDS, window, BARS).into_iter();
    trends.map(|(check, bars)| (check, format!("{} {bars}", of(check)))).collect()
}

/// What was known last of what is not known now, by the name of the check.
pub fn last_known(stage: &Stage) -> Vec<(&'static str, Utc, String)> {
    stage.history.last_known(stage.settings.values.duration("growth_window"))
}
