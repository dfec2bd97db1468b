//! Cut off anywhere, then taken up again: repaired once, written down once.
