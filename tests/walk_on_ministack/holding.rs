//! A proxy before AWS that holds a change, so that a walk can be cut off at a known moment.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// What never arrives.
#[derive(Clone, Copy, PartialEq)]
pub enum Held {
    Request,
    Reply,
    /// The reply, and from then on AWS is not to be reached: nobody can see what became of the change.
    ReplyAndAllAfter,
    /// Nothing, but once the audit feed was asked for, nothing is to be reached any more.
    AllAfterTheFeed,
}

impl Held {
    fn is_of(self, request: &[u8]) -> bool {
        let begin: &[u8] = if self == Held::AllAfterTheFeed { b"POST " } else { b"PUT " };
        request.starts_with(begin)
    }
}

pub struct Holding {
    pub endpoint: String,
    held: Receiver<()>,
}

impl Holding {
    /// Everything passes but what belongs to an UpdateAlias, or what comes after the feed.
    pub fn before(endpoint: &str, what: Held) -> Self {
        let to = endpoint.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (tell, held) = mpsc::channel();
        thread::spawn(move || {
            let away = Arc::new(AtomicBool::new(false));
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(&to).unwrap();
                let change = AtomicBool::new(false);
                let line = Line { what, change, away: Arc::clone(&away), tell: tell.clone() };
                thread::spawn(move || line.pass(&client, &server));
            }
        });
        Self { endpoint, held }
    }

    /// Waits until the change is held.
    pub fn wait(&self) {
        self.held.recv_timeout(Duration::from_secs(30)).expect("an UpdateAlias comes by");
    }
}

/// One connection.
struct Line {
    what: Held,
    /// The change went through here.
    change: AtomicBool,
    /// AWS is not to be reached any more, by any connection.
    away: Arc<AtomicBool>,
    tell: Sender<()>,
}

impl Line {
    fn pass(&self, client: &TcpStream, server: &TcpStream) {
        thread::scope(|scope| {
            scope.spawn(|| self.replies(server, client));
            self.requests(client, server);
            // The client is gone.
            let _ = server.shutdown(Shutdown::Both);
        });
    }

    /// Each request begins a read: an SDK does not send the next before it has the reply.
    fn requests(&self, mut client: &TcpStream, mut server: &TcpStream) {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            let held = self.what.is_of(&buffer);
            let feed = self.what == Held::AllAfterTheFeed;
            let change = self.change.fetch_or(held && !feed, Ordering::SeqCst);
            if self.away.load(Ordering::SeqCst) && !change {
                let _ = client.shutdown(Shutdown::Both);
                return;
            }
            let change = self.change.load(Ordering::SeqCst);
            let last = change && self.what == Held::ReplyAndAllAfter || held && feed;
            self.away.fetch_or(last, Ordering::SeqCst);
            if change && self.what == Held::Request {
                let _ = self.tell.send(());
            } else {
                let _ = server.write_all(&buffer[..count]);
            }
        }
    }

    fn replies(&self, mut server: &TcpStream, mut client: &TcpStream) {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = server.read(&mut buffer) {
            if self.change.load(Ordering::SeqCst) {
                // The reply has begun: the change is made.
                let _ = self.tell.send(());
                if self.what == Held::ReplyAndAllAfter {
                    let _ = client.shutdown(Shutdown::Both);
                }
            } else {
                let _ = client.write_all(&buffer[..count]);
            }
        }
    }
}
