//! Where a walk takes place: the real stack or a simulated one, as whom, and where what it leaves behind goes.

use super::simulated::Simulated;
use super::{Session, past, simulated, stores};
use crate::drill::DrillStack;
use crate::error::{Error, Exit};
use crate::settings::address::{self, Said};
use crate::settings::{Origin, Resolved};
use crate::stack::{Identity, Platform, Probe, Stack, StackSettings, is_loopback, is_same_server};
use crate::store::{History, Store, StoreError};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::ports::{Ask, Interruption, Left, Waiting};
use duckops_core::world::{Known, Why, WhyKind, duration_text};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A settled place for a walk.
pub struct Stage {
    pub settings: Resolved,
    pub stack: Arc<dyn Platform>,
    pub identity: Identity,
    /// What status reported over time.
    pub history: Arc<History>,
    /// When the stack names itself as simulated.
    pub drill: Option<Simulated>,
    /// Runs and approvals: a drill's lie apart from the real ones.
    pub state_dir: PathBuf,
    /// The ledgers: those of a simulated stack are its own.
    pub ledger_dir: PathBuf,
    /// That this machine's clock is not the API's. It decides nothing.
    pub skew: Option<Clean>,
    /// When it was looked at.
    pub now: Utc,
}

impl Stage {
    pub fn store(&self, session: &Session) -> Result<Store, StoreError> {
        stores::open(session, &self.settings.state_dir, self.drill.as_ref())
    }

    /// Only to look at: nothing is made.
    pub fn store_as_it_is(&self, session: &Session) -> Store {
        let store = Store::at(&self.state_dir, Arc::clone(&session.clock));
        match &self.drill {
            Some(drill) => store.standing_in(drill.standing(&self.state_dir)),
            None => store,
        }
    }

    /// The scenario, when the stack is simulated.
    pub fn scenario(&self) -> Option<Clean> {
        self.drill.as_ref().map(|drill| drill.scenario.clone())
    }
}

/// Looks who we are and what the stack is, and refuses what does not belong together.
pub async fn find(
    session: &Session,
    settings: Resolved,
    credentials: Option<(String, String)>,
    ask: &mut dyn Ask,
) -> Result<Result<Stage, Left>, Error> {
    // An SSO login or a `credential_process` may take a person's time.
    find_within(session, settings, credentials, ask, Duration::from_secs(120)).await
}

/// The same when nobody is there: who we are that is not known in time stays unknown.
pub async fn find_within(
    session: &Session,
    settings: Resolved,
    credentials: Option<(String, String)>,
    ask: &mut dyn Ask,
    patience: Duration,
) -> Result<Result<Stage, Left>, Error> {
    refuse_other_region(session, &settings, credentials.is_some())?;
    refuse_no_address(session, &settings)?;
    let mut settings = settings;
    let stack = connect(session, &settings, credentials).await?;
    let waiting = Waiting {
        what: Clean::new("who you are, and the API"),
        limit: Duration::from_secs(10),
        can_cut_short: false,
        pause: None,
    };
    let found = async {
        let (known, probe) = tokio::join!(identity(&stack, patience), stack.probe());
        let Some(address) = open_to_all(session, &settings, &known, &probe) else {
            return Ok((stack, known, probe));
        };
        settings.endpoint_url = Some(address);
        let stack = connect(session, &settings, Some(DrillStack::keys())).await?;
        let known = identity(&stack, patience).await;
        Ok::<_, Error>((stack, known, probe))
    };
    let (stack, identity, probe) = tokio::select! {
        biased;
        found = found => found?,
        interruption = ask.meanwhile(&waiting) => return Ok(Err(left(interruption))),
    };
    let drill = one_world(&identity, &probe.drill)?;
    refuse_two_drills(session, &settings, drill.is_some())?;
    refuse_other_account(&identity, &settings)?;
    if drill.is_some() {
        hurry(&mut settings);
    }
    if identity.arn.is_err() && probe.drill.is_err() {
        say_when_silent(session, &settings);
    }
    let state_dir = stores::dir(&settings.state_dir, drill.is_some());
    let drill = match drill {
        Some(scenario) => Some(Simulated::of(&stack, scenario).await?),
        None => None,
    };
    let ledger_dir = stores::ledger_dir(&settings, drill.as_ref());
    let history = Arc::new(past::of(session, &settings, drill.as_ref(), &state_dir));
    let now = session.clock.now();
    let skew = probe.skew;
    Ok(Ok(Stage { settings, stack, identity, history, drill, state_dir, ledger_dir, skew, now }))
}

