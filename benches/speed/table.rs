//! The rows, as a table and as JSON.

use super::measure::Cost;
use serde_json::{Value, json};
use std::time::Duration;

/// One figure, ours and the peer's, and what was to be reached.
#[derive(Clone, Debug)]
pub struct Row {
    pub what: String,
    pub ours: Figure,
    /// Nothing where there is no peer on this machine, or none is needed.
    pub peer: Option<Figure>,
    pub goal: Goal,
}

#[derive(Clone, Copy, Debug)]
pub enum Figure {
    Time(Duration),
    Bytes(u64),
    /// Bytes in a second.
    Rate(f64),
}

#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// At most so many times the peer's.
    Ratio(f64),
    AtMost(Figure),
    AtLeast(Figure),
    /// There is none: it is told beside the others.
    Told,
}

impl Figure {
    pub fn wall(cost: Cost) -> Self {
        Figure::Time(cost.wall)
    }

    pub fn cpu(cost: Cost) -> Self {
        Figure::Time(cost.cpu)
    }

    pub fn memory(cost: Cost) -> Self {
        Figure::Bytes(cost.memory)
    }

    fn number(self) -> f64 {
        match self {
            Figure::Time(time) => time.as_secs_f64(),
            Figure::Bytes(bytes) => bytes as f64,
            Figure::Rate(rate) => rate,
        }
    }

    fn text(self) -> String {
        match self {
            Figure::Time(time) => format!("{:.1} ms", time.as_secs_f64() * 1e3),
            Figure::Bytes(bytes) => format!("{:.1} MB", bytes as f64 / 1e6),
            Figure::Rate(rate) => format!("{:.0} MB/s", rate / 1e6),
        }
    }
}

impl Row {
    /// Nothing where nothing was measured.
    pub fn of(
        what: impl Into<String>,
        costs: [Option<Cost>; 2],
        goal: Goal,
        figure: impl Fn(Cost) -> Figure,
    ) -> Option<Self> {
        let [ours, peer] = costs;
        Self::one(what, figure(ours?), peer.map(figure), goal)
    }

    pub fn one(what: impl Into<String>, ours: Figure, peer: Option<Figure>, goal: Goal) -> Option<Self> {
        Some(Self { what: what.into(), ours, peer, goal })
    }

    fn ratio(&self) -> Option<f64> {
        self.peer.map(|peer| self.ours.number() / peer.number())
    }

    /// Nothing where there is no peer to hold it against.
    fn met(&self) -> Option<bool> {
        match self.goal {
            Goal::Ratio(most) => self.ratio().map(|ratio| ratio <= most),
            Goal::AtMost(most) => Some(self.ours.number() <= most.number()),
            Goal::AtLeast(least) => Some(self.ours.number() >= least.number()),
            Goal::Told => None,
        }
    }

    fn goal_text(&self) -> String {
        match self.goal {
            Goal::Ratio(most) => format!("<= {most:.2} x"),
            Goal::AtMost(most) => format!("<= {}", most.text()),
            Goal::AtLeast(least) => format!(">= {}", least.text()),
            Goal::Told => "-".into(),
        }
    }

    fn met_text(&self) -> &'static str {
        match (self.goal, self.met()) {
            (Goal::Told, _) => "",
            (_, Some(true)) => "met",
            (_, Some(false)) => "MISSED",
            (_, None) => "no peer here",
        }
    }
}

pub fn text(rows: &[Row]) -> String {
    let head = ["what", "duckops", "peer", "ratio", "goal", ""].map(String::from);
    let line = |row: &Row| {
        let peer = row.peer.map_or_else(|| "-".into(), Figure::text);
        let ratio = row.ratio().map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}"));
        [row.what.clone(), row.ours.text(), peer, ratio, row.goal_text(), row.met_text().into()]
    };
    let all: Vec<_> = [head].into_iter().chain(rows.iter().map(line)).collect();
    let wide = |at: usize| all.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let padded = |row: &[String; 6]| {
        let cells = row.iter().enumerate().map(|(at, cell)| format!("{cell:<width$}", width = wide(at)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    all.iter().map(padded).collect()
}

pub fn json(rows: &[Row]) -> Value {
    let one = |row: &Row| {
        json!({
            "what": row.what, "ours": row.ours.number(), "peer": row.peer.map(Figure::number),
            "ratio": row.ratio(), "goal": row.goal_text(), "met": row.met(),
        })
    };
    rows.iter().map(one).collect()
}
