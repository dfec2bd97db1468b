//! Any bytes in the place of a run's file: what is read is what was written, as far as that goes, and never more.

use super::*;
use proptest::prelude::*;
use std::fs;

fn read(temp: &Temp, id: &str, bytes: &[u8]) -> (Vec<Recorded>, bool) {
    fs::write(temp.0.join("state/runs").join(id).join("events.jsonl"), bytes).unwrap();
    let whole = store(temp).read_whole(id).unwrap();
    (whole.events, whole.damage.is_some())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Not one event is made of them: a whole line is damage, a line without an end was never acknowledged.
    #[test]
    fn any_bytes_are_no_run(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let temp = Temp::new();
        let id = begun(&store(&temp)).id.clone();
        let (events, damaged) = read(&temp, &id, &bytes);
        prop_assert_eq!((events.len(), damaged), (0, bytes.contains(&b'\n')));
    }

    /// Whatever is put in, taken out or overwritten: a prefix of what was written is read, and a line that is not
    /// whole is said.
    #[test]
    fn a_run_with_other_bytes_in_it_is_read_as_far_as_it_is_whole(
        at in any::<prop::sample::Index>(), out in 0usize..40, put in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let temp = Temp::new();
        let store = store(&temp);
        let id = begun(&store).id.clone();
        let written = store.read(&id).unwrap();
        let path = temp.0.join("state/runs").join(&id).join("events.jsonl");
        let mut bytes = fs::read(&path).unwrap();
        let before = bytes.clone();
        let at = at.index(bytes.len());
        let end = (at + out).min(bytes.len());
        bytes.splice(at..end, put);
        let (events, damaged) = read(&temp, &id, &bytes);
        prop_assert!(written.starts_with(&events), "{} events, of which one was never written", events.len());
        prop_assert!(bytes == before || damaged || events.len() < written.len() || bytes.starts_with(&before), "a change is not seen");
    }
}
