//! INC-003 on the simulated stack: every screen of its ordinary case, the decisive one of each other.

use super::branches::{check, play};
use crate::support::ring;
use expect_test::expect;

#[test]
fn the_fleet_died_and_callback_errors_rise_with_it() {
    let _ring = ring::enter("drill");
    let ran = play("inc-003");
    expect![[r#"
        INC-003 Agent fleet dead                                             P1  4 steps
        DRILL inc-003: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z

        1/4 Look at the fleet                                             FAIL  just now
            200 OK after 0 ms, from version 43
            neither status agents alive is over 0 (it is 0) nor status agents bonded is
            0 (it is 19)
            status agents alive    0
            status agents dead     19
            status agents bonded   19
            status age             0 ms
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.

        2/4 Find the newest pulse                                               just now
            "pulse": 38 of 76 entries
            pulses age             14 min 40 s
            pulses last            2026-11-22T01:59:27Z
            pulses count           38
            pulses list
            when                  type
            2026-11-22T01:59:27Z  agent.pulse
            2026-11-22T01:57:27Z  agent.pulse
            2026-11-22T01:55:27Z  agent.pulse
            3 of 38 shown, newest first; more: pulse_events_newest in duckops.toml
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            It says since when nobody has been heard of. Pulses newer than the status
            mean that the status is old: look again.

        3/4 Hold deaths against callback errors                                 just now
            200 OK after 0 ms, from version 43
            agents_dead 2 -> 19 since 01:19:07Z: rising, 18.5 an hour
            callback_error 4 -> 28 since 01:19:07Z: rising, 26.2 an hour
            status agents alive    0
            status agents dead     19
            deaths rising          yes
            callbacks rising       yes
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Callbacks go to the agents, so dead agents make them fail. When both rise
            together they are one incident; when only one does, or nobody looked before,
            say so. With one look alone, look again some minutes later.

        outcome Both rise: hand it to the spaceduck-bot team
            17 more dead and 24 more callback errors since 2026-11-22T01:19:07Z: the two
            go together. More callback errors are expected until the agents are back.
            Agents usually die of their own connection, not of the function behind the
            API.

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: All spaceduck agents are dead: alive 0, dead 19, bonded 19, at
            2026-11-22T02:14:07Z. Newest pulse: 2026-11-22T01:59:27Z. Since
            2026-11-22T01:19:07Z 17 more died, and there were 24 more callback errors:
            they go together, and pecks fail until the agents are back. This is usually
            the agents' own connectivity, not Lambda, which answers 200 OK. Please check
            it, restart them by your procedure, and tell us when pulses are back.
            exit code              1: it is not over with this
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out);
    expect![[r#"
        DRILL inc-003  step fleet > continue
        DRILL inc-003  step pulse > continue
        DRILL inc-003  step together > continue
        DRILL inc-003  step both > continue

        WON  100 of 100  DRILL inc-003: The fleet died within the last hour
            diagnosis              right, after less than a second; less than a second
                                   in all
            end                    escalated to spaceduck-bot team
            evidence               3 of 3 looks that tell, before acting
            gates                  nothing was done that needs one
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Look at the fleet": no agent is alive, and agents are bonded
          2. "Find the newest pulse": the newest pulse says since when nobody was heard
             of
          3. "Hold deaths against callback errors": deaths and callback errors rise
             together: they are one incident
          So: the fleet is dead, and callback errors follow from it
          Proof: none here: it is handed to those who restart agents, with since when
             and what rises
            another one: duckops drill inc-003 --seed 1
        DRILL inc-003: rightly handed over to spaceduck-bot team
    "#]]
    .assert_eq(&ran.err);
    assert_eq!(ran.code, 1);
}

#[test]
fn deaths_alone_are_not_called_one_incident_with_callbacks() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        3/4 Hold deaths against callback errors                                 just now
            200 OK after 0 ms, from version 43
            agents_dead 2 -> 19 since 01:19:07Z: rising, 18.5 an hour
            callback_error 4 -> 4 since 01:19:07Z: not rising
            status agents alive    0
            status agents dead     19
            deaths rising          yes
            callbacks rising       no
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Callbacks go to the agents, so dead agents make them fail. When both rise
            together they are one incident; when only one does, or nobody looked before,
            say so. With one look alone, look again some minutes later.

        outcome Not both rise: hand it to the spaceduck-bot team
            Deaths rising: yes; callback errors rising: no. So they are not seen to go
            together. A fleet that died before the first look has no rising deaths, and
            an idle one makes no callbacks. Agents usually die of their own connection,
            not of the function behind the API.

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: All spaceduck agents are dead: alive 0, dead 19, bonded 19, at
            2026-11-22T02:14:07Z. Newest pulse: 2026-11-22T01:59:27Z. Dead: 17 more
            since 2026-11-22T01:19:07Z. Callback errors: 0 more since
            2026-11-22T01:19:07Z; they are not seen to rise together. This is usually
            the agents' own connectivity, not Lambda, which answers 200 OK. Please check
            it, restart them by your procedure, and tell us when pulses are back.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-003-deaths-only: rightly handed over to spaceduck-bot team"#]];
    check("inc-003-deaths-only", 1, &["Hold deaths", "Not both rise"], &shown);
}

#[test]
fn without_an_earlier_look_nothing_is_said_of_what_rises() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        3/4 Hold deaths against callback errors                                 just now
            200 OK after 0 ms, from version 43
            agents_dead 19; there is no earlier look: look again after 02:15:07Z
            callback_error 28; there is no earlier look: look again after 02:15:07Z
            status agents alive    0
            status agents dead     19
            -  deaths rising, callbacks rising: there is no earlier look
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Callbacks go to the agents, so dead agents make them fail. When both rise
            together they are one incident; when only one does, or nobody looked before,
            say so. With one look alone, look again some minutes later.
            not decided            there is no earlier look

        4/4 Hand it to the spaceduck-bot team
            Whether the deaths and the callback errors belong together cannot be told,
            so say neither. When a further look tells more: of the deaths
            2026-11-22T02:15:07Z, of the callback errors 2026-11-22T02:15:07Z; go back a
            step, and look again then. Agents usually die of their own connection, not
            of the function behind the API: restarting them is the spaceduck-bot team's,
            by its procedures.

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Spaceduck agents: alive 0, dead 19, bonded 19, as status said at
            2026-11-22T02:14:07Z (answer 200 OK). Newest pulse: 2026-11-22T01:59:27Z.
            Callback errors: 28; whether they rise with the deaths is not known. This is
            usually the agents' own connectivity, not Lambda. Please check it, restart
            them by your procedure, and tell us when pulses are back.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-003-first-look: rightly handed over to spaceduck-bot team"#]];
    check("inc-003-first-look", 1, &["Hold deaths", "4/4"], &shown);
}

#[test]
fn a_fleet_whose_size_is_not_reported_is_unknown_and_the_walk_goes_on() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/4 Look at the fleet                                                ?  just now
            200 OK after 0 ms, from version 43
            not known: agents.total_bonded is not reported
            Not counted as good, not counted as bad.
            status agents alive    0
            status agents dead     19
            status age             0 ms
            ?  status agents bonded: agents.total_bonded is not reported
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.
            not decided            agents.total_bonded is not reported

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: All spaceduck agents are dead: alive 0, dead 19, bonded not reported,
            at 2026-11-22T02:14:07Z. Newest pulse: 2026-11-22T01:59:27Z. Since
            2026-11-22T01:19:07Z 17 more died, and there were 24 more callback errors:
            they go together, and pecks fail until the agents are back. This is usually
            the agents' own connectivity, not Lambda, which answers 200 OK. Please check
            it, restart them by your procedure, and tell us when pulses are back.
            could not check        Look at the fleet
            exit code              3: something that is required could not be checked
            see: duckops runs show QE34
        DRILL inc-003-unreported: rightly handed over to spaceduck-bot team"#]];
    check("inc-003-unreported", 3, &["Look at the fleet"], &shown);
}

