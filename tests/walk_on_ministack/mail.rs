//! The built binary through INC-005, with mail that is really sent and really refused.

use super::place::{Place, on_the_spot, says};
use crate::support::duckops::Ran;
use crate::support::seeded::Plan;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};

const ANSWERS: &[&str] = &[
    "tell.told=yes",
    "no-time.told=yes",
    "decide.apply=yes",
    "details.website=https://duck.example",
    "details.use_case=Certificates, to people who signed up",
    "details.mail_type=transactional",
    "details.contact=ops@example.com",
    "request=request production access",
    "impact.users=40",
    "impact.mails=certificates",
    "paused-impact.users=40",
    "paused-impact.mails=all",
];

fn walk(place: &Place) -> Ran {
    place.answering(&["triage", "inc-005"], ANSWERS)
}

fn mail(place: &Place) -> aws_sdk_sesv2::Client {
    aws_sdk_sesv2::Client::new(&place.stack.sdk(&place.stack.root()))
}

pub async fn send(place: &Place, to: &str) -> Result<(), String> {
    let text = Content::builder().data("your certificate").build().unwrap();
    let message = Message::builder().subject(text.clone()).body(Body::builder().text(text).build()).build();
    let content = EmailContent::builder().simple(message).build();
    let ask = mail(place).send_email().from_email_address("ops@example.com").content(content);
    let ask = ask.destination(Destination::builder().to_addresses(to).build());
    let refused = |error: &aws_sdk_sesv2::operation::send_email::SendEmailError| {
        format!("{}: {}", error.code().unwrap_or_default(), error.message().unwrap_or_default())
    };
    ask.send().await.map(drop).map_err(|error| error.as_service_error().map(refused).unwrap_or_default())
}

/// The function writes what it was told into its log.
async fn log(place: &Place, text: &str) {
    let logs = aws_sdk_cloudwatchlogs::Client::new(&place.stack.sdk(&place.stack.root()));
    let event = aws_sdk_cloudwatchlogs::types::InputLogEvent::builder();
    let event = event.timestamp(chrono::Utc::now().timestamp_millis()).message(text).build().unwrap();
    let put = logs.put_log_events().log_group_name(&place.stack.log_group).log_stream_name("seeded").log_events(event);
    put.send().await.unwrap();
}

#[test]
fn a_quota_used_up_by_real_mail_ends_with_a_request() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.stack.set_ses_account(&json!({"SendQuota": {"Max24HourSend": 120}}));
    on_the_spot(async {
        for _ in 0..120 {
            send(&place, "ops@example.com").await.unwrap();
        }
        let refused = send(&place, "duckling@elsewhere.example").await.unwrap_err();
        assert!(refused.starts_with("MessageRejected: Email address is not verified"), "the sandbox: {refused}");
        log(&place, &format!("[ERROR] certificate not sent: {refused}")).await;
    });
    let ran = walk(&place);
    let lines = [
        "120 of 120 sent in 24 h; sandbox: mail to unverified recipients fails silently",
        "no room now; the first at",
        "3 of 120 mails bounced: 2.50 %; AWS's own rate: 2.50 %",
        "request production access applied",
        "1 mail error: address not verified (1)",
        "ESCALATED to T-JOSH",
        "Production access: a review is open, case case-1; asked for in this run: yes",
    ];
    says(&ran, 1, &lines);
    asked_once(&place);
    let log = place.file("GOVERNANCE-LOG.md");
    for line in
        ["· INC-005 SES quota: 120 of 120 mails sent in 24 h", "| impact users | 40 |", "| account review | PENDING |"]
    {
        assert!(log.contains(line), "no `{line}` in {log}");
    }
    let again = walk(&place);
    says(&again, 1, &["A review is open already", "asked for in this run: no"]);
    assert!(!again.out.contains("applied"), "{}", again.out);
}

/// As the aws CLI sees it.
fn asked_once(place: &Place) {
    let Some(account) = place.stack.aws_cli(&place.stack.alice, &["sesv2", "get-account"]) else { return };
    let account: Value = account.unwrap();
    assert_eq!(account["Details"]["WebsiteURL"], "https://duck.example");
    assert_eq!(account["Details"]["ReviewDetails"]["Status"], "PENDING");
    assert_eq!(account["ProductionAccessEnabled"], false);
}

