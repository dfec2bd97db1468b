//! `duckops approvals | approve | deny`, from a second terminal or a second machine with the same store.

mod said;
mod sent;
mod signed;

pub use signed::git_key;

use super::simulated::mark;
use super::walk::operator::{acting, local_name};
use super::walk::store_error;
use super::{Session, stores};
use crate::cli::{ApproveArgs, DenyArgs};
use crate::console::render::{self, Page};
use crate::error::{Error, Exit};
use crate::signing::AllowedSigners;
use crate::store::{Approvals, Standing, Store, StoreError};
use duckops_core::text::{Clean, shell_word};
use duckops_core::time::stamp;
use duckops_core::walk::State;
use duckops_core::walk::approval::{Approval, Decision, Mode, Proof, Refusal, Request, check_denier, counts};
use duckops_core::walk::block;
use duckops_core::world::Value;

pub fn list(session: &Session) -> Result<Exit, Error> {
    let mut open = Vec::new();
    for store in stores::existing(session)? {
        let requests = store.approvals().open().map_err(|error| store_error(&error))?;
        open.extend(requests.into_iter().map(|request| {
            let command = request.command(&approvers(session, &store, &request));
            (request, command)
        }));
    }
    if session.settings.json {
        session.json_lines(&lines(open.iter().map(|(request, _)| request))?)?;
        return Ok(Exit::Done);
    }
    if open.is_empty() {
        session.out("no request waits for an approval\n")?;
        return Ok(Exit::Done);
    }
    // Of several none is put forward: whoever is tired pastes what stands there.
    let page = session.page();
    session.out(&open.iter().map(|(request, command)| listed(&page, request, command)).collect::<String>())?;
    session.out(&page.again("or: duckops deny REQUEST --reason WHY --operator NAME\n"))?;
    Ok(Exit::Done)
}

/// What is asked for, by whom, why and how long, with what answers it.
fn listed(page: &Page, request: &Request, command: &str) -> String {
    let title = format!("{} {}{}", request.id, mark(request.drill), request.plan.words);
    let asked = format!("{}, until {}", request.requester, stamp(request.not_after));
    [
        page.title(&title, None, ""),
        page.fact("asked by", &asked),
        page.fact("reason", request.reason.as_str()),
        page.command("", command),
        "\n".into(),
    ]
    .concat()
}

fn lines<'r>(mut requests: impl Iterator<Item = &'r Request>) -> Result<String, Error> {
    let line = |request: &Request| serde_json::to_string(request).map(|line| line + "\n");
    requests
        .try_fold(String::new(), |lines, request| Ok(lines + &line(request)?))
        .map_err(|error: serde_json::Error| Error::wrong("cannot write JSON").because(error))
}

/// A request, and where it lies.
struct Found {
    store: Store,
    approvals: Approvals,
    standing: Standing,
}

fn find(session: &Session, id: &str) -> Result<Found, Error> {
    for store in stores::existing(session)? {
        let approvals = store.approvals();
        if let Some(standing) = approvals.get(id).map_err(|error| store_error(&error))? {
            return Ok(Found { store, approvals, standing });
        }
    }
    Err(Error::wrong(format!("there is no request {}", Clean::new(id))).hint("duckops approvals"))
}

/// Those whom the walk that asks will accept: it goes by its settings as they were when it began.
fn approvers(session: &Session, store: &Store, request: &Request) -> Vec<Clean> {
    match of_run(store, request, "approvers") {
        Some(Value::Texts(names)) => names,
        // The walk will have the last word.
        _ => session.settings.values.texts("approvers"),
    }
}

/// Whose signatures it will accept.
fn signers(session: &Session, store: Option<&Store>, request: &Request) -> AllowedSigners {
    let of_run = store.and_then(|store| of_run(store, request, "allowed_signers"));
    let file =
        of_run.map_or_else(|| session.settings.values.text("allowed_signers"), |file| Clean::new(file.to_string()));
    AllowedSigners::new(&file, session.environment.temporary())
}

fn of_run(store: &Store, request: &Request, setting: &str) -> Option<Value> {
    let opened = State::of(store.read(&request.run).ok()?).opened?;
    opened.settings.get(setting).cloned()
}

pub fn approve(session: &Session, args: &ApproveArgs) -> Result<Exit, Error> {
    match &args.file {
        Some(file) => answer(session, args, &sent::read(session, args, file)?),
        None => decide_here(session, args, args.request.as_deref().unwrap_or_default()),
    }
}

/// In the store that the walk looks at.
fn decide_here(session: &Session, args: &ApproveArgs, id: &str) -> Result<Exit, Error> {
    let Found { store, approvals, standing } = find(session, id)?;
    let request = &standing.request;
    session.out(&render::request(&session.page(), request))?;
    if let Some(decision) = &standing.decision {
        return Err(decided(request, decision));
    }
    let listed = approvers(session, &store, request);
    let approval = said_yes(session, args, request, &listed, &signers(session, Some(&store), request))?;
    let who = shell_word(approval.approver.as_str());
    decide(&approvals, request, Decision::Approved(approval))?;
    session.out(&format!("approved {}: {}\n", request.id, request.plan.words))?;
    let back = session.again(&format!("duckops deny {} --reason WHY --operator {who}", request.id));
    session.out(&format!("to take it back before it is used: {back}\n"))?;
    Ok(Exit::Done)
}

