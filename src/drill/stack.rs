//! A running drill: start it, point at it, ask whether it was repaired.

use super::practice::Drill;
use super::scenario::Left;
use super::server::{self, Stage};
use super::world::REGION;
use duckops_core::walk::event::Outcome;
use duckops_core::walk::ports::Clock;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

// Not secrets: the stack checks no signature. They are spelt so that nobody takes them for real ones.
const ACCESS_KEY: &str = "DUCKOPSDRILLKEY";
const SECRET_KEY: &str = "this-is-a-drill";

/// A simulated stack that listens on loopback until it is dropped.
pub struct DrillStack {
    address: SocketAddr,
    stage: Arc<Stage>,
    listening: JoinHandle<()>,
}

impl DrillStack {
    /// Builds the drill as of now and listens on `port`; 0 takes any free one.
    pub async fn start(drill: Drill, clock: Arc<dyn Clock>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let stage = Arc::new(Stage::new(drill, clock));
        let listening = tokio::spawn(server::listen(listener, Arc::clone(&stage)));
        Ok(Self { address, stage, listening })
    }

    /// The base address of the API: what `DUCKOPS_API` is set to.
    pub fn api(&self) -> String {
        format!("{}/prod", self.endpoint())
    }

    /// The address that answers as AWS: what `AWS_ENDPOINT_URL` is set to.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key and the secret of every drill.
    pub fn keys() -> (String, String) {
        (ACCESS_KEY.to_owned(), SECRET_KEY.to_owned())
    }

    /// What a program needs in its environment to look at this stack.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("DUCKOPS_API", self.api()),
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
            ("AWS_REGION", REGION.to_owned()),
        ]
    }

    pub fn drill(&self) -> Drill {
        self.stage.drill
    }

    /// Whether all was done that can be.
    pub fn repaired(&self) -> bool {
        (self.drill().scenario.repaired)(&self.stage.world())
    }

    /// How it stands now that the walk has ended so.
    pub fn left(&self, ended: Option<&Outcome>) -> Left {
        self.drill().scenario.left(&self.stage.world(), self.stage.now(), ended)
    }

    /// The simulated team's DEPLOY-LOG.md as it was when the drill began.
    pub fn deploy_log(&self) -> Option<&str> {
        self.stage.deploy_log.as_deref()
    }
}

impl Drop for DrillStack {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
