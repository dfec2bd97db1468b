//! The sending account: SES v2 GetAccount.
//! <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html>

use super::Stack;
use super::evidence::Seen;
use aws_sdk_sesv2::operation::get_account::GetAccountOutput;
use duckops_core::health::mail::{Account, summary};
use duckops_core::world::observations::SesAccount;
use duckops_core::world::permissions::GET_ACCOUNT;
use duckops_core::world::{Evidence, Known, Query};

impl Stack {
    /// As SES has it.
    pub(super) async fn account(&self) -> Known<GetAccountOutput> {
        let reply = self.aws.mail.get_account().send().await;
        reply.map_err(|error| self.call(GET_ACCOUNT).why(&error))
    }

    pub(super) async fn ses_account(&self, query: &Query) -> Evidence {
        self.seen::<SesAccount>(query, format!("ses GetAccount {}", self.settings.region), async {
            let reply = self.account().await?;
            let review = reply.details().and_then(|details| details.review_details());
            let account = Account {
                sending: reply.sending_enabled(),
                production: reply.production_access_enabled(),
                quota: reply.send_quota().map(|quota| (quota.max24_hour_send(), quota.sent_last24_hours())),
                enforcement: reply.enforcement_status().map(str::to_owned),
                review: review.and_then(|review| review.status()).map(|status| status.as_str().to_owned()),
                case: review.and_then(|review| review.case_id()).map(str::to_owned),
            };
            let facts = account.facts();
            Ok(Seen { summary: summary(&facts), facts })
        })
        .await
    }
}
