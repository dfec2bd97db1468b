//! What a power loss leaves of a few operations.

use super::Loss::{All, Bytes, LastByte, Nothing, Torn, Zeros, ZerosAtEnd};
use super::*;

fn path(path: &str) -> PathBuf {
    path.into()
}

fn after(ops: &[Op]) -> Disk {
    let mut disk = Disk::of(&Tree::from([(path("d"), None), (path("d/old"), Some(b"old\n".to_vec()))]));
    ops.iter().for_each(|op| disk.apply(op));
    disk
}

/// `old=old/ new=line`, the directory left out.
fn shown(disk: &Disk, loss: Loss) -> String {
    let Some(tree) = disk.left(loss) else { return "-".into() };
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap().replace('\n', "/").replace('\0', "0");
    let one =
        |(path, bytes): (&PathBuf, &Option<Vec<u8>>)| Some(format!("{}={}", path.display(), text(bytes.as_ref()?)));
    tree.iter().filter_map(one).collect::<Vec<_>>().join(" ")
}

fn write(id: FileId, text: &str) -> Op {
    Op::Write(id, text.as_bytes().to_vec())
}

#[test]
fn what_is_not_synced_is_lost_torn_or_kept() {
    let create = Op::Create(path("d/new"), 1);
    let sync_dir = Op::SyncDir(path("d"));
    for (ops, left) in [
        (vec![], [(All, "d/old=old/"), (Bytes, "d/old=old/"), (Torn, "-"), (Nothing, "d/old=old/")]),
        (
            vec![write(0, "line\n")],
            [(All, "d/old=old/"), (Torn, "d/old=old/li"), (LastByte, "d/old=old/line"), (Nothing, "d/old=old/line/")],
        ),
        (
            vec![write(0, "line\n"), Op::Sync(0)],
            [(All, "d/old=old/line/"), (Torn, "-"), (LastByte, "-"), (Nothing, "d/old=old/line/")],
        ),
        // The file is synced, its name is not.
        (
            vec![create.clone(), write(1, "line\n"), Op::Sync(1)],
            [(All, "d/old=old/"), (Bytes, "d/new=line/ d/old=old/"), (Torn, "-"), (Nothing, "d/new=line/ d/old=old/")],
        ),
        // The name is synced, the file is not.
        (
            vec![create.clone(), sync_dir.clone(), write(1, "line\n")],
            [
                (All, "d/new= d/old=old/"),
                (Bytes, "d/new= d/old=old/"),
                (Torn, "d/new=li d/old=old/"),
                (Nothing, "d/new=line/ d/old=old/"),
            ],
        ),
        (
            vec![create.clone(), write(1, "line\n"), Op::Sync(1), sync_dir.clone()],
            [(All, "d/new=line/ d/old=old/"), (Torn, "-"), (LastByte, "-"), (Nothing, "d/new=line/ d/old=old/")],
        ),
        // Cut, and not synced: it is whole again.
        (vec![Op::SetLen(0, 1)], [(All, "d/old=old/"), (Bytes, "d/old=old/"), (Torn, "-"), (Nothing, "d/old=o")]),
        (vec![Op::Remove(path("d/old"))], [(All, "d/old=old/"), (Bytes, ""), (Torn, "-"), (Nothing, "")]),
        (vec![Op::Remove(path("d/old")), sync_dir.clone()], [(All, ""), (Bytes, ""), (Torn, "-"), (Nothing, "")]),
    ] {
        for (loss, wanted) in left {
            assert_eq!(shown(&after(&ops), loss), wanted, "{loss:?} after {ops:?}");
        }
    }
}

/// Its size is durable, its bytes are not.
#[test]
fn a_write_that_is_not_synced_may_leave_zeros() {
    let (cut, line) = (Op::SetLen(0, 2), write(0, "line\n"));
    for (ops, zeros, at_end) in [
        (vec![], "-", "-"),
        (vec![line.clone()], "d/old=old/00000", "d/old=old/li000"),
        // The first of two is kept: what was written last is in doubt.
        (vec![line.clone(), write(0, "ab")], "d/old=old/line/00", "d/old=old/line/a0"),
        (vec![cut, line.clone()], "d/old=ol00000", "d/old=olli000"),
        (vec![line, Op::Sync(0)], "-", "-"),
    ] {
        let disk = after(&ops);
        assert_eq!([shown(&disk, Zeros), shown(&disk, ZerosAtEnd)], [zeros, at_end], "{ops:?}");
    }
}

#[test]
fn a_rename_is_durable_with_its_directory() {
    let mut ops = vec![Op::Create(path("d/beside"), 1), write(1, "new\n"), Op::Sync(1)];
    ops.push(Op::Rename(path("d/beside"), path("d/old")));
    assert_eq!(shown(&after(&ops), All), "d/old=old/");
    assert_eq!(shown(&after(&ops), Nothing), "d/old=new/");
    ops.push(Op::SyncDir(path("d")));
    assert_eq!(shown(&after(&ops), All), "d/old=new/");
}

/// Renamed before it was synced: the old content is gone, the new one never came.
#[test]
fn a_rename_of_what_is_not_synced_leaves_an_empty_file() {
    let ops = [
        Op::Create(path("d/beside"), 1),
        write(1, "new\n"),
        Op::Rename(path("d/beside"), path("d/old")),
        Op::SyncDir(path("d")),
    ];
    assert_eq!(shown(&after(&ops), All), "d/old=");
}

#[test]
fn a_directory_whose_name_is_lost_takes_what_is_in_it_along() {
    let mut ops = vec![Op::MakeDir(path("d/e")), Op::Create(path("d/e/new"), 1), write(1, "x"), Op::Sync(1)];
    ops.push(Op::SyncDir(path("d/e")));
    assert_eq!(shown(&after(&ops), All), "d/old=old/");
    ops.push(Op::SyncDir(path("d")));
    assert_eq!(shown(&after(&ops), All), "d/e/new=x d/old=old/");
}

/// The number of a file that is gone may be given to another by the operating system; here it is not.
#[test]
fn a_name_that_was_given_anew_is_the_old_file_until_the_directory_is_synced() {
    let ops = [Op::Remove(path("d/old")), Op::Create(path("d/old"), 1), write(1, "new\n"), Op::Sync(1)];
    assert_eq!(shown(&after(&ops), All), "d/old=old/");
    assert_eq!(after(&ops).next_id(), 2);
}
