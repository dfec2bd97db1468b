//! Who walks: a person at the terminal, or answers given beforehand.

use crate::app::stage::{self, Stage};
use crate::app::{Session, block_on};
use crate::cli::WalkArgs;
use crate::console::{Answers, Console, Evidence, Key, Leaving, Script, Signals, Standing};
use crate::disk;
use crate::drill::IDENTITY;
use crate::drive::place;
use crate::error::{Error, Exit};
use crate::settings::Resolved;
use crate::stack::Stack;
use async_trait::async_trait;
use duckops_core::runbook::{Body, Runbook};
use duckops_core::text::Clean;
use duckops_core::walk::State;
use duckops_core::walk::ports::{Ask, Interruption, Left, Prompt, Reply, Waiting};
use std::sync::Arc;
use std::time::Duration;

/// Who answers.
pub enum Operator {
    Person(Console),
    /// A person who is spared the questions that are answered already.
    Helped {
        answers: Answers,
        console: Console,
    },
    /// Nobody: what is not answered stops the walk.
    Answers(Answers),
    /// A drill that plays by itself.
    Script(Script),
}

#[async_trait]
impl Ask for Operator {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        match self {
            Operator::Person(console) => console.ask(prompt).await,
            Operator::Answers(answers) => answers.ask(prompt).await,
            Operator::Script(script) => script.ask(prompt).await,
            Operator::Helped { answers, console } => match prompt {
                Prompt::Question(_) => match answers.ask(prompt).await {
                    Err(Left::NoAnswer { .. }) => console.ask(prompt).await,
                    answered => answered,
                },
                _ => console.ask(prompt).await,
            },
        }
    }

    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption {
        match self {
            Operator::Person(console) | Operator::Helped { console, .. } => console.meanwhile(waiting).await,
            Operator::Answers(answers) => answers.meanwhile(waiting).await,
            Operator::Script(script) => script.meanwhile(waiting).await,
        }
    }
}

impl Operator {
    fn answers(&mut self) -> Option<&mut Answers> {
        match self {
            Operator::Answers(answers) | Operator::Helped { answers, .. } => Some(answers),
            Operator::Person(_) | Operator::Script(_) => None,
        }
    }

    /// A drill says so on every prompt.
    pub fn tagged(&mut self, tag: String) {
        match self {
            Operator::Person(console) | Operator::Helped { console, .. } => console.tagged(tag),
            Operator::Answers(_) | Operator::Script(_) => {}
        }
    }

    /// What is shown can be asked for once more, whole.
    pub fn showing(&mut self, evidence: Evidence) {
        match self {
            Operator::Person(console) | Operator::Helped { console, .. } => console.showing(evidence),
            Operator::Answers(_) | Operator::Script(_) => {}
        }
    }

    /// An incident that is on stands on every prompt, with its age.
    pub fn standing_in(&mut self, standing: Standing) {
        match self {
            Operator::Person(console) | Operator::Helped { console, .. } => console.standing_in(standing),
            Operator::Answers(_) | Operator::Script(_) => {}
        }
    }

    /// Answers that were used before the run was taken up are not given again.
    pub fn takes_up(&mut self, state: &State) {
        let Some(answers) = self.answers() else { return };
        for visit in &state.visits {
            for field in visit.answers.keys() {
                answers.was_used(&visit.step, Some(field));
            }
        }
    }

    /// Keys of steps that the walk never came to.
    pub fn not_wanted(&mut self, state: &State) -> Vec<String> {
        let Some(answers) = self.answers() else { return Vec::new() };
        let visited = |key: &&Key| state.visits.iter().any(|visit| visit.step == key.step);
        answers
            .unused()
            .into_iter()
            .filter(|key| !visited(key))
            .map(|key| place(&key.step, key.field.as_deref()))
            .collect()
    }
}

/// Prompts need a terminal on stdin and stderr, never on stdout. Without one, or with --no-input, answers come
/// from --answers and --answer. `tag` is that of a drill in this process, which ends when it is left.
pub fn find(session: &Session, runbook: &Runbook, args: &WalkArgs, tag: Option<String>) -> Result<Operator, Error> {
    let answers = answers(args)?;
    refuse_unknown_keys(runbook, &answers)?;
    let signals = || Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause));
    if !session.can_ask() {
        return Ok(Operator::Answers(answers.hearing(signals()?)));
    }
    let in_process = tag.is_some();
    let console = Console::new(session.streams.clone(), Arc::clone(&session.clock), tag);
    let console = console.map_err(|cause| Error::file("cannot use the terminal", &cause))?;
    let console = console.repeating(&session.settings.repeat);
    let console = if in_process { console.leaving(Leaving::EndsDrill) } else { console };
    match answers.keys().count() {
        0 => Ok(Operator::Person(console)),
        _ => Ok(Operator::Helped { answers, console }),
    }
}

/// For work that asks nothing and can be interrupted.
pub fn signals_only(session: &Session) -> Result<Operator, Error> {
    let signals = Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause))?;
    if !session.can_ask() {
        return Ok(Operator::Answers(Answers::default().hearing(signals)));
    }
    let console = Console::new(session.streams.clone(), Arc::clone(&session.clock), None);
    Ok(Operator::Person(console.map_err(|cause| Error::file("cannot use the terminal", &cause))?))
}

