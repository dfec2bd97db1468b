//! The stack as a walk knows it: two ports of the core.

use super::Stack;
use async_trait::async_trait;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Act, Durable, Observe};
use duckops_core::world::actions::Plan;
use duckops_core::world::{Evidence, Query, Why, WhyKind};

/// What can be looked at and changed; in the tests of what is durable somebody plays it.
pub trait Platform: Observe + Act {}

impl<T: Observe + Act> Platform for T {}

#[async_trait]
impl Observe for Stack {
    async fn look(&self, query: &Query) -> Evidence {
        Stack::look(self, query).await
    }
}

#[async_trait]
impl Act for Stack {
    async fn apply(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" => self.promote(intent).await,
            "ses.request-production" => self.request_production(intent).await,
            "lambda.invoke" => self.invoke(intent).await,
            other => Applied::No(not_ours(other)),
        }
    }

    async fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" => self.promote_look_back(intent).await,
            "ses.request-production" => self.production_look_back(intent).await,
            "lambda.invoke" => self.invoke_look_back(),
            other => Applied::CannotTell(not_ours(other)),
        }
    }
}

fn not_ours(action: &str) -> Why {
    Why::new(WhyKind::NotLooked, format!("{action} is no change of the stack"))
}
