//! Flipped bits, deletions, swaps, truncations: each of them.

use super::super::super::Ledger;
use super::super::super::scan::Found;
use super::super::prose::Seen;
use super::super::{Anchor, Names, Node, What, chain};
use super::{ledger, ledger_of, short, text, wrong};
use std::ops::Range;

fn spans(bytes: &[u8]) -> Vec<Range<usize>> {
    Ledger::parse(bytes).entries().map(|found| found.span.clone()).collect()
}

fn line_at(bytes: &[u8], offset: usize) -> usize {
    1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count()
}

/// Something wrong is found within the entry: the newline at its end may be gone, too.
fn flip(bytes: &[u8], span: &Range<usize>, bit: usize, known: &[Anchor]) {
    let mut flipped = bytes.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    let lines = line_at(bytes, span.start)..line_at(bytes, span.end) + 1;
    let found = wrong(&flipped, known);
    let named = found.iter().any(|finding| lines.contains(&finding.line));
    assert!(named, "bit {} of byte {}: {found:?}", bit % 8, bit / 8);
}

#[test]
fn every_flipped_bit_of_three_entries_is_found() {
    let (bytes, known) = ledger(3);
    for span in spans(&bytes) {
        for bit in span.start * 8..span.end * 8 {
            flip(&bytes, &span, bit, &known);
        }
    }
}

/// Without the store, too: the text of an entry and its own digest no longer fit.
#[test]
fn flipped_bits_are_found_in_a_fresh_clone() {
    let (bytes, _) = ledger(3);
    for span in spans(&bytes) {
        for bit in (span.start * 8..span.end * 8).step_by(7) {
            flip(&bytes, &span, bit, &[]);
        }
    }
}

#[test]
fn flipped_bits_of_two_hundred_entries_are_found() {
    let (bytes, known) = ledger(200);
    for (n, span) in spans(&bytes).into_iter().enumerate() {
        let bits = span.len() * 8;
        (0..3).for_each(|k| flip(&bytes, &span, span.start * 8 + (n * 7919 + k * 104_729) % bits, &known));
    }
}

/// Where the entry after it begins, which misses it; of the last one, where the file ends.
#[test]
fn every_deletion_from_two_hundred_entries_is_found() {
    let (bytes, known) = ledger(200);
    let spans = spans(&bytes);
    for (n, span) in spans.iter().enumerate() {
        let without = [&bytes[..span.start], &bytes[span.end..]].concat();
        let line = match spans.get(n + 1) {
            Some(next) => line_at(&without, next.start - span.len()),
            None => without.split_inclusive(|byte| *byte == b'\n').count(),
        };
        let found: Vec<_> = wrong(&without, &known).iter().map(|finding| (finding.what, finding.line)).collect();
        assert_eq!(found, [(What::Missing, line)], "entry {n}");
        let unseen = wrong(&without, &[]).is_empty();
        assert_eq!(unseen, n == 199, "only that the newest is gone is not seen without the store");
    }
}

fn pairs(many: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..many).flat_map(move |one| (one + 1..many).map(move |other| (one, other)))
}

/// Where the later one of the two stands now, it is before what it follows.
fn swap(bytes: &[u8], (a, b): (&Range<usize>, &Range<usize>), known: &[Anchor]) {
    let parts = [&bytes[..a.start], &bytes[b.clone()], &bytes[a.end..b.start], &bytes[a.clone()], &bytes[b.end..]];
    let swapped = parts.concat();
    let (found, line) = (wrong(&swapped, known), line_at(&swapped, a.start));
    let named = found.iter().any(|finding| finding.what == What::Reordered && finding.line == line);
    assert!(named, "lines {line} and {}: {found:?}", line_at(bytes, b.start));
}

/// All 19,900, as far as what is read of them is concerned: reading a file so many times would take minutes.
#[test]
fn every_swap_in_two_hundred_entries_is_found() {
    let (bytes, known) = ledger_of(200, short);
    let ledger = Ledger::parse(&bytes);
    let nodes: Vec<_> = ledger.entries().map(|found| Node::of(&ledger, found)).collect();
    let prose = Seen::of(&ledger, &Names::of(&nodes));
    let mut tried = 0;
    for (one, other) in pairs(200) {
        let mut order: Vec<_> = (0..200).collect();
        order.swap(one, other);
        // They have equally many lines.
        let placed =
            order.iter().zip(&nodes).map(|(n, here)| Found { line: here.found.line, ..nodes[*n].found.clone() });
        let placed: Vec<_> = placed.collect();
        let swapped = placed.iter().zip(&order).map(|(found, n)| Node { found, ..nodes[*n].clone() });
        let swapped: Vec<_> = swapped.collect();
        let found = chain::of(&ledger, &swapped, (&Names::of(&swapped), &prose), &[], &known);
        let line = nodes[one].found.line;
        let named = found.iter().any(|finding| finding.what == What::Reordered && finding.line == line);
        assert!(named, "{one} and {other}: {found:?}");
        tried += 1;
    }
    assert_eq!(tried, 19_900);
}

/// From the bytes on.
#[test]
fn every_swap_in_twenty_four_entries_is_found() {
    let (bytes, known) = ledger(24);
    let spans = spans(&bytes);
    pairs(24).for_each(|(one, other)| swap(&bytes, (&spans[one], &spans[other]), &known));
}

/// From the bytes on: all neighbours, and of the other pairs every 67th.
#[test]
fn swaps_in_two_hundred_entries_are_found() {
    let (bytes, known) = ledger(200);
    let spans = spans(&bytes);
    let some = pairs(200).filter(|(one, other)| other - one == 1 || (one * 200 + other) % 67 == 0);
    some.for_each(|(one, other)| swap(&bytes, (&spans[one], &spans[other]), &known));
}

#[test]
fn a_ledger_that_ends_anywhere_within_its_last_entry_is_found() {
    let (bytes, known) = ledger(3);
    let last = spans(&bytes).pop().unwrap();
    let line = line_at(&bytes, last.start);
    for end in last.start..last.end - 1 {
        let found = wrong(&bytes[..end], &known);
        let torn = if end == last.start { (What::Missing, line - 1) } else { (What::Torn, line) };
        let found: Vec<_> = found.iter().map(|finding| (finding.what, finding.line)).collect();
        assert_eq!(found, [torn], "{:?}", text(&bytes[last.start..end.max(last.start)]));
    }
    assert!(wrong(&bytes[..last.end - 1], &known).is_empty(), "a newline at the end belongs to nobody");
}

/// As a power loss leaves it, when the size was on the disk and the bytes were not.
#[test]
fn a_ledger_whose_last_entry_ends_in_zeros_is_found() {
    let (bytes, known) = ledger(3);
    let last = spans(&bytes).pop().unwrap();
    let line = line_at(&bytes, last.start);
    for end in last.start..last.end {
        let file = [&bytes[..end], &vec![0; bytes.len() - end]].concat();
        let found: Vec<_> = wrong(&file, &known).iter().map(|finding| (finding.what, finding.line)).collect();
        assert_eq!(found, [(What::Torn, line)], "{:?}", text(&bytes[last.start..end]));
    }
}
