//! A seeded stack: what a test says about it beforehand, and what it can do with it.

use super::http::{self, Reply};
use super::ring::InRing;
use serde::Deserialize;
use serde_json::{Value, json};

/// What differs from the healthy stack. `Plan::default()` is healthy; see seed_stack.py.
#[derive(Clone)]
pub struct Plan {
    /// The version that the alias `prod` starts at: 1 and 2 work, 3 raises, 4 does not import, 5 answers 502.
    pub prod: u32,
    /// Merged into the body of /beak/system/status. `"(absent)"` leaves a field out.
    pub status: Value,
    /// The audit feed: event type and seconds ago.
    pub audit: Option<Vec<(&'static str, u64)>>,
    /// Older log events: seconds ago and text.
    pub logs: Option<Vec<(u64, &'static str)>>,
    /// Executions that SUCCEEDED, FAILED, TIMED_OUT and are RUNNING (takes a second longer).
    pub executions: bool,
    /// The table into which the function writes certificates. With it ducklings can register, and both are counted
    /// in DynamoDB, where the tables are `ducklings` and `birth_certificates`.
    pub certificates: Option<&'static str>,
    /// A version that behaves otherwise: `works`, `raises`, `answers 502`, `answers once`.
    pub behaves: Option<(u32, &'static str)>,
    /// What alice may do besides reading and promoting, where permissions are checked.
    pub alice_may: &'static [&'static str],
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            prod: 2,
            status: json!({}),
            audit: None,
            logs: None,
            executions: false,
            certificates: None,
            behaves: None,
            alice_may: &[],
        }
    }
}

impl Plan {
    /// The incident of a broken promotion: `prod` at a version that raises.
    pub fn broken() -> Self {
        Self { prod: 3, ..Self::default() }
    }

    /// The line that seed_stack.py reads.
    pub fn order(&self, account: &str) -> Value {
        let mut order = json!({
            "account": account, "prod": self.prod.to_string(),
            "status": self.status, "executions": self.executions, "certificates": self.certificates,
            "alice_may": self.alice_may,
        });
        if let Some((version, behaviour)) = self.behaves {
            order["behaves"] = json!({ version.to_string(): behaviour });
        }
        if let Some(audit) = &self.audit {
            order["audit"] = json!(audit);
        }
        if let Some(logs) = &self.logs {
            order["logs"] = json!(logs);
        }
        order
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    pub key: String,
    pub secret: String,
}

/// A stack in an account of its own. Dropped, it ends its Lambda workers: each is a process.
#[derive(Deserialize)]
pub struct Seeded {
    pub endpoint: String,
    pub account: String,
    pub region: String,
    pub api_url: String,
    pub function: String,
    pub log_group: String,
    pub state_machine: String,
    pub alice: Key,
    pub bob: Key,
    #[serde(skip)]
    in_ring: Option<InRing>,
}

impl Seeded {
    pub(super) fn within(self, in_ring: InRing) -> Self {
        let mut seeded = self;
        seeded.in_ring = Some(in_ring);
        seeded
    }

    /// The key of the account itself, which may do everything.
    pub fn root(&self) -> Key {
        Key { key: self.account.clone(), secret: "test".to_owned() }
    }

    /// `GET` of a route such as `/beak/system/status`, as curl would see it.
    pub fn get(&self, route: &str) -> Reply {
        http::get(&format!("{}{route}", self.api_url)).expect("the API answers")
    }

    /// `POST` to a route such as `/beak/audit`.
    pub fn post(&self, route: &str, body: &str) -> Reply {
        http::request("POST", &format!("{}{route}", self.api_url), body).expect("the API answers")
    }

    pub fn status(&self) -> Reply {
        self.get("/beak/system/status")
    }

    /// A duckling registers at the API; where its certificate's mail goes to.
    pub fn register(&self, name: &str, mail: &str) {
        let reply = self.post("/beak/ducklings", &json!({ "name": name, "mail": mail }).to_string());
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// Sets fields of SES GetAccount, such as `{"SendQuota": {"SentLast24Hours": 198}}`. With
    /// `ProductionAccessEnabled`, mail really goes to everybody.
    pub fn set_ses_account(&self, fields: &Value) {
        let url = format!("{}/_test/ses/{}", self.endpoint, self.account);
        let reply = http::request("PUT", &url, &fields.to_string()).expect("ministack answers");
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// All that bob may from now on, where permissions are checked.
    pub fn bob_may(&self, policy: &str) {
        let url = format!("{}/_test/bob/{}", self.endpoint, self.account);
        let reply = http::request("PUT", &url, policy).expect("ministack answers");
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// The environment for a child process that is to use this stack; clear its environment first.
    pub fn aws_env(&self, key: &Key) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_REGION", self.region.clone()),
            ("AWS_DEFAULT_REGION", self.region.clone()),
            ("AWS_ACCESS_KEY_ID", key.key.clone()),
            ("AWS_SECRET_ACCESS_KEY", key.secret.clone()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
        ]
    }
}

impl Drop for Seeded {
    fn drop(&mut self) {
        let _ = http::request("DELETE", &format!("{}/_test/workers/{}", self.endpoint, self.account), "");
    }
}
