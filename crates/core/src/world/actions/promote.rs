//! `lambda.promote`: UpdateAlias with one version, no weights and the revision that was seen.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html>

use super::{Args, Plan, Tier, Undo, text_of};
use crate::text::Clean;
use crate::world::{Evidence, Known, Value, Why, WhyKind};

pub fn plan(args: &Args, before: Option<&Evidence>) -> Known<Plan> {
    let alias = before.ok_or_else(|| Why::not_looked("the alias"))?;
    let to = args.text("to")?;
    let from = text(alias.fact("version")?);
    let weights = text(alias.fact("weights")?);
    let weighted = alias.fact("weighted")? == &Value::Bool(true);
    refuse_what_makes_no_sense(&to, &from, weighted)?;
    let (function, name, region) = (args.text("function")?, args.text("alias")?, args.text("region")?);
    let mut settled = args.clone();
    for (key, value) in [("from", &from), ("weights_before", &weights)] {
        settled.values.insert(key.into(), Value::Text(value.clone()));
    }
    settled.values.insert("revision".into(), alias.fact("revision")?.clone());
    Ok(Plan {
        action: "lambda.promote".into(),
        tier: Tier::Gated,
        target: Clean::new(format!("{name} of {function}, {region}, {}", text_of(args.values.get("account")))),
        before: Clean::new(if weighted { format!("{name} {from}, with {weights}") } else { format!("{name} {from}") }),
        after: Clean::new(format!("{name} {to}, all of the traffic")),
        undo: undo(&function, &name, &region, &from, alias.fact("weights")?),
        words: Clean::new(format!("{name} {} -> {to}", versions(&from, &weights))),
        args: settled,
    })
}

fn refuse_what_makes_no_sense(to: &Clean, from: &Clean, weighted: bool) -> Known<()> {
    refuse_unpublished(to)?;
    if to == from && !weighted {
        return Err(Why::new(WhyKind::Already, format!("the alias already sends everything to {to}")));
    }
    Ok(())
}

pub(super) fn refuse_unpublished(version: &Clean) -> Known<()> {
    if version.as_str().is_empty() || !version.as_str().chars().all(|c| c.is_ascii_digit()) {
        let text = format!("`{version}` is not a published version; $LATEST is never used");
        return Err(Why::new(WhyKind::BadReply, text));
    }
    Ok(())
}

/// `43`, or `41+43` when part of the traffic goes to 43.
fn versions(from: &Clean, weights: &Clean) -> String {
    let others = weights.as_str().split(',').filter_map(|part| part.split_once(':')).map(|(version, _)| version.trim());
    std::iter::once(from.as_str()).chain(others).collect::<Vec<_>>().join("+")
}

/// The weights are part of what was there, so they are part of the way back.
fn undo(function: &Clean, alias: &Clean, region: &Clean, from: &Clean, weights: &Value) -> Undo {
    let routing = routing_json(&weights.to_string());
    Undo::Command(Clean::new(format!(
        "aws lambda update-alias --function-name {function} --name {alias} --region {region} \
         --function-version {from} --routing-config '{{\"AdditionalVersionWeights\":{{{routing}}}}}'"
    )))
}

/// `43: 50 %, 42: 10 %` as `"43":0.5,"42":0.1`.
fn routing_json(weights: &str) -> String {
    let one = |part: &str| {
        let (version, percent) = part.split_once(':')?;
        let percent: f64 = percent.trim().trim_end_matches('%').trim().parse().ok()?;
        Some(format!("\"{}\":{}", version.trim(), percent / 100.0))
    };
    weights.split(',').filter_map(one).collect::<Vec<_>>().join(",")
}

fn text(value: &Value) -> Clean {
    Clean::new(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{args, seen};
    use super::*;

    fn alias(version: &str, weights: &str) -> Evidence {
        let text = |s: &str| Value::Text(Clean::new(s));
        let facts = [
            ("version", text(version)),
            ("weights", text(weights)),
            ("weighted", Value::Bool(weights != "none")),
            ("revision", text("rev-1")),
        ];
        seen("lambda.alias", facts)
    }

    fn to(version: &str) -> Args {
        args(&[("to", version), ("function", "f"), ("alias", "prod"), ("region", "r"), ("account", "1")])
    }

    #[test]
    fn a_plan_names_before_after_undo_and_the_revision() {
        let plan = plan(&to("41"), Some(&alias("43", "42: 10 %"))).unwrap();
        assert_eq!(plan.words.as_str(), "prod 43+42 -> 41");
        assert_eq!(plan.before.as_str(), "prod 43, with 42: 10 %");
        assert_eq!(plan.args.text("revision").unwrap().as_str(), "rev-1");
        assert!(
            plan.undo
                .text()
                .as_str()
                .ends_with("--function-version 43 --routing-config '{\"AdditionalVersionWeights\":{\"42\":0.1}}'")
        );
    }

    #[test]
    fn never_latest_and_never_nothing() {
        for wrong in ["$LATEST", "", "43x"] {
            assert_eq!(plan(&to(wrong), Some(&alias("43", "none"))).unwrap_err().kind, WhyKind::BadReply);
        }
        assert_eq!(plan(&to("43"), Some(&alias("43", "none"))).unwrap_err().kind, WhyKind::Already);
        assert!(plan(&to("43"), Some(&alias("43", "42: 10 %"))).is_ok(), "taking the weights away is a change");
        assert!(plan(&to("41"), None).is_err());
    }
}
