//! What things are called in the simulated account.

pub const ACCOUNT: &str = "121546003735";
pub const REGION: &str = "us-east-1";
pub const FUNCTION: &str = "mission-control-api";
pub const ALIAS: &str = "prod";
pub const LOG_GROUP: &str = "/aws/lambda/mission-control-api";
pub const STATE_MACHINE: &str = "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow";
/// Who everybody is in a drill. Its name is reserved: the real stack has no such role.
pub const IDENTITY: &str = "arn:aws:sts::121546003735:assumed-role/duckops-drill/operator";

/// The function's ARN, with a version or an alias behind it when there is one.
pub fn function_arn(qualifier: Option<&str>) -> String {
    let function = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}");
    match qualifier {
        Some(qualifier) => format!("{function}:{qualifier}"),
        None => function,
    }
}
