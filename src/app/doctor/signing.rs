//! What signed approvals need, where the settings want them.

use super::Check;
use crate::app::Session;
use crate::console::render::Mark;
use crate::signing::{AllowedSigners, is_there};
use duckops_core::text::Clean;

pub fn checks(session: &Session) -> Vec<Check> {
    let settings = &session.settings.values;
    if settings.text("approvals").as_str() != "signed" {
        return Vec::new();
    }
    let file = settings.text("allowed_signers");
    let keygen = match is_there() {
        Ok(()) => Check::of("ssh-keygen", Mark::Ok, "it is there: approvals are signed with it"),
        Err(why) => Check { mark: Mark::Fail, ..Check::unknown("ssh-keygen", &why) },
    };
    let signers = AllowedSigners::new(&file, session.environment.temporary());
    vec![keygen, of_the_team(&signers, &file, &settings.texts("approvers"))]
}

/// Whoever has no key there cannot approve.
fn of_the_team(signers: &AllowedSigners, file: &Clean, approvers: &[Clean]) -> Check {
    const WHAT: &str = "allowed_signers";
    match signers.without_a_key(approvers) {
        Err(why) => Check { mark: Mark::Fail, ..Check::unknown(WHAT, &why) },
        Ok(missing) if missing.is_empty() => Check::of(WHAT, Mark::Ok, format!("{file}: a key for each approver")),
        Ok(missing) => {
            let names = missing.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
            Check::of(WHAT, Mark::Fail, format!("{file} has no key for approvals of {names}"))
                .next("add a line for each: NAME namespaces=\"duckops-approval@v1\" ssh-ed25519 KEY")
        }
    }
}
