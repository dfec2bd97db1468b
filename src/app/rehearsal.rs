//! Walks as a test rehearses them: what the program is made of, on a stack that the test plays.

use super::stage::{self, Stage};
use super::walk::{self, Scene, Wanted, operator::Operator};
use super::{Session, drill, library, past};
use crate::cli::WalkArgs;
use crate::console::Answers;
use crate::drill::{Drill, DrillStack, Line};
use crate::error::{Error, Exit};
use crate::ledger::Ledgers;
use crate::stack::Platform;
use crate::store::Store;
use duckops_core::runbook::Library;
use duckops_core::text::Clean;
use std::path::Path;
use std::sync::Arc;

/// A place that was found once. To take it again nobody is asked.
pub struct Place(Stage);

impl Place {
    /// The place of a drill that is served.
    pub async fn find(session: &Session, stack: &DrillStack) -> Result<Self, Error> {
        let Scene { settings, credentials } = drill::scene(session, stack);
        let found = stage::find(session, settings, credentials, &mut Operator::Answers(Answers::default())).await?;
        found.map(Self).map_err(|left| Error::wrong(format!("{left:?}")))
    }

    pub fn stack(&self) -> Arc<dyn Platform> {
        Arc::clone(&self.0.stack)
    }

    pub fn ledger_dir(&self) -> &Path {
        &self.0.ledger_dir
    }

    pub fn state_dir(&self) -> &Path {
        &self.0.state_dir
    }

    pub fn store(&self, session: &Session) -> Store {
        self.0.store_as_it_is(session)
    }

    pub fn ledgers(&self, session: &Session) -> Ledgers {
        let store = self.store(session);
        Ledgers::new(self.0.ledger_dir.clone(), store.anchors(), Clean::default(), Arc::clone(&session.clock))
    }

    /// As a new process finds it, with this stack.
    fn anew(&self, session: &Session, stack: Arc<dyn Platform>) -> Stage {
        let known = &self.0;
        let history = past::of(session, &known.settings, known.drill.as_ref(), &known.state_dir);
        Stage {
            settings: known.settings.clone(),
            stack,
            identity: known.identity.clone(),
            history: Arc::new(history),
            drill: known.drill.clone(),
            state_dir: known.state_dir.clone(),
            ledger_dir: known.ledger_dir.clone(),
            skew: known.skew.clone(),
            now: session.clock.now(),
        }
    }

    /// One process of a walk. Without `answers` for it, an approval is awaited outside.
    pub async fn walk(
        &self,
        session: &Session,
        stack: Arc<dyn Platform>,
        library: &Arc<Library>,
        args: &WalkArgs,
    ) -> Result<Exit, Error> {
        let stage = self.anew(session, stack);
        let answers = Answers::read(None, &args.answer).map_err(|mistake| Error::wrong(mistake.to_string()))?;
        let runbook = library::find(library, args.id.as_deref().unwrap_or_default())?;
        let wanted = Wanted { runbook, library, args, again: None };
        Ok(walk::walk_on(session, &stage, &wanted, &mut Operator::Answers(answers)).await?.exit)
    }
}

/// A drill from its beginning to its score, by somebody who answers with these lines.
pub async fn practise(
    session: &Session,
    library: &Arc<Library>,
    drill: Drill,
    lines: &[Line],
) -> Result<(Exit, Option<String>), Error> {
    let args = WalkArgs { id: Some(drill.scenario.runbook.to_owned()), ..WalkArgs::default() };
    let runbook = library::find(library, drill.scenario.runbook)?;
    let again = drill.command();
    let wanted = Wanted { runbook, library, args: &args, again: Some(&again) };
    let mut ask = Operator::Script(drill::auto::script(drill, lines));
    let exit = drill::practise(session, drill, &wanted, &mut ask).await?;
    let Operator::Script(script) = ask else { return Ok((exit, None)) };
    Ok((exit, script.finish().err()))
}

/// The runbooks of the program.
pub fn library(session: &Session) -> Result<Arc<Library>, Error> {
    library::load(&session.settings).map(Arc::new)
}
