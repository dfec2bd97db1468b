//! Whether a promotion is in the world, told from the alias as it is now.

use super::lambda::Alias;
use crate::text::Clean;
use crate::walk::event::Applied;
use crate::world::actions::Plan;
use crate::world::{Known, Outputs, Value, Why, WhyKind};

/// What a plan of `lambda.promote` says, read once.
#[derive(Clone, Debug, PartialEq)]
pub struct Promotion {
    pub function: String,
    pub alias: String,
    pub to: String,
    pub from: String,
    /// The alias's revision when it was planned.
    pub revision: String,
}

impl Promotion {
    /// Refuses what would not be this promotion: another action, another place, no published version, no revision.
    pub fn of(plan: &Plan, account: &str, region: &str) -> Known<Self> {
        let text = |name: &str| plan.args.text(name).map(|text| text.as_str().to_owned());
        of_here(plan, "lambda.promote", account, region)?;
        let promotion = Self {
            function: text("function")?,
            alias: text("alias")?,
            to: text("to")?,
            from: text("from")?,
            revision: text("revision")?,
        };
        super::lambda::published_number(&promotion.to)?;
        if promotion.revision.is_empty() { Err(Why::refused("the plan has no revision")) } else { Ok(promotion) }
    }

    /// The alias sends everything to the target.
    pub fn is_done(&self, alias: &Alias) -> bool {
        alias.version.as_deref() == Some(self.to.as_str()) && !alias.is_weighted()
    }

    /// The alias is as it was when the change was planned.
    pub fn is_untouched(&self, alias: &Alias) -> bool {
        alias.revision.as_deref() == Some(self.revision.as_str())
    }

    /// By looking alone.
    pub fn judged(&self, alias: &Alias) -> Applied {
        match () {
            () if self.is_done(alias) => Applied::Yes(self.outputs(alias)),
            () if self.is_untouched(alias) => Applied::No(
                Why::new(WhyKind::Absent, format!("the change was not made: {} is as it was", alias.words()))
                    .hint("look again, then decide anew"),
            ),
            () => Applied::CannotTell(
                Why::new(
                    WhyKind::BadReply,
                    format!("neither as it was nor as it should be: {}; somebody else changed it", alias.words()),
                )
                .hint(format!(
                    "aws lambda get-alias --function-name {} --name {}; then decide anew",
                    self.function, self.alias
                )),
            ),
        }
    }

    /// What later steps can name.
    fn outputs(&self, alias: &Alias) -> Outputs {
        let text = |text: &str| Value::Text(Clean::new(text));
        let revision = alias.revision.as_deref().map(|revision| ("revision".to_owned(), text(revision)));
        [("from".to_owned(), text(&self.from))].into_iter().chain(revision).collect()
    }
}

/// Refuses a plan of another action, or of another place.
pub(super) fn of_here(plan: &Plan, action: &str, account: &str, region: &str) -> Known<()> {
    if plan.action != action {
        return Err(Why::refused(format!("{} is not {action}", plan.action)));
    }
    for (name, here) in [("region", region), ("account", account)] {
        let there = plan.args.text(name)?;
        if there.as_str() != here {
            return Err(Why::refused(format!("the plan is for {name} {there}, this is {here}")));
        }
    }
    Ok(())
}

/// UpdateAlias was refused because the alias has another revision by now.
pub fn changed_meanwhile() -> Why {
    Why::new(WhyKind::Changed, "PreconditionFailedException: the alias changed since it was looked at")
        .hint("look again at the alias, then decide anew")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::actions::{Args, Tier, Undo};

    fn plan(changes: &[(&str, &str)]) -> Plan {
        let args = [
            ("function", "f"),
            ("alias", "prod"),
            ("region", "r"),
            ("account", "1"),
            ("from", "43"),
            ("to", "41"),
            ("revision", "rev-1"),
        ];
        let values = args.iter().chain(changes).map(|(name, text)| ((*name).to_owned(), Value::Text(Clean::new(text))));
        Plan {
            action: "lambda.promote".into(),
            tier: Tier::Gated,
            args: Args { values: values.collect(), ..Args::default() },
            target: "prod of f".into(),
            before: "prod 43".into(),
            after: "prod 41".into(),
            undo: Undo::Cannot("".into()),
            words: "prod 43 -> 41".into(),
        }
    }

    fn alias(version: &str, revision: &str, weights: &[(&str, f64)]) -> Alias {
        Alias {
            name: Some("prod".into()),
            version: Some(version.into()),
            revision: Some(revision.into()),
            description: None,
            weights: weights.iter().map(|(version, weight)| ((*version).to_owned(), *weight)).collect(),
        }
    }

    #[test]
    fn the_alias_tells_whether_it_was_promoted() {
        let promotion = Promotion::of(&plan(&[]), "1", "r").unwrap();
        for (alias, expected) in [
            (alias("41", "rev-2", &[]), "yes"),
            (alias("41", "rev-2", &[("42", 0.0)]), "yes"),
            (alias("43", "rev-1", &[]), "no"),
            (alias("43", "rev-1", &[("42", 0.1)]), "no"),
            (alias("41", "rev-2", &[("42", 0.1)]), "cannot tell"),
            (alias("43", "rev-9", &[]), "cannot tell"),
            (alias("42", "rev-9", &[]), "cannot tell"),
            (Alias::default(), "cannot tell"),
        ] {
            let told = match promotion.judged(&alias) {
                Applied::Yes(_) => "yes",
                Applied::No(_) => "no",
                Applied::CannotTell(_) => "cannot tell",
            };
            assert_eq!(told, expected, "{}", alias.words());
        }
    }

    #[test]
    fn it_leaves_behind_where_it_came_from_and_the_new_revision() {
        let promotion = Promotion::of(&plan(&[]), "1", "r").unwrap();
        let Applied::Yes(outputs) = promotion.judged(&alias("41", "rev-2", &[])) else { panic!("not applied") };
        let shown: Vec<_> = outputs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["from=43", "revision=rev-2"]);
    }

    #[test]
    fn a_plan_for_another_place_or_for_latest_is_refused() {
        for changes in
            [[("region", "elsewhere")], [("account", "2")], [("to", "$LATEST")], [("to", "")], [("revision", "")]]
        {
            assert!(Promotion::of(&plan(&changes), "1", "r").is_err(), "{changes:?}");
        }
        let other = Plan { action: "ledger.append".into(), ..plan(&[]) };
        assert!(Promotion::of(&other, "1", "r").is_err());
    }
}
