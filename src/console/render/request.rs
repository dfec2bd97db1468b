//! A request for an approval, as both people see it: whoever asks, at the gate, and whoever approves.

use super::change::undo;
use super::layout::Page;
use duckops_core::walk::approval::Request;

pub fn request(page: &Page, request: &Request) -> String {
    let drill = if request.drill { page.paragraph("DRILL: nothing here is real") } else { String::new() };
    let line = |(label, text): (&str, String)| match label {
        // How it is taken back belongs to what it does.
        "after" => page.fact(label, &text) + &undo(page, &request.plan),
        _ => page.fact(label, &text),
    };
    drill + &request.lines().into_iter().map(line).collect::<String>()
}
