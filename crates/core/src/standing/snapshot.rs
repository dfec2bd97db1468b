//! A snapshot: how the platform stood at one moment, every value known or why not, as JSON that people can read.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::OF_STATUS;
use crate::world::{Evidence, Fact, Table, Value, Why};
use base16ct::lower::encode_string as hex;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The format of the files written by this version.
pub const FORMAT: u32 = 1;

/// What is told of the looks, in the order in which people read it: the group, the look, its facts.
const TOLD: [(&str, &str, &[&str]); 6] = [
    ("api", "beak.status", &["up", "code", "answer", "red", "timestamp"]),
    ("lambda", "beak.status", &["version", "alias_version"]),
    ("alias", "lambda.alias", &["version", "weights", "revision"]),
    ("pipeline", "beak.status", OF_STATUS),
    ("sandbox", "beak.status", &["ses_sandbox", "sns_sandbox"]),
    ("ses", "ses.account", &["sending_enabled", "sandbox", "quota", "sent", "left", "enforcement", "review"]),
];

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub snapshot: u32,
    pub id: String,
    #[serde(with = "whole_seconds")]
    pub at: Utc,
    pub by: Clean,
    pub account: Clean,
    pub region: Clean,
    pub api: Clean,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<String>,
    /// The scenario when the stack is simulated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drill: Option<Clean>,
    pub values: BTreeMap<String, BTreeMap<String, Field>>,
    /// What each look asked, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub sources: BTreeMap<String, Source>,
    /// Of all else: whoever compares it knows that both speak of the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
}

/// Where values are from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The request in words.
    pub request: Clean,
    #[serde(with = "whole_seconds")]
    pub at: Utc,
}

/// The digest of a snapshot's JSON, its own left out.
pub fn digest(snapshot: &Json) -> String {
    let mut all = snapshot.clone();
    if let Some(fields) = all.as_object_mut() {
        fields.remove("digest");
    }
    hex(&Sha256::digest(all.to_string().as_bytes()))
}

/// What the looks asked.
pub fn sources(looks: &[Evidence]) -> BTreeMap<String, Source> {
    let one = |look: &Evidence| (look.query.observe.clone(), Source { request: look.request.clone(), at: look.at });
    looks.iter().map(one).collect()
}

/// One value as plain JSON, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Field {
    Unknown {
        unknown: Clean,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        hint: Option<Clean>,
    },
    Known(Json),
}

impl Field {
    /// In a line. What was read back from a file is text from outside again.
    pub fn text(&self) -> Clean {
        match self {
            Field::Unknown { unknown, .. } => Clean::new(format!("?  {unknown}")),
            Field::Known(Json::String(text)) => Clean::new(text),
            Field::Known(Json::Bool(yes)) => Clean::new(if *yes { "yes" } else { "no" }),
            Field::Known(Json::Array(items)) if items.iter().all(Json::is_string) => {
                let items: Vec<_> = items.iter().filter_map(Json::as_str).collect();
                Clean::new(if items.is_empty() { "nothing".into() } else { items.join(", ") })
            }
            Field::Known(other) => Clean::new(other.to_string()),
        }
    }

    pub fn is_known(&self) -> bool {
        matches!(self, Field::Known(_))
    }
}

impl From<&Fact> for Field {
    fn from(fact: &Fact) -> Self {
        match fact {
            Fact::Known(value) => Field::Known(plain(value)),
            Fact::Unknown(Why { text, hint, .. }) => {
                Field::Unknown { unknown: text.clone(), hint: hint.as_deref().cloned() }
            }
        }
    }
}

/// As JSON has it: a number is a number. A duration is in words, since its unit must be seen.
fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(yes) => json!(yes),
        Value::Int(n) => json!(n),
        Value::Real(n) => json!(n),
        Value::Text(text) => json!(text),
        Value::Time(at) => json!(stamp(*at)),
        Value::Duration(_) => json!(value.to_string()),
        Value::Texts(texts) => json!(texts),
        Value::Table(table) => table.rows.iter().map(|row| pairs(table, row)).collect(),
    }
}

