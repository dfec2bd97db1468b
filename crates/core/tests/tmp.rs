use duckops_core::runbook::*;
#[test]
fn example() {
    let text = std::fs::read_to_string("/work/shared/EXAMPLE-RUNBOOK.md").unwrap();
    let lib = Library::load(vec![Source { file: "x.md".into(), text, origin: Origin::Embedded }]);
    for l in &lib.loaded { match &l.result { Ok(r) => { println!("OK {} {} {:?}", r.id, r.title, r.summary()); for s in &r.steps { println!("{} needs {:?} next {:?} by_hand {}", s.id, s.needs, s.next, s.by_hand.len()); } }, Err(r) => for m in &r.mistakes { println!("{:?} {} {:?} `{}`", r.position(m.start), m.message, m.hint, &r.text[m.start..m.end.min(m.start+40)]); } } }
}
