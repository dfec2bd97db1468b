//! Promotion: UpdateAlias once, then looking whether it is in the world.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html>

use super::Stack;
use super::failure::is_definite;
use super::read_back::Sent;
use aws_config::retry::RetryConfig;
use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use duckops_core::health::promotion::{Promotion, changed_meanwhile};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::Known;
use duckops_core::world::actions::Plan;
use duckops_core::world::permissions::UPDATE_ALIAS;
use std::collections::HashMap;

impl Stack {
    /// Points the alias to the plan's version and takes all weights away: one attempt, read back.
    pub async fn promote(&self, intent: &Durable<Plan>) -> Applied {
        let promotion = match Promotion::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(promotion) => promotion,
            Err(why) => return Applied::No(why),
        };
        let sent = self.update_alias(&promotion).await;
        self.read_back(sent, || self.promoted(&promotion)).await
    }

    /// Whether the plan's change is in the world, by looking alone.
    pub async fn promote_look_back(&self, intent: &Durable<Plan>) -> Applied {
        match Promotion::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(promotion) => self.promoted(&promotion).await.unwrap_or_else(Applied::CannotTell),
            Err(why) => Applied::CannotTell(why),
        }
    }

    async fn promoted(&self, promotion: &Promotion) -> Known<Applied> {
        Ok(promotion.judged(&self.alias(&promotion.function, &promotion.alias).await?))
    }

    async fn update_alias(&self, promotion: &Promotion) -> Sent {
        // Left out, the weights of before would stay in place.
        let nothing = AliasRoutingConfiguration::builder().set_additional_version_weights(Some(HashMap::new())).build();
        let ask = self.aws.lambda.update_alias().function_name(&promotion.function).name(&promotion.alias);
        let ask = ask.function_version(&promotion.to).revision_id(&promotion.revision).routing_config(nothing);
        let once = Builder::new().retry_config(RetryConfig::disabled());
        match ask.customize().config_override(once).send().await {
            Ok(_) => Sent::Accepted,
            Err(e) if e.as_service_error().is_some_and(|e| e.is_precondition_failed_exception()) => {
                Sent::Refused(changed_meanwhile())
            }
            Err(e) if is_definite(&e) => Sent::Refused(self.call(UPDATE_ALIAS).why(&e)),
            Err(e) => Sent::Lost(self.call(UPDATE_ALIAS).why(&e)),
        }
    }
}
