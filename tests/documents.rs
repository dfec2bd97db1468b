//! README.md and docs/ are done as they say: every command line, and what a tutorial shows of it.

mod commands;
mod reading;
mod tutorial;
mod writing;

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

/// README.md, and the pages of docs/ that people read.
fn pages() -> Vec<String> {
    let docs = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
    let names = docs.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    let mut pages: Vec<_> = names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    pages.push("README.md".into());
    pages.sort();
    pages
}

/// Those of the reference as well.
#[test]
fn every_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reference = fs::read_dir(root.join("docs/reference")).unwrap();
    let reference = reference.map(|file| format!("docs/reference/{}", file.unwrap().file_name().to_string_lossy()));
    let others = ["ARCHITECTURE.md", "CHANGELOG.md"].map(str::to_owned);
    for page in pages().into_iter().chain(reference).chain(others) {
        let text = read(&page);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let to = root.join(&page).with_file_name(link.split('#').next().unwrap());
            assert!(to.exists(), "{page} leads to {link}, which there is not");
        }
    }
}
