//! INC-005 as it goes when the quota is used up: every screen, what the operator said, what is left behind.

use super::served::ledger;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn place() -> Duckops {
    Duckops::new().at_a_set_time().with("DUCKOPS_ZONE", "+01:00")
}

fn played() -> Ran {
    let ran = place().run(&["drill", "inc-005", "--auto"]);
    assert_eq!(ran.code, 1, "escalated: {}{}", ran.out, ran.err);
    ran
}

/// The screens from one to another, by how their first lines begin; to the end without the other.
fn screens(ran: &Ran, from: &str, to: Option<&str>) -> String {
    let all: Vec<_> = ran.out.split("\n\n").collect();
    let at = |name: &str| all.iter().position(|screen| screen.starts_with(name)).unwrap_or_else(|| panic!("{name}?"));
    all[at(from)..to.map_or(all.len(), at)].join("\n\n")
}

#[test]
fn what_is_wrong_and_when_it_ends() {
    let _ring = ring::enter("drill");
    expect![[r#"
        INC-005 SES quota used up                                           P1  11 steps
        DRILL inc-005: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/inc-005-20261122T021407Z/GOVERNANCE-LOG.md

        1/11 Read the account                                             FAIL  just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account exhausted is yes, expected no
            account used is 100 %, expected under 80 % (ses amber)
            account sent           200
            account quota          200
            account used           100 %
            account sending enabled  yes
            account enforcement    HEALTHY
            account sandbox        yes
            < ses GetAccount us-east-1
            Whether the quota is used up, and whether it is the quota at all: an account
            that AWS has stopped sends nothing either. SHUTDOWN is such a stop.
            PROBATION is a review: mail still goes out.

        2/11 See when it comes back                                         ok  just now
            no room now; the first at 2026-11-22T03:00:00Z, half at 2026-11-22T21:00:00Z
            room first at          2026-11-22T03:00:00Z
            room half at           2026-11-22T21:00:00Z
            room local             first room Sun 22 Nov 04:00 +01:00, half of the quota
                                   Sun 22 Nov 22:00 +01:00
            room now               0
            room table
            when                  mails that stop to count  room then
            2026-11-22T03:00:00Z  6                         6
            2026-11-22T04:00:00Z  4                         10
            2026-11-22T05:00:00Z  3                         13
            2026-11-22T06:00:00Z  2                         15
            2026-11-22T07:00:00Z  1                         16
            2026-11-22T08:00:00Z  1                         17
            6 of 21 shown; more: e at the prompt, duckops runs show QE34 -v later
            < cloudwatch GetMetricStatistics AWS/SES Send, the last 24 h
            No person and no command can reset it. It does not begin anew at midnight
            either: the 24 hours roll, so each mail stops to count a day after it was
            sent. The times are an estimate by the hour, and hold if nothing else is
            sent meanwhile. Write them down: people will ask.

        3/11 Tell the affected users
            Signup verification, certificates by mail and password resets fail until
            then. In your own time: first room Sun 22 Nov 04:00 +01:00, half of the
            quota Sun 22 Nov 22:00 +01:00. To paste:
            "DRILL: Our mail is delayed. Signup verification, certificates and password
            resets do not reach you at the moment. We expect a little mail to go out
            from about 03:00 UTC on Sunday 22 November, and most of it from about 21:00
            UTC on Sunday 22 November. These times are an estimate. Please try again
            then."
            Have the affected users been told?  yes"#]]
    .assert_eq(&screens(&played(), "INC-005", Some("4/")));
}

#[test]
fn bounces_and_what_aws_was_asked() {
    let _ring = ring::enter("drill");
    expect![[r#"
        4/11 Look at the bounces                                            ok  just now
            3 of 200 mails bounced: 1.50 %; AWS's own rate: 1.75 %
            bounces ratio          1.5 %
            bounces reputation     1.75 %
            bounces                3
            bounces sends          200
            bounces chart          .........█......█.█.....  at most 1 an hour
            < cloudwatch GetMetricStatistics AWS/SES Send, Bounce,
            Reputation.BounceRate, the last 24 h
            From 5 % on AWS puts an account under review, from 10 % on it may pause it:
            then no mail goes out, quota or not. In the chart the newest hour is at the
            right, and a dot is an hour without a figure.

        5/11 See whether AWS was asked for more                                 just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            account sandbox        yes
            -  account review: no production access was asked for
            -  account case: there is no support case
            < ses GetAccount us-east-1
            200 mails a day cannot carry a live service: once they were used up, the
            sandbox blocks production. Only AWS can take the account out of it. It takes
            one request at a time.

        6/11 Decide whether to ask now
            The request goes to AWS at once and cannot be taken back. It replaces what
            the account says of website, use and contact. AWS usually answers within a
            day, often with a question to the contact. It looks at bounces first: now
            1.5 % of 24 hours, by its own count 1.75 %.
            Ask AWS for production access now?  yes"#]]
    .assert_eq(&screens(&played(), "4/", Some("7/")));
}

#[test]
fn the_request() {
    let _ring = ring::enter("drill");
    expect![[r#"
        7/11 Say what AWS wants to know
            What is sent, to whom, how they signed up, and how they get off the list:
            that is what AWS looks at.
            Website that the mail belongs to, with https://
            https://spaceduckling.example
            What the mail is for, and who gets it  Signup verification, birth
            certificates and password resets, only to people who signed up
            Kind of mail  transactional
            Mail address that AWS answers to  ops@spaceduckling.example

        8/11 Ask for production access                                you type the words
            Read it as AWS will. This is sent once and cannot be undone.
            change                 the SES account 121546003735, us-east-1
            before                 sandbox, review: none
            after                  a review is open for https://spaceduckling.example,
                                   transactional mail: "Signup verification, birth
                                   certificates and password resets, only to people who
                                   signed up"; AWS answers to ops@spaceduckling.example
            undo                   cannot be undone: AWS takes no request back, and the
                                   account's details are replaced
            needs                  you type: request production access
            request production access   applied 02:14:07Z, read back                  ok
            review                 PENDING
            undo                   cannot be undone: AWS takes no request back, and the
                                   account's details are replaced"#]]
    .assert_eq(&screens(&played(), "7/", Some("9/")));
}

#[test]
fn who_is_affected_and_who_follows_it_up() {
    let _ring = ring::enter("drill");
    expect![[r#"
        9/11 Estimate who is affected                                           just now
            9 mail errors: daily quota used up (9)
            errors quota           9
            errors unverified      0
            errors throttled       0
            errors rejected        0
            errors kinds
            kind                 times  first      last       text
            daily quota used up  6      01:21:07Z  02:12:07Z  [ERROR] signup
                                                              verification not sent:
                                                              An error occurred
                                                              (LimitExceededException)
                                                              when calling the
                                                              SendEmail operation:
                                                              Daily message quota
                                                              exceeded
            daily quota used up  2      01:27:07Z  01:59:07Z  [ERROR] certificate not
                                                              sent: An error occurred
                                                              (LimitExceededException)
                                                              when calling the
                                                              SendEmail operation:
                                                              Daily message quota
                                                              exceeded
            daily quota used up  1      01:43:07Z  01:43:07Z  [ERROR] password reset
                                                              not sent: An error
                                                              occurred
                                                              (LimitExceededException)
                                                              when calling the
                                                              SendEmail operation:
                                                              Daily message quota
                                                              exceeded
            < logs FilterLogEvents /aws/lambda/mission-control-api mail errors, since
            2026-11-22T01:14:07Z
            An estimate is enough, and the log wants one. The function's log says which
            mails it could not send; whoever did not try again is in no log.
            How many users are affected, about? A number, or unknown  40
            Which of their mails fail?  signup verification, certificates, password
            resets

        10/11 Write the governance log                                          just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            < ses GetAccount us-east-1
            The exact numbers of the quota, and the estimate of who was affected.
            entry in               GOVERNANCE-LOG.md
            title                  INC-005 SES quota: 200 of 200 mails sent in 24 h
              quota account sent   200
              quota account quota  200
              quota account used   100 %
              quota account sandbox  yes
              quota account enforcement  HEALTHY
              room first at        2026-11-22T03:00:00Z
              room half at         2026-11-22T21:00:00Z
              tell told            yes
              bounces ratio        1.5 %
              bounces reputation   1.75 %
              decide apply         yes
              request change       request production access
              request at           2026-11-22T02:14:07Z
              account review       PENDING
              account case         case-drill-2026-1
              impact users         40
              impact mails         signup verification, certificates, password resets
              errors quota         9
            written to ~/.local/state/duckops/drill/ledgers/inc-005-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        11/11 Hand it over
            Production access needs somebody who follows it up, or decides about it. The
            log belongs to the repository: commit it.
            account review         PENDING
            account case           case-drill-2026-1
            record commit          nothing to commit: these logs are in no git work tree

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: SES of account 121546003735, us-east-1: 200 of 200 mails sent in 24
            h, in the sandbox: yes. When mails can go out again, estimated:
            2026-11-22T03:00:00Z; half of the quota: 2026-11-22T21:00:00Z. Affected
            users, about: 40; mails that fail: signup verification, certificates,
            password resets. Told about it, with the times: yes. Bounces of the last 24
            h, in percent: 1.5, by AWS 1.75. Production access: a review is open, case
            case-drill-2026-1; asked for in this run: yes. Please follow it up with AWS.
            changed                request production access at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            see: duckops runs show QE34
    "#]]
    .assert_eq(&screens(&played(), "9/", None));
}

#[test]
fn what_the_operator_said() {
    let _ring = ring::enter("drill");
    expect![[r#"
        DRILL inc-005  step quota > continue
        DRILL inc-005  step room > continue
        DRILL inc-005  step tell > yes
        DRILL inc-005  step bounces > continue
        DRILL inc-005  step sandbox > continue
        DRILL inc-005  step decide > yes
        DRILL inc-005  step details > https://spaceduckling.example
        DRILL inc-005  step details > Signup verification, birth certificates and password resets, only to people who signed up
        DRILL inc-005  step details > transactional
        DRILL inc-005  step details > ops@spaceduckling.example
        DRILL inc-005  step request > continue
        DRILL inc-005  step request > request production access
        DRILL inc-005  step impact > 40
        DRILL inc-005  step impact > signup verification, certificates, password resets
        DRILL inc-005  step record > continue
        DRILL inc-005  step hand-over > continue

        WON  100 of 100  DRILL inc-005: The mail quota is used up
            diagnosis              right, after less than a second; less than a second
                                   in all
            end                    escalated to T-JOSH
            evidence               3 of 3 looks that tell, before acting
            gates                  nothing was done that needs one
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Read the account": all of the quota is sent; sending works, nobody has
             stopped the account
          2. "See when it comes back": when room comes back: hour by hour, not at
             midnight
          3. "Look at the bounces": few mails bounce: AWS has no reason to say no
          So: it is the quota: tell the users when, and ask AWS for more
          Gate: the words are typed: the request is sent once and cannot be taken back
          Proof: AWS shows the request as open; it is handed to T-JOSH to be followed up
            another one: duckops drill inc-005 --seed 1
        DRILL inc-005: all that can be done from here was done
    "#]].assert_eq(&played().err);
}

#[test]
fn the_ledger() {
    let _ring = ring::enter("drill");
    let place = place();
    assert_eq!(place.run(&["drill", "inc-005", "--auto"]).code, 1);
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · INC-005 SES quota: 200 of 200 mails sent in 24 h

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | quota account sent | 200 |
        | quota account quota | 200 |
        | quota account used | 100 % |
        | quota account sandbox | yes |
        | quota account enforcement | HEALTHY |
        | room first at | 2026-11-22T03:00:00Z |
        | room half at | 2026-11-22T21:00:00Z |
        | tell told | yes |
        | bounces ratio | 1.5 % |
        | bounces reputation | 1.75 % |
        | decide apply | yes |
        | request change | request production access |
        | request at | 2026-11-22T02:14:07Z |
        | account review | PENDING |
        | account case | case-drill-2026-1 |
        | impact users | 40 |
        | impact mails | signup verification, certificates, password resets |
        | errors quota | 9 |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/record/1"
        parents: none
        digest: e0e63e64efda05b571608c5d4c1bfba771480a57c02562af65b54a4d3ad51adb
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
}

/// Commands are kept whole, so that they can be copied, and so is a path without a place to break.
#[test]
fn at_40_columns_nothing_is_longer_but_paths_and_commands() {
    let _ring = ring::enter("drill");
    let ran = place().with("COLUMNS", "40").run(&["drill", "inc-005", "--auto"]);
    let long = |line: &&str| {
        line.chars().count() > 40
            && line.trim().contains(' ')
            && !line.contains(" ~/")
            && !line.trim().starts_with("see: duckops ")
    };
    assert_eq!(ran.out.lines().filter(long).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// The locale has no UTF-8: the chart has blocks of ASCII, none of them a question mark.
#[test]
fn without_utf_8_the_chart_is_ascii() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().with("LANG", "C").run(&["drill", "inc-005-bounces", "--auto"]);
    let chart = ran.out.lines().find(|line| line.contains("bounces chart")).map(str::trim);
    assert_eq!(chart, Some("bounces chart          ~..-...-.-.----~~%#%....  at most 5 an hour"));
}

#[test]
fn the_operator_may_decline_and_it_is_written_down() {
    let _ring = ring::enter("drill");
    let place = place();
    let answers =
        ["tell.told=yes", "decide.apply=no", "declined.why=Josh asks tomorrow", "impact.users=12", "impact.mails=all"];
    let flags = answers.iter().flat_map(|answer| ["--answer", answer]);
    let ran = place.run(&["drill", "inc-005", "--no-input"].into_iter().chain(flags).collect::<Vec<_>>());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let log = ledger(&place, "GOVERNANCE-LOG.md");
    for line in ["| decide apply | no |", "| declined why | Josh asks tomorrow |"] {
        assert!(log.contains(line), "no `{line}` in {log}");
    }
    assert!(!log.contains("request change"), "nothing was to be requested: {log}");
    assert!(ran.err.ends_with("the simulated stack was left broken\n"), "{}", ran.err);
}

/// What is skipped with these answers; the screens and the log.
fn skipping(skipped: &str, answers: &[&str]) -> (String, String) {
    let place = place();
    std::fs::write(place.dir.join("skipped.toml"), format!("[answers]\n{skipped}\n")).unwrap();
    let usual = ["tell.told=yes", "impact.users=12", "impact.mails=all"];
    let flags = usual.iter().chain(answers).flat_map(|answer| ["--answer", answer]);
    let args = ["drill", "inc-005", "--no-input", "--answers", "skipped.toml"].into_iter().chain(flags);
    let ran = place.run(&args.collect::<Vec<_>>());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    (ran.out.split_whitespace().collect::<Vec<_>>().join(" "), ledger(&place, "GOVERNANCE-LOG.md"))
}

/// "Ask AWS now?", and "not now" led on to the request that cannot be taken back.
#[test]
fn a_question_that_is_put_off_is_no_yes() {
    let _ring = ring::enter("drill");
    let (screens, log) = skipping("decide = { skip = \"not by night\" }", &[]);
    assert!(!screens.contains("Say what AWS wants to know") && screens.contains("9/11 Estimate"), "{screens}");
    assert!(screens.contains("Decided to ask AWS now: (skipped: not by night). Please decide"), "{screens}");
    assert!(log.contains("| decide apply | skipped: not by night |"), "{log}");
}

/// Wanted, and not sent: the reason is in the log, and whoever goes on from here hears it.
#[test]
fn a_request_that_could_not_be_sent_says_why() {
    let _ring = ring::enter("drill");
    let answers = [
        "decide.apply=yes",
        "details.website=https://duck.example",
        "details.use_case=Certificates",
        "details.mail_type=transactional",
        "details.contact=ops@duck.example",
    ];
    let (screens, log) = skipping("request = { skip = \"AWS is out of reach\" }", &answers);
    assert!(screens.contains("Sent in this run: nothing (skipped: AWS is out of reach). Decided to ask"), "{screens}");
    for line in ["| decide apply | yes |", "| request change | skipped: AWS is out of reach |"] {
        assert!(log.contains(line), "no `{line}` in {log}");
    }
}
