//! Whether a page of HTML is well formed, uses what there is, and refers to nothing outside itself.

use std::collections::{BTreeMap, BTreeSet};

/// Elements of HTML and SVG that our pages use, and where each may stand: any of these is its parent.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("html", &[""]),
    ("head", &["html"]),
    ("meta", &["head"]),
    ("title", &["head", "svg", "circle"]),
    ("style", &["head"]),
    ("body", &["html"]),
    ("main", &["body"]),
    ("h1", &["main"]),
    ("h2", &["main"]),
    ("p", &["main"]),
    ("dl", &["main"]),
    ("dt", &["dl"]),
    ("dd", &["dl"]),
    ("ol", &["main"]),
    ("ul", &["main"]),
    ("li", &["ol", "ul"]),
    ("time", &["li"]),
    ("span", &["li"]),
    ("code", &["li"]),
    ("br", &["li"]),
    ("svg", &["main"]),
    ("desc", &["svg"]),
    ("text", &["svg"]),
    ("line", &["svg"]),
    ("rect", &["svg"]),
    ("circle", &["svg"]),
];
/// They hold nothing and have no end tag.
const VOID: [&str; 2] = ["meta", "br"];
const ATTRIBUTES: [&str; 26] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "id",
    "datetime",
    "role",
    "aria-labelledby",
    "height",
    "width",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "text-anchor",
    "fill",
    "stroke",
    "title",
    "points",
];

/// Every element is known, stands where it may and ends; attributes are quoted and known, ids are there once.
pub fn is_valid(page: &str) {
    let rest = page.strip_prefix("<!DOCTYPE html>\n").unwrap_or_else(|| panic!("no doctype: {page}"));
    let allowed: BTreeMap<_, _> = ELEMENTS.iter().copied().collect();
    let (mut open, mut ids, mut named): (Vec<&str>, BTreeSet<&str>, Vec<&str>) = Default::default();
    let mut rest = rest;
    while let Some(at) = rest.find('<') {
        is_text(&rest[..at], open.last().copied().unwrap_or_default());
        let end = rest[at..].find('>').unwrap_or_else(|| panic!("a tag without an end: {}", &rest[at..])) + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "ends in the wrong place: {rest}");
            continue;
        }
        let (tag, closes) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let parents = allowed.get(name).unwrap_or_else(|| panic!("<{name}> is no element of ours"));
        let parent = open.last().copied().unwrap_or_default();
        assert!(parents.contains(&parent), "<{name}> stands in <{parent}>");
        for (attribute, value) in attributes_of(attributes) {
            assert!(ATTRIBUTES.contains(&attribute), "<{name} {attribute}>");
            assert!(attribute != "id" || ids.insert(value), "{value} is there twice");
            named.extend((attribute == "aria-labelledby").then_some(value));
        }
        // Where SVG stands in HTML, an element may close itself.
        assert!(!closes || ["line", "rect", "circle"].contains(&name), "<{name}/>");
        if !closes && !VOID.contains(&name) {
            open.push(name);
        }
        // What a style says is no markup.
        if name == "style" {
            let end = rest.find("</style>").unwrap();
            assert!(!rest[..end].contains('<'), "{}", &rest[..end]);
            rest = &rest[end..];
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
    for id in named.iter().flat_map(|value| value.split(' ')) {
        assert!(ids.contains(id), "{id} is nowhere");
    }
}

fn attributes_of(mut text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    while !text.trim().is_empty() {
        let (name, rest) = text.trim_start().split_once("=\"").unwrap_or_else(|| panic!("no attribute: {text}"));
        let (value, after) = rest.split_once('"').unwrap_or_else(|| panic!("without an end: {rest}"));
        is_text(value, "an attribute");
        assert!(after.is_empty() || after.starts_with(' '), "{after}");
        assert!(!found.iter().any(|(known, _)| *known == name), "{name} twice");
        found.push((name, value));
        text = after;
    }
    found
}

/// Between tags there is text, and each `&` begins one of our references; where only elements stand there is none.
fn is_text(text: &str, parent: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;"].iter().any(|one| text[at..].starts_with(one));
        assert!(known, "in {parent}: {text}");
    }
    let only_elements = ["", "html", "head", "body", "main", "dl", "ol", "ul", "svg"].contains(&parent);
    assert!(!only_elements || text.trim().is_empty(), "text in <{parent}>: {text}");
}

/// No address, no script, nothing that a style would load.
pub fn needs_nothing_else(page: &str) {
    for wanted in [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<a ",
        "src=",
        "href=",
        "url(",
        "@import",
        "@font-face",
        "srcset",
        " on",
    ] {
        let markup: String =
            page.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| format!("<{tag}>")).collect();
        let style = page.split("<style>").nth(1).and_then(|style| style.split("</style>").next()).unwrap();
        assert!(!markup.contains(wanted), "{wanted} in {markup}");
        assert!(wanted.starts_with(' ') || !style.contains(wanted), "{wanted} in {style}");
    }
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""), "nothing forbids it");
}

#[test]
fn what_is_wrong_in_a_page_is_seen() {
    let page =
        |body: &str| format!("<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n<main>{body}</main>\n</body>\n</html>\n");
    is_valid(&page("<p class=\"a\">x &lt; y</p>"));
    let wrong = [
        "<p>x",
        "<p>x</h1>",
        "<b>x</b>",
        "<p>a & b</p>",
        "<p class=a>x</p>",
        "<p onclick=\"x\">x</p>",
        "<li>x</li>",
        "x",
        "<p id=\"a\">x</p><p id=\"a\">x</p>",
        "<svg aria-labelledby=\"gone\"></svg>",
        "<p/>",
    ];
    for body in wrong {
        assert!(std::panic::catch_unwind(|| is_valid(&page(body))).is_err(), "{body} is not seen");
    }
}
