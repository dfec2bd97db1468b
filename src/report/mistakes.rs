//! A document's mistakes, each with the line quoted and a caret, through miette.

use crate::console::render::Page;
use duckops_core::runbook::{Mistake, Report};
use duckops_core::text::{Clean, acts};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, ThemeCharacters};

/// All mistakes of one document: `file:line:column: message`, the line, a caret, a hint.
pub fn report(report: &Report) -> String {
    let whole = |text: &str, indent: usize| format!("{}{text}\n", " ".repeat(indent));
    report.mistakes.iter().map(|mistake| one(report, mistake, &whole)).collect()
}

/// The same on a page for people, where lines are broken between words.
pub fn on_page(page: &Page, report: &Report) -> String {
    let broken = |text: &str, indent: usize| page.wrapped(text, indent, 4);
    report.mistakes.iter().map(|mistake| one(report, mistake, &broken)).collect()
}

/// The same for machines.
pub fn json(report: &Report) -> Vec<serde_json::Value> {
    let one = |mistake: &Mistake| {
        let (line, column) = report.position(mistake.start);
        serde_json::json!({
            "file": report.file, "line": line, "column": column, "code": mistake.code.word, "message": mistake.message,
            "hint": mistake.hint,
        })
    };
    report.mistakes.iter().map(one).collect()
}

fn one(report: &Report, mistake: &Mistake, line_of: &dyn Fn(&str, usize) -> String) -> String {
    let (line, column) = report.position(mistake.start);
    let (file, message, code) = (Clean::new(&report.file), Clean::new(&mistake.message), mistake.code.word);
    let head = line_of(&format!("{file}:{line}:{column}: {message} [{code}]"), 0);
    let hint = mistake.hint.as_ref().map(|hint| line_of(&format!("hint: {}", Clean::new(hint)), 2)).unwrap_or_default();
    format!("{head}{}{hint}", quoted(report, mistake, line))
}

/// The line and the caret under the mistake.
fn quoted(report: &Report, mistake: &Mistake, line: usize) -> String {
    let length = mistake.end.saturating_sub(mistake.start).min(rest_of_line(report, mistake.start)).max(1);
    let label = LabeledSpan::new(None, mistake.start, length);
    let diagnostic = miette::Report::new(MietteDiagnostic::new("").with_label(label));
    let whole = diagnostic.with_source_code(NamedSource::new(&report.file, visible(&report.text)));
    let mut theme = GraphicalTheme::none();
    theme.characters = ThemeCharacters::ascii();
    let handler = GraphicalReportHandler::new_themed(theme).with_context_lines(1).with_width(1000);
    let mut drawn = String::new();
    match handler.render_report(&mut drawn, whole.as_ref()) {
        Ok(()) => around(&drawn, line),
        Err(_) => String::new(),
    }
}

fn rest_of_line(report: &Report, from: usize) -> usize {
    report.text.get(from..).map_or(0, |rest| rest.find('\n').unwrap_or(rest.len()))
}

/// Of the drawing only the numbered line and what stands under it.
fn around(drawn: &str, line: usize) -> String {
    let number = format!("{line} |");
    let mut lines = drawn.lines().skip_while(|drawn| !drawn.trim_start().starts_with(&number));
    let found = lines.next().into_iter().chain(lines.take_while(|drawn| drawn.trim_start().starts_with(':')));
    found.map(|line| format!("  {}\n", line.trim_end())).collect()
}

/// What acts on a terminal becomes as many harmless bytes, so that positions stay.
fn visible(text: &str) -> String {
    let one = |c: char| if c != '\n' && acts(c) { "?".repeat(c.len_utf8()) } else { c.to_string() };
    text.chars().map(|c| if c == '\t' { " ".into() } else { one(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckops_core::runbook::Code;
    use expect_test::expect;

    #[test]
    fn the_line_is_quoted_with_a_caret() {
        let text = "a = 1\npass = [\"status.cod == 200\"]\n";
        let mistake = Mistake::new(Code::UNKNOWN_NAME, 0, 15..25, "`status` has no `cod`").hint("did you mean `code`?");
        let all = Report { file: "x.md".into(), text: text.into(), mistakes: vec![mistake] };
        expect![[r#"
            x.md:2:10: `status` has no `cod` [unknown-name]
               2 | pass = ["status.cod == 200"]
                 :          ^^^^^^^^^^
              hint: did you mean `code`?
        "#]]
        .assert_eq(&report(&all));
    }
}
