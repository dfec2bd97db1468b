//! STS (query protocol): who the caller is.

use crate::drill::world::{ACCOUNT, IDENTITY};

/// In a drill everybody is the one reserved identity.
pub fn caller_identity(request: &str) -> String {
    format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>{IDENTITY}</Arn>\
         <UserId>AROADUCKOPSDRILL:operator</UserId><Account>{ACCOUNT}</Account>\
         </GetCallerIdentityResult><ResponseMetadata><RequestId>{request}</RequestId>\
         </ResponseMetadata></GetCallerIdentityResponse>"
    )
}
