//! `freeze.override`: going on in spite of the change freeze, with consent, in one run.

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::{Evidence, Known, Value, Why, WhyKind};

pub fn plan_override(args: &Args, before: Option<&Evidence>) -> Known<Plan> {
    let freeze = before.ok_or_else(|| Why::not_looked("the change freeze"))?;
    let banner = args.values.get("banner") == Some(&Value::Bool(true));
    let frozen = match (freeze.fact("on")? == &Value::Bool(true), banner) {
        (true, _) => {
            format!("frozen since {} by {}: {}", freeze.fact("since")?, freeze.fact("by")?, freeze.fact("reason")?)
        }
        (false, true) => "Mission Control shows a freeze banner".into(),
        (false, false) => {
            return Err(Why::new(WhyKind::BadReply, "no change freeze is active: there is nothing to override"));
        }
    };
    let frozen_account = format!("the change freeze of {}", args.text("account")?);
    let target = match args.values.get("version") {
        Some(version) => format!("{frozen_account}, for version {version}"),
        None => frozen_account,
    };
    Ok(Plan {
        action: "freeze.override".into(),
        tier: Tier::Gated,
        target: Clean::new(target),
        before: Clean::new(frozen),
        after: Clean::new("this run goes on all the same; the freeze stays for everybody else"),
        undo: Undo::Cannot(Clean::new("it counts for this run alone")),
        words: Clean::new("override the freeze"),
        args: args.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{args, seen};
    use super::*;

    #[test]
    fn only_an_active_freeze_can_be_overridden() {
        let text = |text: &str| Value::Text(Clean::new(text));
        let facts = |on| [("on", Value::Bool(on)), ("since", text("t")), ("by", text("ana")), ("reason", text("sale"))];
        let args = args(&[("reason", "hotfix"), ("account", "1")]);
        let plan = plan_override(&args, Some(&seen("freeze.state", facts(true)))).unwrap();
        assert_eq!(plan.before.as_str(), "frozen since t by ana: sale");
        assert_eq!(plan.target.as_str(), "the change freeze of 1");
        let mut of_version = args.clone();
        of_version.values.insert("version".into(), text("43"));
        let named = plan_override(&of_version, Some(&seen("freeze.state", facts(true)))).unwrap();
        assert_eq!(named.target.as_str(), "the change freeze of 1, for version 43");
        assert!(plan_override(&args, Some(&seen("freeze.state", facts(false)))).is_err());
        let mut banner = args.clone();
        banner.values.insert("banner".into(), Value::Bool(true));
        let plan = plan_override(&banner, Some(&seen("freeze.state", facts(false)))).unwrap();
        assert_eq!(plan.before.as_str(), "Mission Control shows a freeze banner");
        assert!(plan_override(&args, None).is_err());
    }
}
