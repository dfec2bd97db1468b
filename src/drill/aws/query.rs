//! The query protocol: a form comes in, XML goes out.

use super::{cloudwatch, fault::Fault, sts};
use crate::drill::form;
use crate::drill::message::{Call, Reply};
use crate::drill::world::World;
use hyper::StatusCode;

/// The fields of a form.
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// The members of a list: `Statistics.member.1` and so on.
    pub fn members(&self, name: &str) -> Vec<String> {
        let member = |number| self.get(&format!("{name}.member.{number}")).map(str::to_owned);
        (1..).map_while(member).collect()
    }
}

pub fn answer(world: &World, call: &Call) -> Reply {
    let form = Form(form::pairs(&String::from_utf8_lossy(&call.body)));
    let version = form.get("Version").unwrap_or_default();
    let answer = match (form.get("Action"), version) {
        (Some("GetCallerIdentity"), _) => Ok(sts::caller_identity(&call.id)),
        (Some("GetMetricStatistics"), _) => cloudwatch::answer_query(world, &form, &call.id),
        (Some(action), version) => Err(no_such_action(action, version)),
        (None, _) => Err(Fault::bad("MissingAction", "an Action is required")),
    };
    match answer {
        Ok(xml) => Reply::new(StatusCode::OK, "text/xml", xml),
        Err(fault) => fault.xml(&call.id),
    }
}

fn no_such_action(action: &str, version: &str) -> Fault {
    let why = format!("the drill does not simulate {action} for version {version}");
    Fault::bad("InvalidAction", why)
}
