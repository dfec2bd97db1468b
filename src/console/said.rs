//! What the approver said on the phone, written down by the operator. Everything is asked on our own line, because
//! the gate can be answered elsewhere at any moment: then all of this is dropped.

use super::edit;
use super::gate::Gate;
use super::line::Pasting;
use super::lists::named;
use super::session::Session;
use super::texts::{Asked, Enter, Judged, KEYS, Typed, words};
use super::values::moment;
use super::ways::{Ways, show_help};
use duckops_core::text::{Clean, sentence};
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::approval::{Approval, Decision, METHODS, Proof, Refusal, Request, check, check_person};
use duckops_core::walk::block;
use duckops_core::walk::ports::{Clock, Left, Reply};

pub enum Said {
    Reply(Box<Reply>),
    Refused(Refusal),
    /// They went back to the gate.
    Nothing,
}

/// One question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Approver,
    Method,
    Reference,
    Said,
    Reason,
}

/// In the order in which they are asked.
const FIELDS: [Field; 5] = [Field::Approver, Field::Method, Field::Reference, Field::Said, Field::Reason];

impl Field {
    /// Which answer is to blame: only that one is asked for again.
    fn to_blame(refusal: &Refusal) -> Option<Self> {
        match refusal {
            Refusal::OwnRequest(_) | Refusal::NotListed { .. } => Some(Field::Approver),
            Refusal::SaidBeforeAsked(_) => Some(Field::Said),
            Refusal::Empty("method") => Some(Field::Method),
            Refusal::Empty("reference") => Some(Field::Reference),
            // Of what was typed, nothing else can be to blame.
            _ => None,
        }
    }
}

/// What was answered so far; whoever goes back finds it again.
#[derive(Default)]
struct Draft {
    approver: Option<Clean>,
    method: Option<Clean>,
    reference: Option<Clean>,
    said: Option<Utc>,
    reason: Option<Clean>,
}

impl Draft {
    fn approval(&self, request: &Request, now: Utc) -> Option<Approval> {
        Some(Approval {
            request: request.id.clone(),
            digest: request.digest(),
            approver: self.approver.clone()?,
            method: self.method.clone()?,
            reference: self.reference.clone()?,
            said: self.said?,
            reason: self.reason.clone()?,
            recorded_by: request.requester.clone(),
            recorded: now,
            proof: Proof::Recorded,
        })
    }
}

/// Asks for everything an approval consists of.
pub async fn approval(
    session: &mut Session<'_>,
    gate: Gate<'_>,
    clock: &dyn Clock,
    (mark, ways): (&str, Ways),
) -> Result<Said, Left> {
    let mut form = Form::begin(session, mark, ways)?;
    let mut draft = Draft::default();
    let mut at = 0;
    while let Some(field) = FIELDS.get(at) {
        match (form.field(*field, gate, clock, &mut draft).await?, at) {
            (true, _) => at += 1,
            (false, 0) => return Ok(Said::Nothing),
            (false, _) => at -= 1,
        }
    }
    while let Some(approval) = draft.approval(gate.request, clock.now()) {
        let Err(why) = check(gate.request, &approval, gate.approvers, clock.now()) else {
            form.tell(Decision::Approved(approval.clone()).text().as_str())?;
            return Ok(Said::Reply(Box::new(Reply::Approval(approval))));
        };
        let Some(field) = Field::to_blame(&why) else { return Ok(Said::Refused(why)) };
        form.tell(&does_not_count(&why))?;
        if !form.field(field, gate, clock, &mut draft).await? {
            break;
        }
    }
    Ok(Said::Nothing)
}

/// Asks who said no, and why.
pub async fn denial(session: &mut Session<'_>, gate: Gate<'_>, (mark, ways): (&str, Ways)) -> Result<Said, Left> {
    let mut form = Form::begin(session, mark, ways)?;
    let mut by = None;
    loop {
        by = form.person(gate, "who said no", by.as_ref()).await?;
        let Some(by) = &by else { return Ok(Said::Nothing) };
        if let Some(reason) = form.words("why not", None).await? {
            return Ok(Said::Reply(Box::new(Reply::Denied { by: by.clone(), reason })));
        }
    }
}

/// Takes the block that the approver made on another machine. Its signature is verified where it is used.
pub async fn pasted(
    session: &mut Session<'_>,
    gate: Gate<'_>,
    clock: &dyn Clock,
    (mark, ways): (&str, Ways),
) -> Result<Said, Left> {
    let form = Form::begin(session, mark, ways)?;
    let mut form = Form { pasting: Pasting::Block, ..form };
    let read = |typed: &str| {
        block::read(block::APPROVAL, typed).map_err(|why| sentence(format!("That is no approval: {why}")))
    };
    let Some(approval): Option<Approval> = form.ask("paste their block", None, read).await? else {
        return Ok(Said::Nothing);
    };
    match check(gate.request, &approval, gate.approvers, clock.now()) {
        Ok(()) => Ok(Said::Reply(Box::new(Reply::Approval(approval)))),
        Err(why) => Ok(Said::Refused(why)),
    }
}

/// One question a line. Nothing, or no: they went back from it.
struct Form<'a, 'b> {
    session: &'a mut Session<'b>,
    mark: &'a str,
    ways: Ways,
    pasting: Pasting,
}

impl<'a, 'b> Form<'a, 'b> {
    fn begin(session: &'a mut Session<'b>, mark: &'a str, ways: Ways) -> Result<Self, Left> {
        let ways = Ways { back: Some("back to the answer before; what was typed is offered again"), ..ways };
        ways.show(session.streams, &KEYS)?;
        Ok(Self { session, mark, ways, pasting: Pasting::Inserted })
    }

