//! A settings file that sets nothing: every setting with its meaning, its default commented out.

use super::keys::{Key, OTHERS, SECRET, default_of, default_of_secret, toml};
use super::schema;
use duckops_core::world::Type;
use duckops_core::world::settings::parts;
use serde_json::Value;

/// For editors that know Taplo's directive: the schema lies beside the file.
const HEAD: &str = "\
# Settings of duckops. What is commented out is as it is by default: take the # away to change it.
# Flags win over the environment, that over this file, this file over your own in ~/.config/duckops/config.toml.
# What counts here, and why: duckops config show
";

/// The whole of it.
pub fn document() -> String {
    let mut out = format!("#:schema ./{}\n{HEAD}", schema::FILE);
    for (title, settings) in parts() {
        out.push_str(&heading(title));
        if settings.iter().any(|setting| setting.ty == Type::Duration) {
            out.push_str("# Times: 400ms, 30s, 15m, 24h, 7d\n");
        }
        settings.iter().for_each(|setting| out.push_str(&one(setting.name, setting.doc, &default_of(setting))));
    }
    out.push_str(&heading("Places and names, which have flags as well"));
    out.push_str("# A relative path is relative to this file. None of them is set by default.\n");
    OTHERS.iter().for_each(|Key { name, doc }| out.push_str(&format!("\n# {doc}\n# {name} = \"…\"\n")));
    out.push_str(&heading("What is secret, beside what is secret everywhere"));
    SECRET.iter().for_each(|Key { name, doc }| out.push_str(&one(name, doc, &default_of_secret(name))));
    out
}

fn heading(title: &str) -> String {
    format!("\n\n# ---- {title} ----\n")
}

fn one(name: &str, doc: &str, default: &Value) -> String {
    format!("\n# {doc}\n#{name} = {}\n", toml(default))
}

/// The same with every default set.
#[cfg(test)]
pub(super) fn uncommented() -> String {
    let set = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    document().lines().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{file, keys};
    use super::*;
    use duckops_core::world::settings::{SETTINGS, Settings};

    fn read(text: &str) -> file::Read {
        let mut mistakes = Vec::new();
        let read = file::parse(text, &mut mistakes);
        assert_eq!(mistakes, [], "{text}");
        read
    }

    #[test]
    fn what_is_written_sets_nothing() {
        let read = read(&document());
        assert!(read.values.is_empty() && read.rest.is_empty());
        assert_eq!(document().lines().next(), Some("#:schema ./duckops.schema.json"));
    }

    #[test]
    fn every_line_that_is_uncommented_sets_the_default() {
        let read = read(&uncommented());
        let set: Vec<_> = read.values.iter().map(|line| line.key.name).collect();
        assert_eq!(set.len(), SETTINGS.len(), "{set:?}");
        for line in &read.values {
            assert_eq!(Some(&line.value), Settings::default().get(line.key.name), "{}", line.key.name);
        }
        let rest: Vec<_> = read.rest.iter().map(|line| line.key).collect();
        assert_eq!(rest, ["redact", "redact_emails"]);
        assert_eq!(format!("{:?}", read.redaction), format!("{:?}", duckops_core::text::Redaction::default()));
    }

    #[test]
    fn every_key_is_in_it() {
        let lines = document();
        let line = |name: &str| [format!("#{name} = "), format!("# {name} = ")];
        let missing: Vec<_> = keys::names()
            .filter(|name| !lines.lines().any(|l| line(name).iter().any(|one| l.starts_with(one))))
            .collect();
        assert_eq!(missing, [""; 0]);
        assert!(lines.lines().all(|line| line.chars().count() <= 120), "a line is too long to read");
    }
}