pub async fn connect(
    session: &Session,
    settings: &Resolved,
    credentials: Option<(String, String)>,
) -> Result<Arc<Stack>, Error> {
    let stack = Stack::connect(parts(settings, credentials), Arc::clone(&session.clock)).await;
    stack.map(Arc::new).map_err(|why| Error::wrong("the settings of the stack are wrong").because(&why.text))
}

/// Where AWS is, when whoever has no credentials may use those that every drill has: it is the address on this machine
/// at which the API named itself a drill's. Commands that a drill shows can be typed where the shell knows nothing of
/// it. Who names a profile means that one.
pub fn open_to_all(session: &Session, settings: &Resolved, identity: &Identity, probe: &Probe) -> Option<String> {
    let nobody = matches!(&identity.arn, Err(why) if why.kind == WhyKind::NoCredentials) && settings.profile.is_none();
    let api = settings.values.text("api");
    let aws = aws_address(session, settings).filter(|aws| is_loopback(aws) && is_same_server(aws, api.as_str()))?;
    (nobody && matches!(probe.drill, Ok(Some(_)))).then(|| aws.to_owned())
}

fn aws_address<'a>(session: &'a Session, settings: &'a Resolved) -> Option<&'a str> {
    settings.endpoint_url.as_deref().or_else(|| session.environment.var("AWS_ENDPOINT_URL"))
}

/// Who we are, if that is known in time.
pub async fn identity(stack: &Stack, patience: Duration) -> Identity {
    let late = || {
        let words = format!("the AWS credentials did not come within {}", duration_text(patience));
        stack.nobody(
            &Why::new(WhyKind::NoCredentials, words).hint("see what they wait for: aws sts get-caller-identity"),
        )
    };
    tokio::time::timeout(patience, stack.identity()).await.unwrap_or_else(|_| late())
}

/// A drill is quicker than the real thing: it costs no ten minutes to watch a simulated stack.
const QUICK: [(&str, &str); 7] = [
    ("reprobe_every", "1s"),
    ("reprobe_limit", "20s"),
    ("soak", "10s"),
    ("soak_every", "2s"),
    ("growth_span", "6s"),
    ("growth_every", "2s"),
    ("growth_limit", "10s"),
];

/// What somebody set stays as it is.
fn hurry(settings: &mut Resolved) {
    for (name, value) in QUICK {
        if settings.told.last(name).is_none() {
            settings.set(name, value);
        }
    }
}

/// Work that may take a while and can be left at once.
pub async fn beside<T>(ask: &mut dyn Ask, what: &str, work: impl Future<Output = T>) -> Result<T, Left> {
    within(ask, what, Duration::from_secs(60), work).await
}

