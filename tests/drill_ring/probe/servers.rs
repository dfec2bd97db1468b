//! Loopback servers, each broken in its own way. They end with the test process.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

pub struct Faulty {
    pub url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Faulty {
    /// `speak` has a connection to itself, and what was asked.
    pub fn speaking(speak: impl Fn(TcpStream, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (heard, speak) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(speak));
        let noted = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (noted, speak) = (Arc::clone(&noted), Arc::clone(&speak));
                thread::spawn(move || {
                    let mut stream = stream;
                    let Some(request) = request(&mut stream) else { return };
                    noted.lock().unwrap().push(request.clone());
                    speak(stream, request);
                });
            }
        });
        Self { url, heard }
    }

    /// Whole replies.
    pub fn answering(status: &'static str, body: impl Into<String>) -> Self {
        Self::replying(status, "content-type: application/json", body)
    }

    pub fn replying(status: &'static str, header: &'static str, body: impl Into<String>) -> Self {
        let body = body.into();
        Self::speaking(move |mut stream, _| {
            let length = body.len();
            let text =
                format!("HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            // Whoever does not wait for the end hangs up.
            let _gone = stream.write_all(text.as_bytes());
        })
    }

    /// Says this, and keeps the connection open.
    pub fn stalling(said: &'static str) -> Self {
        Self::speaking(move |mut stream, _| {
            let _gone = stream.write_all(said.as_bytes());
            // Until the other side hangs up.
            let _gone = stream.read(&mut [0]);
        })
    }

    pub fn silent() -> Self {
        Self::stalling("")
    }

    /// Says this and then some more, for ever.
    pub fn going_on(said: &'static str, more: Vec<u8>, pause: Duration) -> Self {
        Self::speaking(move |mut stream, _| {
            let mut gone = stream.write_all(said.as_bytes()).is_err();
            while !gone {
                // How slow it is, is the fault.
                thread::sleep(pause);
                gone = stream.write_all(&more).is_err();
            }
        })
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// Packets to it go nowhere: its queue of connections is full, and nobody takes one.
pub struct BlackHole {
    pub url: String,
    _queue: (tokio::net::TcpListener, Vec<TcpStream>),
    _runtime: tokio::runtime::Runtime,
}

impl BlackHole {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
            socket.listen(1).unwrap()
        });
        let at = listener.local_addr().unwrap();
        let queued = std::iter::from_fn(|| TcpStream::connect_timeout(&at, Duration::from_millis(200)).ok());
        let queued = queued.take(300).collect();
        Self { url: format!("http://{at}"), _queue: (listener, queued), _runtime: runtime }
    }
}

/// The request whole, head and body.
fn request(stream: &mut impl Read) -> Option<String> {
    let (mut got, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let n = stream.read(&mut buffer).ok().filter(|n| *n > 0)?;
        got.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&got).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Some(text);
        }
    }
}

/// A server of TLS on this machine, and the authority that its certificate is of.
pub struct Tls {
    pub url: String,
    /// In PEM, for `SSL_CERT_FILE`.
    pub authority: String,
}

/// What is wrong with the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Nothing,
    Expired,
    Name,
}

impl Tls {
    pub fn start(wrong: Wrong) -> Self {
        let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().unwrap();
        let signed = authority.self_signed(&key).unwrap();
        let issuer = rcgen::Issuer::new(authority, key);
        let name = if wrong == Wrong::Name { "elsewhere.example" } else { "localhost" };
        let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        if wrong == Wrong::Expired {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        }
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
        Self { url: served(Arc::new(config)), authority: signed.pem() }
    }
}

fn served(config: Arc<rustls::ServerConfig>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            thread::spawn(move || {
                let mut stream = rustls::StreamOwned::new(connection, stream);
                if request(&mut stream).is_some() {
                    let reply = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                    let _gone = stream.write_all(reply.as_bytes());
                }
            });
        }
    });
    url
}
