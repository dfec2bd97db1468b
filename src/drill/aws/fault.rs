//! An AWS error, and its shape in each protocol.

use super::cbor;
use crate::drill::message::Reply;
use ciborium::Value as Cbor;
use hyper::StatusCode;
use serde_json::json;

/// An error: its code is what clients decide by.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The caller sent something wrong.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// An operation that the drill does not simulate.
    pub fn unknown(operation: &str) -> Self {
        let message = format!("the drill does not simulate {operation}");
        Self::new(StatusCode::NOT_FOUND, "UnknownOperationException", message)
    }

    /// REST-JSON: the code is a header. Lambda alone writes `Message`, and only where something is
    /// not found.
    pub fn rest(self) -> Reply {
        let body = match self.code {
            "ResourceNotFoundException" => json!({ "Type": "User", "Message": self.message }),
            _ => json!({ "Type": "User", "message": self.message }),
        };
        Reply::json(self.status, &body).header("x-amzn-errortype", self.code)
    }

    /// JSON 1.0 and 1.1: the code is in the body, and every error of the caller is a 400.
    pub fn json(self, content_type: &str) -> Reply {
        let body = json!({ "__type": self.shape(), "message": self.message });
        self.with_query_name(Reply::new(StatusCode::BAD_REQUEST, content_type, body.to_string()))
    }

    /// CBOR: the code is in the body, as in JSON.
    pub fn cbor(self) -> Reply {
        let shape = format!("com.amazonaws.cloudwatch#{}", self.shape());
        let body = vec![cbor::field("__type", shape), cbor::field("message", self.message.as_str())];
        self.with_query_name(cbor::reply(self.status, &Cbor::Map(body)))
    }

    /// CloudWatch once spoke the query protocol only, and clients still know its errors by the names of
    /// that time.
    fn with_query_name(&self, reply: Reply) -> Reply {
        match self.shape() == self.code {
            true => reply,
            false => reply.header("x-amzn-query-error", format!("{};Sender", self.code)),
        }
    }

    fn shape(&self) -> &'static str {
        match self.code {
            "InvalidParameterValue" => "InvalidParameterValueException",
            "InvalidParameterCombination" => "InvalidParameterCombinationException",
            "MissingParameter" => "MissingRequiredParameterException",
            code => code,
        }
    }

    /// The query protocol: XML.
    pub fn xml(self, request: &str) -> Reply {
        let message = escaped(&self.message);
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>{message}</Message>\
             </Error><RequestId>{request}</RequestId></ErrorResponse>",
            self.code
        );
        Reply::new(self.status, "text/xml", body)
    }
}

/// Text that cannot be taken for XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
