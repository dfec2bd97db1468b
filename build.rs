//! Embedding the runbooks: a new file in `runbooks/` makes the crate build anew.

fn main() {
    println!("cargo::rerun-if-changed=runbooks");
}