#[test]
fn hours_that_disagree_with_the_account_promise_no_time() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.stack.set_ses_account(&json!({"SendQuota": {"SentLast24Hours": 200}}));
    let ran = walk(&place);
    says(&ran, 3, &["CloudWatch's hours add up to 120, the account says 200", "do not promise a time", "ESCALATED"]);
}

#[test]
fn an_account_that_was_stopped_is_not_asked_for_more() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.stack.set_ses_account(&json!({"EnforcementStatus": "SHUTDOWN", "SendingEnabled": false}));
    let ran = walk(&place);
    says(&ran, 1, &["waiting does not help", "sending enabled no, enforcement SHUTDOWN"]);
    assert!(place.file("GOVERNANCE-LOG.md").contains("INC-005 SES sending is off: SHUTDOWN, not the quota"));
    assert!(!ran.out.contains("applied"), "{}", ran.out);
}

#[test]
fn out_of_the_sandbox_there_is_nothing_to_ask_here() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    let account = json!({"ProductionAccessEnabled": true, "SendQuota": {"Max24HourSend": 120, "SentLast24Hours": 120}});
    place.stack.set_ses_account(&account);
    says(&walk(&place), 1, &["Out of the sandbox already", "please ask for a higher quota in the Service Quotas"]);
}

#[test]
fn a_review_that_was_denied_is_not_asked_again() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    let review = json!({"ReviewDetails": {"Status": "DENIED", "CaseId": "case-7"}});
    place
        .stack
        .set_ses_account(&json!({"Details": review, "SendQuota": {"Max24HourSend": 120, "SentLast24Hours": 120}}));
    says(&walk(&place), 1, &["AWS has denied it", "as AWS says: DENIED; case-7. Sent in this run: nothing"]);
}

#[test]
fn with_room_it_is_not_this_incident() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    says(&walk(&place), 0, &["0 of 200 sent in 24 h", "NOT AN INCIDENT"]);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "nothing was written");
}

#[test]
fn nearly_used_up_is_amber_and_handed_over() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.stack.set_ses_account(&json!({"SendQuota": {"Max24HourSend": 140, "SentLast24Hours": 119}}));
    let ran = walk(&place);
    says(&ran, 1, &["Nearly used up", "room for 21 now; half at", "Mail still goes out"]);
    assert!(!ran.out.contains("Tell the affected users"), "{}", ran.out);
}

/// More quota would make it worse, and nobody is asked for it against the operator's will.
#[test]
fn many_bounces_are_asked_about_and_a_request_may_be_left() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.also_set("bounce_warn = 2\n");
    place.stack.set_ses_account(&json!({"SendQuota": {"Max24HourSend": 120, "SentLast24Hours": 120}}));
    let answers = ["bounces-high.cause=an old list", "decide.apply=no", "declined.why=the bounces first"];
    let usual = ANSWERS.iter().copied().filter(|usual| !usual.starts_with("decide.apply="));
    let ran = place.answering(&["triage", "inc-005"], &usual.chain(answers).collect::<Vec<_>>());
    says(&ran, 1, &["Too many mails bounce", "an old list", "Sent in this run: nothing", "Why not: the bounces first"]);
    assert!(!ran.out.contains("applied"), "{}", ran.out);
}

/// The naive mistake: a question that is put off, taken for a yes. The request cannot be taken back.
#[test]
fn a_question_that_is_put_off_sends_nothing() {
    let Some(place) = Place::new(&Plan::default(), &[]) else { return };
    place.stack.set_ses_account(&json!({"SendQuota": {"Max24HourSend": 120, "SentLast24Hours": 120}}));
    std::fs::write(place.duckops.dir.join("later.toml"), "[answers]\ndecide = { skip = \"not by night\" }\n").unwrap();
    let usual = ANSWERS.iter().copied().filter(|usual| !usual.starts_with("decide.apply="));
    let ran = place.answering(&["triage", "inc-005", "--answers", "later.toml"], &usual.collect::<Vec<_>>());
    let lines = ["Estimate who is affected", "Sent in this run: nothing", "ask AWS now: (skipped: not by night)"];
    says(&ran, 1, &lines);
    for text in ["Say what AWS wants to know", "applied", "Why not:"] {
        assert!(!ran.out.contains(text), "`{text}` in {}", ran.out);
    }
    assert!(place.file("GOVERNANCE-LOG.md").contains("| decide apply | skipped: not by night |"));
}
