//! What came all at once in a line that rustyline reads: a paste never ends it, and it shows that it waits for Enter.

use crate::console::burst::GAP;
use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{
    Cmd, ConditionalEventHandler, Context, Editor, Event, EventContext, EventHandler, Helper, KeyEvent, Movement,
    RepeatCount,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// Shown behind a line that ended with an Enter which did not count.
const WAITS: &str = "  (pasted: press Enter to take it)";

/// From now on Enter counts only when it was typed, and Ctrl-U takes away all of the line, however many it was pasted
/// from.
pub fn listen(editor: &mut Editor<Typist, MemHistory>) {
    let changed = Changed(Arc::new(Mutex::new(Instant::now())));
    editor.set_helper(Some(Typist(changed.clone())));
    editor.bind_sequence(KeyEvent::ctrl('U'), Cmd::Kill(Movement::WholeBuffer));
    for enter in [KeyEvent::ctrl('M'), KeyEvent::ctrl('J')] {
        editor.bind_sequence(enter, EventHandler::Conditional(Box::new(EnterKey(changed.clone()))));
    }
}

/// When the line last changed.
#[derive(Clone)]
struct Changed(Arc<Mutex<Instant>>);

impl Changed {
    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn is_just_now(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed() < GAP
    }
}

/// Enter right behind a key comes out of a paste that the terminal did not mark: there the next line of the text
/// begins, if there is one.
struct EnterKey(Changed);

impl ConditionalEventHandler for EnterKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, line: &EventContext<'_>) -> Option<Cmd> {
        match line.line() {
            _ if !self.0.is_just_now() => None,
            // Pressed before anything was asked.
            "" => Some(Cmd::Noop),
            _ => Some(Cmd::Insert(1, "\n".into())),
        }
    }
}

/// Hears of every change of the line.
pub struct Typist(Changed);

impl Hinter for Typist {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        self.0.now();
        (at == line.len() && line.ends_with('\n')).then(|| WAITS.into())
    }
}

impl Validator for Typist {}
impl Completer for Typist {
    type Candidate = String;
}
impl Highlighter for Typist {}
impl Helper for Typist {}
