//! Who walks: a person at the terminal, or answers given beforehand.

use crate::app::Session;
use crate::app::stage::Stage;
use crate::cli::WalkArgs;
use crate::console::{Answers, Console, Signals};
use crate::error::Error;
use async_trait::async_trait;
use duckops_core::runbook::{Body, Runbook};
use duckops_core::text::Clean;
use duckops_core::walk::ports::{Ask, Interruption, Left, Prompt, Reply, Waiting};
use std::sync::Arc;

/// A person who is spared the questions that are answered already.
struct Helped {
    answers: Answers,
    console: Console,
}

#[async_trait]
impl Ask for Helped {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        if matches!(prompt, Prompt::Step(_) | Prompt::Confirm { .. } | Prompt::Approval { .. }) {
            return self.console.ask(prompt).await;
        }
        match self.answers.ask(prompt).await {
            Err(Left::NoAnswer { .. }) => self.console.ask(prompt).await,
            answered => answered,
        }
    }

    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption {
        self.console.meanwhile(waiting).await
    }
}

/// Prompts need a terminal on stdin and stderr, never on stdout. Without one, or with --no-input, answers come
/// from --answers and --answer.
pub fn find(session: &Session, runbook: &Runbook, args: &WalkArgs, tag: Option<String>) -> Result<Box<dyn Ask>, Error> {
    let answers = answers(args)?;
    refuse_unknown_keys(runbook, &answers)?;
    let signals = || Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause));
    if session.settings.no_input || !session.streams.facts.can_prompt() {
        return Ok(Box::new(answers.hearing(signals()?)));
    }
    let console = Console::new(session.streams.clone(), Arc::clone(&session.clock), tag);
    let console = console.map_err(|cause| Error::file("cannot use the terminal", &cause))?;
    match answers.keys().count() {
        0 => Ok(Box::new(console)),
        _ => Ok(Box::new(Helped { answers, console })),
    }
}

fn answers(args: &WalkArgs) -> Result<Answers, Error> {
    let file = match &args.answers {
        Some(path) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path);
            Some((shown.clone(), text.map_err(|cause| Error::file(format!("cannot read {shown}"), &cause))?))
        }
        None => None,
    };
    let file = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Answers::read(file, &args.answer).map_err(|mistake| Error::wrong(mistake.to_string()))
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
pub fn name(session: &Session, stage: &Stage) -> Clean {
    let of_aws = || stage.identity.arn.as_ref().ok().and_then(|arn| arn.as_str().splitn(6, ':').nth(5).map(Clean::new));
    let said = stage.settings.operator.as_deref().map(Clean::new);
    said.or_else(of_aws).or_else(|| git_user(session)).unwrap_or_else(|| user(session))
}

fn git_user(session: &Session) -> Option<Clean> {
    let output =
        std::process::Command::new("git").args(["config", "user.name"]).current_dir(&session.environment.cwd).output();
    let text = output.ok().filter(|output| output.status.success()).map(|output| output.stdout)?;
    let name = String::from_utf8_lossy(&text).trim().to_string();
    (!name.is_empty()).then(|| Clean::new(name))
}

fn user(session: &Session) -> Clean {
    Clean::new(session.environment.var("USER").unwrap_or("unknown"))
}
