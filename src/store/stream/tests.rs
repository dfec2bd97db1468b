//! What a line is when a write goes wrong.

use super::*;
use crate::disk::loss::Disk;
use crate::disk::simulated::{self, Fault, How};
use crate::store::place::{Make, private_file};
use crate::store::testing::Temp;

#[test]
fn a_line_that_stops_half_way_is_taken_back_and_the_next_one_follows() {
    let temp = Temp::new();
    let path = temp.0.join("lines");
    let mut writer = Writer::new(&path, private_file(&path, Make::New).unwrap(), START.into(), 0);
    writer.append(&vec![("a", 1)].into_iter().map(|(k, v)| (k.to_string(), v)).collect::<Map>()).unwrap();
    let short = Fault { at: 1, how: How::Short, lasts: false };
    simulated::begin(&temp.0, Disk::default(), Some(short)).unwrap();
    assert!(matches!(writer.append(&Map::from([("b".to_string(), 2)])), Err(StoreError::File { .. })));
    simulated::end();
    let read_back = writer.append(&Map::from([("c".to_string(), 3)])).unwrap();
    assert_eq!(read_back, Map::from([("c".to_string(), 3)]));
    assert_eq!(Lines::<Map>::of(&std::fs::read(&path).unwrap()).items.len(), 2);
}

type Map = std::collections::BTreeMap<String, i32>;

#[test]
fn who_was_overtaken_stops() {
    let temp = Temp::new();
    let path = temp.0.join("lines");
    let writer = |make| Writer::new(&path, private_file(&path, make).unwrap(), START.into(), 0);
    let (mut first, mut second) = (writer(Make::New), writer(Make::Never));
    second.append(&Map::from([("a".to_string(), 1)])).unwrap();
    assert!(matches!(first.append(&Map::from([("a".to_string(), 1)])), Err(StoreError::Changed { .. })));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(second.append(&Map::from([("b".to_string(), 1)])), Err(StoreError::Changed { .. })));
}

#[test]
fn what_would_not_read_back_is_not_written() {
    let temp = Temp::new();
    let path = temp.0.join("lines");
    let mut writer = Writer::new(&path, private_file(&path, Make::New).unwrap(), START.into(), 0);
    let nan = std::collections::BTreeMap::from([("a".to_string(), f64::NAN)]);
    assert!(writer.append(&nan).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"");
}
