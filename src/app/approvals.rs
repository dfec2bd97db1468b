//! `duckops approvals | approve | deny`, from a second terminal or a second machine with the same store.

use super::walk::operator::local_name;
use super::walk::store_error;
use super::{Session, stores};
use crate::cli::{ApproveArgs, DenyArgs};
use crate::console::render::table;
use crate::error::{Error, Exit};
use crate::store::{Approvals, Standing};
use duckops_core::text::{Clean, shell_word};
use duckops_core::time::stamp;
use duckops_core::walk::approval::{Approval, Decision, Refusal, Request, check, check_denier};
use duckops_core::world::Table;

pub fn list(session: &Session) -> Result<Exit, Error> {
    let mut open = Vec::new();
    for store in stores::existing(session)? {
        open.extend(store.approvals().open().map_err(|error| store_error(&error))?);
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
    session.out(&table(&session.page(), &rows, usize::MAX))?;
    session.out("\nduckops approve REQUEST, or duckops deny REQUEST --reason WHY\n")?;
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

fn find(session: &Session, id: &str) -> Result<(Approvals, Standing), Error> {
    for store in stores::existing(session)? {
        let approvals = store.approvals();
        if let Some(standing) = approvals.get(id).map_err(|error| store_error(&error))? {
            return Ok((approvals, standing));
        }
    }
    Err(Error::wrong(format!("there is no request {}", Clean::new(id))).hint("duckops approvals"))
}

pub fn approve(session: &Session, args: &ApproveArgs) -> Result<Exit, Error> {
    let (approvals, standing) = find(session, &args.request)?;
    let request = &standing.request;
    session.out(&shown(session, request))?;
    let person = args.approver.clone().or_else(|| session.settings.operator.clone());
    let person = person.ok_or_else(|| {
        Error::wrong("who approves?")
            .hint(format!("duckops approve {} --approver NAME --method call --reference R", request.id))
    })?;
    let now = session.clock.now();
    let said = |text: &Option<String>, default: &str| Clean::new(text.as_deref().unwrap_or(default));
    let approval = Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver: Clean::new(&person),
        method: said(&args.method, "duckops approve"),
        reference: said(&args.reference, &format!("{}@{}", user(session), session.environment.host)),
        said: now,
        reason: said(&args.reason, request.reason.as_str()),
        recorded_by: local_name(session),
        recorded: now,
    };
    check(request, &approval, &session.settings.values.texts("approvers"), now)
        .map_err(|why| refused(request, &why))?;
    let who = shell_word(approval.approver.as_str());
    decide(&approvals, request, Decision::Approved(approval))?;
    session.out(&format!("approved {}: {}\n", request.id, request.plan.words))?;
    let back = session.again(&format!("duckops deny {} --reason WHY --operator {who}", request.id));
    session.out(&format!("to take it back before it is used: {back}\n"))?;
    Ok(Exit::Done)
}

pub fn deny(session: &Session, args: &DenyArgs) -> Result<Exit, Error> {
    let (approvals, standing) = find(session, &args.request)?;
    let (request, by) = (&standing.request, local_name(session));
    check_denier(request, &by, &session.settings.values.texts("approvers")).map_err(|why| {
        Error::new(Exit::No, format!("{} is not denied: {why}", request.id))
            .hint(session.again(&format!("say who you are: duckops deny {} --reason WHY --operator NAME", request.id)))
    })?;
    let decision = Decision::Denied { by, reason: Clean::new(&args.reason), at: session.clock.now() };
    decide(&approvals, request, decision)?;
    let done = if standing.decision.is_some() { "approval taken back, denied" } else { "denied" };
    session.out(&format!("{done} {}: {}\n", request.id, request.plan.words))?;
    Ok(Exit::Done)
}

fn decide(approvals: &Approvals, request: &Request, decision: Decision) -> Result<(), Error> {
    approvals.decide(&request.id, &decision).map_err(|error| match error {
        crate::store::StoreError::Decided(_) => Error::new(Exit::Held, error.to_string()).hint("duckops approvals"),
        other => store_error(&other),
    })
}

fn refused(request: &Request, why: &Refusal) -> Error {
    let exit = if matches!(why, Refusal::Expired(_)) { Exit::Unknown } else { Exit::No };
    Error::new(exit, format!("{} is not approved: {why}", request.id)).hint(match why {
        Refusal::NotListed { .. } => "approvers are a setting: approvers = [\"Josh\"] in duckops.toml".to_string(),
        Refusal::Expired(_) => "the operator asks again".into(),
        _ => format!("duckops approve {} --approver NAME --method call --reference R", request.id),
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

fn user(session: &Session) -> &str {
    session.environment.var("USER").unwrap_or("unknown")
}
