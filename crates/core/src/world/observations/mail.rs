//! `ses.account`, `ses.room`, `ses.bounces`: the sending account.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Table;

facts! {
    /// GetAccount of SES v2: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html>.
    SesAccount {
        /// Sending is enabled
        sending_enabled: bool,
        /// The account is in the sandbox: unverified recipients get nothing
        sandbox: bool,
        /// Quota of the rolling 24 hours in recipients; absent when it is unlimited (-1)
        quota: i64,
        /// Sent in the last 24 hours
        sent: i64,
        /// What is left of the quota; absent when it is unlimited
        left: i64,
        /// How much of the quota is used, in percent; 0 of an unlimited one
        used: f64 as Percent,
        /// Nothing is left of the quota
        exhausted: bool,
        /// HEALTHY, PROBATION or SHUTDOWN
        enforcement: Clean,
        /// State of the production access review: PENDING, FAILED, GRANTED, DENIED; absent when none was asked for
        review: Clean,
        /// That review is open
        pending: bool,
        /// That review ended with a no
        denied: bool,
        /// The support case of that review
        case: Clean,
    }
}

facts! {
    /// When room in the quota comes back. The quota is a rolling 24 hours: what was sent in an hour stops to
    /// count a day after that hour. An estimate by the hour; unknown when the hours disagree with the account.
    SesRoom {
        /// Room at this moment
        now: i64,
        /// When the first mail can go out again; absent while there is room
        first_at: Utc,
        /// When half of the quota is free again; absent while it is
        half_at: Utc,
        /// The former for those who wait for mail: `22:00 UTC on Sunday 29 November`, the next whole hour
        first_about: Clean,
        /// The latter for those who wait for mail
        half_about: Clean,
        /// Both in the person's own zone
        local: Clean,
        /// Sent in the last 24 hours by CloudWatch's hours
        published: f64,
        /// Whether that agrees with what the account says
        agrees: bool,
        /// when, mails that stop to count, room then
        table: Table,
    }
}

facts! {
    /// Bounces against mails sent, and AWS's own rate. An empty series is unknown, not zero.
    SesBounces {
        /// Bounces in the window
        bounces: i64,
        /// Mails sent in the window
        sends: i64,
        /// Bounces of 100 mails sent in the window
        ratio: f64 as Percent,
        /// AWS's own bounce rate in percent, by which it reviews and pauses accounts
        reputation: f64 as Percent,
        /// One of the two is at or over `warn`
        elevated: bool,
        /// One of the two is at or over `crit`
        critical: bool,
        /// Bounces by the hour, the newest at the right, the tallest block the most; a dot is an hour without a datapoint
        chart: Clean,
        /// hour, mails sent, bounces; oldest first
        table: Table,
    }
}
