//! Who we are to AWS, for how long yet, where, and what that identity may.

use super::Check;
use super::asked::{Allowed, Asked, Asking};
use crate::app::{Session, stage};
use crate::console::render::Mark;
use crate::stack::Identity;
use duckops_core::health::aws::whole_policy;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::{WhyKind, minutes_text};
use std::time::Duration;

/// An incident takes longer.
const SOON: Duration = Duration::from_secs(15 * 60);

pub fn checks(session: &Session, asked: &Asked) -> Vec<Check> {
    let identity = &asked.identity;
    let mut checks = vec![region(session, identity), who(identity), account(session, identity)];
    checks.extend(credentials(session, identity));
    checks.extend(asked.allowed.iter().map(|asking| permission(asking, identity.drill)));
    checks
}

fn region(session: &Session, identity: &Identity) -> Check {
    match stage::refuse_other_region(session, &session.settings, identity.drill) {
        Ok(()) => Check::of("region", Mark::Ok, format!("{}, as the settings say", identity.region)),
        Err(error) => Check::failed("region", &error),
    }
}

fn who(identity: &Identity) -> Check {
    match &identity.arn {
        Ok(arn) => Check::of("identity", Mark::Ok, arn.as_str()),
        Err(why) => Check::unknown("identity", why),
    }
}

fn account(session: &Session, identity: &Identity) -> Check {
    match (&identity.account, stage::refuse_other_account(identity, &session.settings)) {
        (_, Err(error)) => Check::failed("account", &error),
        (Ok(account), Ok(())) => Check::of("account", Mark::Ok, format!("{account}, as the settings say")),
        (Err(why), Ok(())) => Check::unknown("account", why),
    }
}

/// How long they still hold, where there are any.
fn credentials(session: &Session, identity: &Identity) -> Option<Check> {
    identity.arn.as_ref().ok()?;
    Some(match identity.expires {
        None => Check::of("credentials", Mark::Ok, "they do not expire"),
        Some(end) => until(end, session.clock.now(), session.settings.profile.as_deref()),
    })
}

fn until(end: Utc, now: Utc, profile: Option<&str>) -> Check {
    let left = (end - now).to_std().unwrap_or(Duration::ZERO);
    let said = format!("until {}, {} from now", stamp(end), minutes_text(left));
    if left > SOON {
        return Check::of("credentials", Mark::Ok, said);
    }
    let profile = profile.map_or_else(String::new, |name| format!(" --profile {name}"));
    Check::of("credentials", Mark::Amber, said).command(format!("aws sso login{profile}"))
}

/// That a drill answers shows nothing of what somebody may in AWS.
fn permission((permission, allowed): &Asking, drill: bool) -> Check {
    let name = permission.name;
    match allowed {
        Allowed::Tried(Ok(())) | Allowed::NotChecked(_) if drill => {
            Check::of(name, Mark::Seen, "not judged: a drill has no IAM, it allows everything")
        }
        Allowed::Tried(Ok(())) if permission.changes => Check::of(name, Mark::Ok, "allowed, by a dry run"),
        Allowed::Tried(Ok(())) => Check::of(name, Mark::Ok, "allowed"),
        Allowed::Simulated(true) => Check::of(name, Mark::Ok, "allowed, as IAM says"),
        Allowed::Simulated(false) => {
            Check::of(name, Mark::Fail, "not allowed, as IAM says").command(whole_policy(*permission))
        }
        Allowed::NotChecked(why) => {
            Check::of(name, Mark::Seen, format!("not checked: a change is not tried, and {}", why.text))
        }
        Allowed::Tried(Err(why)) if why.kind == WhyKind::Denied => {
            Check::of(name, Mark::Fail, why.text.as_str()).command(whole_policy(*permission))
        }
        Allowed::Tried(Err(why)) => Check::unknown(name, why),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Next;
    use super::*;

    #[test]
    fn what_ends_during_an_incident_is_near_its_end() {
        let now: Utc = "2026-11-22T02:14:07Z".parse().unwrap();
        let after = |minutes: i64| until(now + chrono::TimeDelta::minutes(minutes), now, Some("ops"));
        for (minutes, mark, next) in [
            (600, Mark::Ok, None),
            (16, Mark::Ok, None),
            (15, Mark::Amber, Some("aws sso login --profile ops")),
            (-5, Mark::Amber, Some("aws sso login --profile ops")),
        ] {
            let check = after(minutes);
            assert_eq!((check.mark, check.next.as_ref().map(Next::text)), (mark, next), "{minutes}");
        }
        assert_eq!(after(42).text.as_str(), "until 2026-11-22T02:56:07Z, 42 min from now");
    }
}
