//! A seeded stack as curl sees it: somebody else's client.

use super::or_skip;
use super::seeded::Seeded;
use std::process::Command;

impl Seeded {
    /// The HTTP status of the status route. `None` where there is no curl.
    pub fn curl_status(&self) -> Option<u16> {
        or_skip("curl", curl(&["--version"]).map(drop))?;
        let url = format!("{}/beak/system/status", self.api_url);
        let asked = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "30", "--noproxy", "*", &url];
        let said = curl(&asked).unwrap_or_else(|why| panic!("{why}"));
        Some(said.parse().unwrap_or_else(|_| panic!("curl says `{said}`")))
    }
}

fn curl(arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("curl");
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    // A .curlrc would say how else to ask.
    let output = command.arg("--disable").args(arguments).output().map_err(|cause| format!("curl: {cause}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(format!("curl: {}", text(&output.stderr))) }
}
