//! `duckops approvals | approve | deny`, from a second terminal or a second machine with the same store.

mod said;

use super::walk::operator::local_name;
use super::walk::store_error;
use super::{Session, stores};
use crate::cli::{ApproveArgs, DenyArgs};
use crate::console::render::table;
use crate::error::{Error, Exit};
use crate::store::{Approvals, Standing, Store, StoreError};
use duckops_core::text::{Clean, shell_word};
use duckops_core::time::stamp;
use duckops_core::walk::State;
use duckops_core::walk::approval::{Approval, Decision, Refusal, Request, check, check_denier};
use duckops_core::world::{Table, Value};
use said::Said;

pub fn list(session: &Session) -> Result<Exit, Error> {
    let mut open = Vec::new();
    let mut next = None;
    for store in stores::existing(session)? {
        let requests = store.approvals().open().map_err(|error| store_error(&error))?;
        let command = |request: &Request| request.command(&approvers(session, &store, request));
        next = next.or_else(|| requests.first().map(command));
        open.extend(requests);
    }
    if session.settings.json {
        session.out(&lines(&open)?)?;
        return Ok(Exit::Done);
    }
    if open.is_empty() {
        session.out("no request waits for an approval\n")?;
        return Ok(Exit::Done);
    }
    let mut rows = Table::new(["request", "change", "asked by", "until", "reason"]);
    for request in &open {
        let drill = if request.drill { "DRILL " } else { "" };
        rows.row([
            Clean::new(&request.id),
            Clean::new(format!("{drill}{}", request.plan.words)),
            request.requester.clone(),
            Clean::new(stamp(request.not_after)),
            request.reason.clone(),
        ]);
    }
    session.out(&table(&session.page(), &rows))?;
    let next = next.unwrap_or_default();
    session.out(&session.again(&format!("\n{next}\nor: duckops deny REQUEST --reason WHY --operator NAME\n")))?;
    Ok(Exit::Done)
}

fn lines(requests: &[Request]) -> Result<String, Error> {
    let line = |request: &Request| serde_json::to_string(request).map(|line| line + "\n");
    requests
        .iter()
        .map(line)
        .collect::<Result<_, _>>()
        .map_err(|error| Error::wrong("cannot write JSON").because(error))
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
    let opened = store.read(&request.run).map(|events| State::of(events).opened);
    match opened.map(|opened| opened.and_then(|opened| opened.settings.get("approvers").cloned())) {
        Ok(Some(Value::Texts(names))) => names,
        // The walk will have the last word.
        Ok(_) | Err(_) => session.settings.values.texts("approvers"),
    }
}

pub fn approve(session: &Session, args: &ApproveArgs) -> Result<Exit, Error> {
    let Found { store, approvals, standing } = find(session, &args.request)?;
    let request = &standing.request;
    session.out(&shown(session, request))?;
    let listed = approvers(session, &store, request);
    can_be_approved(session, &standing, &listed)?;
    let recorded_by = local_name(session)?;
    let said = said::find(session, args, request, &listed)?;
    let approval = approval(session, request, said, recorded_by, args.reason.as_deref());
    check(request, &approval, &listed, session.clock.now()).map_err(|why| refused(request, &why, &listed))?;
    let who = shell_word(approval.approver.as_str());
    decide(&approvals, request, Decision::Approved(approval))?;
    session.out(&format!("approved {}: {}\n", request.id, request.plan.words))?;
    let back = session.again(&format!("duckops deny {} --reason WHY --operator {who}", request.id));
    session.out(&format!("to take it back before it is used: {back}\n"))?;
    Ok(Exit::Done)
}

/// Nobody is asked how it was said when it is too late.
fn can_be_approved(session: &Session, standing: &Standing, listed: &[Clean]) -> Result<(), Error> {
    let request = &standing.request;
    match &standing.decision {
        Some(decision) => Err(decided(request, decision)),
        None if session.clock.now() > request.not_after => {
            Err(refused(request, &Refusal::Expired(request.not_after), listed))
        }
        None => Ok(()),
    }
}

fn approval(session: &Session, request: &Request, said: Said, recorded_by: Clean, reason: Option<&str>) -> Approval {
    let now = session.clock.now();
    Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: said.approver,
        method: said.method,
        reference: said.reference,
        said: now,
        reason: reason.map_or_else(|| request.reason.clone(), Clean::new),
        recorded_by,
        recorded: now,
    }
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

fn refused(request: &Request, why: &Refusal, listed: &[Clean]) -> Error {
    let exit = if matches!(why, Refusal::Expired(_)) { Exit::Unknown } else { Exit::No };
    Error::new(exit, format!("{} is not approved: {why}", request.id)).hint(match why {
        Refusal::NotListed { .. } => "approvers are a setting: approvers = [\"Josh\"] in duckops.toml".to_string(),
        Refusal::Expired(_) => "the operator asks again".into(),
        _ => request.command(listed),
    })
}

/// The request in the words that the operator sees too.
fn shown(session: &Session, request: &Request) -> String {
    let page = session.page();
    let mut out = String::new();
    if request.drill {
        out.push_str("DRILL: nothing here is real\n");
    }
    out.push_str(&page.fact("request", &request.id));
    out.push_str(&page.fact("change", &format!("{}, {}", request.plan.words, request.plan.target)));
    out.push_str(&page.fact("before", request.plan.before.as_str()));
    out.push_str(&page.fact("after", request.plan.after.as_str()));
    out.push_str(&page.fact("reason", request.reason.as_str()));
    out.push_str(&page.fact("asked by", &format!("{} at {}", request.requester, stamp(request.made))));
    out.push_str(&page.fact("until", &stamp(request.not_after)));
    out
}
