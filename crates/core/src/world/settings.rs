//! Every setting, declared once: its name, type, default and meaning. Runbooks name them; files and the
//! environment change them.

use super::{Type, Value, parse_duration};
use crate::text::Clean;
use std::collections::BTreeMap;

/// The declaration of one setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub name: &'static str,
    pub ty: Type,
    pub default: &'static str,
    pub doc: &'static str,
}

const fn one(name: &'static str, ty: Type, default: &'static str, doc: &'static str) -> Setting {
    Setting { name, ty, default, doc }
}

const fn text(name: &'static str, default: &'static str, doc: &'static str) -> Setting {
    one(name, Type::Text, default, doc)
}

const fn texts(name: &'static str, default: &'static str, doc: &'static str) -> Setting {
    one(name, Type::Texts, default, doc)
}

const fn time(name: &'static str, default: &'static str, doc: &'static str) -> Setting {
    one(name, Type::Duration, default, doc)
}

const fn count(name: &'static str, default: &'static str, doc: &'static str) -> Setting {
    one(name, Type::Int, default, doc)
}

const fn percent(name: &'static str, default: &'static str, doc: &'static str) -> Setting {
    one(name, Type::Percent, default, doc)
}

/// What the settings are about, and the first of each part of [`SETTINGS`].
pub const PARTS: &[(&str, &str)] = &[
    ("What is watched", "api"),
    ("Approvals", "gate"),
    ("How long is waited", "probe_timeout"),
    ("Errors of the function", "errors_window"),
    ("Proving a repair", "reprobe_in_a_row"),
    ("Routes", "route_looks"),
    ("Audit events", "audit_newest"),
    ("Logs of certificates and mail", "cert_logs_window"),
    ("The approval workflow", "executions_newest"),
    ("Figures over time", "growth_window"),
    ("Mail", "metrics_window"),
    ("When something is wrong", "cold_start_limit"),
    ("How old a look may be", "evidence_age"),
];

/// The settings in their parts.
pub fn parts() -> impl Iterator<Item = (&'static str, &'static [Setting])> {
    let at = |name: &str| SETTINGS.iter().position(|setting| setting.name == name).unwrap_or(SETTINGS.len());
    let ends = PARTS.iter().skip(1).map(move |(_, first)| at(first)).chain([SETTINGS.len()]);
    PARTS.iter().zip(ends).map(move |((title, first), end)| (*title, &SETTINGS[at(first)..end]))
}

/// All settings. Defaults are the original runbook's.
pub const SETTINGS: &[Setting] = &[
    text("api", "https://czt9d57q83.execute-api.us-east-1.amazonaws.com/prod", "The API that is watched"),
    text("account", "121546003735", "The AWS account; a run in another one is refused"),
    text("region", "us-east-1", "The AWS region"),
    text("function", "mission-control-api", "The Lambda function behind every /beak route"),
    text("alias", "prod", "The alias that takes the traffic"),
    text("log_group", "/aws/lambda/mission-control-api", "The function's log group"),
    text(
        "state_machine",
        "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow",
        "The peck approval workflow",
    ),
    text("gate", "T-JOSH", "The gate that promotions pass"),
    texts("approvers", "Josh", "Who may approve, the first asked first; never the operator"),
    text("contact", "", "How to reach the approvers: read out at the gate"),
    time("approval_valid", "30m", "How long an approval request stands"),
    one(
        "approvals",
        Type::Word(&["recorded", "signed"]),
        "recorded",
        "How approvals are given: `recorded`, or `signed` with the approver's SSH key",
    ),
    text(
        "allowed_signers",
        "",
        "The file of the SSH keys that may sign approvals, as git's; from where the settings file is",
    ),
    time(
        "probe_timeout",
        "30s",
        "How long the status probe waits: API Gateway gives up after 29 s, and its 504 must be seen",
    ),
    time("aws_timeout", "15s", "How long one AWS call may take, tries included"),
    time("errors_window", "15m", "How far back errors are searched"),
    count("errors_newest", "20", "How many of the newest errors are shown"),
    time("errors_before", "1h", "How long before a promotion the same errors are searched for"),
    count("reprobe_in_a_row", "3", "How many good answers in a row prove a promotion"),
    time("reprobe_every", "5s", "How long between two of them"),
    time("reprobe_limit", "3m", "When proving a promotion is given up"),
    time("soak", "10m", "How long the stack is watched after it was repaired"),
    time("soak_every", "30s", "How long between two looks while watching"),
    count("route_looks", "5", "How many looks at each route"),
    percent("sla_availability", "99", "How many of the looks at the routes must answer 200, in percent"),
    time("sla_p95", "2s", "How long 95 of 100 looks at a route may take"),
    count("audit_newest", "5", "How many audit events are shown"),
    count("cert_events_newest", "3", "How many audit events of certificates are shown"),
    count("pulse_events_newest", "3", "How many audit events of pulses are shown"),
    count("peck_events_newest", "5", "How many audit events of pecks are shown"),
    texts(
        "activity_types",
        "peck_notify, peck_requested, duck.cert_issued",
        "Which audit events are counted against how often they usually come",
    ),
    time("activity_window", "30m", "How long one window of audit activity is"),
    count("activity_factor", "3", "So many times more, or less, than usual is abnormal"),
    time("cert_logs_window", "1h", "How far back logs of certificates are searched"),
    count("cert_logs_newest", "20", "How many of the newest logs of certificates are shown"),
    time("mail_errors_window", "1h", "How far back logs are searched for mails that could not be sent"),
    count("executions_newest", "5", "How many executions are shown"),
    time("executions_window", "1h", "An execution that stopped longer ago is of the past"),
    time("stuck_after", "1h", "A running execution that started longer ago counts as stuck"),
    time("start_slack", "2m", "How long a request may wait for its execution"),
    time("growth_window", "24h", "How far back samples of ducklings and certificates count"),
    time("growth_span", "5m", "Samples nearer to each other than this do not tell whether certificates grow"),
    time("growth_every", "1m", "How long between two looks while waiting for certificates to grow"),
    time("growth_limit", "10m", "When waiting for certificates to grow is given up"),
    time("trend_window", "1h", "How far back samples of other figures count"),
    count("peck_failures_per_hour", "10", "More failed pecks an hour than this is high"),
    time("metrics_window", "24h", "How far back SES metrics are read"),
    percent("ses_amber", "80", "From here on the mail quota is amber, in percent: 160 of 200"),
    percent("bounce_warn", "5", "From this bounce rate on AWS reviews an account, in percent"),
    percent("bounce_crit", "10", "From this bounce rate on AWS may pause an account, in percent"),
    time("cold_start_limit", "2000ms", "A start of a new environment that takes longer is looked into"),
    time("stale_after", "5m", "A status whose own timestamp is older is stale"),
    time("clock_apart", "60s", "From here on `probe` says that this machine's clock is not the API's"),
    count("health_red", "60", "A health score under this is red"),
    texts("warn", "", "From which figure on a check is a WARNING, as `--warn` has it: [\"fleet=2\"]"),
    texts("crit", "", "From which figure on a check is CRITICAL, as `--crit` has it: [\"quota=95\"]"),
    time("evidence_age", "10m", "A checklist's evidence that is older is looked at again before it counts at the end"),
    time("prefetch_age", "30s", "How old evidence fetched ahead may be when its step comes"),
];

