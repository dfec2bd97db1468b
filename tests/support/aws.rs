//! A seeded stack through the AWS SDK, and through the aws CLI.

use super::or_skip;
use super::seeded::{Key, Seeded};
use super::venv::venv;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

impl Seeded {
    /// For `aws_sdk_…::Client::new(&config)`: reads no file and no environment.
    pub fn sdk(&self, key: &Key) -> SdkConfig {
        let credentials = Credentials::new(&key.key, &key.secret, None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .endpoint_url(&self.endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build()
    }

    /// What the aws CLI says, as JSON; its words where it fails. `None` where there is no aws CLI.
    pub fn aws_cli(&self, key: &Key, arguments: &[&str]) -> Option<Result<serde_json::Value, String>> {
        static AWS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let aws = or_skip("the aws CLI", AWS.get_or_init(find_aws).as_ref().map_err(String::clone))?;
        let mut command = clean(aws);
        command.args(arguments).args(["--output", "json"]).envs(self.aws_env(key));
        let output = command.output().expect("the aws CLI runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if !output.status.success() {
            return Some(Err(text(&output.stderr)));
        }
        Some(serde_json::from_slice(&output.stdout).map_err(|_| text(&output.stdout)))
    }
}

/// The one on PATH if it works, else one of our own.
fn find_aws() -> Result<PathBuf, String> {
    let installed = PathBuf::from("aws");
    if clean(&installed).arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(installed);
    }
    Ok(venv("awscli", "awscli==1.46.3")?.join("aws"))
}

fn clean(aws: &PathBuf) -> Command {
    let mut command = Command::new(aws);
    command.env_clear();
    for name in ["PATH", "HOME"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command.env("AWS_PAGER", "");
    command
}
