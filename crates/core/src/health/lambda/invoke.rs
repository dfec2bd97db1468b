//! What one call of a version came to: its answer, and what its log says of how it was started.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use super::report::{self, Report};
use crate::health::json;
use crate::health::promotion::of_here;
use crate::text::Clean;
use crate::world::actions::Plan;
use crate::world::{Known, Outputs, Value, Why, WhyKind};
use serde_json::{Value as Json, json};

/// How many lines of the log are kept, the last ones.
const LINES: usize = 20;

/// What a plan of `lambda.invoke` says, read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub function: String,
    /// A published version.
    pub version: String,
}

impl Call {
    /// Refuses what would not be this call: another action, another place, no published version.
    pub fn of(plan: &Plan, account: &str, region: &str) -> Known<Self> {
        of_here(plan, "lambda.invoke", account, region)?;
        let text = |name: &str| plan.args.text(name).map(|text| text.as_str().to_owned());
        let call = Self { function: text("function")?, version: text("version")? };
        super::published_number(&call.version)?;
        Ok(call)
    }

    /// A GET of the status route, as a REST API of API Gateway hands it to the function (payload format 1.0).
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
    pub fn event() -> Json {
        let path = "/beak/system/status";
        json!({
            "version": "1.0", "resource": path, "path": path, "httpMethod": "GET",
            "headers": { "accept": "application/json", "user-agent": "duckops" },
            "multiValueHeaders": { "accept": ["application/json"], "user-agent": ["duckops"] },
            "queryStringParameters": null, "multiValueQueryStringParameters": null,
            "pathParameters": null, "stageVariables": null,
            "requestContext": {
                "resourcePath": path, "path": path, "httpMethod": "GET", "protocol": "HTTP/1.1",
                "stage": "duckops", "identity": { "sourceIp": "127.0.0.1", "userAgent": "duckops" },
            },
            "body": null, "isBase64Encoded": false,
        })
    }
}

/// Lambda's reply to a call.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// `Handled` or `Unhandled`: the function raised an error, although HTTP says 200.
    pub function_error: Option<String>,
    pub payload: Option<Vec<u8>>,
    /// The last 4 kB of what the call logged.
    pub log: Option<String>,
    /// The request's id, as the reply's header has it.
    pub request: Option<String>,
}

impl Answer {
    /// By the declared outputs of `lambda.invoke`.
    pub fn outputs(&self) -> Outputs {
        let no_log = || Why::new(WhyKind::NotReported, "no log came with the answer");
        let log = self.log.as_deref().ok_or_else(no_log);
        let report = log.clone().and_then(report::read);
        let of = |one: fn(&Report) -> Known<Value>| report.clone().and_then(|report| one(&report));
        let status = self.status();
        Outputs::default()
            .with("failed", self.failed(&status).map(Value::Bool))
            .with("error", self.error(&status).map(Value::Text))
            .with("status", status.map(Value::Int))
            .with("start", of(|report| Ok(Value::Text(Clean::new(report.start.word())))))
            .with("init", of(|report| report.init.clone().map(Value::Duration)))
            .with("duration", of(|report| report.duration.clone().map(Value::Duration)))
            .with("request", self.request(&report).map(Value::Text))
            .with("log", log.map(lines).map(Value::Texts))
    }

    /// The status code inside the answer: Lambda's own is 200 whatever the function did.
    fn status(&self) -> Known<i64> {
        if self.function_error.is_some() {
            return Err(Why::new(WhyKind::NotReported, "the function raised an error: there is no status code"));
        }
        let document = self.document()?;
        let status = json::at(&document, "statusCode")?;
        let number = status.as_i64().or_else(|| status.as_str()?.trim().parse().ok());
        number.ok_or_else(|| json::unlike("statusCode", "a status code", status))
    }

    fn document(&self) -> Known<Json> {
        json::document(self.payload.as_deref().ok_or_else(|| Why::not_reported("the answer"))?)
    }

    fn failed(&self, status: &Known<i64>) -> Known<bool> {
        match (&self.function_error, status) {
            (Some(_), _) => Ok(true),
            (None, Ok(status)) => Ok(*status >= 400),
            (None, Err(why)) => Err(why.clone()),
        }
    }

    fn error(&self, status: &Known<i64>) -> Known<Clean> {
        match (&self.function_error, status) {
            (Some(kind), _) => Ok(self.raised(kind)),
            (None, Ok(status)) if *status >= 400 => Ok(self.answered(*status)),
            (None, Ok(_)) => Err(Why::absent("the call gave no error")),
            (None, Err(why)) => Err(why.clone()),
        }
    }

    /// `TableNotFound: table ducklings not found`.
    fn raised(&self, kind: &str) -> Clean {
        let document = self.document().unwrap_or(Json::Null);
        let told = ["errorType", "errorMessage"].map(|name| document.get(name).and_then(Json::as_str));
        let told: Vec<_> = told.into_iter().flatten().collect();
        Clean::new(if told.is_empty() { kind.to_owned() } else { told.join(": ") }).shortened(300)
    }

    fn answered(&self, status: i64) -> Clean {
        let document = self.document().unwrap_or(Json::Null);
        match document.get("body").and_then(Json::as_str).map(str::trim).filter(|body| !body.is_empty()) {
            Some(body) => Clean::new(format!("it answered {status}: {body}")).shortened(300),
            None => Clean::new(format!("it answered {status}")),
        }
    }

