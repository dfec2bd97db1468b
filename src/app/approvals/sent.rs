//! A request that came from another machine, and the answer to send back.

use crate::app::Session;
use crate::cli::ApproveArgs;
use crate::disk;
use crate::error::Error;
use duckops_core::text::Clean;
use duckops_core::walk::approval::Request;
use duckops_core::walk::block;
use std::io::Read;
use std::path::Path;

/// Far more than any request is.
const LONGEST: u64 = 256 * 1024;

/// What a file holds: a block, or lines of `duckops approvals --json`.
pub fn read(session: &Session, args: &ApproveArgs, file: &Path) -> Result<Request, Error> {
    let (shown, text) = (file.display(), text(session, file)?);
    let wrong = |why: &str| {
        let hint = "ask for it anew: `s` at the gate, or duckops approvals --json";
        Error::wrong(format!("{shown} is no request: {why}")).hint(hint)
    };
    let request = match block::is_block(&text) {
        true => is_asked(args, block::read(block::REQUEST, &text).map_err(|why| wrong(&why))?)?,
        false => of_lines(args, &text).map_err(|why| wrong(&session.again(&why)))?,
    };
    match request.is_plain() {
        true => Ok(request),
        false => Err(wrong("it holds characters that no request has")),
    }
}

fn of_lines(args: &ApproveArgs, text: &str) -> Result<Request, String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let all = lines.map(serde_json::from_str).collect::<Result<Vec<Request>, _>>();
    let mut all = all.map_err(|why| format!("neither a block nor JSON: {}", Clean::new(why.to_string())))?;
    all.retain(|request| args.request.as_ref().is_none_or(|id| id.eq_ignore_ascii_case(&request.id)));
    match (all.pop(), all.is_empty()) {
        (Some(request), true) => Ok(request),
        (Some(_), false) => Err("it holds several; say which: duckops approve REQUEST --request FILE".into()),
        (None, _) => Err("it holds none that was asked for".into()),
    }
}

fn is_asked(args: &ApproveArgs, request: Request) -> Result<Request, Error> {
    match &args.request {
        Some(id) if !id.eq_ignore_ascii_case(&request.id) => {
            Err(Error::wrong(format!("the block is of request {}, not of {}", Clean::new(&request.id), Clean::new(id))))
        }
        _ => Ok(request),
    }
}

fn text(session: &Session, file: &Path) -> Result<String, Error> {
    let cannot = |cause: std::io::Error| Error::file(format!("cannot read {}", file.display()), &cause);
    let bytes = match file.as_os_str() == "-" {
        true => from_stdin(),
        false => disk::read_named(&session.environment.cwd.join(file)),
    };
    Ok(String::from_utf8_lossy(&bytes.map_err(cannot)?).into_owned())
}

fn from_stdin() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().take(LONGEST).read_to_end(&mut bytes).map(|_| bytes)
}
