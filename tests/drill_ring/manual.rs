//! `duckops man`: pages that say what the command line takes.

use crate::support::duckops::Duckops;
use crate::support::{or_skip, ring};
use clap::CommandFactory;
use duckops::cli::Cli;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Each command below one, with the name of its page.
fn commands(command: &clap::Command, page: &str, found: &mut Vec<(String, clap::Command)>) {
    found.push((format!("{page}.1"), command.clone()));
    for sub in command.get_subcommands() {
        commands(sub, &format!("{page}-{}", sub.get_name()), found);
    }
}

#[test]
fn every_command_has_a_page_with_all_that_it_takes() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let ran = place.run(&["man", "share/man/man1"]);
    assert!(ran.code == 0 && ran.err.is_empty(), "{ran:?}");
    let mut known = Vec::new();
    commands(&Cli::command(), "duckops", &mut known);
    let dir = place.dir.join("share/man/man1");
    let files: BTreeSet<_> = fs::read_dir(&dir).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, known.iter().map(|(page, _)| page.into()).collect());
    for (name, command) in known {
        let page = fs::read_to_string(dir.join(&name)).unwrap();
        assert!(ran.out.contains(&format!("wrote ~/share/man/man1/{name}\n")), "{}", ran.out);
        let about = command.get_about().unwrap().to_string();
        let has = |text: &str| page.contains(&text.replace('-', "\\-").replace('\'', "\\*(Aq"));
        assert!(page.starts_with(".ie") && page.contains("\n.SH NAME\n") && has(&about), "{name}:\n{page}");
        for flag in command.get_arguments() {
            let help = flag.get_help().unwrap_or_else(|| panic!("{name}: {} has no help", flag.get_id())).to_string();
            assert!(
                has(&help) && flag.get_long().is_none_or(|long| has(&format!("--{long}"))),
                "{name}: {}",
                flag.get_id()
            );
        }
    }
    let pages = format!("{} pages in ~/share/man/man1; read one: man ~/share/man/man1/duckops.1\n", files.len());
    assert!(ran.out.ends_with(&pages), "{}", ran.out);
    let again = place.run(&["man", "share/man/man1", "--json"]);
    assert_eq!(again.out.matches(".1\"").count(), files.len(), "{again:?}");
}

#[test]
fn what_reads_manual_pages_finds_no_error_in_them() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    place.run(&["man", "."]);
    let pages: Vec<_> = fs::read_dir(&place.dir).unwrap().map(|page| page.unwrap().path()).collect();
    let read = Command::new("mandoc").args(["-T", "lint", "-W", "error"]).args(&pages).output();
    if let Some(read) = or_skip("mandoc", read.map_err(|cause| cause.to_string())) {
        assert!(read.status.success() && read.stdout.is_empty(), "{}", String::from_utf8_lossy(&read.stdout));
    }
    let read = Command::new("groff").args(["-man", "-ww", "-z"]).args(&pages).output();
    if let Some(read) = or_skip("groff", read.map_err(|cause| cause.to_string())) {
        assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn a_place_that_cannot_be_written_is_an_error() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    fs::write(place.dir.join("taken"), "").unwrap();
    let ran = place.run(&["man", "taken"]);
    assert!(ran.code == 2 && ran.err.contains("cannot write manual pages into ~/taken"), "{ran:?}");
}