/// The same where it is known how long it takes at most.
pub async fn within<T>(
    ask: &mut dyn Ask,
    what: &str,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Left> {
    let waiting = Waiting { what: Clean::new(what), limit, can_cut_short: false, pause: None };
    tokio::select! {
        biased;
        done = work => Ok(done),
        interruption = ask.meanwhile(&waiting) => Err(left(interruption)),
    }
}

pub fn left(interruption: Interruption) -> Left {
    match interruption {
        Interruption::Left(left) => left,
        Interruption::CutShort(_) | Interruption::EndEarly => Left::Quit,
    }
}

pub fn parts(settings: &Resolved, credentials: Option<(String, String)>) -> StackSettings {
    let text = |name: &str| settings.values.text(name).to_string();
    StackSettings {
        api: text("api"),
        account: text("account"),
        region: text("region"),
        function: text("function"),
        alias: text("alias"),
        log_group: text("log_group"),
        state_machine: text("state_machine"),
        aws_timeout: settings.values.duration("aws_timeout"),
        endpoint_url: settings.endpoint_url.clone(),
        profile: settings.profile.clone(),
        credentials,
    }
}

/// AWS's own variables name one region, the settings another, and nobody said which: that is a mistake to find now.
pub fn refuse_other_region(session: &Session, settings: &Resolved, drill: bool) -> Result<(), Error> {
    let said = matches!(settings.told.origin("region"), Some(Origin::Flag(_) | Origin::Variable(_)));
    let of_aws = ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().find_map(|name| session.environment.var(name));
    let region = settings.values.text("region");
    match of_aws {
        Some(other) if !drill && !said && other != region.as_str() => {
            let message = format!("AWS_REGION says {}, the settings say {region}", Clean::new(other));
            Err(Error::wrong(message).hint(format!("say which: --region {region}")))
        }
        _ => Ok(()),
    }
}

/// The variable of the AWS SDKs, which is read where no setting of ours says where AWS is.
pub fn refuse_no_address(session: &Session, settings: &Resolved) -> Result<(), Error> {
    let aws = session.environment.var("AWS_ENDPOINT_URL").filter(|_| settings.endpoint_url.is_none());
    let origin = Origin::Variable("AWS_ENDPOINT_URL");
    let said = Said { setting: "endpoint_url", origin: &origin, example: address::ENDPOINT };
    aws.filter(|text| !text.is_empty()).map_or(Ok(()), |text| address::check(text, &said))
}

pub fn refuse_other_account(identity: &Identity, settings: &Resolved) -> Result<(), Error> {
    let wanted = settings.values.text("account");
    match &identity.account {
        Ok(account) if account != &wanted => {
            let message = format!("these credentials are of account {account}, the settings say {wanted}");
            Err(Error::wrong(message).hint("choose another profile: --profile NAME; or set `account` in duckops.toml"))
        }
        _ => Ok(()),
    }
}

/// A drill's API with real AWS, or the reverse, would change one world by what was seen in the other.
pub fn one_world(identity: &Identity, api: &Known<Option<Clean>>) -> Result<Option<Clean>, Error> {
    let mixed = |what: &str| Err(Error::wrong(what).hint("take both from one `duckops drill serve`, or none"));
    match (api, &identity.arn) {
        (Ok(Some(_)), Ok(_)) if !identity.drill => mixed("the API is a drill's, AWS is not"),
        (Ok(None), Ok(_)) if identity.drill => mixed("AWS is a drill's, the API is not"),
        (Ok(Some(scenario)), _) => Ok(Some(scenario.clone())),
        _ if identity.drill => Ok(Some(Clean::new("unnamed"))),
        _ => Ok(None),
    }
}

/// A drill that has ended looks like a real stack that is down: nobody shall take one for the other.
fn say_when_silent(session: &Session, settings: &Resolved) {
    let api = settings.values.text("api");
    if is_loopback(api.as_str()) {
        session.err(&format!("{}; if it was one, it has ended\n", simulated::silent(&api)));
    }
}

/// A simulated stack serves its API and its AWS at one address.
pub fn refuse_two_drills(session: &Session, settings: &Resolved, drill: bool) -> Result<(), Error> {
    let aws = aws_address(session, settings);
    let origin = |url: &str| url.split('/').take(3).collect::<Vec<_>>().join("/");
    let api = settings.values.text("api");
    match aws {
        Some(aws) if drill && origin(aws) != origin(api.as_str()) => {
            let message =
                format!("the API is a drill's at {}, and AWS is looked for at {}", origin(api.as_str()), origin(aws));
            Err(Error::wrong(message).hint("take both from one `duckops drill serve`"))
        }
        _ => Ok(()),
    }
}

/// The exit for an opening that was left.
pub fn left_exit(left: &Left) -> Exit {
    match left {
        Left::Signal(signal) => Exit::Signal(*signal),
        Left::Expired => Exit::Unknown,
        Left::Quit | Left::NoAnswer { .. } | Left::BadAnswer { .. } | Left::Gone => Exit::Stopped,
    }
}