    fn tell(&self, why: &str) -> Result<(), Left> {
        Ok(self.session.streams.err(&format!("{why}\n"))?)
    }

    /// Asks for one answer of the draft.
    async fn field(
        &mut self,
        field: Field,
        gate: Gate<'_>,
        clock: &dyn Clock,
        draft: &mut Draft,
    ) -> Result<bool, Left> {
        fn keep<T>(place: &mut Option<T>, answer: Option<T>) -> bool {
            let answered = answer.is_some();
            *place = answer.or_else(|| place.take());
            answered
        }
        Ok(match field {
            Field::Approver => {
                let answer = self.person(gate, "who said yes", draft.approver.as_ref()).await?;
                keep(&mut draft.approver, answer)
            }
            Field::Method => {
                let answer = self.one_of("how", &METHODS.map(Clean::new), draft.method.as_ref()).await?;
                keep(&mut draft.method, answer)
            }
            Field::Reference => {
                let answer = self.words("reference: link, ticket or number", draft.reference.as_ref()).await?;
                keep(&mut draft.reference, answer)
            }
            Field::Said => {
                let answer = self.time(gate.request, clock, draft.said).await?;
                keep(&mut draft.said, answer)
            }
            Field::Reason => {
                let offered = draft.reason.as_ref().unwrap_or(&gate.request.reason);
                let answer = self.words("reason", Some(offered)).await?;
                keep(&mut draft.reason, answer)
            }
        })
    }

    /// One answer; what was offered is taken by Enter alone.
    async fn ask<T: Clone>(
        &mut self,
        label: &str,
        offered: Option<(&str, T)>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Left> {
        let enter = offered.as_ref().map_or(Enter::Nothing, |(words, _)| Enter::Takes(words));
        let asked = Asked { label, ways: self.ways, enter, may_be_long: false };
        let shown = offered.as_ref().map(|(words, _)| format!(" (Enter: {})", Clean::new(*words).shortened(40)));
        let prompt = format!("{}{label}{}> ", self.mark, shown.unwrap_or_default());
        loop {
            let typed = edit::line(self.session, &prompt, self.pasting).await?;
            match asked.judged(typed.as_deref(), &read) {
                Judged::Done(Typed::Answer(answer)) => return Ok(Some(answer)),
                Judged::Done(Typed::Enter) => return Ok(offered.map(|(_, answer)| answer)),
                Judged::Done(Typed::Skip | Typed::Back) => return Ok(None),
                Judged::Quit => return Err(Left::Quit),
                Judged::Help => show_help(self.session.streams, &asked.help())?,
                Judged::Again(why) => self.tell(&why)?,
            }
        }
    }

    /// One who may decide it: listed, and not the one who asks.
    async fn person(&mut self, gate: Gate<'_>, label: &str, offered: Option<&Clean>) -> Result<Option<Clean>, Left> {
        if gate.approvers.is_empty() {
            self.tell("Nobody is listed as an approver.")?;
            return Ok(None);
        }
        loop {
            let Some(person) = self.one_of(label, gate.approvers, offered).await? else { return Ok(None) };
            match check_person(gate.request, &person, gate.approvers) {
                Ok(()) => return Ok(Some(person)),
                Err(why) => self.tell(&does_not_count(&why))?,
            }
        }
    }

    async fn one_of(&mut self, label: &str, all: &[Clean], offered: Option<&Clean>) -> Result<Option<Clean>, Left> {
        let listed = all.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        let names: Vec<&Clean> = all.iter().collect();
        let read = |typed: &str| named(typed, &names).map(|n| all[n].clone());
        self.ask(&format!("{label} (one of: {listed})"), offered.map(|word| (word.as_str(), word.clone())), read).await
    }

    async fn words(&mut self, label: &str, offered: Option<&Clean>) -> Result<Option<Clean>, Left> {
        self.ask(label, offered.map(|text| (text.as_str(), text.clone())), words).await
    }

    /// After it was asked for, and not in the future.
    async fn time(&mut self, request: &Request, clock: &dyn Clock, before: Option<Utc>) -> Result<Option<Utc>, Left> {
        let offered = before.map_or_else(|| "now".into(), stamp);
        let read = |typed: &str| moment(typed, Some(clock.now())).and_then(|said| in_time(request, said)).map(Some);
        let Some(said) = self.ask("when, HH:MM in UTC", Some((&offered, before)), read).await? else { return Ok(None) };
        if let Some(said) = said {
            self.tell(&format!("{}{}", self.mark, stamp(said)))?;
        }
        Ok(Some(said.unwrap_or_else(|| clock.now())))
    }
}

fn does_not_count(why: &Refusal) -> String {
    sentence(format!("That does not count: {why}"))
}

fn in_time(request: &Request, said: Utc) -> Result<Utc, String> {
    request.said_in_time(said).map(|()| said).map_err(|why| does_not_count(&why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::values::tests::at;

    #[test]
    fn only_the_answer_to_blame_is_asked_for_again() {
        let made = at("2026-11-22T02:14:07Z");
        for (refusal, field) in [
            (Refusal::SaidBeforeAsked(made), Some(Field::Said)),
            (Refusal::OwnRequest("ana".into()), Some(Field::Approver)),
            (Refusal::Empty("reference"), Some(Field::Reference)),
            (Refusal::Expired(made), None),
            (Refusal::AnotherAction, None),
        ] {
            assert_eq!(Field::to_blame(&refusal), field, "{refusal}");
        }
    }
}
