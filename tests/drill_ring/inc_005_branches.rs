//! The other ways in which INC-005 goes: the decisive screen, the closing screen, the exit code.

use super::branches::check;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn an_account_that_aws_has_stopped_is_another_illness() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/11 Read the account                                             FAIL  just now
            164 of 200 sent in 24 h, sending is disabled, SHUTDOWN; sandbox: mail to
            unverified recipients fails silently
            account sending enabled is no, expected yes
            account enforcement is SHUTDOWN, expected anything but SHUTDOWN
            account used is 82 %, expected under 80 % (ses amber)
            account sent           164
            account quota          200
            account used           82 %
            account sending enabled  no
            account enforcement    SHUTDOWN
            account sandbox        yes
            < ses GetAccount us-east-1
            Whether the quota is used up, and whether it is the quota at all: an account
            that AWS has stopped sends nothing either. SHUTDOWN is such a stop.
            PROBATION is a review: mail still goes out.

        branch Sending is off: waiting does not help                            just now
            20 of 164 mails bounced: 12.20 %; AWS's own rate: 12.50 %
            9 mail errors: sending is paused (9)
            account sending enabled  no
            account enforcement    SHUTDOWN
            bounces ratio          12.2 %
            bounces reputation     12.5 %
            bounces chart          .....▃...▃▃.▃▃▃▅▅█▅▅▃▃..  at most 4 an hour
            errors kinds
            kind               times  first      last       text
            sending is paused  6      01:21:07Z  02:12:07Z  [ERROR] signup verification
                                                            not sent: An error occurred
                                                            (AccountSuspendedException)
                                                            when calling the SendEmail
                                                            operation: sending is
                                                            paused
            sending is paused  2      01:27:07Z  01:59:07Z  [ERROR] certificate not
                                                            sent: An error occurred
                                                            (AccountSuspendedException)
                                                            when calling the SendEmail
                                                            operation: sending is
                                                            paused
            sending is paused  1      01:43:07Z  01:43:07Z  [ERROR] password reset not
                                                            sent: An error occurred
                                                            (AccountSuspendedException)
                                                            when calling the SendEmail
                                                            operation: sending is
                                                            paused
            < cloudwatch GetMetricStatistics AWS/SES Send, Bounce,
            Reputation.BounceRate, the last 24 h
            < logs FilterLogEvents /aws/lambda/mission-control-api mail errors, since
            2026-11-22T01:14:07Z
            Sending enabled: no. Enforcement: SHUTDOWN. This is not the quota, and
            nothing comes back by itself. AWS stops an account for bounces, complaints
            or abuse; then only the support case that it opened helps. If enforcement
            says HEALTHY, somebody of the team switched sending off: find out why before
            it is switched on again. Tell the people who wait for mail that no time is
            known.

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1 sends nothing: sending enabled
            no, enforcement SHUTDOWN. It is not the quota (164 of 200 sent), and waiting
            does not help. Bounce rate 12.2 %, AWS's own 12.5 %. Affected users, about:
            25; mails that fail: all mails. Needs an answer in the support case of AWS.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-005-paused: rightly handed over to T-JOSH"#]];
    check("inc-005-paused", 1, &["Read the account", "Sending is off"], &shown);
}

#[test]
fn an_open_review_is_recognised_and_nothing_is_asked_again() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        5/11 See whether AWS was asked for more                                 just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account sandbox        yes
            account review         PENDING
            account case           case-drill-2026-1
            < ses GetAccount us-east-1
            200 mails a day cannot carry a live service: once they were used up, the
            sandbox blocks production. Only AWS can take the account out of it. It takes
            one request at a time.

        branch A review is open already
            Somebody has asked: AWS takes no second request, and none is made here.
            Case: case-drill-2026-1. Answer what AWS asks there; that is the fastest
            way.

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 200 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated:
            2026-11-22T03:00:00Z; half of the quota: 2026-11-22T21:00:00Z. Affected
            users, about: 40; mails that fail: signup verification, certificates,
            password resets. Told about it, with the times: yes. Bounces of the last 24
            h, in percent: 1.5, by AWS 1.75. Production access: a review is open, case
            case-drill-2026-1; asked for in this run: no. Please follow it up with AWS.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-005-review-open: rightly handed over to T-JOSH"#]];
    check("inc-005-review-open", 1, &["See whether AWS", "A review is open", "Ask for production"], &shown);
}