fn answers(args: &WalkArgs) -> Result<Answers, Error> {
    let file = match &args.answers {
        Some(path) => {
            let shown = path.display().to_string();
            let text = disk::read_named_text(path);
            Some((shown.clone(), text.map_err(|cause| Error::file(format!("cannot read {shown}"), &cause))?))
        }
        None => None,
    };
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Answers::read(file, &args.answer).map_err(|mistake| {
        let (first, more) = mistake.text.split_once('\n').unwrap_or((&mistake.text, ""));
        let error = Error::wrong(format!("{}: {first}", mistake.origin));
        if more.trim().is_empty() { error } else { error.at(more) }
    })
}

/// A key that no step has is found before anything starts.
fn refuse_unknown_keys(runbook: &Runbook, answers: &Answers) -> Result<(), Error> {
    for key in answers.keys() {
        let step = runbook.step(&key.step);
        let Some(step) = step else {
            let ids: Vec<_> = runbook.steps.iter().map(|step| step.id.as_str()).collect();
            let error = Error::wrong(format!("{} has no step `{}` to answer", runbook.id, key.step));
            return Err(match duckops_core::runbook::nearest(key.step.as_str(), ids.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint(format!("its steps: {}", ids.join(", "))),
            });
        };
        if let (Some(field), Body::Ask(questions)) = (&key.field, &step.body)
            && !questions.iter().any(|question| &question.field == field)
        {
            let fields: Vec<_> = questions.iter().map(|question| question.field.as_str()).collect();
            let message = format!("the step `{}` asks no `{}`", key.step, Clean::new(field));
            return Err(Error::wrong(message).hint(format!("it asks: {}", fields.join(", "))));
        }
    }
    Ok(())
}

/// Flag, environment, settings; then the STS identity; then git's user; then USER.
pub fn name(session: &Session, stage: &Stage) -> Result<Clean, Error> {
    named(session, &stage.settings, || stage.identity.arn.as_ref().ok().and_then(last_part))
}

/// The name of somebody who acts without AWS: flag, environment, settings; then git's user; then USER.
pub fn local_name(session: &Session) -> Result<Clean, Error> {
    named(session, &session.settings, || None)
}

/// Who acts in a command that is no walk: as a walk would name them, as far as that is known soon. In a drill
/// everybody is the one reserved identity.
pub fn acting(session: &Session, in_a_drill: bool) -> Result<Clean, Error> {
    named(session, &session.settings, || match in_a_drill {
        true => last_part(&Clean::new(IDENTITY)),
        false => of_sts(session),
    })
}

/// Whoever is said, else who AWS says, else who the machine says.
fn named(session: &Session, settings: &Resolved, of_aws: impl FnOnce() -> Option<Clean>) -> Result<Clean, Error> {
    let said = settings.operator.as_deref().map(Clean::new);
    said.or_else(of_aws).or_else(|| of_machine(session)).ok_or_else(nobody)
}

/// Nobody waits longer to declare an incident.
const PATIENCE: Duration = Duration::from_millis(2500);

/// Whoever AWS says, if it does in time: with no network or no credentials somebody acts all the same.
fn of_sts(session: &Session) -> Option<Clean> {
    let asked = block_on(async {
        let stack = Stack::connect(stage::parts(&session.settings, None), Arc::clone(&session.clock)).await;
        let stack = stack.map_err(|why| Error::wrong("the settings of the stack are wrong").because(&why.text))?;
        let late = |_| Error::new(Exit::Unknown, "the AWS credentials did not come in time");
        tokio::time::timeout(PATIENCE, stack.identity()).await.map_err(late)
    });
    // A drill's name does not stand in what is real.
    let identity = asked.ok().filter(|identity| !identity.drill)?;
    last_part(identity.arn.as_ref().ok()?)
}

/// `assumed-role/on-call/ana` of an ARN.
fn last_part(arn: &Clean) -> Option<Clean> {
    arn.as_str().splitn(6, ':').nth(5).map(Clean::new)
}

/// Nothing is written down under a name that nobody has.
fn nobody() -> Error {
    Error::wrong("who you are is not known, and it would be written down").hint("say it: --operator NAME")
}

fn of_machine(session: &Session) -> Option<Clean> {
    let user = || session.environment.var("USER").filter(|name| !name.trim().is_empty()).map(Clean::new);
    git_user(session).or_else(user)
}

fn git_user(session: &Session) -> Option<Clean> {
    git_config(session, &["user.name"]).map(Clean::new)
}

/// What git is configured to, here; nothing when it is not.
pub fn git_config(session: &Session, name: &[&str]) -> Option<String> {
    let mut command = std::process::Command::new("git");
    let output = command.arg("config").args(name).current_dir(&session.environment.cwd).output();
    let text = output.ok().filter(|output| output.status.success()).map(|output| output.stdout)?;
    let text = String::from_utf8_lossy(&text).trim().to_string();
    (!text.is_empty()).then_some(text)
}
