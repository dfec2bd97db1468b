//! Lines that git leaves behind where it could not merge.

use super::super::file::Ledger;
use super::super::scan::{Line, lines};
use super::super::skeleton::Skeleton;

impl Ledger<'_> {
    /// The lines where conflicts begin, from 1; of one whose beginning is gone, where it ends. What a person shows in a
    /// fence is none.
    pub fn conflicts(&self) -> Vec<usize> {
        if !self.may_conflict() {
            return Vec::new();
        }
        let mut markers = Markers::default();
        let mut found: Vec<_> = lines(self.bytes()).filter(|line| markers.is_conflict(line)).collect();
        if !found.is_empty() {
            let code = Skeleton::new(self.bytes(), self.entries().map(|found| &found.span)).code();
            found.retain(|line| !code.iter().any(|span| span.contains(&line.start)));
        }
        found.iter().map(|line| line.number).collect()
    }
}

#[derive(Default)]
struct Markers {
    open: bool,
    divided: bool,
}

impl Markers {
    fn is_conflict(&mut self, line: &Line) -> bool {
        let is = |marker: &[u8]| line.text.strip_prefix(marker).is_some_and(|rest| matches!(rest, [] | [b' ', ..]));
        if is(b"<<<<<<<") {
            self.open = true;
            return true;
        }
        self.divided |= line.text == b"=======";
        if !is(b">>>>>>>") {
            return false;
        }
        // Seven quotes within each other look the same: they have no line of equals signs above them.
        let is_rest = self.divided && !self.open;
        *self = Self::default();
        is_rest
    }
}
