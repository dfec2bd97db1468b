//! The IAM actions that duckops calls for, each declared once: what it can be narrowed to, and whether it changes
//! anything. Observations and actions name them, adapters name them beside each call.
//! Resource types are those of the Service Authorization Reference:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.

/// What AWS can be told that an IAM action is allowed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// The function without a version or alias, also for what is done to its alias: AWS refuses that by the alias's ARN.
    Function,
    /// The function and each of its versions. AWS lists only the function; a request that names a version has been
    /// seen to be held against that version's ARN.
    FunctionAndVersions,
    /// The function by a version or an alias. A call that names one is held against that ARN:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>.
    Versions,
    LogGroup,
    StateMachine,
    Executions,
    /// AWS knows no resource for it, so that it is allowed on all or on nothing: here, in one region.
    Anything,
}

/// An IAM action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission {
    /// `lambda:GetAlias`
    pub name: &'static str,
    /// The statement of a policy that allows it.
    pub sid: &'static str,
    pub on: On,
    pub changes: bool,
}

const fn reads(name: &'static str, sid: &'static str, on: On) -> Permission {
    Permission { name, sid, on, changes: false }
}

const fn changes(name: &'static str, sid: &'static str, on: On) -> Permission {
    Permission { name, sid, on, changes: true }
}

pub const GET_ALIAS: Permission = reads("lambda:GetAlias", "ReadFunction", On::Function);
pub const LIST_VERSIONS: Permission = reads("lambda:ListVersionsByFunction", "ReadFunction", On::Function);
pub const GET_CONFIGURATION: Permission =
    reads("lambda:GetFunctionConfiguration", "ReadVersions", On::FunctionAndVersions);
pub const FILTER_LOG_EVENTS: Permission = reads("logs:FilterLogEvents", "ReadLogs", On::LogGroup);
pub const LIST_EXECUTIONS: Permission = reads("states:ListExecutions", "ReadExecutions", On::StateMachine);
pub const DESCRIBE_EXECUTION: Permission = reads("states:DescribeExecution", "ReadExecutionErrors", On::Executions);
pub const GET_ACCOUNT: Permission = reads("ses:GetAccount", "ReadMailAndMetrics", On::Anything);
pub const GET_METRICS: Permission = reads("cloudwatch:GetMetricStatistics", "ReadMailAndMetrics", On::Anything);
pub const UPDATE_ALIAS: Permission = changes("lambda:UpdateAlias", "PromoteVersion", On::Function);
pub const INVOKE: Permission = changes("lambda:InvokeFunction", "CallVersion", On::Versions);
pub const PUT_ACCOUNT_DETAILS: Permission = changes("ses:PutAccountDetails", "AskForProductionAccess", On::Anything);

/// All of them, in the order of a policy.
pub const PERMISSIONS: &[Permission] = &[
    GET_ALIAS,
    LIST_VERSIONS,
    GET_CONFIGURATION,
    FILTER_LOG_EVENTS,
    LIST_EXECUTIONS,
    DESCRIBE_EXECUTION,
    GET_ACCOUNT,
    GET_METRICS,
    INVOKE,
    UPDATE_ALIAS,
    PUT_ACCOUNT_DETAILS,
];

/// Who we are. AWS answers that to everybody with credentials, whatever a policy says, so it stands in none.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
pub const GET_CALLER_IDENTITY: Permission = reads("sts:GetCallerIdentity", "ReadIdentity", On::Anything);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::looks::SNAPSHOT;
    use crate::world::actions::{ACTIONS, action};
    use crate::world::observations::{OBSERVATIONS, observation};
    use std::collections::BTreeSet;

    #[test]
    fn each_is_listed_and_some_look_or_action_needs_it() {
        let looks = OBSERVATIONS.iter().flat_map(|one| one.permissions);
        let needed: BTreeSet<_> = looks.chain(ACTIONS.iter().flat_map(|one| one.permissions)).collect();
        assert_eq!(needed, PERMISSIONS.iter().collect());
    }

    #[test]
    fn a_look_changes_nothing_and_an_action_declares_what_it_looks_at_before() {
        assert!(OBSERVATIONS.iter().flat_map(|one| one.permissions).all(|one| !one.changes));
        for action in ACTIONS {
            let before = action.before.and_then(observation).map_or(&[][..], |look| look.permissions);
            assert!(before.iter().all(|one| action.permissions.contains(one)), "{}", action.name);
        }
    }

    #[test]
    fn what_takes_a_snapshot_needs_what_its_looks_need() {
        let looks = SNAPSHOT.iter().filter_map(|name| observation(name)).flat_map(|look| look.permissions);
        let needed: BTreeSet<_> = looks.collect();
        for name in ["snapshot.take", "incident.start"] {
            assert_eq!(action(name).unwrap().permissions.iter().collect::<BTreeSet<_>>(), needed, "{name}");
        }
    }

    /// AWS takes letters and digits, and each name once in a policy.
    #[test]
    fn a_statement_is_named_for_one_purpose() {
        for one in PERMISSIONS {
            assert!(one.sid.chars().all(|c| c.is_ascii_alphanumeric()), "{}", one.sid);
            let same = PERMISSIONS.iter().filter(|other| other.sid == one.sid);
            assert!(same.into_iter().all(|other| (other.on, other.changes) == (one.on, one.changes)), "{}", one.sid);
        }
    }
}
