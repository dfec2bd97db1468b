//! Stands between duckops and a simulated stack, and puts hostile text into what the stack answers.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// Status, audit events, log lines, descriptions of versions.
    Texts,
    /// Every answer is an error that says it.
    Errors,
    /// Every answer of AWS is; the API is as it was.
    Refusals,
}

/// Its port. It serves as long as the test binary runs.
pub fn start(stack: &str, text: String, into: Into) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let stack = stack.strip_prefix("http://").unwrap().to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stack, text) = (stack.clone(), text.clone());
            std::thread::spawn(move || converse(stream.unwrap(), &stack, &text, into));
        }
    });
    port
}

struct Message {
    head: Vec<String>,
    body: Vec<u8>,
}

impl Message {
    /// A request; of a reply everything up to the end of the connection is the body.
    fn read(stream: &TcpStream, is_reply: bool) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => head.push(line.to_owned()),
            }
        }
        let mut body = Vec::new();
        let long = head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        match (is_reply, long) {
            (_, Some(long)) => drop(reader.take(long).read_to_end(&mut body)),
            (true, None) => drop(reader.read_to_end(&mut body)),
            (false, None) => {}
        }
        Some(Self { head, body })
    }

    fn write(&self, mut to: &TcpStream) -> std::io::Result<()> {
        let lengths = ["content-length", "connection", "transfer-encoding"];
        let kept = self.head.iter().filter(|line| !lengths.iter().any(|name| line.to_lowercase().starts_with(name)));
        let head: String = kept.map(|line| format!("{line}\r\n")).collect();
        write!(to, "{head}content-length: {}\r\nconnection: close\r\n\r\n", self.body.len())?;
        to.write_all(&self.body)
    }
}

fn converse(stream: TcpStream, stack: &str, text: &str, into: Into) -> Option<()> {
    let request = Message::read(&stream, false)?;
    let is_api = request.head[0].contains(" /prod/");
    // Which stack it is, the drill tells by itself: that is no source of text.
    let is_drill = request.head[0].contains("/drill/");
    let behind = TcpStream::connect(stack).ok()?;
    request.write(&behind).ok()?;
    let mut reply = Message::read(&behind, true)?;
    let json = serde_json::from_slice::<Value>(&reply.body).ok().filter(|_| !is_drill);
    match (json, into) {
        (Some(mut json), Into::Texts) => {
            put(&mut json, text, is_api);
            reply.body = json.to_string().into_bytes();
        }
        (Some(_), Into::Refusals) if is_api => {}
        (Some(_), Into::Errors | Into::Refusals) => {
            reply.head[0] = "HTTP/1.1 400 Bad Request".into();
            reply.head.push("x-amzn-errortype: ValidationException".into());
            let body = serde_json::json!({ "__type": "ValidationException", "message": text });
            reply.body = body.to_string().into_bytes();
        }
        (None, _) => {}
    }
    reply.write(&stream).ok()
}

/// Into every text that nothing depends on, where its first line ends: of a line of a log no more is read.
fn put(value: &mut Value, text: &str, all: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| put(item, text, all)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let free = ["Description", "message", "cause", "error"].contains(&name.as_str());
                match value {
                    Value::String(words) if free || (all && name != "timestamp") => {
                        words.insert_str(words.find('\n').unwrap_or(words.len()), text);
                    }
                    value => put(value, text, all),
                }
            }
        }
        _ => {}
    }
}
