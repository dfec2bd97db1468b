//! `ses.account`: the sending account.

use crate::facts;
use crate::text::Clean;

facts! {
    /// GetAccount of SES v2: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html>.
    SesAccount {
        /// Sending is enabled
        sending: bool,
        /// The account is in the sandbox: unverified recipients get nothing
        sandbox: bool,
        /// Quota of the rolling 24 hours in recipients; absent when it is unlimited (-1)
        quota: i64,
        /// Sent in the last 24 hours
        sent: i64,
        /// What is left of the quota; absent when it is unlimited
        left: i64,
        /// HEALTHY, PROBATION or SHUTDOWN
        enforcement: Clean,
        /// State of the production access review: PENDING, FAILED, GRANTED, DENIED; absent when none was asked for
        review: Clean,
    }
}
