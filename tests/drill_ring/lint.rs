//! `duckops runbook lint`: every mistake with its place, the line and a caret.

use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

const BROKEN: &str = r#"# Broken

```toml runbook
id   = "inc-007"
kind = "triage"
```

## Look

```toml step
id          = "look"
look.status = "beak.satus"
pass        = ["status.code = 200", "nobody.knows == 1"]
next        = "nowhere"
```

## Choose

```toml step
id = "choose"
colour = "blue"

[ask]
many = { type = "numer", label = "How many?" }

[[go]]
when = ["choose.many == \"three\""]
to   = "look"
```
"#;

#[test]
fn every_mistake_is_placed() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    std::fs::write(place.dir.join("broken.md"), BROKEN).unwrap();
    let ran = place.run(&["runbook", "lint", "broken.md"]);
    expect![[r#"
        broken.md:12:16: there is no observation `beak.satus` [unknown-observation]
           12 | look.status = "beak.satus"
              :                ^^^^^^^^^^
          hint: did you mean `beak.status`?
        broken.md:13:29: `=` is no comparison [comparison]
           13 | pass        = ["status.code = 200", "nobody.knows == 1"]
              :                             ^
          hint: one of == != < <= > >= in contains
        broken.md:13:38: `nobody.knows`: no step and no look is named `nobody` [unknown-name]
           13 | pass        = ["status.code = 200", "nobody.knows == 1"]
              :                                      ^^^^^^^^^^^^
        broken.md:14:16: there is no step `nowhere` to go to [unknown-step]
           14 | next        = "nowhere"
              :                ^^^^^^^
          hint: known: choose, look
        broken.md:20:7: the step `choose` leads nowhere [leads-nowhere]
           20 | id = "choose"
              :       ^^^^^^
          hint: say how it ends: end = "resolved"
        broken.md:21:1: `colour` is no key here [unknown-key]
           21 | colour = "blue"
              : ^^^^^^
        broken.md:24:18: `numer` is no type of answer [unknown-type]
           24 | many = { type = "numer", label = "How many?" }
              :                  ^^^^^
          hint: did you mean `number`?
        7 mistakes
    "#]]
    .assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
}

#[test]
fn the_runbooks_in_the_binary_have_no_mistakes() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().run(&["runbook", "lint"]);
    assert!(ran.code == 0 && ran.out.ends_with("no mistakes\n"), "{ran:?}");
}

#[test]
fn parts_are_counted_apart_and_titles_are_settled() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    assert_eq!(place.run(&["runbook", "lint"]).out, "8 runbooks and 3 parts, no mistakes\n");
    let listed = place.run(&["runbook", "list"]).out;
    assert!(listed.contains("prod points to") && !listed.contains("{alias}"), "{listed}");
}
