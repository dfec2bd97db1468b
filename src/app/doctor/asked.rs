//! What the API and AWS are asked: all of it side by side, and all of it ended by one deadline.

use crate::app::simulated::Simulated;
use crate::app::{Session, stage};
use crate::drill::DrillStack;
use crate::error::Error;
use crate::stack::{Identity, Probe, Stack};
use duckops_core::policy::resources;
use duckops_core::world::permissions::Permission;
use duckops_core::world::settings::Settings;
use duckops_core::world::{Known, Why, WhyKind};
use futures_util::future::join_all;
use std::time::Duration;

/// What did not answer by then is not known. Finding out that there are no credentials may take 2.5 s.
const WITHIN: Duration = Duration::from_millis(3800);
/// One request: what gives it up says more of it than that the time is over.
const REQUEST: Duration = Duration::from_millis(3500);
/// What is asked of a drill on this machine once it is known to be one.
const OF_A_DRILL: Duration = Duration::from_millis(800);

/// IAM is asked about changes once it is known who asks.
const OF_IAM: Duration = Duration::from_millis(800);

/// One permission, and what became of it.
pub type Asking = (Permission, Allowed);

pub enum Allowed {
    /// It was tried, and nothing was changed by that.
    Tried(Known<()>),
    /// IAM says so; a change is not tried.
    Simulated(bool),
    /// Nobody can tell without making the change.
    NotChecked(Why),
}

/// What came of it.
pub struct Asked {
    pub probe: Known<Probe>,
    /// Where AWS is, and whether it answers at all.
    pub aws: (String, Known<bool>),
    pub identity: Identity,
    pub allowed: Vec<Asking>,
    /// Which drill it is, when it is one.
    pub drill: Result<Option<Simulated>, Error>,
}

/// Asks. A drill that somebody without credentials looks at is asked with those that every drill has.
pub async fn of(session: &Session, wanted: &[Permission]) -> Result<Asked, Error> {
    stage::refuse_no_address(session, &session.settings)?;
    let mut settings = session.settings.clone();
    let limit = settings.values.duration("aws_timeout").min(REQUEST);
    settings.set("aws_timeout", &format!("{}ms", limit.as_millis()));
    let stack = stage::connect(session, &settings, None).await?;
    let (probe, answers, (identity, allowed)) = tokio::join!(
        Box::pin(by_then(WITHIN, stack.probe())),
        Box::pin(by_then(WITHIN, stack.control_answers())),
        Box::pin(of_aws(&stack, &settings.values, wanted, WITHIN)),
    );
    let mut asked =
        Asked { probe, aws: (stack.control_endpoint().to_owned(), answers), identity, allowed, drill: Ok(None) };
    let Ok(probe) = &asked.probe else { return Ok(asked) };
    if let Some(address) = stage::open_to_all(session, &settings, &asked.identity, probe) {
        settings.endpoint_url = Some(address);
        let stack = stage::connect(session, &settings, Some(DrillStack::keys())).await?;
        (asked.identity, asked.allowed) = of_aws(&stack, &settings.values, wanted, OF_A_DRILL).await;
    }
    asked.drill = drill(session, &stack, &asked).await;
    Ok(asked)
}

/// Who we are and what we may, beside each other.
async fn of_aws(stack: &Stack, settings: &Settings, wanted: &[Permission], limit: Duration) -> (Identity, Vec<Asking>) {
    let each = wanted.iter().map(|one| Box::pin(by_then(limit, stack.allows(*one))));
    let (identity, tried) = tokio::join!(Box::pin(stage::identity(stack, limit)), join_all(each));
    let each = wanted.iter().zip(tried).map(async |(one, tried)| {
        let allowed = match tried {
            Ok(Some(tried)) => Allowed::Tried(tried),
            Ok(None) => of_iam(stack, settings, &identity, *one).await,
            Err(late) => Allowed::Tried(Err(late)),
        };
        (*one, allowed)
    });
    let allowed = join_all(each).await;
    (identity, allowed)
}

/// A drill has no IAM.
async fn of_iam(stack: &Stack, settings: &Settings, identity: &Identity, one: Permission) -> Allowed {
    let arn = match &identity.arn {
        Ok(arn) if !identity.drill => arn,
        Ok(_) => return Allowed::NotChecked(Why::absent("a drill has no IAM")),
        Err(_) => return Allowed::NotChecked(Why::not_looked("who would make it")),
    };
    let asking = async {
        let resources = resources(one.on, settings)?;
        stack.simulated(arn, one, &resources).await
    };
    match by_then(OF_IAM, Box::pin(asking)).await {
        Ok(Ok(allowed)) => Allowed::Simulated(allowed),
        Ok(Err(why)) | Err(why) => Allowed::NotChecked(why),
    }
}

/// Which drill the API and AWS are of, and that they are of one.
async fn drill(session: &Session, stack: &Stack, asked: &Asked) -> Result<Option<Simulated>, Error> {
    let Ok(probe) = &asked.probe else { return Ok(None) };
    let scenario = stage::one_world(&asked.identity, &probe.drill)?;
    stage::refuse_two_drills(session, &session.settings, scenario.is_some())?;
    let Some(scenario) = scenario else { return Ok(None) };
    let late = |why: Why| Err(Error::unknown(format!("the drill {scenario} does not tell which one it is"), &why));
    by_then(OF_A_DRILL, Simulated::of(stack, scenario.clone())).await.unwrap_or_else(late).map(Some)
}

async fn by_then<T>(limit: Duration, ask: impl Future<Output = T>) -> Known<T> {
    let late = |_| {
        Why::new(WhyKind::TimedOut, format!("no answer within {:.1} s", limit.as_secs_f64()))
            .hint("check the network, VPN or proxy")
    };
    tokio::time::timeout(limit, ask).await.map_err(late)
}
