//! A screen of its own that is drawn anew when something changed. ratatui finds out which cells are others, the
//! streams write them: nothing else writes to the terminal here either.

use super::Console;
use super::burst::{Key, Press};
use super::session::{Session, Turn};
use super::streams::{Draw, Streams};
use super::terminal::Mode;
use duckops_core::walk::ports::Left;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal};
use std::io;
use std::time::Duration;

/// What somebody who looks at it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Key(char),
    Up,
    Down,
    Enter,
    Back,
    /// Nothing: the time is over, or it is to be drawn again.
    None,
}

/// Dropped, it gives the terminal back.
pub struct Screen<'a> {
    session: Session<'a>,
    terminal: Terminal<Cells<'a>>,
}

impl Console {
    pub async fn screen(&mut self) -> Result<Screen<'_>, Left> {
        let session = Session::open_as(&self.streams, &mut self.signals, Mode::Screen).await?;
        let terminal = Terminal::new(Cells { streams: session.streams }).map_err(|_| Left::Gone)?;
        Ok(Screen { session, terminal })
    }
}

impl Screen<'_> {
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> Result<(), Left> {
        self.terminal.draw(render).map(|_| ()).map_err(|_| Left::Gone)
    }

    /// The next wish; after `wait` there is none.
    pub async fn wish(&mut self, wait: Duration) -> Result<Wish, Left> {
        match self.session.turn(Some(wait)).await? {
            Turn::Press(Press::Lone(key)) => wish(key),
            Turn::Press(Press::Burst) | Turn::Tick => Ok(Wish::None),
            // What stands there now is the shell's, or was wrapped anew.
            Turn::Back | Turn::Resized => self.terminal.clear().map(|()| Wish::None).map_err(|_| Left::Gone),
        }
    }
}

fn wish(key: Key) -> Result<Wish, Left> {
    Ok(match key {
        Key::Char('k') | Key::Up => Wish::Up,
        Key::Char('j') | Key::Down => Wish::Down,
        Key::Enter => Wish::Enter,
        Key::Escape | Key::Backspace => Wish::Back,
        Key::Control('d') => return Err(Left::Quit),
        Key::Char(key) => Wish::Key(key),
        Key::Control(_) | Key::Other => Wish::None,
    })
}

/// The cells of the screen, written through the streams.
struct Cells<'a> {
    streams: &'a Streams,
}

impl Cells<'_> {
    fn write(&self, parts: &[Draw<'_>]) -> io::Result<()> {
        self.streams.draw(parts).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn control(&self, sequence: &str) -> io::Result<()> {
        self.write(&[Draw::Control(sequence)])
    }

    /// As this locale can show it, in the one column that it has.
    fn symbol(&self, cell: &Cell) -> String {
        let shown = self.streams.encoded(cell.symbol());
        match self.streams.facts.utf8 {
            true => shown.into_owned(),
            false => shown.chars().take(1).collect(),
        }
    }

    /// Select Graphic Rendition (ECMA-48) of a cell; nothing where there are no colours.
    fn style(&self, cell: &Cell) -> String {
        if !self.streams.facts.color_err {
            return String::new();
        }
        let weight = if cell.modifier.contains(Modifier::BOLD) { ";1" } else { "" };
        let colour = match cell.fg {
            Color::Indexed(number) => format!(";38;5;{number}"),
            _ => String::new(),
        };
        format!("\x1b[0{weight}{colour}m")
    }
}

impl Backend for Cells<'_> {
    type Error = io::Error;

    fn draw<'c, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'c Cell)>,
    {
        let mut parts: Vec<[String; 2]> = Vec::new();
        let (mut at, mut style) = (None, String::new());
        for (x, y, cell) in content {
            let moved = (at != Some((x, y))).then(|| format!("\x1b[{};{}H", y + 1, x + 1));
            let painted = self.style(cell);
            let changed = (painted != style).then(|| painted.clone());
            let symbol = self.symbol(cell);
            parts.push([moved.into_iter().chain(changed).collect(), symbol]);
            (at, style) = (Some((x + 1, y)), painted);
        }
        let draws = parts.iter().flat_map(|[control, text]| [Draw::Control(control), Draw::Text(text)]);
        self.write(&draws.collect::<Vec<_>>())?;
        if style.is_empty() { Ok(()) } else { self.control("\x1b[0m") }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.control("\x1b[?25l")
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.control("\x1b[?25h")
    }

    /// Nobody types here.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.control(&format!("\x1b[{};{}H", y + 1, x + 1))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.control("\x1b[2J")
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        let fitting = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        Ok(Size::new(fitting(self.streams.width()), fitting(self.streams.height())))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
