//! The programs of the user's own choice: a pager for what is long, an editor for what is to become long. Each has the
//! terminal for itself while it runs; Ctrl-C is its own.

use super::signals::{Heard, Signals};
use super::streams::Streams;
use super::terminal::{Guard, Mode};
use duckops_core::walk::ports::Left;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use tokio::sync::oneshot;

/// As they were found: `PAGER`; `VISUAL`, else `EDITOR`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    pub pager: Option<String>,
    pub editor: Option<String>,
    /// `LESS` says how less behaves.
    pub less: Option<String>,
}

/// What `less` does where nobody has said otherwise: end by itself when all of it fits, show colours, leave the text.
const LESS: &str = "FRX";

impl Programs {
    pub fn new(pager: Option<String>, visual: Option<String>, editor: Option<String>, less: Option<String>) -> Self {
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self { pager: said(pager), editor: said(visual).or_else(|| said(editor)), less }
    }

    /// Through the shell, as git runs them: a name with arguments is usual.
    fn pager(&self) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(self.pager.as_deref().unwrap_or("less")).stdin(Stdio::piped());
        if self.less.is_none() {
            command.env("LESS", LESS);
        }
        command
    }
}

/// A long text in the pager; where there is none, or no terminal for it, as it is.
pub async fn page(streams: &Streams, signals: &mut Signals, text: &str) -> Result<(), Left> {
    let facts = &streams.facts;
    if facts.redraws() && facts.terminals.stdout {
        let (mut pager, whole) = (facts.programs.pager(), text.to_owned());
        let ended = run(streams, signals, move |started| {
            let mut child = pager.spawn()?;
            started(&child);
            // Whoever leaves the pager early has read enough.
            let _read_enough = child.stdin.take().map(|mut stdin| stdin.write_all(whole.as_bytes()));
            child.wait()
        });
        if ended.await?.is_ok_and(|status| status.success()) {
            return Ok(());
        }
    }
    Ok(streams.err(text)?)
}

/// What was written in the editor; why not, where it did not end well: a draft that was given up is no text.
pub async fn edit(streams: &Streams, signals: &mut Signals, editor: &str) -> Result<Result<String, String>, Left> {
    let file = tempfile::Builder::new().prefix("duckops-").suffix(".txt").tempfile();
    let mut file = match file {
        Ok(file) => file,
        Err(error) => return Ok(Err(format!("no file to write in: {error}"))),
    };
    let mut command = Command::new("sh");
    // `"$1"` is the file: its name needs no quoting.
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file.path());
    let ended = run(streams, signals, move |started| {
        let mut child = command.spawn()?;
        started(&child);
        child.wait()
    });
    Ok(match ended.await? {
        Ok(status) if status.success() => text_of(file.as_file_mut()).map_err(|error| error.to_string()),
        Ok(status) => Err(format!("the editor ended with {status}: nothing was taken")),
        Err(error) => Err(format!("the editor did not start: {error}")),
    })
}

fn text_of(file: &mut std::fs::File) -> io::Result<String> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Tells which child it is that has the terminal.
type Started = Box<dyn FnOnce(&Child) + Send>;

async fn run(
    streams: &Streams,
    signals: &mut Signals,
    work: impl FnOnce(Started) -> io::Result<ExitStatus> + Send + 'static,
) -> Result<io::Result<ExitStatus>, Left> {
    if let Some(left) = signals.left() {
        return Err(left);
    }
    let _guard = Guard::enter(Mode::Found, !streams.facts.dumb)?;
    let (done, mut ended) = oneshot::channel();
    let (tell, mut child) = oneshot::channel();
    // Where nobody listens any more, nobody ends it either.
    let started: Started = Box::new(move |child| _ = tell.send(Pid::from_child(child)));
    let thread = std::thread::Builder::new().name("program".into());
    thread.spawn(move || drop(done.send(work(started)))).map_err(|_| Left::Gone)?;
    loop {
        tokio::select! {
            biased;
            heard = signals.next() => match heard {
                // Its own: less stops a search with it, an editor a command.
                Heard::Leave(number) if number == Signal::INT.as_raw() => {}
                Heard::Leave(number) => {
                    if let Ok(pid) = child.try_recv() {
                        // It may have ended by itself.
                        let _ended = kill_process(pid, Signal::TERM);
                    }
                    return Err(Left::Signal(number));
                }
                Heard::Continued | Heard::Resized => {}
            },
            ended = &mut ended => return ended.map_err(|_| Left::Gone),
        }
    }
}
