//! `incident.start` and `incident.end`: incident mode.

mod report;

pub use report::Report;

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::{Evidence, Known, Value, Why, WhyKind};

pub fn plan_start(args: &Args, before: Option<&Evidence>) -> Known<Plan> {
    let state = before.ok_or_else(|| Why::not_looked("incident mode"))?;
    if is_on(state)? {
        let text = format!("{} since {} by {}", state.fact("id")?, state.fact("since")?, state.fact("by")?);
        return Err(Why::new(WhyKind::Already, format!("incident mode is on already: {text}"))
            .command("duckops incident status"));
    }
    let (severity, title) = (args.text("severity")?, args.text("title")?);
    Ok(Plan {
        before: Clean::new("incident mode off"),
        after: Clean::new(format!("incident mode on, {severity}: {title}")),
        undo: Undo::Command(Clean::new("duckops incident end")),
        words: Clean::new("incident mode on"),
        ..plan("incident.start", args)
    })
}

pub fn plan_end(args: &Args, before: Option<&Evidence>) -> Known<Plan> {
    let state = before.ok_or_else(|| Why::not_looked("incident mode"))?;
    if !is_on(state)? {
        return Err(Why::new(WhyKind::BadReply, "incident mode is off already"));
    }
    // Times that run backwards are refused before anything is done.
    Report::told(args)?;
    let mut settled = args.clone();
    settled.values.insert("id".into(), state.fact("id")?.clone());
    Ok(Plan {
        before: Clean::new(format!("incident mode on since {}: {}", state.fact("since")?, state.fact("title")?)),
        after: Clean::new("incident mode off"),
        undo: Undo::Cannot(Clean::new("a new one can be declared")),
        words: Clean::new("incident mode off"),
        ..plan("incident.end", &settled)
    })
}

fn is_on(state: &Evidence) -> Known<bool> {
    Ok(state.fact("on")? == &Value::Bool(true))
}

fn plan(action: &str, args: &Args) -> Plan {
    Plan {
        action: action.into(),
        tier: Tier::Routine,
        target: Clean::new("incident mode of duckops"),
        before: Clean::new(""),
        after: Clean::new(""),
        undo: Undo::Cannot(Clean::new("")),
        words: Clean::new(""),
        args: args.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{args, seen};
    use super::*;

    fn state(on: bool) -> Evidence {
        let text = |text: &str| Value::Text(Clean::new(text));
        let facts = [
            ("on", Value::Bool(on)),
            ("id", text("I-7")),
            ("since", text("t")),
            ("by", text("ana")),
            ("title", text("it is slow")),
        ];
        seen("incident.state", facts)
    }

    #[test]
    fn a_second_start_and_a_second_end_are_refused() {
        let args = args(&[("severity", "P1"), ("title", "the API is down")]);
        let start = plan_start(&args, Some(&state(false))).unwrap();
        assert_eq!(start.after.as_str(), "incident mode on, P1: the API is down");
        let why = plan_start(&args, Some(&state(true))).unwrap_err();
        assert_eq!(why.text.as_str(), "incident mode is on already: I-7 since t by ana");
        assert_eq!(why.kind, WhyKind::Already, "there is nothing to do, which is no failure");
        assert_eq!(plan_end(&args, Some(&state(true))).unwrap().args.text("id").unwrap().as_str(), "I-7");
        assert!(plan_end(&args, Some(&state(false))).is_err());
    }

    #[test]
    fn what_was_said_goes_with_the_end_and_times_that_run_backwards_do_not() {
        let at = |minute: &str| Value::Time(format!("2026-11-22T02:{minute}:00Z").parse().unwrap());
        let said = |times: [(&str, &str); 2]| {
            let mut args = args(&[("severity", "P0"), ("root_cause", "a cold cache")]);
            args.values.extend(times.map(|(name, minute)| (name.to_owned(), at(minute))));
            plan_end(&args, Some(&state(true)))
        };
        let report = Report::told(&said([("began", "05"), ("resolved", "30")]).unwrap().args).unwrap().unwrap();
        assert_eq!((report.severity.unwrap().as_str(), report.root_cause.unwrap().as_str()), ("P0", "a cold cache"));
        assert_eq!((report.began.is_some(), report.detected, report.resolved.is_some()), (true, None, true));
        let backwards = said([("began", "31"), ("resolved", "30")]).unwrap_err().text;
        assert_eq!(backwards.as_str(), "it was over at 2026-11-22T02:30:00Z, before it began at 2026-11-22T02:31:00Z");
        assert_eq!(Report::told(&Args::default()), Ok(None), "nothing was said");
    }
}
