//! `logs.before`: were the errors of now there already?

use super::contains;
use super::kind::{example, kind};
use crate::health::counted;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::LogsBefore;
use crate::world::{Known, Table, Why, WhyKind};
use std::collections::HashSet;

/// Adds up the events of `logs.before`.
pub struct Before {
    any: Vec<Clean>,
    kinds: HashSet<String>,
    count: i64,
    same: i64,
    first: Option<Utc>,
}

impl Before {
    /// `like`: the groups of a [`Search`].
    pub fn new(any: Vec<Clean>, like: &Table) -> Known<Self> {
        let text = like.columns.iter().position(|column| column.as_str() == "text");
        let text =
            text.ok_or_else(|| Why::new(WhyKind::BadReply, "`like` is not a table of log groups: no column `text`"))?;
        let kinds = like.rows.iter().filter_map(|row| row.get(text)).map(kind).collect();
        Ok(Self { any, kinds, count: 0, same: 0, first: None })
    }

    pub fn add(&mut self, at: Utc, message: &str) {
        if !contains(message, &self.any) {
            return;
        }
        self.count += 1;
        if self.kinds.contains(&kind(&example(message))) {
            self.same += 1;
            self.first = Some(self.first.map_or(at, |first| first.min(at)));
        }
    }

    pub fn facts(&self) -> LogsBefore {
        let first = self.first.ok_or_else(|| Why::absent("none of the same kind was found there"));
        LogsBefore { count: Ok(self.count), same: Ok(self.same), first }
    }

    pub fn summary(&self) -> String {
        match self.same {
            0 if self.kinds.is_empty() => "there is no error of now to look for".into(),
            0 => "the errors of now were not there before it: it may have brought them".into(),
            same => {
                let events = counted(same, "event", "events");
                format!("the errors of now were there before it: {events}; going back is unlikely to help")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::logs::Search;
    use chrono::{DateTime, TimeDelta};

    fn texts(any: &[&str]) -> Vec<Clean> {
        any.iter().map(Clean::new).collect()
    }

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn what_was_there_before_is_told_from_what_is_new() {
        let mut now = Search::new(texts(&["ERROR"]), 20, at(0));
        now.add(at(100), "ERROR table 1 not found");
        let like = now.facts(at(100)).groups.unwrap();
        let mut before = Before::new(texts(&["ERROR"]), &like).unwrap();
        for (second, message) in
            [(9, "ERROR table 77 not found"), (5, "ERROR table 4 not found"), (1, "ERROR disk full")]
        {
            before.add(at(second), message);
        }
        assert_eq!(before.facts(), LogsBefore { count: Ok(3), same: Ok(2), first: Ok(at(5)) });
        let none = Before::new(texts(&["ERROR"]), &like).unwrap().facts();
        assert_eq!((none.count, none.same, none.first.unwrap_err().kind), (Ok(0), Ok(0), WhyKind::Absent));
        assert!(Before::new(vec![], &Table::new(["a"])).is_err());
    }
}
