//! `status --watch`: on a screen of its own, or a block a look where nothing can be drawn over.

use super::{Ended, Eyes, Sight, json, text};
use crate::app::stage;
use crate::app::walk::operator::Operator;
use crate::console::{Console, Gone, Screen, Wish};
use crate::crash;
use crate::error::{Error, Exit};
use crate::report::watch::{Due, Watching, render};
use duckops_core::runbook::Kind;
use duckops_core::walk::ports::Left;
use std::time::Duration;

/// Drawn again after so long at the latest: the last line counts seconds.
const TICK: Duration = Duration::from_secs(1);

pub async fn run(eyes: &Eyes<'_>, every: Duration, ask: Operator) -> Result<Ended, Error> {
    let facts = &eyes.session.streams.facts;
    let on_a_screen = facts.terminals.stdout && !facts.plain && !facts.dumb && !eyes.session.settings.json;
    let ended = match ask {
        Operator::Person(console) if on_a_screen => on_screen(eyes, every, console).await,
        mut ask => in_blocks(eyes, every, &mut ask).await,
    };
    Ok(ended.unwrap_or_else(|left| match left {
        Left::Quit => Ended::With(Exit::Done),
        left => Ended::With(stage::left_exit(&left)),
    }))
}

/// Until it is interrupted, or nobody reads it any more.
async fn in_blocks(eyes: &Eyes<'_>, every: Duration, ask: &mut Operator) -> Result<Ended, Left> {
    let session = eyes.session;
    loop {
        let Sight { glance, .. } = stage::beside(ask, "all of the tiles", eyes.look()).await?;
        let written = match session.settings.json {
            true => session.streams.out_json(&format!("{}\n", json(&glance.board))),
            false => session.streams.out(&format!("{}\n", text(&session.page(), &glance.board))),
        };
        written.map_err(|Gone| Left::Gone)?;
        stage::within(ask, "the next look", every, session.clock.sleep(every)).await?;
    }
}

/// What a wish comes to, apart from what is drawn.
enum Go {
    On,
    Look,
    Start,
}

struct Watch<'a> {
    eyes: &'a Eyes<'a>,
    screen: Screen<'a>,
    watching: Watching,
    fitting: Option<(Kind, String)>,
}

async fn on_screen(eyes: &Eyes<'_>, every: Duration, mut console: Console) -> Result<Ended, Left> {
    let screen = console.screen().await?;
    let mut watch = Watch { eyes, screen, watching: Watching::default(), fitting: None };
    loop {
        let go = match watch.look().await? {
            Go::Start => Go::Start,
            _ => watch.wait(every).await?,
        };
        if let Go::Start = go
            && let Some((kind, id)) = watch.fitting.take()
        {
            return Ok(Ended::Start(kind, id));
        }
    }
}

impl Watch<'_> {
    /// Looks once; whoever wants to start meanwhile does not wait for it.
    async fn look(&mut self) -> Result<Go, Left> {
        let clock = &self.eyes.session.clock;
        let started = clock.elapsed();
        let work = self.eyes.look();
        tokio::pin!(work);
        loop {
            let due = Due::Looking(clock.elapsed().saturating_sub(started));
            self.draw(due)?;
            tokio::select! {
                biased;
                Sight { glance, fitting } = &mut work => {
                    self.watching.saw(glance);
                    self.fitting = fitting;
                    return Ok(Go::On);
                }
                wish = self.screen.wish(TICK) => {
                    if let Go::Start = self.act(wish?)? {
                        return Ok(Go::Start);
                    }
                }
            }
        }
    }

    /// Until the next look is due, or wanted.
    async fn wait(&mut self, every: Duration) -> Result<Go, Left> {
        let until = tokio::time::Instant::now() + every;
        loop {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                return Ok(Go::Look);
            }
            self.draw(Due::In(left))?;
            let wish = self.screen.wish(left.min(TICK)).await?;
            match self.act(wish)? {
                Go::On => {}
                go => return Ok(go),
            }
        }
    }

    fn draw(&mut self, due: Due) -> Result<(), Left> {
        self.screen.draw(|frame| {
            crash::drawing();
            render(frame, &self.watching, due);
        })
    }

    fn act(&mut self, wish: Wish) -> Result<Go, Left> {
        match wish {
            Wish::Up => self.watching.up(),
            Wish::Down => self.watching.down(),
            Wish::Enter => self.watching.turn_over(),
            Wish::Back => self.watching.close(),
            Wish::Key('?') => self.watching.help(),
            Wish::Key('l') => return Ok(Go::Look),
            Wish::Key('s') if self.fitting.is_some() => return Ok(Go::Start),
            Wish::Key('q') => return Err(Left::Quit),
            Wish::Key(_) | Wish::None => {}
        }
        Ok(Go::On)
    }
}
