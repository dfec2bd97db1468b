//! Whether a request for production access is in the world, told from the account as it is now.

use crate::health::promotion::of_here;
use crate::text::Clean;
use crate::walk::event::Applied;
use crate::world::actions::Plan;
use crate::world::{Known, Value, Why, WhyKind};

/// What a plan of `ses.request-production` says, read once.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductionRequest {
    pub website: Clean,
    pub use_case: Clean,
    pub contact: Clean,
    /// Marketing mail; else it is transactional.
    pub marketing: bool,
    /// The state of the review when it was planned: `none` without one.
    before: String,
}

/// What GetAccount says of the details and their review.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub production: bool,
    pub website: Option<String>,
    pub use_case: Option<String>,
    pub contacts: Vec<String>,
    pub mail_type: Option<String>,
    pub review: Option<String>,
}

impl ProductionRequest {
    /// Refuses what would not be this request: another action, another place, another kind of mail.
    pub fn of(plan: &Plan, account: &str, region: &str) -> Known<Self> {
        of_here(plan, "ses.request-production", account, region)?;
        let marketing = match plan.args.text("mail_type")?.as_str() {
            "marketing" => true,
            "transactional" => false,
            other => return Err(Why::refused(format!("`{other}` is neither transactional nor marketing mail"))),
        };
        Ok(Self {
            website: plan.args.text("website")?,
            use_case: plan.args.text("use_case")?,
            contact: plan.args.text("contact")?,
            marketing,
            before: plan.args.text("review_before")?.to_string(),
        })
    }

    /// The account has exactly these details.
    fn is_of(&self, now: &Standing) -> bool {
        let same = |is: &Option<String>, wanted: &Clean| is.as_ref().is_some_and(|is| Clean::new(is) == *wanted);
        let kind = if self.marketing { "MARKETING" } else { "TRANSACTIONAL" };
        same(&now.website, &self.website)
            && same(&now.use_case, &self.use_case)
            && now.mail_type.as_deref() == Some(kind)
            && now.contacts.iter().any(|contact| Clean::new(contact) == self.contact)
    }

    /// These details, and a review that was not there before.
    pub fn is_done(&self, now: &Standing) -> bool {
        let new = now.review.as_ref().is_some_and(|review| *review != self.before);
        self.is_of(now) && (new || now.production)
    }

    /// By looking alone.
    pub fn judged(&self, now: &Standing) -> Applied {
        let review = now.words();
        match () {
            () if self.is_done(now) => Applied::Yes([("review".to_owned(), Value::Text(Clean::new(&review)))].into()),
            () if self.is_of(now) => Applied::CannotTell(
                Why::new(
                    WhyKind::BadReply,
                    format!("the account has these details, but its review is as before: {review}"),
                )
                .hint("look at the support cases of the account before asking again"),
            ),
            () if review == "PENDING" => Applied::No(review_is_open()),
            () => Applied::No(
                Why::new(WhyKind::Absent, format!("the request was not made: other details, review: {review}"))
                    .hint("look again, then decide anew"),
            ),
        }
    }
}

impl Standing {
    /// The state of the review in a word.
    fn words(&self) -> String {
        match (&self.review, self.production) {
            (Some(review), _) => review.clone(),
            (None, true) => "GRANTED".into(),
            (None, false) => "none".into(),
        }
    }
}

/// AWS takes one request at a time.
pub fn review_is_open() -> Why {
    Why::refused("a review is open already: AWS takes no second request")
        .hint("answer in the support case of that review")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::actions::{Args, Tier, Undo};

    fn plan(changes: &[(&str, &str)]) -> Plan {
        let args = [
            ("website", "https://duck.example"),
            ("use_case", "certificates"),
            ("mail_type", "transactional"),
            ("contact", "ana@duck.example"),
            ("review_before", "none"),
            ("account", "1"),
            ("region", "r"),
        ];
        let values = args.iter().chain(changes).map(|(name, text)| ((*name).to_owned(), Value::Text(Clean::new(text))));
        Plan {
            action: "ses.request-production".into(),
            tier: Tier::Guarded,
            args: Args { values: values.collect(), ..Args::default() },
            target: "SES".into(),
            before: "sandbox".into(),
            after: "a review is open".into(),
            undo: Undo::Cannot("".into()),
            words: "request production access".into(),
        }
    }

    fn standing(website: &str, review: Option<&str>) -> Standing {
        Standing {
            production: false,
            website: Some(website.into()),
            use_case: Some("certificates".into()),
            contacts: vec!["ana@duck.example".into()],
            mail_type: Some("TRANSACTIONAL".into()),
            review: review.map(str::to_owned),
        }
    }

    #[test]
    fn the_account_tells_whether_it_was_asked() {
        let ours = "https://duck.example";
        let granted_at_once = Standing { production: true, ..standing(ours, None) };
        let other_kind = Standing { mail_type: Some("MARKETING".into()), ..standing(ours, Some("PENDING")) };
        for (before, now, expected) in [
            ("none", standing(ours, Some("PENDING")), "yes PENDING"),
            ("DENIED", standing(ours, Some("PENDING")), "yes PENDING"),
            ("none", standing(ours, Some("GRANTED")), "yes GRANTED"),
            ("none", standing(ours, Some("DENIED")), "yes DENIED"),
            ("none", granted_at_once, "yes GRANTED"),
            ("none", standing(ours, None), "cannot tell"),
            ("DENIED", standing(ours, Some("DENIED")), "cannot tell"),
            ("none", standing("https://other.example", Some("PENDING")), "no a review is open already"),
            ("none", other_kind, "no a review is open already"),
            ("none", standing("https://other.example", None), "no the request was not made"),
            ("none", Standing::default(), "no the request was not made"),
        ] {
            let told = match ProductionRequest::of(&plan(&[("review_before", before)]), "1", "r").unwrap().judged(&now)
            {
                Applied::Yes(outputs) => format!("yes {}", outputs["review"]),
                Applied::No(why) => format!("no {}", why.text),
                Applied::CannotTell(_) => "cannot tell".into(),
            };
            assert!(told.starts_with(expected), "{told}, not {expected}: {now:?}");
        }
    }

    #[test]
    fn a_plan_for_another_place_is_refused() {
        for changes in [[("region", "elsewhere")], [("account", "2")], [("mail_type", "spam")]] {
            assert!(ProductionRequest::of(&plan(&changes), "1", "r").is_err(), "{changes:?}");
        }
        assert!(ProductionRequest::of(&plan(&[("mail_type", "marketing")]), "1", "r").unwrap().marketing);
        let other = Plan { action: "ledger.append".into(), ..plan(&[]) };
        assert!(ProductionRequest::of(&other, "1", "r").is_err());
    }
}
