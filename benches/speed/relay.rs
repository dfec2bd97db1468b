//! Stands before the simulated stack: answers late, or with more logs than it has.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

#[derive(Clone, Copy)]
pub enum Way {
    /// Each answer comes so much later.
    Late(Duration),
    /// A search of logs finds so many events; all else is the stack's.
    Logs(i64),
}

/// Events of one page: a reply of AWS is a megabyte at most.
const PAGE: i64 = 4000;

/// The address at which it listens until the process ends.
pub fn before(stack: &str, way: Way) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stack = stack.to_owned();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let stack = stack.clone();
            std::thread::spawn(move || relay(client, &stack, way));
        }
    });
    address.to_string()
}

/// Until one of them hangs up.
fn relay(client: TcpStream, stack: &str, way: Way) {
    let stack = TcpStream::connect(stack).unwrap();
    client.set_nodelay(true).unwrap();
    stack.set_nodelay(true).unwrap();
    let (mut from_client, mut from_stack) = (BufReader::new(&client), BufReader::new(&stack));
    while let Some(request) = message(&mut from_client) {
        let page = match way {
            Way::Logs(many) if request.head.contains("FilterLogEvents") => Some(page(&request.body, many)),
            Way::Logs(_) => None,
            Way::Late(late) => {
                std::thread::sleep(late);
                None
            }
        };
        let reply = match page {
            Some(page) => Some(page),
            None if (&stack).write_all(&request.bytes()).is_ok() => message(&mut from_stack).map(|reply| reply.bytes()),
            None => None,
        };
        if reply.is_none_or(|reply| (&client).write_all(&reply).is_err()) {
            return;
        }
    }
}

struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

fn message(from: &mut BufReader<&TcpStream>) -> Option<Message> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = |line: &str| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
    let mut body = vec![0; head.lines().find_map(length).unwrap_or(0)];
    from.read_exact(&mut body).ok()?;
    Some(Message { head, body })
}

/// The newest are each of a kind of its own, which no number makes: events that differ in numbers are of one kind.
pub fn word(number: i64, many: i64) -> String {
    let letter = |at: i64| char::from(b'a' + u8::try_from(at).unwrap());
    match many - number {
        back @ 1..=40 => format!("flock-{}{}", letter(back / 10), letter(back % 10)),
        _ => "ducklings".into(),
    }
}

/// The events end with the search, a millisecond apart.
fn page(asked: &[u8], many: i64) -> Vec<u8> {
    let asked: Value = serde_json::from_slice(asked).unwrap();
    let (end, from) =
        (asked["endTime"].as_i64().unwrap(), asked["nextToken"].as_str().map_or(0, |at| at.parse().unwrap()));
    let until = many.min(from + PAGE);
    let event = |number: i64| {
        json!({
            "eventId": number.to_string(), "logStreamName": "a", "timestamp": end - many + number, "ingestionTime": end,
            "message": format!("[ERROR] TableNotFound: table {} not found in request {number}", word(number, many)),
        })
    };
    let mut reply = json!({ "events": (from..until).map(event).collect::<Vec<_>>(), "searchedLogStreams": [] });
    if until < many {
        reply["nextToken"] = until.to_string().into();
    }
    let body = reply.to_string();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