/// From a machine that the walk does not look at: the answer is a block, on stdout, to be sent back.
fn answer(session: &Session, args: &ApproveArgs, request: &Request) -> Result<Exit, Error> {
    session.err(&render::request(&session.page(), request));
    let listed = session.settings.values.texts("approvers");
    let approval = said_yes(session, args, request, &listed, &signers(session, None, request))?;
    session.err("Send this block back. At the gate it is pasted after `p`; then it is looked at once more:\n");
    session.out(&block::write(block::APPROVAL, &approval))?;
    Ok(Exit::Done)
}

/// The approval, if it counts.
fn said_yes(
    session: &Session,
    args: &ApproveArgs,
    request: &Request,
    listed: &[Clean],
    signers: &AllowedSigners,
) -> Result<Approval, Error> {
    let refused = |why: &Refusal| refused(session, args, request, why, listed);
    // Nobody is asked how it was said when it is too late.
    if session.clock.now() > request.not_after {
        return Err(refused(&Refusal::Expired(request.not_after)));
    }
    request.said_in_time(session.clock.now()).map_err(|why| refused(&why))?;
    let recorded_by = acting(session, request.drill)?;
    let (said, proof) = match request.mode {
        Mode::Signed => signed::find(session, args, request, listed)?,
        Mode::Recorded if args.key.is_some() => {
            let message = format!("{} is recorded, not signed: it takes no key", request.id);
            return Err(Error::wrong(message).hint(said::hint(session, args, request, listed)));
        }
        Mode::Recorded => (said::find(session, args, request, listed)?, Proof::Recorded),
    };
    let now = session.clock.now();
    let approval = Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: said.approver,
        method: said.method,
        reference: said.reference,
        said: now,
        reason: args.reason.as_ref().map_or_else(|| request.reason.clone(), Clean::new),
        recorded_by,
        recorded: now,
        proof,
    };
    counts(request, &approval, listed, now, signers).map_err(|why| refused(&why))?;
    Ok(approval)
}

pub fn deny(session: &Session, args: &DenyArgs) -> Result<Exit, Error> {
    let Found { store, approvals, standing } = find(session, &args.request)?;
    let (request, by) = (&standing.request, local_name(session)?);
    check_denier(request, &by, &approvers(session, &store, request)).map_err(|why| {
        Error::new(Exit::No, format!("{} is not denied: {why}", request.id))
            .hint(format!("say who you are: duckops deny {} --reason WHY --operator NAME", request.id))
    })?;
    let decision = Decision::Denied { by, reason: Clean::new(&args.reason), at: session.clock.now() };
    decide(&approvals, request, decision)?;
    let done = if standing.decision.is_some() { "approval taken back, denied" } else { "denied" };
    session.out(&format!("{done} {}: {}\n", request.id, request.plan.words))?;
    Ok(Exit::Done)
}

fn decide(approvals: &Approvals, request: &Request, decision: Decision) -> Result<(), Error> {
    approvals.decide(&request.id, &decision).map_err(|error| match (&error, approvals.get(&request.id)) {
        (StoreError::Decided(_), Ok(Some(Standing { decision: Some(known), .. }))) => decided(request, &known),
        _ => store_error(&error),
    })
}

/// By whom, and which way.
fn decided(request: &Request, decision: &Decision) -> Error {
    let message = format!("{} is decided already: {}", request.id, decision.text());
    Error::new(Exit::Held, message).hint("those that still wait: duckops approvals")
}

fn refused(session: &Session, args: &ApproveArgs, request: &Request, why: &Refusal, listed: &[Clean]) -> Error {
    let exit = match why {
        Refusal::Expired(_) | Refusal::CannotVerify { .. } => Exit::Unknown,
        _ => Exit::No,
    };
    Error::new(exit, format!("{} is not approved: {why}", request.id)).hint(match why {
        Refusal::NotListed { .. } => "approvers are a setting: approvers = [\"Josh\"] in duckops.toml".to_string(),
        Refusal::Expired(_) => "the operator asks again".into(),
        Refusal::SaidBeforeAsked(_) => {
            format!("this machine's clock is behind, at {}: set it, then approve", stamp(session.clock.now()))
        }
        Refusal::CannotVerify { hint, .. } => hint.to_string(),
        Refusal::UnknownKey { .. } | Refusal::KeyOfAnother { .. } => {
            "say another key with --key, or add a line to the file of allowed signers: NAME KEY".into()
        }
        _ => said::hint(session, args, request, listed),
    })
}
