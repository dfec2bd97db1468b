//! What the second person says: from the command line, and asked for at a terminal.

use super::refused;
use crate::app::Session;
use crate::app::desk;
use crate::cli::ApproveArgs;
use crate::error::{Error, Exit};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::approval::{METHODS, Request, TO_FILL_IN, as_listed, check_person, first_other};
use duckops_core::walk::ports::AskFor;

pub struct Said {
    pub approver: Clean,
    pub method: Clean,
    pub reference: Clean,
}

/// Without a terminal all that is missing is named at once.
pub fn find(session: &Session, args: &ApproveArgs, request: &Request, listed: &[Clean]) -> Result<Said, Error> {
    let (approver, method) = (approver(session, args, request, listed), args.method.as_deref().map(Clean::new));
    // Whoever may not is told so before they look for a reference.
    let may = approver.as_ref().map_or(Ok(()), |approver| check_person(request, approver, listed));
    may.map_err(|why| refused(session, args, request, &why, listed))?;
    let reference = args.reference.as_deref().map(str::trim).filter(|text| !is_left_open(text)).map(Clean::new);
    let hint = hint(session, args, request, listed);
    let given = [("approver", approver.is_some()), ("method", method.is_some()), ("reference", reference.is_some())];
    let missing: Vec<_> = given.iter().filter(|(_, said)| !said).map(|(name, _)| *name).collect();
    if !missing.is_empty() && !session.can_ask() {
        let open = args.reference.as_deref().filter(|text| is_left_open(text.trim()));
        let open = open.map(|text| format!("; put a link, a ticket or a number for {text}")).unwrap_or_default();
        return Err(Error::new(Exit::Stopped, format!("not said: {}{open}", missing.join(", "))).hint(hint));
    }
    let ask = |field: &str, label: &str, kind| {
        desk::ask(
            session,
            desk::Question { place: &request.id, drill: request.drill, field, label, kind, default: None, hint: &hint },
        )
    };
    Ok(Said {
        approver: who(session, args, request, listed)?,
        method: or(method, || ask("method", "How was it said?", AskFor::Choice(METHODS.map(Clean::new).to_vec())))?,
        reference: or(reference, || {
            ask("reference", "Where can it be found again? A link, a ticket, a number", AskFor::Text)
        })?,
    })
}

/// Who approves it.
pub fn who(session: &Session, args: &ApproveArgs, request: &Request, listed: &[Clean]) -> Result<Clean, Error> {
    let hint = hint(session, args, request, listed);
    let question = |kind| desk::Question {
        drill: request.drill,
        place: &request.id,
        field: "approver",
        label: "Who approves it?",
        kind,
        default: None,
        hint: &hint,
    };
    or(approver(session, args, request, listed), || {
        desk::ask(session, question(AskFor::Choice(others(request, listed)?)))
    })
}

/// The command, whole.
pub fn hint(session: &Session, args: &ApproveArgs, request: &Request, listed: &[Clean]) -> String {
    let command = request.command(listed);
    session.again(&match &args.file {
        Some(file) => {
            let file = shell_word(&file.display().to_string());
            command.replacen(&format!(" {}", request.id), &format!(" --request {file}"), 1)
        }
        None => command,
    })
}

/// As said; else the operator of the settings, when they may: whoever asked is no answer to who approves.
fn approver(session: &Session, args: &ApproveArgs, request: &Request, listed: &[Clean]) -> Option<Clean> {
    let said = args.approver.as_deref().map(Clean::new);
    let operator = || session.settings.operator.as_deref().map(Clean::new);
    let may = |person: &Clean| check_person(request, person, listed).is_ok();
    said.or_else(|| operator().filter(may)).map(|person| as_listed(&person, listed))
}

/// What a command that was shown left open.
fn is_left_open(text: &str) -> bool {
    text == TO_FILL_IN || text == "..."
}

fn others(request: &Request, listed: &[Clean]) -> Result<Vec<Clean>, Error> {
    let may = |name: &&Clean| check_person(request, name, listed).is_ok();
    match first_other(&request.requester, &request.requester_arn, listed) {
        Some(_) => Ok(listed.iter().filter(may).cloned().collect()),
        None => Err(Error::new(Exit::No, "nobody else may approve it").hint("approvers are a setting of the walk")),
    }
}

fn or(given: Option<Clean>, ask: impl FnOnce() -> Result<Clean, Error>) -> Result<Clean, Error> {
    given.map_or_else(ask, Ok)
}
