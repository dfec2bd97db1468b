//! `duckops config`: what counts and why, a file to begin with, and what editors know of it. No network.

mod init;

use super::Session;
use crate::cli::ConfigCommand;
use crate::error::{Error, Exit};
use crate::report::settings::{File, Key, Part, Place, Settings, json, text};
use crate::settings::keys::{self, OTHERS, SECRET, default_of};
use crate::settings::{Origin, Saying, Sought, Whose, schema};
use duckops_core::text::Clean;
use duckops_core::world::settings::{Setting, parts};
use serde_json::{Value, json};

pub fn run(session: &Session, command: ConfigCommand) -> Result<Exit, Error> {
    match command {
        ConfigCommand::Show => show(session),
        ConfigCommand::Init => init::run(session),
        ConfigCommand::Schema => session.json_lines(&schema::text()).map(|()| Exit::Done),
    }
}

fn show(session: &Session) -> Result<Exit, Error> {
    let settings = settings(session);
    if session.settings.json {
        session.json(&json(&settings))?;
    } else {
        session.out(&text(&session.page(), &settings))?;
    }
    Ok(Exit::Done)
}

fn settings(session: &Session) -> Settings {
    let places = Part { title: "Places and names", keys: OTHERS.iter().map(|key| other(session, key)).collect() };
    let of_walks = parts().map(|(title, settings)| Part {
        title,
        keys: settings.iter().map(|setting| of_setting(session, setting)).collect(),
    });
    let secret = Part { title: "What else is secret", keys: SECRET.iter().map(|key| secret(session, key)).collect() };
    let switches = Part { title: "How it is said", keys: switches(session) };
    Settings {
        files: session.settings.files.iter().map(|sought| file(session, sought)).collect(),
        parts: [places].into_iter().chain(of_walks).chain([secret, switches]).collect(),
    }
}

fn file(session: &Session, sought: &Sought) -> File {
    let note = match (sought.whose, session.settings.told.origin("config")) {
        (Whose::Named, Some(by)) => format!("by {by}"),
        (Whose::TheProjects, _) if !sought.read => "nor in a directory above it".to_owned(),
        _ => String::new(),
    };
    File { path: Clean::new(sought.path.display().to_string()), read: sought.read, note }
}

/// Flags that no file has.
fn switches(session: &Session) -> Vec<Key> {
    let settings = &session.settings;
    let color = format!("{:?}", settings.color).to_lowercase();
    let all = [
        ("no_input", "Never prompt", json!(settings.no_input)),
        ("plain", "Nothing redrawn, no lines drawn", json!(settings.plain)),
        ("json", "Machine-readable output", json!(settings.json)),
        ("color", "Colours: auto, always or never", json!(color)),
        ("quiet", "Say less", json!(settings.quiet)),
        ("verbose", "Say more, so many times", json!(settings.verbose)),
    ];
    all.map(|(name, doc, value)| Key { value, ..key(session, name, doc, Value::Null) }).into()
}

/// What was said of a key, the last first; what it is when nobody said anything.
fn key(session: &Session, name: &'static str, doc: &'static str, usual: Value) -> Key {
    let mut said = session.settings.told.all(name).iter().rev();
    let placed = |saying: &Saying| Some((saying.value.clone(), place(&saying.origin)?));
    let (value, by, why) = match said.next() {
        Some(Saying { origin: Origin::Found(why), value }) => (value.clone(), None, Some(*why)),
        Some(saying) => (saying.value.clone(), place(&saying.origin), None),
        None => (usual.clone(), None, None),
    };
    Key { name, doc, value, default: usual, by, why, others: said.filter_map(placed).collect(), adds_up: false }
}

fn place(origin: &Origin) -> Option<Place> {
    Some(match origin {
        Origin::Flag(name) => Place::Flag(name),
        Origin::Variable(name) => Place::Variable(name),
        Origin::File { path, line } => Place::File(Clean::new(path.display().to_string()), *line),
        Origin::Found(_) => return None,
    })
}

fn of_setting(session: &Session, setting: &Setting) -> Key {
    key(session, setting.name, setting.doc, default_of(setting))
}

/// Places are shown as they were found: a relative one of a file is relative to it.
fn other(session: &Session, known: &keys::Key) -> Key {
    let settings = &session.settings;
    let path = |path: &std::path::Path| json!(path.display().to_string());
    let key = key(session, known.name, known.doc, Value::Null);
    match known.name {
        "state_dir" => Key { value: path(&settings.state_dir), ..key },
        "log_dir" => Key { value: path(&settings.log_dir), ..key },
        "runbook_dir" => Key { value: json!(settings.runbook_dir.as_deref().map(path)), ..key },
        "operator" if key.by.is_none() => Key { why: Some("the AWS identity, else git's user, else USER"), ..key },
        "profile" => of_aws(session, key, "AWS_PROFILE"),
        "endpoint_url" => of_aws(session, key, "AWS_ENDPOINT_URL"),
        _ => key,
    }
}

/// A variable of the AWS SDKs counts where nobody said otherwise.
fn of_aws(session: &Session, key: Key, variable: &'static str) -> Key {
    match session.environment.var(variable) {
        Some(value) if key.by.is_none() => Key { value: json!(value), by: Some(Place::Variable(variable)), ..key },
        Some(value) => {
            let mut others = key.others;
            others.push((json!(value), Place::Variable(variable)));
            Key { others, ..key }
        }
        None => key,
    }
}

/// What one file calls secret stays secret whatever the other says. Patterns are not shown, only how many.
fn secret(session: &Session, known: &keys::Key) -> Key {
    let said = session.settings.told.all(known.name).iter().map(|saying| &saying.value);
    let value = match known.name {
        "redact" => json!(said.filter_map(Value::as_u64).sum::<u64>()),
        _ => json!(said.filter_map(Value::as_bool).any(|yes| yes)),
    };
    Key { value, adds_up: true, ..key(session, known.name, known.doc, Value::Null) }
}