    /// The log's own word for it finds the log again; the header's is the next best.
    fn request(&self, report: &Known<Report>) -> Known<Clean> {
        let logged = report.as_ref().ok().and_then(|report| report.request.clone());
        logged.or_else(|| self.request.as_ref().map(Clean::new)).ok_or_else(|| Why::not_reported("the request's id"))
    }
}

/// The last lines that the function itself wrote.
fn lines(log: &str) -> Vec<Clean> {
    let own: Vec<_> = log.lines().filter(|line| !line.trim().is_empty() && !report::is_of_lambda(line)).collect();
    own[own.len().saturating_sub(LINES)..].iter().map(|line| Clean::new(line.trim_end()).shortened(200)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLD: &str = "START RequestId: r-1 Version: 44\n[INFO] hello\nEND RequestId: r-1\n\
        REPORT RequestId: r-1\tDuration: 18.24 ms\tBilled Duration: 677 ms\tMemory Size: 256 MB\t\
        Max Memory Used: 94 MB\tInit Duration: 658.00 ms\t\n";

    fn answer(error: Option<&str>, payload: &str, log: Option<&str>) -> Answer {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Answer {
            function_error: owned(error),
            payload: Some(payload.into()),
            log: owned(log),
            request: Some("header-id".into()),
        }
    }

    fn told(answer: &Answer, names: &[&str]) -> String {
        let outputs = answer.outputs();
        names.iter().map(|name| outputs[name].to_string()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_call_that_http_calls_good_may_have_failed() {
        let raised = r#"{"errorType":"TableNotFound","errorMessage":"table ducklings not found"}"#;
        for (error, payload, expected) in [
            (None, r#"{"statusCode":200,"body":"{}"}"#, "no | 200 | ?  the call gave no error"),
            (None, r#"{"statusCode":"302"}"#, "no | 302 | ?  the call gave no error"),
            (None, r#"{"statusCode":502,"body":"no database"}"#, "yes | 502 | it answered 502: no database"),
            (None, r#"{"statusCode":400}"#, "yes | 400 | it answered 400"),
            (
                Some("Unhandled"),
                raised,
                "yes | ?  the function raised an error: there is no status code | TableNotFound: table ducklings not found",
            ),
            // Naive: HTTP said 200, and so does the payload.
            (
                Some("Handled"),
                r#"{"statusCode":200}"#,
                "yes | ?  the function raised an error: there is no status code | Handled",
            ),
            (
                None,
                "null",
                "?  statusCode is not reported | ?  statusCode is not reported | ?  statusCode is not reported",
            ),
            (None, "", "?  the body is empty | ?  the body is empty | ?  the body is empty"),
            (
                None,
                r#"{"statusCode":"fine"}"#,
                "?  statusCode is not a status code: \"fine\" | ?  statusCode is not a status code: \"fine\" | \
                 ?  statusCode is not a status code: \"fine\"",
            ),
        ] {
            assert_eq!(told(&answer(error, payload, None), &["failed", "status", "error"]), expected, "{payload}");
        }
    }

    #[test]
    fn without_a_log_nothing_is_known_of_the_start() {
        let none = answer(None, r#"{"statusCode":200}"#, None);
        let missing = "?  no log came with the answer";
        let names = ["start", "init", "duration", "log"];
        assert_eq!(told(&none, &names), [missing; 4].join(" | "));
        assert_eq!(told(&none, &["request"]), "header-id");
        let cold = answer(None, r#"{"statusCode":200}"#, Some(COLD));
        assert_eq!(
            told(&cold, &["start", "init", "duration", "request", "log"]),
            "cold | 658 ms | 18 ms | r-1 | [INFO] hello"
        );
    }

    #[test]
    fn secrets_and_escapes_in_the_log_do_not_pass() {
        let log = format!("password=hunter2\n\u{1b}[31mred\n{}", "x\n".repeat(30));
        let hostile = answer(Some("Unhandled"), r#"{"errorMessage":"token=abc \u001b[2J"}"#, Some(&log));
        let outputs = hostile.outputs();
        let Some(crate::world::Fact::Known(Value::Texts(lines))) = outputs.get("log") else { panic!() };
        assert_eq!(lines.len(), LINES);
        let all = format!(
            "{} {}",
            outputs["error"],
            answer(None, "{}", Some("password=hunter2\n\u{1b}[31m")).outputs()["log"]
        );
        assert!(!all.contains("hunter2") && !all.contains('\u{1b}') && !all.contains("abc"), "{all}");
    }

    #[test]
    fn a_call_of_another_place_or_of_latest_is_refused() {
        use crate::world::actions::{Args, action};
        let text = |text: &str| Value::Text(Clean::new(text));
        let given = [("function", "f"), ("version", "44"), ("account", "1"), ("region", "r")];
        let values = given.map(|(name, value)| (name.to_owned(), text(value))).into();
        let plan = (action("lambda.invoke").unwrap().plan)(&Args { values, ..Args::default() }, None).unwrap();
        assert_eq!(Call::of(&plan, "1", "r").unwrap().version, "44");
        assert!(Call::of(&plan, "2", "r").is_err() && Call::of(&plan, "1", "s").is_err());
        let mut latest = plan.clone();
        latest.args.values.insert("version".into(), text("$LATEST"));
        assert!(Call::of(&latest, "1", "r").is_err());
        assert!(Call::of(&Plan { action: "lambda.promote".into(), ..plan }, "1", "r").is_err());
    }
}