#[test]
fn a_fleet_that_nobody_bonded_is_no_incident() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/4 Look at the fleet                                               ok  just now
            200 OK after 0 ms, from version 43
            status agents alive    0
            status agents dead     0
            status agents bonded   0
            status age             0 ms
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.

        outcome No agent is bonded yet
            Status reports 0 bonded agents: there is no fleet that could be dead.
            Nothing to do.

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            see: duckops runs show QE34
        DRILL inc-003-none-bonded: the simulated stack was left healthy"#]];
    check("inc-003-none-bonded", 0, &["Look at the fleet", "No agent is bonded"], &shown);
}

#[test]
fn some_alive_is_no_total_outage() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/4 Look at the fleet                                               ok  just now
            200 OK after 0 ms, from version 43
            status agents alive    3
            status agents dead     16
            status agents bonded   19
            status age             0 ms
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.

        outcome Not all are dead
            3 are alive and 16 dead of 19 bonded: the fleet is not dead, and no more
            died since 2026-11-22T01:19:07Z. Those that are dead can wait for the
            morning: tell the spaceduck-bot team then.

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            see: duckops runs show QE34
        DRILL inc-003-some-alive: all that can be done from here was done"#]];
    check("inc-003-some-alive", 0, &["Look at the fleet", "Not all are dead"], &shown);
}

#[test]
fn more_deaths_among_the_living_are_told() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        outcome More are dying
            14 more died since 2026-11-22T01:19:07Z. It is not a total outage, and it
            may become one.

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Spaceduck agents are dying: alive 3, dead 16, bonded 19 at
            2026-11-22T02:14:07Z; 14 more dead since 2026-11-22T01:19:07Z. Not a total
            outage yet. Please look at the agents' connectivity.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-003-dying: rightly handed over to spaceduck-bot team"#]];
    check("inc-003-dying", 1, &["Not all are dead", "More are dying"], &shown);
}
