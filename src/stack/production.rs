//! The request to leave the SES sandbox: PutAccountDetails once, then looking whether its review is in the world.
//! <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html>

use super::Stack;
use super::failure::is_definite;
use super::read_back::Sent;
use aws_config::retry::RetryConfig;
use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::types::MailType;
use duckops_core::health::mail::{ProductionRequest, Standing, review_is_open};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::Known;
use duckops_core::world::actions::Plan;
use duckops_core::world::permissions::PUT_ACCOUNT_DETAILS;

impl Stack {
    /// Opens the review with the plan's details: one attempt, read back.
    pub async fn request_production(&self, intent: &Durable<Plan>) -> Applied {
        let request = match ProductionRequest::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(request) => request,
            Err(why) => return Applied::No(why),
        };
        let sent = self.put_account_details(&request).await;
        self.read_back(sent, || self.requested(&request)).await
    }

    /// Whether the plan's request is in the world, by looking alone.
    pub async fn production_look_back(&self, intent: &Durable<Plan>) -> Applied {
        match ProductionRequest::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(request) => self.requested(&request).await.unwrap_or_else(Applied::CannotTell),
            Err(why) => Applied::CannotTell(why),
        }
    }

    async fn put_account_details(&self, request: &ProductionRequest) -> Sent {
        let kind = if request.marketing { MailType::Marketing } else { MailType::Transactional };
        let ask = self.aws.mail.put_account_details().production_access_enabled(true).mail_type(kind);
        let ask = ask.website_url(request.website.as_str()).use_case_description(request.use_case.as_str());
        let ask = ask.additional_contact_email_addresses(request.contact.as_str());
        let once = Builder::new().retry_config(RetryConfig::disabled());
        match ask.customize().config_override(once).send().await {
            Ok(_) => Sent::Accepted,
            Err(e) if e.as_service_error().is_some_and(|e| e.is_conflict_exception()) => {
                Sent::Refused(review_is_open())
            }
            Err(e) if is_definite(&e) => Sent::Refused(self.call(PUT_ACCOUNT_DETAILS).why(&e)),
            Err(e) => Sent::Lost(self.call(PUT_ACCOUNT_DETAILS).why(&e)),
        }
    }

    async fn requested(&self, request: &ProductionRequest) -> Known<Applied> {
        let reply = self.account().await?;
        let details = reply.details();
        let review = details.and_then(|details| details.review_details()).and_then(|review| review.status());
        Ok(request.judged(&Standing {
            production: reply.production_access_enabled(),
            website: details.and_then(|details| details.website_url()).map(str::to_owned),
            use_case: details.and_then(|details| details.use_case_description()).map(str::to_owned),
            contacts: details.map_or_else(Vec::new, |details| details.additional_contact_email_addresses().to_vec()),
            mail_type: details.and_then(|details| details.mail_type()).map(|kind| kind.as_str().to_owned()),
            review: review.map(|status| status.as_str().to_owned()),
        }))
    }
}
