//! The end of a drill: how well it was walked, and what a calm expert would have done.

use crate::console::render::Page;
use duckops_core::report::score::{Lesson, Score, Tell};
use duckops_core::text::Clean;
use duckops_core::walk::event::Outcome;
use duckops_core::world::duration_text;
use serde_json::{Value, json};
use std::time::Duration;

/// Of what went wrong, so much is shown: all of it is in JSON.
const MOST: usize = 2;

/// What was practised.
pub struct Practised<'a> {
    /// `inc-001 seed 17`.
    pub name: &'a str,
    /// What it was: `inc-001-older`.
    pub scenario: &'a str,
    pub seed: Option<u64>,
    pub title: &'a str,
    /// The command for another case.
    pub another: &'a str,
}

/// How a look is called on the screen.
type Named<'a> = &'a dyn Fn(&Tell) -> Clean;

impl Practised<'_> {
    /// `DRILL inc-001 seed 17: The last promotion broke the API`
    fn called(&self) -> String {
        let is_said = self.name.starts_with(self.scenario);
        let which = if is_said { String::new() } else { format!(" ({})", self.scenario) };
        format!("DRILL {}{which}: {}", self.name, self.title)
    }

    /// The same without what a seed has decided.
    fn called_before_its_end(&self) -> String {
        self.seed.map_or_else(|| self.called(), |_| format!("DRILL {}", self.name))
    }
}

/// Of one that was left before its end: whoever does it again finds out by themselves.
pub fn left(page: &Page, practised: &Practised<'_>, run: &str) -> String {
    let mut out = format!("\n{}", page.title(&format!("LEFT  {}", practised.called_before_its_end()), None, ""));
    out.push_str(&page.command("what was wrong, and what to do", &format!("duckops runs show {run}")));
    out.push_str(&page.command("another one", practised.another));
    out
}

pub fn text(page: &Page, practised: &Practised<'_>, lesson: &Lesson, score: &Score, named: Named<'_>) -> String {
    let word = match score.won {
        true => "WON",
        false if score.was_left() => "LEFT",
        false => "LOST",
    };
    let head = format!("{word}  {} of 100  {}", score.points, practised.called());
    let mut out = format!("\n{}", page.title(&head, None, ""));
    out.push_str(&page.fact("diagnosis", &diagnosis(score)));
    out.push_str(&page.fact("end", &end(lesson, score)));
    out.push_str(&page.fact("evidence", &evidence(score)));
    out.push_str(&page.fact("gates", &gates(score)));
    out.push_str(&several(page, "wrong", &score.wrong));
    out.push_str(&several(page, "left", &score.left));
    out.push_str(&expert(page, lesson, score, named));
    out.push_str(&page.command("another one", practised.another));
    out
}

fn diagnosis(score: &Score) -> String {
    let took = whole(score.took);
    match score.diagnosis {
        Some(after) => format!("right, after {}; {took} in all", whole(after)),
        None => format!("not made, in {took}"),
    }
}

/// Nobody wants milliseconds of a person.
fn whole(time: Duration) -> String {
    match time.as_secs() {
        0 => "less than a second".into(),
        seconds => duration_text(Duration::from_secs(seconds)),
    }
}

fn end(lesson: &Lesson, score: &Score) -> String {
    let right: Vec<_> = lesson.ends.iter().map(Outcome::in_words).collect();
    match &score.ended {
        None => {
            let how = score.denied.as_ref().map_or_else(|| "left before its end".into(), ToString::to_string);
            format!("{how}; right was: {}", right.join(" or "))
        }
        Some(end) if lesson.ends.contains(end) => end.in_words(),
        Some(end) => format!("{}; right was: {}", end.in_words(), right.join(" or ")),
    }
}

fn evidence(score: &Score) -> String {
    let (seen, all) = (score.seen.len(), score.seen.len() + score.unseen.len());
    format!("{seen} of {all} looks that tell, before acting")
}

fn gates(score: &Score) -> String {
    match score.gates.of {
        0 => "nothing was done that needs one".into(),
        of => format!("{} of {of} passed", score.gates.passed),
    }
}

fn several(page: &Page, label: &str, all: &[Clean]) -> String {
    match all {
        [] => page.fact(label, "nothing"),
        some => {
            let told: String = some.iter().take(MOST).map(|one| page.fact(label, one.as_str())).collect();
            let more = some.len().saturating_sub(MOST);
            if more == 0 { told } else { told + &page.fact("", &format!("and {more} more")) }
        }
    }
}

/// The looks in their order, what decided, the gate, the proof.
fn expert(page: &Page, lesson: &Lesson, score: &Score, named: Named<'_>) -> String {
    let mut out = format!("{}\n", page.bold("What a calm expert would have done"));
    for (number, tell) in (1..).zip(&lesson.tells) {
        let not = if score.unseen.contains(tell) { " (not seen)" } else { "" };
        out.push_str(&page.wrapped(&format!("{number}. \"{}\"{not}: {}", named(tell), tell.says), 2, 5));
    }
    for (label, text) in [("So", &lesson.decides), ("Gate", &lesson.gate), ("Proof", &lesson.proof)] {
        if !text.as_str().is_empty() {
            out.push_str(&page.wrapped(&format!("{label}: {text}"), 2, 5));
        }
    }
    out
}

pub fn json(practised: &Practised<'_>, lesson: &Lesson, score: &Score) -> Value {
    let tells = |tells: &[Tell]| tells.iter().map(|tell| tell.look).collect::<Vec<_>>();
    let expert = lesson.tells.iter().map(|tell| json!({ "look": tell.look, "tells": tell.says }));
    json!({
        "drill": practised.name, "scenario": practised.scenario, "seed": practised.seed,
        "points": score.points, "won": score.won,
        "ended": score.ended, "right_ends": lesson.ends,
        "diagnosis_seconds": score.diagnosis.map(|time| time.as_secs()), "took_seconds": score.took.as_secs(),
        "looked_at": tells(&score.seen), "not_looked_at": tells(&score.unseen),
        "gates": { "passed": score.gates.passed, "of": score.gates.of },
        "wrong": score.wrong, "left": score.left,
        "expert": {
            "looks": expert.collect::<Vec<_>>(), "decides": lesson.decides, "gate": lesson.gate, "proof": lesson.proof,
        },
        "another": practised.another,
    })
}
