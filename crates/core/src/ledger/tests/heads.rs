//! What is signed of a ledger.

use super::super::heads::{Statement, statements};
use super::super::{Entry, Ledger, opening};
use super::{clean, entry};
use proptest::prelude::*;

const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";

fn statement(heads: Vec<String>) -> Statement {
    Statement { ledger: "governance".into(), at: entry().at, signer: clean("josh@example.com"), heads }
}

fn ledger_of(many: usize) -> (Vec<u8>, Vec<String>) {
    let mut bytes = opening("governance").into_bytes();
    let mut digests = Vec::new();
    for n in 0..many {
        let added = Ledger::parse(&bytes).append(Entry { key: clean(&format!("k{n}")), ..entry() });
        bytes.extend(&added.bytes);
        digests.push(added.digest);
    }
    (bytes, digests)
}

#[test]
fn statements_are_found_whatever_stands_between_them() {
    let (one, two) = (statement(vec!["a".repeat(64)]), statement(vec!["b".repeat(64), "c".repeat(64)]));
    let file =
        format!("<<<<<<< ours\n{}{SIGNATURE}=======\nprose\n{}{SIGNATURE}>>>>>>> theirs\n", one.text(), two.text());
    for file in [file.clone(), file.replace('\n', "\r\n")] {
        let found = statements(&file);
        assert_eq!(found.iter().map(|one| one.line).collect::<Vec<_>>(), [2, 12]);
        assert_eq!((&found[0].text, found[0].signature.as_str()), (&one.text(), SIGNATURE));
        assert_eq!(
            found.iter().map(|one| one.statement.clone()).collect::<Vec<_>>(),
            [Some(one.clone()), Some(two.clone())]
        );
    }
    assert_eq!(statements("# nothing\n"), []);
}

/// Cut off anywhere, it says nothing.
#[test]
fn a_statement_that_was_cut_off_is_none() {
    let whole = format!("{}{SIGNATURE}", statement(vec!["a".repeat(64)]).text());
    for end in 24..whole.len() - 1 {
        let found = statements(&whole[..end]);
        assert_eq!(found.iter().map(|one| one.statement.is_some()).collect::<Vec<_>>(), [false], "{end}");
    }
}

/// The newest entry stands for all; what comes later is not meant, and what is not as it was is named.
#[test]
fn a_head_stands_for_all_that_it_follows() {
    let (bytes, digests) = ledger_of(4);
    let ledger = Ledger::parse(&bytes);
    for (n, digest) in digests.iter().enumerate() {
        assert_eq!(ledger.under(std::slice::from_ref(digest)), Ok(n + 1));
    }
    let text = String::from_utf8(bytes.clone()).unwrap();
    let edited = text.replacen("| ana |", "| ben |", 1);
    assert_eq!(Ledger::parse(edited.as_bytes()).under(&digests[3..]), Err(digests[..1].to_vec()));
    let (other, _) = ledger_of(1);
    assert_eq!(Ledger::parse(&other).under(&digests[3..]), Err(digests[3..].to_vec()));
}

/// Rewritten as a whole, with digests that fit, a ledger verifies; against what was signed it does not.
#[test]
fn a_ledger_that_was_rewritten_as_a_whole_is_found_out() {
    let (_, digests) = ledger_of(3);
    let mut bytes = opening("governance").into_bytes();
    for n in 0..3 {
        let forged = Entry { title: clean("nothing happened"), key: clean(&format!("k{n}")), ..entry() };
        let added = Ledger::parse(&bytes).append(forged);
        bytes.extend(&added.bytes);
    }
    let ledger = Ledger::parse(&bytes);
    assert!(ledger.verify("governance", &[]).told.iter().all(|one| !one.what.is_wrong()));
    assert_eq!(ledger.under(&digests[2..]), Err(digests[2..].to_vec()));
}

proptest! {
    #[test]
    fn any_bytes_are_no_statement(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        prop_assert_eq!(statements(&text), vec![]);
        let begun = statements(&format!("duckops-ledger-heads@v1\n{text}"));
        prop_assert!(begun.iter().all(|one| one.statement.is_none()));
    }

    /// Another letter is another statement, or none.
    #[test]
    fn a_changed_statement_is_not_the_same(at in 0usize..200, letter in "[a-z0-9:@ ]") {
        let whole = statement(vec!["a".repeat(64), "b".repeat(64)]);
        let mut text = whole.text();
        let at = at % text.len();
        text.replace_range(at..=at, &letter);
        let found = statements(&format!("{text}{SIGNATURE}"));
        let same = found.first().is_some_and(|one| one.text == whole.text());
        prop_assert_eq!(same, text == whole.text());
    }
}