#[test]
fn a_denied_review_is_recognised_and_nothing_is_asked_again() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        5/11 See whether AWS was asked for more                                 just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account sandbox        yes
            account review         DENIED
            account case           case-drill-2026-1
            < ses GetAccount us-east-1
            200 mails a day cannot carry a live service: once they were used up, the
            sandbox blocks production. Only AWS can take the account out of it. It takes
            one request at a time.

        branch AWS has denied it
            The last request was denied. A new one with the same words would be denied
            as well, and none is made here. Case: case-drill-2026-1. Ask there why it
            was refused, and say what has changed since.

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 200 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated:
            2026-11-22T03:00:00Z; half of the quota: 2026-11-22T21:00:00Z. Affected
            users, about: 40; mails that fail: signup verification, certificates,
            password resets. Told about it, with the times: yes. Bounces of the last 24
            h, in percent: 1.5, by AWS 1.75. Production access, as AWS says: DENIED;
            case-drill-2026-1. Sent in this run: nothing. Please decide whether and when
            to ask for it.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-005-denied: rightly handed over to T-JOSH"#]];
    check("inc-005-denied", 1, &["See whether AWS", "AWS has denied it", "Ask for production"], &shown);
}

#[test]
fn a_quota_that_is_nearly_used_up_needs_no_message_and_no_estimate() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/11 Read the account                                             FAIL  just now
            164 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account used is 82 %, expected under 80 % (ses amber)
            account sent           164
            account quota          200
            account used           82 %
            account sending enabled  yes
            account enforcement    HEALTHY
            account sandbox        yes
            < ses GetAccount us-east-1
            Whether the quota is used up, and whether it is the quota at all: an account
            that AWS has stopped sends nothing either. SHUTDOWN is such a stop.
            PROBATION is a review: mail still goes out.

        branch Nearly used up
            164 of 200 mails are sent: 82 %, amber from 80 % on. Mail still goes out, so
            users need not be told. Hold back what is not urgent: newsletters, test
            mails, a deploy that mails everybody. Then go on: the next rush uses up the
            rest.

        2/11 See when it comes back                                         ok  just now
            room for 36 now; half at 2026-11-22T20:00:00Z
            room half at           2026-11-22T20:00:00Z
            room local             half of the quota Sun 22 Nov 20:00 +00:00
            room now               36
            room table
            when                  mails that stop to count  room then
            2026-11-22T04:00:00Z  1                         37
            2026-11-22T06:00:00Z  1                         38
            2026-11-22T07:00:00Z  1                         39
            2026-11-22T08:00:00Z  1                         40
            2026-11-22T09:00:00Z  1                         41
            2026-11-22T10:00:00Z  2                         43
            6 of 22 shown; more: e at the prompt, duckops runs show QE34 -v later
            -  room first at: there is room now
            < cloudwatch GetMetricStatistics AWS/SES Send, the last 24 h
            No person and no command can reset it. It does not begin anew at midnight
            either: the 24 hours roll, so each mail stops to count a day after it was
            sent. The times are an estimate by the hour, and hold if nothing else is
            sent meanwhile. Write them down: people will ask.

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 164 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated: there is
            room now; half of the quota: 2026-11-22T20:00:00Z. Bounces of the last 24 h,
            in percent: 1.22, by AWS 1.75. Production access: a review is open, case
            case-drill-2026-1; asked for in this run: yes. Please follow it up with AWS.
            changed                request production access at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-005-amber: the simulated stack was left healthy"#]];
    let wanted = ["Read the account", "Nearly used up", "See when", "Tell the affected", "Estimate who"];
    check("inc-005-amber", 1, &wanted, &shown);
}

#[test]
fn with_room_it_is_not_this_incident() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/11 Read the account                                               ok  just now
            57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account sent           57
            account quota          200
            account used           28.5 %
            account sending enabled  yes
            account enforcement    HEALTHY
            account sandbox        yes
            < ses GetAccount us-east-1
            Whether the quota is used up, and whether it is the quota at all: an account
            that AWS has stopped sends nothing either. SHUTDOWN is such a stop.
            PROBATION is a review: mail still goes out.

        outcome Not this incident
            Sent in 24 hours: 57. Quota: 200. Sending works. If some mails do not arrive
            all the same: in the sandbox (yes) only verified recipients get any.

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            see: duckops runs show QE34
        DRILL inc-005-all-well: the simulated stack was left healthy"#]];
    check("inc-005-all-well", 0, &["Read the account", "Not this incident"], &shown);
}

