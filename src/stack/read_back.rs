//! After a change was sent, once: whether it is in the world.

use super::Stack;
use duckops_core::walk::event::Applied;
use duckops_core::world::{Known, Why, WhyKind};
use std::time::Duration;

/// A change may take a moment to be seen, and a request whose reply was lost may still be on its way.
const READS: u32 = 3;
const BETWEEN: Duration = Duration::from_secs(1);

/// How the one attempt ended.
pub(super) enum Sent {
    Accepted,
    Refused(Why),
    /// It may have been made or not.
    Lost(Why),
}

impl Stack {
    /// Looks until the change is seen, a few times. What was refused needs no look.
    pub(super) async fn read_back<F>(&self, sent: Sent, look: impl Fn() -> F) -> Applied
    where
        F: Future<Output = Known<Applied>>,
    {
        let lost = match sent {
            Sent::Refused(why) => return Applied::No(why),
            Sent::Accepted => None,
            Sent::Lost(why) => Some(why),
        };
        let mut seen = look().await;
        for _ in 1..READS {
            if matches!(seen, Ok(Applied::Yes(_))) {
                break;
            }
            self.clock.sleep(BETWEEN).await;
            seen = look().await;
        }
        told(seen, lost)
    }
}

/// What was accepted and is not seen cannot be told; what was lost and is not seen was not made.
fn told(seen: Known<Applied>, lost: Option<Why>) -> Applied {
    match (seen, lost) {
        (Ok(Applied::No(why)), None) => Applied::CannotTell(after("AWS accepted the change, but", &why)),
        (Ok(Applied::No(why)), Some(lost)) => Applied::No(after(&format!("{}, and", lost.text), &why)),
        (Ok(applied), _) => applied,
        (Err(why), None) => Applied::CannotTell(after("AWS accepted the change, but it could not be read back:", &why)),
        (Err(why), Some(lost)) => {
            Applied::CannotTell(after(&format!("{}, and it could not be read back:", lost.text), &why))
        }
    }
}

fn after(before: &str, why: &Why) -> Why {
    let kind = if why.kind == WhyKind::Absent { WhyKind::Refused } else { why.kind };
    let told = Why::new(kind, format!("{before} {}", why.text));
    Why { hint: why.hint.clone(), ..told }
}
