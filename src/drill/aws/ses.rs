//! SES version 2 (REST-JSON): the account, and the request for production access.

use super::{Answer, fault::Fault, input};
use crate::drill::message::Call;
use crate::drill::world::{Details, World};
use duckops_core::time::Utc;
use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

pub fn answer(world: &mut World, call: &Call, path: &[&str], now: Utc) -> Answer {
    match (&call.method, path) {
        (&Method::GET, ["account"]) => Ok(account(world, now)),
        (&Method::POST, ["account", "details"]) => put_details(world, input(&call.body)?),
        (method, path) => Err(Fault::unknown(&format!("SES {method} {}", path.join("/")))),
    }
}

fn account(world: &World, now: Utc) -> Value {
    let mail = &world.mail;
    let mut account = json!({
        "DedicatedIpAutoWarmupEnabled": false,
        "EnforcementStatus": mail.enforcement,
        "ProductionAccessEnabled": mail.production,
        "SendingEnabled": mail.sending,
        "SendQuota": {
            "Max24HourSend": mail.quota,
            "MaxSendRate": mail.per_second,
            "SentLast24Hours": world.mails_of_a_day(now),
        },
        "SuppressionAttributes": { "SuppressedReasons": ["BOUNCE", "COMPLAINT"] },
    });
    if let Some(details) = &mail.details {
        account["Details"] = shown(details);
    }
    if let Some(review) = &mail.review {
        account["Details"]["ReviewDetails"] = json!({ "Status": review.status, "CaseId": review.case });
    }
    account
}

fn shown(details: &Details) -> Value {
    json!({
        "MailType": details.mail_type,
        "WebsiteURL": details.website,
        "ContactLanguage": details.language,
        "UseCaseDescription": details.use_case,
        "AdditionalContactEmailAddresses": details.contacts,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutAccountDetails {
    mail_type: Option<String>,
    #[serde(rename = "WebsiteURL")]
    website_url: Option<String>,
    contact_language: Option<String>,
    use_case_description: Option<String>,
    #[serde(default)]
    additional_contact_email_addresses: Vec<String>,
}

fn put_details(world: &mut World, wanted: PutAccountDetails) -> Answer {
    let (Some(mail_type), Some(website)) = (wanted.mail_type, wanted.website_url) else {
        return Err(Fault::bad("BadRequestException", "MailType and WebsiteURL are required"));
    };
    let details = Details {
        mail_type,
        website,
        language: wanted.contact_language,
        use_case: wanted.use_case_description,
        contacts: wanted.additional_contact_email_addresses,
    };
    let why = "There is already an ongoing account details update under review.";
    let open = |_| Fault::new(StatusCode::CONFLICT, "ConflictException", why);
    world.mail.request(details).map_err(open)?;
    Ok(json!({}))
}
