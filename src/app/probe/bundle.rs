//! What is left when something is wrong: the runbook that is for it, and what was seen.

use super::look::what;
use super::{Probed, warn};
use crate::app::proposals::{fitting, proposals};
use crate::app::stage::Stage;
use crate::app::world::World;
use crate::app::{Session, library};
use crate::store::Bundle;
use async_trait::async_trait;
use chrono::DateTime;
use duckops_core::health::anomalies::anomalies;
use duckops_core::health::checks::worst;
use duckops_core::health::seen::Seen;
use duckops_core::text::Clean;
use duckops_core::walk::ports::Observe;
use duckops_core::world::{Evidence, Query, Why};
use std::path::PathBuf;

/// Of what this machine knows, at once; of the stack nothing more is asked, so that the probe ends in time.
struct NoFurther<'w>(&'w World);

#[async_trait]
impl Observe for NoFurther<'_> {
    async fn look(&self, query: &Query) -> Evidence {
        if query.observe.starts_with("history.") {
            return self.0.look(query).await;
        }
        Evidence::not_taken(query, &Why::not_looked(&query.observe), DateTime::UNIX_EPOCH)
    }
}

/// The runbook for the worst that is wrong, by what was seen; nothing when none fits, or they cannot be read.
pub async fn runbook(session: &Session, stage: &Stage, world: &World, looks: &[Evidence]) -> Option<String> {
    let settings = &stage.settings.values;
    let library = library::load(&session.settings).ok()?;
    let proposed = proposals(&library, &NoFurther(world), settings, looks).await;
    let wrong = anomalies(Seen(looks), settings);
    wrong.iter().find_map(|anomaly| fitting(&proposed, &anomaly.rests)).map(|runbook| runbook.id.clone())
}

/// What cannot be kept changes nothing of what was found.
pub fn keep(session: &Session, stage: &Stage, probed: &Probed, looks: Vec<Evidence>) -> Option<PathBuf> {
    let setting = |name: &str| stage.settings.values.text(name);
    let (state, what) = (Clean::new(worst(&probed.checks).word()), what(&probed.checks));
    let bundle = Bundle {
        runbook: probed.runbook.as_ref().map(Clean::new),
        api: setting("api"),
        account: setting("account"),
        region: setting("region"),
        drill: probed.drill.clone(),
        ..Bundle::new(session.clock.now(), state, what, looks)
    };
    match stage.store(session).and_then(|store| store.bundles().keep(bundle)) {
        Ok(path) => Some(path),
        Err(error) => {
            warn(session, &format!("what was seen is not kept: {error}"));
            None
        }
    }
}