fn pairs(table: &Table, row: &[Clean]) -> Json {
    table
        .columns
        .iter()
        .zip(row)
        .map(|(column, cell)| (column.to_string(), json!(cell)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What the looks say, by group and name. A look that is not among them, or that was not taken, is left out.
pub fn values(looks: &[Evidence]) -> BTreeMap<String, BTreeMap<String, Field>> {
    let mut values = BTreeMap::new();
    for (group, observe, names) in TOLD {
        let Some(evidence) = looks.iter().find(|evidence| evidence.query.observe == observe) else { continue };
        let field = |name: &&str| Some(((*name).to_string(), evidence.facts.get(*name)?.into()));
        values.insert(group.to_string(), names.iter().filter_map(field).collect());
    }
    values
}

impl Snapshot {
    /// With its digest.
    pub fn sealed(self) -> serde_json::Result<Self> {
        let digest = digest(&serde_json::to_value(&self)?);
        Ok(Self { digest: Some(digest), ..self })
    }

    /// Every value under its whole name: `lambda.version`.
    pub fn fields(&self) -> BTreeMap<String, &Field> {
        let named = |(group, fields)| {
            let (group, fields): (&String, &BTreeMap<String, Field>) = (group, fields);
            fields.iter().map(move |(name, field)| (format!("{group}.{name}"), field))
        };
        self.values.iter().flat_map(named).collect()
    }

    /// The same in the order in which people read it.
    pub fn in_order(&self) -> Vec<(String, &Field)> {
        let place = |name: &str| {
            let (group, field) = name.split_once('.')?;
            let at = TOLD.iter().position(|(known, _, _)| *known == group)?;
            Some((at, TOLD[at].2.iter().position(|known| *known == field)?))
        };
        let mut fields: Vec<_> = self.fields().into_iter().collect();
        // What a later version told comes last.
        fields.sort_by_key(|(name, _)| place(name).unwrap_or((usize::MAX, 0)));
        fields
    }

    /// Whether anything could be seen; how a request that got no answer ended tells nothing of the platform.
    pub fn saw_anything(&self) -> bool {
        self.fields().iter().any(|(name, field)| field.is_known() && name != "api.answer")
    }
}

/// One value that differs: its name, then and now. What one of the two does not have is nothing there.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub name: String,
    pub then: Option<Field>,
    pub now: Option<Field>,
}

/// What changed from one to the other, by name.
pub fn differences(then: &Snapshot, now: &Snapshot) -> Vec<Difference> {
    let (before, after) = (then.fields(), now.fields());
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let one = |name: &&String| Difference {
        name: (*name).clone(),
        then: before.get(*name).map(|field| (*field).clone()),
        now: after.get(*name).map(|field| (*field).clone()),
    };
    names.iter().map(one).filter(|one| one.then != one.now).collect()
}

mod whole_seconds {
    use crate::time::{Utc, stamp};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &Utc, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&stamp(*at))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Utc, D::Error> {
        Utc::deserialize(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Query, WhyKind};

    fn look(observe: &str, facts: &[(&str, Fact)]) -> Evidence {
        Evidence {
            query: Query::new(observe),
            request: "".into(),
            summary: "".into(),
            at: chrono::DateTime::UNIX_EPOCH,
            took: std::time::Duration::ZERO,
            bytes: 0,
            facts: facts.iter().map(|(name, fact)| ((*name).to_string(), fact.clone())).collect(),
        }
    }

    fn known(value: Value) -> Fact {
        Fact::Known(value)
    }

    fn snapshot(version: &str, quota: Fact) -> Snapshot {
        let status = [("version", known(Value::Text(version.into()))), ("ducklings", known(Value::Int(1204)))];
        let looks = [look("beak.status", &status), look("ses.account", &[("quota", quota)])];
        Snapshot {
            snapshot: FORMAT,
            id: "7F3K".into(),
            at: "2026-11-22T02:14:07.5Z".parse().unwrap(),
            by: "ana".into(),
            account: "1".into(),
            region: "r".into(),
            api: "https://duck.example".into(),
            run: None,
            drill: None,
            values: values(&looks),
            sources: sources(&looks),
            digest: None,
        }
    }

    #[test]
    fn its_digest_is_of_all_else() {
        let one = snapshot("43", unlimited()).sealed().unwrap();
        let text = serde_json::to_string(&one).unwrap();
        let read: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(one.digest, Some(digest(&read)));
        assert_eq!(read["sources"]["beak.status"]["at"], "1970-01-01T00:00:00Z");
        let changed: Json = serde_json::from_str(&text.replace("43", "41")).unwrap();
        assert_ne!(one.digest, Some(digest(&changed)));
    }

    fn unlimited() -> Fact {
        Fact::Unknown(Why::new(WhyKind::Absent, "the quota is unlimited"))
    }

    #[test]
    fn it_reads_as_plain_json_and_back() {
        let one = snapshot("43", unlimited());
        let text = serde_json::to_string(&one).unwrap();
        let read: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(read["at"], "2026-11-22T02:14:07Z");
        assert_eq!(read["values"]["lambda"], json!({ "version": "43" }));
        assert_eq!(read["values"]["pipeline"], json!({ "ducklings": 1204 }));
        assert_eq!(read["values"]["ses"]["quota"], json!({ "unknown": "the quota is unlimited" }));
        let back: Snapshot = serde_json::from_str(&text).unwrap();
        assert_eq!(back.values, one.values);
    }

    #[test]
    fn what_changed_is_told_by_name() {
        let (then, mut now) = (snapshot("43", unlimited()), snapshot("41", known(Value::Int(200))));
        now.values.remove("pipeline");
        let told: Vec<_> = differences(&then, &now)
            .into_iter()
            .map(|one| {
                let text = |field: Option<Field>| field.map_or_else(|| "-".into(), |field| field.text().to_string());
                format!("{}: {} -> {}", one.name, text(one.then), text(one.now))
            })
            .collect();
        let expected = [
            "lambda.version: 43 -> 41",
            "pipeline.ducklings: 1204 -> -",
            "ses.quota: ?  the quota is unlimited -> 200",
        ];
        assert_eq!(told, expected);
        assert_eq!(differences(&then, &then), []);
    }

    #[test]
    fn a_request_without_an_answer_is_nothing_seen() {
        let mut one = snapshot("43", unlimited());
        assert!(one.saw_anything());
        assert_eq!(
            one.in_order().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["lambda.version", "pipeline.ducklings", "ses.quota"]
        );
        let answer = look("beak.status", &[("answer", known(Value::Text("connection refused".into())))]);
        one.values = values(&[answer]);
        assert!(!one.saw_anything());
    }

    #[test]
    fn what_a_planted_file_says_is_made_harmless() {
        let field: Field = serde_json::from_str("\"a\\u001b[31m\\u202eb\"").unwrap();
        assert!(!field.text().as_str().contains(['\u{1b}', '\u{202e}']));
    }
}
