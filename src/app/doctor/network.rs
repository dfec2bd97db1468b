//! Whether the API and AWS can be reached from here, and whether the clocks agree. What is wrong with the API itself
//! is for `status` to say.

use super::Check;
use super::asked::Asked;
use crate::app::Session;
use crate::console::render::Mark;
use crate::stack::{Probe, is_loopback};
use duckops_core::health::clock::Apart;
use duckops_core::world::observations::Answered;
use duckops_core::world::{WhyKind, duration_text};
use std::time::Duration;

pub fn checks(session: &Session, asked: &Asked) -> Vec<Check> {
    [Some(api(session, asked)), drill(session, asked), Some(aws(asked)), Some(clock(session, asked))]
        .into_iter()
        .flatten()
        .collect()
}

/// Any answer shows that it can be reached. No answer is its fault only where AWS answers.
fn api(session: &Session, asked: &Asked) -> Check {
    let url = session.settings.values.text("api");
    let probe = match &asked.probe {
        Ok(probe) => probe,
        Err(why) => return Check::unknown("API", why),
    };
    let said = |mark: Mark| Check::of("API", mark, format!("{url}: {}", probe.summary));
    match probe.answered {
        Answered::Http(500..) => said(Mark::Amber).command("duckops status"),
        Answered::Http(400..) => said(Mark::Fail).next(RIGHT_ADDRESS),
        Answered::Http(_) => said(Mark::Ok),
        _ if matches!(asked.aws.1, Ok(true)) => said(Mark::Fail).next(RIGHT_ADDRESS),
        _ => said(Mark::Unknown).next(NETWORK),
    }
}

const NETWORK: &str = "check the network, VPN or proxy";
const RIGHT_ADDRESS: &str =
    "is it the right address? --api URL, or api in duckops.toml; else it is down: duckops status";

/// Only where it is not known, or wrong: which drill it is stands above everything.
fn drill(session: &Session, asked: &Asked) -> Option<Check> {
    if let Err(error) = &asked.drill {
        return Some(Check::failed("drill", error));
    }
    let api = session.settings.values.text("api");
    let known = matches!(&asked.probe, Ok(Probe { drill: Ok(_), .. }));
    (is_loopback(api.as_str()) && !known).then(|| {
        Check::of("drill", Mark::Unknown, format!("is {api} a drill or not? It does not answer"))
            .next("begin the drill again, or name another API: --api URL")
    })
}

fn aws(asked: &Asked) -> Check {
    let (address, answers) = &asked.aws;
    match answers {
        Ok(true) => Check::of("AWS", Mark::Ok, format!("{address}: it answers")),
        Ok(false) => Check::of("AWS", Mark::Unknown, format!("{address}: it does not answer")).next(NETWORK),
        Err(why) => Check::unknown("AWS", why),
    }
}

/// A clock that is wrong makes every time in the logs wrong, and AWS refuses what is signed with it.
fn clock(session: &Session, asked: &Asked) -> Check {
    let probe = match &asked.probe {
        Ok(probe) => probe,
        Err(why) => return Check::unknown("clock", why),
    };
    let (by, ahead) = match (&probe.clock.apart, &probe.clock.ahead) {
        (Ok(by), Ok(ahead)) => (*by, *ahead),
        // A drill has a time of its own, which nothing goes by.
        (Err(why), _) if why.kind == WhyKind::Absent => {
            return Check::of("clock", Mark::Seen, format!("not compared: {}", why.text));
        }
        (Err(why), _) | (_, Err(why)) => return Check::unknown("clock", why).next(NETWORK),
    };
    let limit: Duration = session.settings.values.duration("clock_apart");
    match by <= limit {
        true => Check::of("clock", Mark::Ok, format!("the API's, within {}", duration_text(limit))),
        false => {
            Check::of("clock", Mark::Fail, Apart { by, ahead }.words()).next("set it by the network: date -u shows it")
        }
    }
}