/// The declaration of a setting by its name.
pub fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// Reads a setting or literal of a type from its written form.
pub fn parse_value(ty: Type, written: &str) -> Option<Value> {
    Some(match ty {
        Type::Bool => match written {
            "true" | "yes" => Value::Bool(true),
            "false" | "no" => Value::Bool(false),
            _ => return None,
        },
        Type::Int => Value::Int(written.parse().ok()?),
        Type::Real | Type::Percent | Type::PerHour => Value::Real(written.trim_end_matches('%').trim().parse().ok()?),
        Type::Text | Type::Version => Value::Text(Clean::new(written)),
        Type::Word(words) => Value::Text(Clean::new(words.iter().find(|word| **word == written)?)),
        Type::Time => Value::Time(written.parse().ok()?),
        Type::Duration => Value::Duration(parse_duration(written)?),
        Type::Texts if written.is_empty() => Value::Texts(Vec::new()),
        Type::Texts => Value::Texts(written.split(',').map(|text| Clean::new(text.trim())).collect()),
        Type::Table => return None,
    })
}

/// The settings as one walk sees them: every one has a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings(BTreeMap<&'static str, Value>);

impl Default for Settings {
    fn default() -> Self {
        let value = |setting: &Setting| parse_value(setting.ty, setting.default);
        Self(SETTINGS.iter().filter_map(|setting| Some((setting.name, value(setting)?))).collect())
    }
}

impl Settings {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub fn set(&mut self, setting: &'static Setting, value: Value) {
        self.0.insert(setting.name, value);
    }

    /// A setting's text; the name is one of [`SETTINGS`].
    pub fn text(&self, name: &str) -> Clean {
        self.get(name).map(|value| Clean::new(value.to_string())).unwrap_or_default()
    }

    /// A setting's duration; zero for one that is not a duration.
    pub fn duration(&self, name: &str) -> std::time::Duration {
        match self.get(name) {
            Some(Value::Duration(time)) => *time,
            _ => std::time::Duration::ZERO,
        }
    }

    /// A setting's number, a percentage among them; zero for one that is none.
    pub fn real(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Value::Real(number)) => *number,
            _ => 0.0,
        }
    }

    /// A setting's count; zero for one that is none.
    pub fn int(&self, name: &str) -> i64 {
        match self.get(name) {
            Some(Value::Int(count)) => *count,
            _ => 0,
        }
    }

    pub fn texts(&self, name: &str) -> Vec<Clean> {
        match self.get(name) {
            Some(Value::Texts(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_of_its_type() {
        for setting in SETTINGS {
            assert!(parse_value(setting.ty, setting.default).is_some(), "{}", setting.name);
        }
        assert_eq!(Settings::default().0.len(), SETTINGS.len());
    }

    #[test]
    fn every_setting_is_in_one_part() {
        let parts: Vec<_> = parts().collect();
        assert!(parts.iter().all(|(title, settings)| !title.is_empty() && !settings.is_empty()), "{parts:?}");
        let all: Vec<_> = parts.iter().flat_map(|(_, settings)| settings.iter().map(|one| one.name)).collect();
        assert_eq!(all, SETTINGS.iter().map(|one| one.name).collect::<Vec<_>>());
    }
}
