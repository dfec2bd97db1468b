//! `ses.request-production`: PutAccountDetails with production access. It opens a review and replaces the details.
//! <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html>

use super::{Args, Plan, Tier, Undo};
use crate::text::Clean;
use crate::world::address::{is_mail, is_website};
use crate::world::{Evidence, Fact, Known, Value, Why, WhyKind};

pub fn plan(args: &Args, before: Option<&Evidence>) -> Known<Plan> {
    let account = before.ok_or_else(|| Why::not_looked("the sending account"))?;
    if account.fact("sandbox")? != &Value::Bool(true) {
        return Err(Why::new(WhyKind::BadReply, "the account is out of the sandbox already"));
    }
    let review = review(account)?;
    if review == "PENDING" {
        return Err(Why::new(WhyKind::BadReply, "a review is open already: AWS refuses a second request")
            .hint("answer in the support case of that review"));
    }
    let (kind, website) = (args.text("mail_type")?, args.text("website")?);
    let (use_case, contact) = (args.text("use_case")?, args.text("contact")?);
    check_kind(&kind)?;
    check_address("website", &website, is_website(website.as_str()), "https://duck.example")?;
    check_address("contact", &contact, is_mail(contact.as_str()), "ana@duck.example")?;
    let mut settled = args.clone();
    settled.values.insert("review_before".into(), Value::Text(Clean::new(&review)));
    Ok(Plan {
        action: "ses.request-production".into(),
        tier: Tier::Guarded,
        target: Clean::new(format!("the SES account {}, {}", args.text("account")?, args.text("region")?)),
        before: Clean::new(format!("sandbox, review: {review}")),
        after: Clean::new(format!(
            "a review is open for {website}, {kind} mail: \"{use_case}\"; AWS answers to {contact}"
        )),
        undo: Undo::Cannot(Clean::new("AWS takes no request back, and the account's details are replaced")),
        words: Clean::new("request production access"),
        args: settled,
    })
}

fn review(account: &Evidence) -> Known<String> {
    match account.facts.get("review") {
        Some(Fact::Known(review)) => Ok(review.to_string()),
        Some(Fact::Unknown(why)) if why.kind == WhyKind::Absent => Ok("none".into()),
        Some(Fact::Unknown(why)) => Err(why.clone()),
        None => Err(Why::not_reported("the review")),
    }
}

/// AWS would take it, and the request cannot be taken back.
fn check_address(what: &str, given: &Clean, fits: bool, like: &str) -> Known<()> {
    let wrong = || Why::new(WhyKind::BadReply, format!("the {what} `{given}` cannot be meant: it looks like {like}"));
    if fits { Ok(()) } else { Err(wrong().hint("go back (b) and answer again")) }
}

fn check_kind(kind: &Clean) -> Known<()> {
    match kind.as_str() {
        "transactional" | "marketing" => Ok(()),
        other => Err(Why::new(WhyKind::BadReply, format!("`{other}` is neither transactional nor marketing mail"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{args, seen};
    use super::*;

    fn account(sandbox: bool, review: &str) -> Evidence {
        seen("ses.account", [("sandbox", Value::Bool(sandbox)), ("review", Value::Text(Clean::new(review)))])
    }

    #[test]
    fn one_request_at_a_time_and_only_from_the_sandbox() {
        let given = [
            ("website", "https://duck.example"),
            ("use_case", "certificates"),
            ("mail_type", "transactional"),
            ("contact", "ana@duck.example"),
            ("account", "1"),
            ("region", "r"),
        ];
        let args = args(&given);
        let again = plan(&args, Some(&account(true, "DENIED"))).unwrap();
        assert_eq!(again.before.as_str(), "sandbox, review: DENIED");
        let shown = "a review is open for https://duck.example, transactional mail: \"certificates\"; AWS answers to ";
        assert_eq!(again.after.as_str(), format!("{shown}ana@duck.example"), "all that is sent is shown");
        assert!(plan(&args, Some(&account(true, "PENDING"))).unwrap_err().text.as_str().contains("open already"));
        assert!(plan(&args, Some(&account(false, "GRANTED"))).is_err());
        let mut wrong = args.clone();
        wrong.values.insert("mail_type".into(), Value::Text("spam".into()));
        assert!(plan(&wrong, Some(&account(true, "DENIED"))).is_err());
    }
}
