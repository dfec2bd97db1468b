//! Promotion: UpdateAlias once, then looking whether it is in the world.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html>

use super::Stack;
use super::failure::is_definite;
use aws_config::retry::RetryConfig;
use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use duckops_core::health::promotion::{Promotion, changed_meanwhile};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::Plan;
use duckops_core::world::{Why, WhyKind};
use std::collections::HashMap;
use std::time::Duration;

/// A change may take a moment to be seen, and a request whose reply was lost may still be on its way.
const READS: u32 = 3;
const BETWEEN: Duration = Duration::from_secs(1);

/// How UpdateAlias ended.
enum Sent {
    Accepted,
    Refused(Why),
    /// It may have been made or not.
    Lost(Why),
}

impl Stack {
    /// Points the alias to the plan's version and takes all weights away: one attempt, read back.
    pub async fn promote(&self, intent: &Durable<Plan>) -> Applied {
        let promotion = match Promotion::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(promotion) => promotion,
            Err(why) => return Applied::No(why),
        };
        match self.update_alias(&promotion).await {
            Sent::Refused(why) => Applied::No(why),
            Sent::Accepted => self.read_back(&promotion, None).await,
            Sent::Lost(why) => self.read_back(&promotion, Some(why)).await,
        }
    }

    /// Whether the plan's change is in the world, by looking alone.
    pub async fn promote_look_back(&self, intent: &Durable<Plan>) -> Applied {
        match Promotion::of(intent.get(), &self.settings.account, &self.settings.region) {
            Ok(promotion) => match self.alias(&promotion.function, &promotion.alias).await {
                Ok(alias) => promotion.judged(&alias),
                Err(why) => Applied::CannotTell(why),
            },
            Err(why) => Applied::CannotTell(why),
        }
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
            Err(e) if is_definite(&e) => Sent::Refused(self.call("lambda:UpdateAlias").why(&e)),
            Err(e) => Sent::Lost(self.call("lambda:UpdateAlias").why(&e)),
        }
    }

    /// Looks until the change is seen, a few times.
    async fn read_back(&self, promotion: &Promotion, lost: Option<Why>) -> Applied {
        let mut seen = self.alias(&promotion.function, &promotion.alias).await;
        for _ in 1..READS {
            if seen.as_ref().is_ok_and(|alias| promotion.is_done(alias)) {
                break;
            }
            self.clock.sleep(BETWEEN).await;
            seen = self.alias(&promotion.function, &promotion.alias).await;
        }
        match (seen.map(|alias| promotion.judged(&alias)), lost) {
            (Ok(Applied::No(why)), None) => Applied::CannotTell(told("AWS accepted the change, but", &why)),
            (Ok(Applied::No(why)), Some(lost)) => Applied::No(told(&format!("{}, and", lost.text), &why)),
            (Ok(applied), _) => applied,
            (Err(why), None) => {
                Applied::CannotTell(told("AWS accepted the change, but it could not be read back:", &why))
            }
            (Err(why), Some(lost)) => {
                Applied::CannotTell(told(&format!("{}, and it could not be read back:", lost.text), &why))
            }
        }
    }
}

fn told(before: &str, why: &Why) -> Why {
    let kind = if why.kind == WhyKind::Absent { WhyKind::Refused } else { why.kind };
    let told = Why::new(kind, format!("{before} {}", why.text));
    Why { hint: why.hint.clone(), ..told }
}
