//! Where a command acts that is no walk: on what is real, or in a drill's own place when the API is a drill's.

use super::simulated::Simulated;
use super::stage::left_exit;
use super::walk::{self, operator, store_error};
use super::{Session, block_on, stores};
use crate::console::{Console, Leaving};
use crate::drive::left_text;
use crate::error::{Error, Exit};
use crate::ledger::{Behind, IN_A_RUN, Ledgers, misses};
use crate::store::{Ids, Store, StoreError};
use duckops_core::ledger::Entry;
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::StepId;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Ask, AskFor, Prompt, QuestionPrompt, Reply};
use duckops_core::world::{Known, Outputs, Value, Why, WhyKind};
use std::path::Path;
use std::sync::Arc;

/// What such a command needs. AWS is asked who acts, for no longer than a moment, and nothing else: an incident is
/// declared while the network is down, too.
pub struct Desk {
    pub store: Store,
    pub ledgers: Ledgers,
    /// Who acts, where that is known.
    operator: Result<Clean, Error>,
    pub ids: Ids,
}

/// A desk to write at.
pub fn find(session: &Session) -> Result<Desk, Error> {
    at(session, stores::open, |session, drill| operator::acting(session, drill.is_some()))
}

/// A desk to read at: it works where nothing can be written, and where nothing was yet.
pub fn reading(session: &Session) -> Result<Desk, Error> {
    at(session, stores::look, |session, _| operator::local_name(session))
}

type Who = fn(&Session, Option<&Simulated>) -> Result<Clean, Error>;
type Opened = fn(&Session, &Path, Option<&Simulated>) -> Result<Store, StoreError>;

/// Says on stderr when nothing here is real.
fn at(session: &Session, opened: Opened, who: Who) -> Result<Desk, Error> {
    let drill = Simulated::here(session)?;
    if let Some(drill) = &drill {
        drill.say(session);
    }
    let real = &session.settings.state_dir;
    let store = opened(session, real, drill.as_ref()).map_err(|error| store_error(&error))?;
    let dir = stores::ledger_dir(&session.settings, drill.as_ref());
    let operator = who(session, drill.as_ref());
    let writes_as = operator.clone().unwrap_or_default();
    let ledgers = Ledgers::new(dir, store.anchors(), writes_as, Arc::clone(&session.clock));
    if let Some(drill) = &drill {
        drill.bring_deploy_log_of_its_own(session, &ledgers)?;
    }
    Ok(Desk { store, ledgers, operator, ids: walk::ids(session) })
}

impl Desk {
    /// Who acts: asked for by whatever writes a name down.
    pub fn operator(&self) -> Result<Clean, Error> {
        self.operator.clone()
    }

    /// Writes an entry and says where; what comes of it is for the caller to tell.
    pub fn write(&self, session: &Session, entry: Entry) -> Known<Outputs> {
        let written = self.ledgers.write(entry);
        say_mended(session, &self.ledgers);
        match written {
            Applied::Yes(outputs) => Ok(outputs),
            Applied::No(why) | Applied::CannotTell(why) => {
                let hint = why.hint.filter(|hint| hint.as_str() != IN_A_RUN);
                Err(Why { hint, ..why })
            }
        }
    }
}

/// Says which of these ledgers are not the newest there is: what is done next may rest on them.
pub fn say_missing<'l>(session: &Session, ledgers: &Ledgers, names: impl IntoIterator<Item = &'l str>) {
    for name in names {
        let path = ledgers.path(name);
        let missing = match ledgers.missing(name) {
            Ok(0) => None,
            Ok(many) => Some(misses(&path, many, name)),
            Err(why) => Some(why),
        };
        let behind =
            ledgers.behind(name).transpose().map(|behind| behind.map_or_else(|why| why, |one| is_behind(&path, &one)));
        for why in missing.into_iter().chain(behind) {
            let hint = why.hint.as_ref().map(|hint| format!("\n  {hint}")).unwrap_or_default();
            session.err(&format!("{}{hint}\n", why.text));
        }
    }
}

/// Once: whoever reads the log next finds it whole.
pub fn say_mended(session: &Session, ledgers: &Ledgers) {
    for path in ledgers.take_mended() {
        session.err(&format!("an entry of {} that was cut off before is written to its end\n", path.display()));
    }
}

/// An old log would choose an old version.
pub fn is_behind(path: &Path, Behind { commits, upstream }: &Behind) -> Why {
    let many = if *commits == 1 { "1 commit".into() } else { format!("{commits} commits") };
    let dir = shell_word(&path.parent().unwrap_or(path).display().to_string());
    Why::new(WhyKind::Changed, format!("{} is {many} behind {upstream}: what it says may be old", path.display()))
        .command(format!("git -C {dir} pull"))
}

/// What was not said on the command line, and how to say it there.
pub struct Question<'a> {
    pub place: &'a str,
    /// Nothing of it is real.
    pub drill: bool,
    pub field: &'a str,
    pub label: &'a str,
    pub kind: AskFor,
    pub default: Option<Value>,
    pub hint: &'a str,
}

/// Asks for what was not said on the command line. Without a terminal it is said how to say it: exit code 4.
pub fn ask(session: &Session, question: Question<'_>) -> Result<Clean, Error> {
    let Question { place, drill, field, label, kind, default, hint } = question;
    let not_said = || Error::new(Exit::Stopped, format!("the {field} is not said")).hint(hint);
    if !session.can_ask() {
        return Err(not_said());
    }
    let prompt = Prompt::Question(QuestionPrompt {
        step: StepId::from(field),
        place: Clean::new(place),
        field: field.into(),
        label: Clean::new(label),
        kind,
        default,
        note: None,
        no_default: None,
        optional: false,
        can_skip: false,
        back: None,
    });
    block_on(async {
        let console = Console::new(session.streams.clone(), Arc::clone(&session.clock), drill.then(|| "DRILL".into()));
        let console = console.map_err(|cause| Error::file("cannot use the terminal", &cause))?;
        let mut console = console.leaving(Leaving::ChangesNothing);
        match console.ask(&prompt).await {
            Ok(Reply::Answer(answer)) => Ok(Clean::new(answer.to_string())),
            Ok(_) => Err(not_said()),
            Err(left) => Err(Error::new(left_exit(&left), left_text(&left))),
        }
    })
}

/// A state that cannot be read is not known.
pub fn unreadable(error: &StoreError) -> Error {
    Error::new(Exit::Unknown, error.to_string()).hint(error.hint())
}

/// A text that says something.
pub fn said(what: &str, text: &str) -> Result<Clean, Error> {
    match text.trim() {
        "" => Err(Error::wrong(format!("the {what} is empty"))),
        text => Ok(Clean::new(text)),
    }
}

/// `written to: PATH`, and the command that commits it; or that it was not written, and the exit code of that.
pub fn entry_lines(session: &Session, entry: &Known<Outputs>, again: &str) -> Result<Exit, Error> {
    match entry {
        Ok(outputs) => {
            let page = session.page();
            let text = |name: &str| outputs.get(name).map(ToString::to_string);
            let path = text("path").map(|path| page.command("written to", &path));
            // Where there is nothing to commit to, there is nothing to type.
            let commit = text("commit").filter(|command| command.starts_with("git "));
            let commit = commit.map(|command| page.command("commit", &command));
            session.out(&path.into_iter().chain(commit).collect::<String>())?;
            Ok(Exit::Done)
        }
        Err(why) => {
            let error = Error::new(Exit::No, why.text.to_string()).hint(format!("mend that, then write it: {again}"));
            Ok(session.complain(&error))
        }
    }
}
