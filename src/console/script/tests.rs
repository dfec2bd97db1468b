use super::*;
use crate::console::Facts;
use crate::console::gate::tests::request;
use crate::console::menu::tests::{plan, step};
use duckops_core::walk::approval::check;
use duckops_core::world::actions::Tier;

fn keys() -> Prompt {
    Prompt::Step(step(None))
}

fn words() -> Prompt {
    Prompt::Confirm { step: "promote".into(), place: "step 6 of 9".into(), plan: plan(Tier::Guarded, "prod 43 -> 41") }
}

#[tokio::test]
async fn it_answers_in_order_and_makes_answers_from_the_prompt() {
    let approval = Prompt::Approval {
        step: "promote".into(),
        place: "step 6 of 9".into(),
        request: request(),
        approvers: vec![],
        contact: "".into(),
    };
    let mut script = Script::new().going_on().approved("promote", "Josh").words("promote");
    assert_eq!(script.ask(&keys()).await, Ok(Reply::Move(Move::Continue)));
    let Ok(Reply::Approval(approval)) = script.ask(&approval).await else { panic!("no approval") };
    assert_eq!(check(&request(), &approval, &["Josh".into()], request().made), Ok(()));
    assert_eq!(script.ask(&words()).await, Ok(Reply::Words("prod 43 -> 41".into())));
    assert_eq!(script.finish(), Ok(()));
}

#[tokio::test]
async fn it_fails_on_what_it_did_not_expect() {
    let mut script = Script::new().reply(Cue::question("target", "version"), Reply::Move(Move::Back));
    assert!(matches!(script.ask(&words()).await, Err(Left::BadAnswer { .. })));
    let why = "asked the words of promote, but the script expects the question target.version";
    assert_eq!(script.finish(), Err(why.into()));
}

#[tokio::test]
async fn it_fails_on_what_nobody_asked() {
    let script = Script::new().words("promote").interrupt("soak", Interruption::Left(Left::Quit));
    assert_eq!(script.finish(), Err("never asked: the words of promote, a wait for soak".into()));
}

#[tokio::test]
async fn it_interrupts_a_wait_by_name() {
    let early = Interruption::CutShort("all is well".into());
    let mut script = Script::new().interrupt("quiet", early.clone());
    let waiting =
        Waiting { what: "ten quiet minutes".into(), limit: Duration::from_secs(600), can_cut_short: true, pause: None };
    assert_eq!(script.meanwhile(&waiting).await, early);
}

#[test]
fn what_it_says_is_readable() {
    assert_eq!(spoken(&Reply::Move(Move::Skip("seen".into()))), "skip: seen");
    let (streams, captured) = Streams::memory(Facts::default());
    streams.err(&spoken(&Reply::Words("prod 43 -> 41".into()))).unwrap();
    assert_eq!(captured.err(), "prod 43 -> 41");
}
