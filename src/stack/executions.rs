//! Executions of the approval workflow: ListExecutions, every page of every state; the errors of the shown ones
//! from DescribeExecution.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html>

use super::Stack;
use super::evidence::Seen;
use super::metrics::utc;
use aws_sdk_sfn::types::{ExecutionListItem, ExecutionStatus};
use duckops_core::health::executions::{Asked, Execution, Order, Tally, summary};
use duckops_core::health::starts::{self, Requests, starts};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::observations::{ExecutionStarts, Executions};
use duckops_core::world::permissions::{DESCRIBE_EXECUTION, LIST_EXECUTIONS};
use duckops_core::world::{Evidence, Known, Query, Value, Why, WhyKind};
use futures_util::future::join_all;
use std::time::Duration;

/// The most that one page can hold.
const PAGE: i32 = 1000;
/// For how many executions the error is fetched.
const DESCRIBED: usize = 20;
/// The newest one is on top of the list.
const FIRST: i32 = 1;

impl Stack {
    pub(super) async fn executions(&self, query: &Query) -> Evidence {
        let machine = self.settings.state_machine.rsplit(':').next().unwrap_or_default();
        let states = query.args.get("status").map_or_else(|| "?".into(), ToString::to_string);
        self.seen::<Executions>(query, format!("states ListExecutions {machine} {states}"), async {
            let asked = asked(query, self.clock.now())?;
            let (states, most) = (asked.states.clone(), asked.most);
            let mut tally = Tally::new(asked);
            for state in &states {
                self.in_state(known_state(state)?, &mut tally).await?;
            }
            let shown = tally.shown().iter_mut().take(most.min(DESCRIBED));
            join_all(shown.map(|execution| self.describe(execution))).await;
            let facts = tally.facts(self.clock.now());
            Ok(Seen { summary: summary(&facts), facts })
        })
        .await
    }

    /// The newest execution of any state, held against the newest request.
    pub(super) async fn execution_starts(&self, query: &Query) -> Evidence {
        let machine = self.settings.state_machine.rsplit(':').next().unwrap_or_default();
        self.seen::<ExecutionStarts>(query, format!("states ListExecutions {machine}, the newest"), async {
            let of = |name| match query.args.get(name) {
                Some(Value::Time(at)) => Ok(*at),
                _ => Err(Why::absent("no request for a peck is known")),
            };
            let requests = Requests {
                last: of("requested"),
                settled: of("settled"),
                none: query.args.get("count") == Some(&Value::Int(0)),
            };
            let ask = self.aws.executions.list_executions().state_machine_arn(&self.settings.state_machine);
            let page = ask.max_results(FIRST).send().await;
            let page = page.map_err(|error| self.call(LIST_EXECUTIONS).why(&error))?;
            let newest = page.executions().first().map(execution).transpose()?.map(|one| one.start);
            let facts = starts(newest, &requests, query.duration("slack")?, self.clock.now());
            Ok(Seen { summary: starts::summary(&facts), facts })
        })
        .await
    }

    /// An error only when not even the first page could be read.
    async fn in_state(&self, state: ExecutionStatus, tally: &mut Tally) -> Known<()> {
        let (mut token, mut pages) = (None, self.pages());
        loop {
            let ask = self.aws.executions.list_executions().state_machine_arn(&self.settings.state_machine);
            let first = token.is_none();
            let page = ask.status_filter(state.clone()).max_results(PAGE).set_next_token(token).send().await;
            let page = match page.map_err(|error| self.call(LIST_EXECUTIONS).why(&error)) {
                Ok(page) => page,
                Err(why) if first => return Err(why),
                Err(why) => {
                    tally.cut(why);
                    return Ok(());
                }
            };
            for item in page.executions() {
                tally.add(execution(item)?);
            }
            token = page.next_token().map(str::to_owned);
            if token.is_none() {
                return Ok(());
            }
            if let Err(why) = pages.another() {
                tally.cut(why);
                return Ok(());
            }
        }
    }

    /// Fetches the error of one that ended badly.
    async fn describe(&self, execution: &mut Execution) {
        if !matches!(execution.status.as_str(), "FAILED" | "TIMED_OUT" | "ABORTED") {
            execution.error = Ok(("-".into(), String::new()));
            return;
        }
        let reply = self.aws.executions.describe_execution().execution_arn(&execution.arn).send().await;
        execution.error = match reply {
            Ok(reply) => Ok((reply.error().unwrap_or("-").to_owned(), reply.cause().unwrap_or_default().to_owned())),
            Err(error) => Err(self.call(DESCRIBE_EXECUTION).why(&error)),
        };
    }
}

fn asked(query: &Query, now: Utc) -> Known<Asked> {
    let order = if query.text("order")?.as_str() == "oldest" { Order::Oldest } else { Order::Newest };
    Ok(Asked {
        states: query.texts("status")?,
        most: query.count("newest")?,
        order,
        stuck_before: before(now, query.duration("stuck_after")?),
        recent_from: before(now, query.duration("since")?),
    })
}

/// A state that AWS does not know would be refused in worse words.
fn known_state(state: &Clean) -> Known<ExecutionStatus> {
    let known = ExecutionStatus::values().contains(&state.as_str());
    let words = || format!("`{state}` is not a state of executions: {}", ExecutionStatus::values().join(", "));
    if known { Ok(ExecutionStatus::from(state.as_str())) } else { Err(Why::new(WhyKind::BadReply, words())) }
}

fn execution(item: &ExecutionListItem) -> Known<Execution> {
    let start = utc(item.start_date()).ok_or_else(|| Why::new(WhyKind::BadReply, "an execution without a start"))?;
    Ok(Execution {
        arn: item.execution_arn().to_owned(),
        name: item.name().to_owned(),
        status: item.status().as_str().to_owned(),
        start,
        stop: item.stop_date().and_then(utc),
        error: Err(Why::not_looked("its error")),
    })
}

/// A time too long for the calendar leaves nothing that is stuck.
fn before(now: Utc, time: Duration) -> Utc {
    chrono::TimeDelta::from_std(time).ok().and_then(|time| now.checked_sub_signed(time)).unwrap_or(Utc::MIN_UTC)
}
