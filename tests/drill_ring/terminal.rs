//! A person at a terminal: keys go in one after the other, and what is on the screen is waited for.

use crate::support::duckops::Duckops;
use crate::support::until;
use pty_process::blocking::{Command, Pty};
use rustix::process::{Pid, Signal};
use rustix::termios::{LocalModes, tcgetattr};
use std::io::{Read, Write};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const ROWS: u16 = 45;
/// Far longer than anything takes.
pub const LIMIT: Duration = Duration::from_secs(20);
/// Keys that come sooner after another are a paste: nobody types like that.
const TYPING: Duration = Duration::from_millis(50);

/// How long a person looks at a prompt before pressing a key.
const READING: Duration = Duration::from_millis(400);

pub struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    seen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Terminal {
    /// Starts a command of a place at a terminal of 80 columns. `tee`: its stdout goes elsewhere.
    pub fn start(place: &Duckops, args: &[&str], tee: bool) -> Self {
        Self::run(&place.command(args), tee)
    }

    /// The same for a command that is told more than its place.
    pub fn of(command: &std::process::Command) -> Self {
        Self::run(command, false)
    }

    /// Under a shell that has job control: what is stopped is brought back at once.
    pub fn under_a_shell(place: &Duckops, args: &[&str]) -> Self {
        let known = place.command(args);
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", "set -m; \"$@\"; echo stopped; fg >/dev/null", "sh"]).arg(known.get_program());
        shell.args(known.get_args()).current_dir(&place.dir);
        shell.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Self::run(&shell, false)
    }

    fn run(known: &std::process::Command, tee: bool) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(pty_process::Size::new(ROWS, 80)).unwrap();
        let vars = known.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let command = Command::new(known.get_program()).args(known.get_args());
        let command = command.current_dir(known.get_current_dir().unwrap());
        let command = command.env_clear().envs(vars);
        let command = if tee { command.stdout(std::process::Stdio::piped()) } else { command };
        let child = command.spawn(pts).unwrap();
        let (pty, seen) = (Arc::new(pty), Arc::new(Mutex::new(vt100::Parser::new(ROWS, 80, 2000))));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let (reading, shown, kept) = (Arc::clone(&pty), Arc::clone(&seen), Arc::clone(&raw));
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = (&*reading).read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..n]);
                kept.lock().unwrap().extend_from_slice(&bytes[..n]);
            }
        });
        Self { pty, child, seen, raw, reader }
    }

    /// All that it was sent, with what it obeys.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.raw.lock().unwrap()).into_owned()
    }

    pub fn screen(&self) -> String {
        self.seen.lock().unwrap().screen().contents()
    }

    /// Waits until the last lines of the screen show a text.
    pub fn until(&self, text: &str) -> &Self {
        let shown = || self.tail().contains(text).then_some(());
        assert!(until(LIMIT, shown).is_some(), "`{text}` did not come. The screen:\n{}", self.screen());
        self
    }

    /// Waits until a text is anywhere on the screen.
    pub fn shows(&self, text: &str) -> &Self {
        let shown = || self.screen().contains(text).then_some(());
        assert!(until(LIMIT, shown).is_some(), "`{text}` did not come. The screen:\n{}", self.screen());
        self
    }

    /// What was asked last.
    fn tail(&self) -> String {
        let screen = self.screen();
        let lines: Vec<_> = screen.trim_end().lines().collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }

    /// One key after the other, no faster than a person.
    pub fn types(&self, keys: &str) -> &Self {
        for key in keys.chars() {
            let mut bytes = [0; 4];
            (&*self.pty).write_all(key.encode_utf8(&mut bytes).as_bytes()).unwrap();
            // The pause is the thing tested here, not a wait for something else.
            thread::sleep(TYPING);
        }
        self
    }

    pub fn pastes(&self, text: &str) -> &Self {
        self.listens();
        self.reads();
        (&*self.pty).write_all(format!("\x1b[200~{text}\x1b[201~").as_bytes()).unwrap();
        self
    }

    /// Waits for a prompt. The step stands above each question of it as well: the keys of its menu are asked for in the
    /// last line.
    fn asked(&self, prompt: &str) {
        let is_last = || self.tail().lines().last().is_some_and(|line| line.contains(prompt)).then_some(());
        match prompt.starts_with("step ") {
            true => {
                assert!(until(LIMIT, is_last).is_some(), "`{prompt}` was not asked. The screen:\n{}", self.screen())
            }
            false => _ = self.until(prompt),
        }
        self.listens();
    }

    /// Where keys could be dropped, the prompt comes when they count: until then its keys are the last line, in which
    /// an approval counts the time that is left.
    fn listens(&self) {
        let is_last = |line: &str| line.ends_with("[?]") && !line.contains(" left  ");
        let is_open = || (!self.tail().lines().last().is_some_and(is_last)).then_some(());
        assert!(until(LIMIT, is_open).is_some(), "no prompt came. The screen:\n{}", self.screen());
    }

    /// Answers a prompt, once it is there and has been read.
    pub fn answers(&self, prompt: &str, keys: &str) -> &Self {
        self.asked(prompt);
        self.reads();
        match keys.strip_suffix('\r').filter(|text| !text.is_empty()) {
            // Enter is pressed when the text is there: closer to it, it would be taken for a paste.
            Some(text) => {
                self.types(text).has_typed(text);
                thread::sleep(TYPING);
                self.types("\r")
            }
            None => self.types(keys),
        }
    }

    /// Waits until the line that is typed in ends with a text: a letter stands elsewhere on the screen as well.
    fn has_typed(&self, text: &str) {
        let typed = || self.tail().trim_end().ends_with(text.trim_end()).then_some(());
        assert!(until(LIMIT, typed).is_some(), "`{text}` is not typed. The screen:\n{}", self.screen());
    }

    /// Looks at what is there: nobody answers sooner.
    pub fn reads(&self) -> &Self {
        thread::sleep(READING);
        self
    }

    /// Marks a row of a list, and takes it when it is marked.
    pub fn picks(&self, question: &str, key: &str, row: &str) -> &Self {
        self.answers(question, key).until(&format!("> {row}"));
        thread::sleep(TYPING);
        self.types("\r")
    }

    /// Goes on with c at every prompt until a text is on the screen.
    pub fn goes_on_to(&self, end: &str) {
        let is_asked = || self.tail().trim_end().ends_with('>').then_some(());
        let ended = || self.screen().contains(end);
        while !ended() {
            let ready = until(LIMIT, || if ended() { Some(()) } else { is_asked() });
            assert!(ready.is_some(), "neither a prompt nor `{end}`. The screen:\n{}", self.screen());
            if !ended() {
                self.listens();
                self.reads();
                self.types("c");
            }
        }
    }

    pub fn signal(&self, signal: Signal) -> &Self {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
        self
    }

    /// The window has another size: so has what reads along.
    pub fn resize(&self, rows: u16, columns: u16) -> &Self {
        let mut seen = self.seen.lock().unwrap();
        seen.screen_mut().set_size(rows, columns);
        self.pty.resize(pty_process::Size::new(rows, columns)).unwrap();
        self
    }

    /// Keys come one by one, on a screen of its own: what is to be given back.
    pub fn is_taken(&self) -> &Self {
        let modes = tcgetattr(&*self.pty).unwrap().local_modes;
        assert!(!modes.intersects(LocalModes::ECHO | LocalModes::ICANON), "{modes:?}");
        let parser = self.seen.lock().unwrap();
        assert!(parser.screen().alternate_screen() && parser.screen().hide_cursor());
        self
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The exit code, and that the terminal is as it was.
    pub fn ended(&mut self, code: i32) {
        let ended = until(LIMIT, || self.child.try_wait().unwrap());
        let ended = ended.unwrap_or_else(|| panic!("it does not end. The screen:\n{}", self.screen()));
        // What it wrote last is on its way when it has ended.
        assert!(
            until(LIMIT, || self.reader.is_finished().then_some(())).is_some(),
            "something still holds the terminal"
        );
        assert_eq!(ended.code(), Some(code), "the screen:\n{}", self.screen());
        self.is_restored();
    }

    /// All that was on the screen when it has ended, also what is long past its top.
    pub fn when_ended(mut self) -> String {
        let ended = until(LIMIT, || self.child.try_wait().unwrap());
        assert!(ended.is_some(), "it does not end. The screen:\n{}", self.screen());
        assert!(until(LIMIT, || self.reader.is_finished().then_some(())).is_some(), "something holds the terminal");
        let mut high = vt100::Parser::new(5000, 80, 0);
        high.process(&self.raw.lock().unwrap());
        high.screen().contents()
    }

    fn is_restored(&self) {
        let modes = tcgetattr(&*self.pty).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG), "{modes:?}");
        let parser = self.seen.lock().unwrap();
        assert!(!parser.screen().hide_cursor(), "the cursor is hidden");
        assert!(!parser.screen().bracketed_paste(), "pastes are still marked");
        assert!(!parser.screen().alternate_screen(), "it is still on a screen of its own");
    }

    /// What went to stdout, where that was not the terminal; all of it is there when it has ended.
    pub fn stdout(&mut self) -> String {
        let mut text = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

/// What is asked in INC-001, in order, and what is pressed: a text of the screen, then the keys.
pub const PROMPTS: [(&str, &str); 16] = [
    ("step 1 of", "c"),
    ("step 2 of", "c"),
    ("step 3 of", "c"),
    ("step 4 of", "c"),
    ("arrows and Enter", "\r"),
    ("why>", "errors began with 43\r"),
    ("approval next", "c"),
    ("[t] they", APPROVE),
    ("to do it", "prod 43 -> 41\r"),
    ("write DEPLOY-LOG.md", "c"),
    ("step 7 of", "c"),
    ("step 8 of", "c"),
    ("step 9 of", "c"),
    ("step 10 of", "c"),
    ("43 rolled-back", "c"),
    ("step 11 of", "c"),
];

/// Not a key: a second person approves, at another terminal.
const APPROVE: &str = "approve";

/// A drill at a terminal.
pub fn begun(place: &Duckops) -> Terminal {
    Terminal::start(place, &["drill", "inc-001"], false)
}

/// Answers everything until a text is on the screen.
pub fn to(place: &Duckops, person: &Terminal, end: &str) {
    for (prompt, keys) in PROMPTS.iter().take_while(|(prompt, _)| *prompt != end) {
        if *keys == APPROVE {
            person.until(prompt);
            let said = place.run(&["approve", "QE34-1", "--approver", "Josh", "--method", "call", "--reference", "#1"]);
            assert_eq!(said.code, 0, "{said:?}");
        } else {
            person.answers(prompt, keys);
        }
    }
    person.shows(end);
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}
