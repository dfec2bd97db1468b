//! One page that needs nothing but itself: no script, no font, no picture from elsewhere.

use super::picture::picture;
use super::said;
use duckops_core::report::handoff::Changed;
use duckops_core::report::postmortem::{Judgement, Postmortem};
use duckops_core::report::timeline::Moment;
use duckops_core::text::Clean;
use duckops_core::time::stamp;

/// A browser that obeys it loads nothing, whatever the page holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("style.css");

pub fn html(postmortem: &Postmortem) -> String {
    let title = postmortem.title().html();
    let drill = postmortem
        .drill
        .as_ref()
        .map(|scenario| format!("<p class=\"drill\">DRILL {}: nothing here was real.</p>\n", scenario.html()));
    let parts = [
        format!("<h1>Postmortem: {title}</h1>\n"),
        drill.unwrap_or_default(),
        format!("<p>A draft, made at {} from what was recorded.</p>\n", stamp(postmortem.at)),
        facts(postmortem),
        "<h2>Timeline</h2>\n<p>All times are UTC.</p>\n".into(),
        picture(postmortem),
        timeline(postmortem),
        changes(postmortem),
        walks(postmortem),
        postmortem.judgements().iter().map(section).collect(),
    ];
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Postmortem: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        parts.concat()
    )
}

fn facts(postmortem: &Postmortem) -> String {
    let one = |(label, value): &(&str, Clean)| format!("<dt>{label}</dt><dd>{}</dd>\n", value.html());
    format!("<dl>\n{}</dl>\n", postmortem.facts().iter().map(one).collect::<String>())
}

fn timeline(postmortem: &Postmortem) -> String {
    let one = |moment: &Moment| {
        let (when, kind) = (stamp(moment.at), moment.kind.word());
        let who =
            moment.who.as_ref().map(|who| format!("<span class=\"who\">{}</span> ", who.html())).unwrap_or_default();
        let run = if moment.run.is_empty() {
            String::new()
        } else {
            format!(" <span class=\"run\">{}</span>", Clean::new(&moment.run).html())
        };
        format!(
            "<li class=\"{kind}\"><time datetime=\"{when}\">{when}</time> <span class=\"kind\">{kind}</span> {who}{}{run}</li>\n",
            said(moment).html()
        )
    };
    format!("<ol class=\"timeline\">\n{}</ol>\n", postmortem.timeline.iter().map(one).collect::<String>())
}

fn changes(postmortem: &Postmortem) -> String {
    let one = |changed: &Changed| {
        let when = changed.told.at.map(stamp).unwrap_or_default();
        let undo = changed.undo.as_ref().map(|undo| format!("<br>undo: <code>{}</code>", undo.text().html()));
        let (text, by) = (changed.told.text.html(), changed.by_whom().html());
        format!("<li>{when} {text} by {by}{}</li>\n", undo.unwrap_or_default())
    };
    list("Changes", &postmortem.changed.iter().map(one).collect::<String>(), "No walk of its time changed anything.")
}

fn walks(postmortem: &Postmortem) -> String {
    let one = |(id, title, how): &(String, Clean, Clean)| {
        format!("<li>{}: {}, {}</li>\n", Clean::new(id).html(), title.html(), how.html())
    };
    list("Walks", &postmortem.runs.iter().map(one).collect::<String>(), "No runbook was walked.")
}

fn list(heading: &str, items: &str, none: &str) -> String {
    let shown = if items.is_empty() { format!("<p>{none}</p>\n") } else { format!("<ul>\n{items}</ul>\n") };
    format!("<h2>{heading}</h2>\n{shown}")
}

fn section(judgement: &Judgement) -> String {
    let known = judgement.known.as_ref().map(|known| format!("<p>{}</p>\n", known.html())).unwrap_or_default();
    format!("<h2>{}</h2>\n{known}<p class=\"ask\">{}</p>\n", judgement.heading, judgement.ask)
}
