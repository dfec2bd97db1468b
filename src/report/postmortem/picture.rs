//! The timeline as a picture: a lane for each kind of moment, and how long it took to notice, to mitigate, to be over.
//! Across it is measured in per cent, so that words keep their size however wide the page is.

use duckops_core::report::postmortem::{Postmortem, span};
use duckops_core::report::timeline::{KINDS, Kind, Moment};
use duckops_core::time::{Utc, stamp};
use std::time::Duration;

/// What a lane takes: its name, and the line under it.
const LANE: u32 = 40;
/// The bars at the top, one below the other.
const BAR: u32 = 38;
const TOP: u32 = 8;

pub fn picture(postmortem: &Postmortem) -> String {
    let Some(axis) = Axis::of(postmortem) else { return String::new() };
    let (bars, below) = bars(postmortem, &axis);
    let kinds = KINDS.into_iter().filter(|kind| drawn(postmortem).any(|moment| moment.kind == *kind));
    let mut lanes = String::new();
    let mut y = below;
    for kind in kinds {
        lanes.push_str(&lane(postmortem, &axis, kind, y));
        y += LANE;
    }
    let ends = format!(
        "<text class=\"faint\" x=\"0\" y=\"{0}\">{1}</text>\n<text class=\"faint\" x=\"100%\" y=\"{0}\" text-anchor=\"end\">{2}</text>\n",
        y + 14,
        axis.from.format("%H:%M:%SZ"),
        axis.to.format("%H:%M:%SZ")
    );
    let height = y + 22;
    format!(
        "<svg role=\"img\" aria-labelledby=\"picture-title picture-text\" height=\"{height}\">\n\
         <title id=\"picture-title\">Timeline</title>\n<desc id=\"picture-text\">{} moments from {} to {}, listed below.</desc>\n\
         {bars}{lanes}{ends}</svg>\n",
        drawn(postmortem).count(),
        stamp(axis.from),
        stamp(axis.to)
    )
}

/// What led up to it can be days earlier, and would leave no room for the rest.
fn drawn(postmortem: &Postmortem) -> impl Iterator<Item = &Moment> {
    postmortem.timeline.iter().filter(|moment| !moment.before)
}

/// From the first moment to the last one.
struct Axis {
    from: Utc,
    to: Utc,
}

impl Axis {
    fn of(postmortem: &Postmortem) -> Option<Self> {
        let at = |moment: &Moment| moment.at;
        let from = drawn(postmortem).map(at).min()?.min(postmortem.times.began);
        let last = drawn(postmortem).map(at).max()?;
        let to = postmortem.times.resolved.as_ref().map_or(last, |resolved| last.max(*resolved));
        Some(Self { from, to })
    }

    /// In per cent. What lasted no time stands at the left.
    fn x(&self, at: Utc) -> f64 {
        let whole = (self.to - self.from).as_seconds_f64();
        if whole <= 0.0 { 0.0 } else { ((at - self.from).as_seconds_f64() / whole * 100.0).clamp(0.0, 100.0) }
    }
}

fn bars(postmortem: &Postmortem, axis: &Axis) -> (String, u32) {
    let times = &postmortem.times;
    let mitigated = times.mitigated.as_ref().ok().map(|(at, _)| *at);
    let all = [
        ("detect", "to detect", times.detected.as_ref().ok().copied(), times.to_detect()),
        ("mitigate", "to mitigate", mitigated, times.to_mitigate()),
        ("resolve", "to resolve", times.resolved.as_ref().ok().copied(), times.to_resolve()),
    ];
    let (mut out, mut y) = (String::new(), TOP);
    for (class, name, until, took) in all {
        let (from, to) = (axis.x(times.began), until.map(|until| axis.x(until)));
        let width = to.map_or(0.0, |to| (to - from).max(0.0));
        let took = span(took.map(|took| Duration::from_secs(took.as_secs()))).html();
        out.push_str(&format!("<text x=\"0\" y=\"{}\">{name}: {took}</text>\n", y + 12));
        // A width of nothing would not be seen.
        if to.is_some() {
            let drawn = width.max(0.3).min(100.0 - from.min(99.7));
            let (x, top) = (from.min(99.7), y + 18);
            out.push_str(&format!(
                "<rect class=\"{class}\" x=\"{x:.2}%\" y=\"{top}\" width=\"{drawn:.2}%\" height=\"10\"/>\n"
            ));
        }
        y += BAR;
    }
    (out, y)
}

fn lane(postmortem: &Postmortem, axis: &Axis, kind: Kind, y: u32) -> String {
    let (word, line) = (kind.word(), y + 26);
    let mut out = format!(
        "<text class=\"faint\" x=\"0\" y=\"{}\">{word}</text>\n<line class=\"lane\" x1=\"0\" x2=\"100%\" y1=\"{line}\" y2=\"{line}\"/>\n",
        y + 14
    );
    for moment in drawn(postmortem).filter(|moment| moment.kind == kind) {
        let (x, text) = (axis.x(moment.at), moment.text.shortened(120));
        out.push_str(&format!(
            "<circle class=\"moment {word}\" cx=\"{x:.2}%\" cy=\"{line}\" r=\"5\"><title>{} {}</title></circle>\n",
            stamp(moment.at),
            text.html()
        ));
    }
    out
}
