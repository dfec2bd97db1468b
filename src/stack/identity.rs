//! Who we are to AWS: STS GetCallerIdentity, which needs no permission.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use super::failure::Call;
use super::{Stack, credentials};
use duckops_core::health::aws::Asked;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::permissions::{GET_CALLER_IDENTITY, Permission};
use duckops_core::world::{Known, Why};

/// Who acts, and for how long yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub arn: Known<Clean>,
    pub account: Known<Clean>,
    /// When the credentials end; nothing for long-lived keys, or when there are none.
    pub expires: Option<Utc>,
    /// The identity is the one that simulated stacks give.
    pub drill: bool,
    pub region: Clean,
}

impl Stack {
    /// May take as long as a `credential_process` or an SSO renewal takes; that there are no credentials at all is
    /// known within 2.5 s.
    pub async fn identity(&self) -> Identity {
        let region = Clean::new(&self.settings.region);
        let unknown = |why: Why| (Err(why.clone()), Err(why));
        let (caller, expires) = match self.aws.credentials.get().await {
            Ok(credentials) => (self.caller().await, credentials::expiry(&credentials)),
            Err(error) => (unknown(self.call(GET_CALLER_IDENTITY).no_credentials(&error)), None),
        };
        let (arn, account) = caller;
        Identity { drill: arn.as_ref().is_ok_and(is_drill), arn, account, expires, region }
    }

    /// Who we are is not known.
    pub fn nobody(&self, why: &Why) -> Identity {
        let region = Clean::new(&self.settings.region);
        Identity { arn: Err(why.clone()), account: Err(why.clone()), expires: None, drill: false, region }
    }

    async fn caller(&self) -> (Known<Clean>, Known<Clean>) {
        match self.aws.sts.get_caller_identity().send().await {
            Ok(caller) => (reported(caller.arn(), "the identity's ARN"), reported(caller.account(), "the account")),
            Err(error) => {
                let why = self.call(GET_CALLER_IDENTITY).why(&error);
                (Err(why.clone()), Err(why))
            }
        }
    }

    /// How a failure of a call will be told.
    pub(super) fn call<'a>(&'a self, permission: Permission) -> Call<'a> {
        let asked = Asked { permission, region: &self.settings.region, profile: self.settings.profile.as_deref() };
        Call { asked, timeout: self.settings.aws_timeout }
    }
}

fn reported(text: Option<&str>, what: &str) -> Known<Clean> {
    text.map(Clean::new).ok_or_else(|| Why::not_reported(what))
}

/// `arn:aws:sts::…:assumed-role/duckops-drill/…` is reserved for drills.
fn is_drill(arn: &Clean) -> bool {
    let parts: Vec<_> = arn.as_str().splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", _, "sts", _, _, who] if who.starts_with("assumed-role/duckops-drill/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_identity_is_a_drill_and_no_other() {
        for (arn, expected) in [
            ("arn:aws:sts::121546003735:assumed-role/duckops-drill/practice", true),
            ("arn:aws:iam::121546003735:user/duckops-drill/ana", false),
            ("arn:aws:sts::121546003735:assumed-role/on-call/duckops-drill", false),
            ("duckops-drill", false),
        ] {
            assert_eq!(is_drill(&arn.into()), expected, "{arn}");
        }
    }
}
