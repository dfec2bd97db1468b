//! What the approver said on the phone, written down by the operator. Everything is asked on our own line, because
//! the gate can be answered elsewhere at any moment: then all of this is dropped.

use super::edit;
use super::gate::Gate;
use super::line::Pasting;
use super::lists::named;
use super::session::Session;
use super::values::moment;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::approval::{Approval, Decision, METHODS, Refusal, Request, check, check_person};
use duckops_core::walk::ports::{Clock, Left, Reply};

pub enum Said {
    Reply(Box<Reply>),
    Refused(Refusal),
    /// It was cancelled.
    Nothing,
}

/// Asks for everything an approval consists of. Escape gives up.
pub async fn approval(session: &mut Session<'_>, gate: Gate<'_>, clock: &dyn Clock, mark: &str) -> Result<Said, Left> {
    let request = gate.request;
    let mut form = Form { session, mark };
    let Some(approver) = form.person(gate, "who said yes").await? else { return Ok(Said::Nothing) };
    let Some(method) = form.one_of("how", &METHODS.map(Clean::new)).await? else { return Ok(Said::Nothing) };
    let Some(reference) = form.words("reference: link, ticket or number", None).await? else {
        return Ok(Said::Nothing);
    };
    let Some(said) = form.time(request, clock).await? else { return Ok(Said::Nothing) };
    let Some(reason) = form.words("reason", Some(&request.reason)).await? else { return Ok(Said::Nothing) };
    let now = clock.now();
    let approval = Approval {
        request: request.id.clone(),
        digest: request.digest(),
        approver,
        method,
        reference,
        said,
        reason,
        recorded_by: request.requester.clone(),
        recorded: now,
    };
    if let Err(why) = check(request, &approval, gate.approvers, now) {
        return Ok(Said::Refused(why));
    }
    form.tell(Decision::Approved(approval.clone()).text().as_str())?;
    Ok(Said::Reply(Box::new(Reply::Approval(approval))))
}

/// Asks who said no, and why.
pub async fn denial(session: &mut Session<'_>, gate: Gate<'_>, mark: &str) -> Result<Said, Left> {
    let mut form = Form { session, mark };
    let Some(by) = form.person(gate, "who said no").await? else { return Ok(Said::Nothing) };
    let Some(reason) = form.words("why not", None).await? else { return Ok(Said::Nothing) };
    Ok(Said::Reply(Box::new(Reply::Denied { by, reason })))
}

/// One question a line. Nothing: it was cancelled.
struct Form<'a, 'b> {
    session: &'a mut Session<'b>,
    mark: &'a str,
}

impl Form<'_, '_> {
    async fn line(&mut self, label: &str) -> Result<Option<String>, Left> {
        edit::line(self.session, &format!("{}{label}> ", self.mark), Pasting::Inserted).await
    }

    fn tell(&self, why: &str) -> Result<(), Left> {
        Ok(self.session.streams.err(&format!("{why}\n"))?)
    }

    /// One who may decide it: listed, and not the one who asks.
    async fn person(&mut self, gate: Gate<'_>, label: &str) -> Result<Option<Clean>, Left> {
        if gate.approvers.is_empty() {
            self.tell("Nobody is listed as an approver.")?;
            return Ok(None);
        }
        loop {
            let Some(person) = self.one_of(label, gate.approvers).await? else { return Ok(None) };
            match check_person(gate.request, &person, gate.approvers) {
                Ok(()) => return Ok(Some(person)),
                Err(why) => self.tell(&format!("That does not count: {why}."))?,
            }
        }
    }

    async fn one_of(&mut self, label: &str, words: &[Clean]) -> Result<Option<Clean>, Left> {
        let listed = words.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        let words: Vec<&Clean> = words.iter().collect();
        loop {
            let Some(typed) = self.line(&format!("{label} ({listed})")).await? else { return Ok(None) };
            match named(&typed, &words) {
                Ok(n) => return Ok(words.get(n).map(|word| (*word).clone())),
                Err(why) => self.tell(&why)?,
            }
        }
    }

    async fn words(&mut self, label: &str, offered: Option<&Clean>) -> Result<Option<Clean>, Left> {
        let enter = offered.map(|text| format!(" (Enter: {})", text.shortened(40))).unwrap_or_default();
        loop {
            let Some(typed) = self.line(&format!("{label}{enter}")).await? else { return Ok(None) };
            match (typed.trim(), offered) {
                ("", Some(offered)) => return Ok(Some(offered.clone())),
                ("", None) => self.tell("It needs some words; Esc goes back.")?,
                (typed, _) => return Ok(Some(Clean::new(typed))),
            }
        }
    }

    /// After it was asked for, and not in the future.
    async fn time(&mut self, request: &Request, clock: &dyn Clock) -> Result<Option<Utc>, Left> {
        loop {
            let Some(typed) = self.line("when, HH:MM in UTC (Enter: now)").await? else { return Ok(None) };
            let now = clock.now();
            match typed.trim() {
                "" => return Ok(Some(now)),
                typed => match moment(typed, Some(now)).and_then(|said| in_time(request, said)) {
                    Ok(said) => {
                        self.tell(&format!("{}{}", self.mark, stamp(said)))?;
                        return Ok(Some(said));
                    }
                    Err(why) => self.tell(&why)?,
                },
            }
        }
    }
}

fn in_time(request: &Request, said: Utc) -> Result<Utc, String> {
    request.said_in_time(said).map(|()| said).map_err(|why| format!("That does not count: {why}."))
}