/// The naive mistake: a time promised from hours that do not have the mails that were sent.
#[test]
fn hours_that_disagree_promise_no_time() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/11 See when it comes back                                          ?  just now
            no room now; when more comes back is not known
            not known: CloudWatch's hours add up to 57, the account says 200: when room
            comes back cannot be told
            do: look again in some minutes: metrics arrive late; a whole day after the
            last mail all of it is free
            Not counted as good, not counted as bad.
            room now               0
            ?  room first at, room half at, room local, room table: CloudWatch's hours
            add up to 57, the account says 200: when room comes back cannot be told
            < cloudwatch GetMetricStatistics AWS/SES Send, the last 24 h
            No person and no command can reset it. It does not begin anew at midnight
            either: the 24 hours roll, so each mail stops to count a day after it was
            sent. The times are an estimate by the hour, and hold if nothing else is
            sent meanwhile. Write them down: people will ask.

        branch Tell the affected users, without a time
            When room comes back is not known: do not promise a time. The last of it is
            free a whole day after the last mail went out. To paste:
            "DRILL: Our mail is delayed. Signup verification, certificates and password
            resets do not reach you at the moment. It can take up to a day. We tell you
            when it works again."
            Have the affected users been told?  yes

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 200 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated: not known
            (CloudWatch's hours add up to 57, the account says 200: when room comes back
            cannot be told); half of the quota: not known. Affected users, about: 40;
            mails that fail: signup verification, certificates, password resets. Told
            about it, without a time: yes. Bounces of the last 24 h, in percent: 1.75,
            by AWS 1.75. Production access: a review is open, case case-drill-2026-1;
            asked for in this run: yes. Please follow it up with AWS.
            could not check        See when it comes back
            changed                request production access at 2026-11-22T02:14:07Z
            exit code              3: something that is required could not be checked
            see: duckops runs show QE34
        DRILL inc-005-late: all that can be done from here was done"#]];
    check("inc-005-late", 3, &["See when", "without a time", "Tell the affected"], &shown);
}

#[test]
fn bounces_that_are_high_are_addressed_first() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/11 Look at the bounces                                          FAIL  just now
            26 of 200 mails bounced: 13.00 %; AWS's own rate: 13.00 %
            bounces elevated is yes, expected no
            bounces ratio          13 %
            bounces reputation     13 %
            bounces                26
            bounces sends          200
            bounces chart          ▄..▃...▃.▃.▃▃▃▃▄▄▇█▇....  at most 5 an hour
            < cloudwatch GetMetricStatistics AWS/SES Send, Bounce,
            Reputation.BounceRate, the last 24 h
            From 5 % on AWS puts an account under review, from 10 % on it may pause it:
            then no mail goes out, quota or not. In the chart the newest hour is at the
            right, and a dot is an hour without a figure.

        branch Too many mails bounce
            Address it now, before AWS does: 13 % of the last 24 hours, AWS's own rate
            13 %. From 5 % on the account is reviewed, from 10 % on it may be paused.
            Find the addresses that bounce and stop mailing them: an old list, a form
            that takes any address, a test that runs against real mail. More quota would
            make it worse.
            bounces critical       yes
            bounces chart          ▄..▃...▃.▃.▃▃▃▃▄▄▇█▇....  at most 5 an hour
            Where do they come from, and what is done about it?  mails to invented
            addresses of a signup form

        branch Not asked now
            Why not now?  AWS would refuse it while so many mails bounce

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 200 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated:
            2026-11-22T03:00:00Z; half of the quota: 2026-11-22T21:00:00Z. Affected
            users, about: 40; mails that fail: signup verification, certificates,
            password resets. Told about it, with the times: yes. Bounces of the last 24
            h, in percent: 13, by AWS 13. Where they come from, and what is done: mails
            to invented addresses of a signup form. Production access, as AWS says: no
            production access was asked for; there is no support case. Sent in this run:
            nothing. Decided to ask AWS now: no. Why not: AWS would refuse it while so
            many mails bounce. Please decide whether and when to ask for it.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-005-bounces: rightly handed over to T-JOSH"#]];
    check("inc-005-bounces", 1, &["Look at the bounces", "Too many mails", "Not asked now"], &shown);
}

/// Bare triage names it, and only when mail does not go out: the sandbox alone is no incident.
#[test]
fn bare_triage_proposes_it_when_no_mail_goes_out() {
    let _ring = ring::enter("drill");
    for (scenario, fits) in [("inc-005", true), ("inc-005-paused", true), ("inc-005-amber", false)] {
        let served = super::served::Served::start(scenario);
        let ran = served.duckops().run(&["triage"]);
        let named = ran.out.contains("    duckops triage inc-005\n");
        assert_eq!((named, ran.code), (fits, i32::from(fits)), "{scenario}: {}{}", ran.out, ran.err);
    }
}

/// Without credentials nothing is known of the account: neither good nor bad, and no time is promised. A profile that is
/// named is meant, so the keys that every drill has are not used instead.
#[test]
fn without_credentials_nothing_is_claimed() {
    let _ring = ring::enter("drill");
    let served = super::served::Served::start("inc-005");
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", served.var("DUCKOPS_API"));
    let place = place.with("AWS_ENDPOINT_URL", served.var("AWS_ENDPOINT_URL"));
    let ran = place.run(&["triage", "inc-005", "--no-input", "--profile", "nobody"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for text in ["ses account could not check", "Tell nobody that mail is", "DEFERRED"] {
        assert!(ran.out.contains(text), "no `{text}` in {}", ran.out);
    }
    assert!(!ran.out.contains("NOT AN INCIDENT") && !ran.out.contains("applied"), "{}", ran.out);
}
