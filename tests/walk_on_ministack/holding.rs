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
}

pub struct Holding {
    pub endpoint: String,
    held: Receiver<()>,
}

impl Holding {
    /// Everything passes but what belongs to an UpdateAlias.
    pub fn before(endpoint: &str, what: Held) -> Self {
        let to = endpoint.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (tell, held) = mpsc::channel();
        thread::spawn(move || {
            let away = Arc::new(AtomicBool::new(false));
            for client in listener.incoming().map_while(Result::ok) {
                if away.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, tell, away) = (TcpStream::connect(&to).unwrap(), tell.clone(), Arc::clone(&away));
                thread::spawn(move || {
                    let change = AtomicBool::new(false);
                    pass(&client, &server, &change, what, &tell);
                    let changed = change.load(Ordering::SeqCst) && what == Held::ReplyAndAllAfter;
                    away.fetch_or(changed, Ordering::SeqCst);
                });
            }
        });
        Self { endpoint, held }
    }

    /// Waits until the change is held.
    pub fn wait(&self) {
        self.held.recv_timeout(Duration::from_secs(30)).expect("an UpdateAlias comes by");
    }
}

fn pass(client: &TcpStream, server: &TcpStream, change: &AtomicBool, what: Held, tell: &Sender<()>) {
    thread::scope(|scope| {
        scope.spawn(|| {
            replies(server, client, change, what, tell);
        });
        requests(client, server, change, what, tell);
        // The client is gone.
        let _ = server.shutdown(Shutdown::Both);
    });
}

/// Each request begins a read: an SDK does not send the next before it has the reply.
fn requests(mut client: &TcpStream, mut server: &TcpStream, change: &AtomicBool, what: Held, tell: &Sender<()>) {
    let mut buffer = [0; 65536];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        change.fetch_or(buffer.starts_with(b"PUT "), Ordering::SeqCst);
        if change.load(Ordering::SeqCst) && what == Held::Request {
            let _ = tell.send(());
        } else {
            let _ = server.write_all(&buffer[..count]);
        }
    }
}

fn replies(mut server: &TcpStream, mut client: &TcpStream, change: &AtomicBool, what: Held, tell: &Sender<()>) {
    let mut buffer = [0; 65536];
    while let Ok(count @ 1..) = server.read(&mut buffer) {
        if change.load(Ordering::SeqCst) {
            // The reply has begun: the change is made.
            let _ = tell.send(());
            if what == Held::ReplyAndAllAfter {
                let _ = client.shutdown(Shutdown::Both);
            }
        } else {
            let _ = client.write_all(&buffer[..count]);
        }
    }
}
