//! How many bytes of replies one look took, whichever service and however many pages.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use std::cell::Cell;

tokio::task_local! {
    static BYTES: Cell<u64>;
}

/// Runs a look and counts the bytes that are [`count`]ed within it.
pub async fn metered<T>(look: impl Future<Output = T>) -> (T, u64) {
    let counted = async { (look.await, BYTES.with(Cell::get)) };
    BYTES.scope(Cell::new(0), counted).await
}

/// Adds to the look that this task is running, if it is running one.
pub fn count(bytes: usize) {
    let more = u64::try_from(bytes).unwrap_or(u64::MAX);
    // Outside of a look nobody asks for the number.
    let _ = BYTES.try_with(|sum| sum.set(sum.get().saturating_add(more)));
}

/// Counts the replies of an AWS client.
#[derive(Debug)]
pub struct Meter;

#[dyn_dispatch_hint]
impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        count(context.response().body().bytes().map_or(0, <[u8]>::len));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn looks_are_counted_apart() {
        count(5);
        let one = metered(async {
            count(1);
            tokio::task::yield_now().await;
            count(2);
            "one"
        });
        let (one, two) = tokio::join!(one, metered(async { count(40) }));
        assert_eq!((one, two), (("one", 3), ((), 40)));
    }
}
