//! The approver signs, with a key of theirs.

use super::said;
use crate::app::Session;
use crate::app::walk::operator::git_config;
use crate::cli::ApproveArgs;
use crate::error::{Error, Exit};
use crate::signing::{NAMESPACE, Signature, sign};
use duckops_core::text::Clean;
use duckops_core::walk::approval::{Proof, Request, SIGNATURE, check_person};
use std::path::PathBuf;

/// Who signs, and the signature. Whether it counts is for the caller to find out.
pub fn find(
    session: &Session,
    args: &ApproveArgs,
    request: &Request,
    listed: &[Clean],
) -> Result<(said::Said, Proof), Error> {
    let approver = said::who(session, args, request, listed)?;
    // Nobody touches their key for nothing.
    check_person(request, &approver, listed).map_err(|why| super::refused(session, args, request, &why, listed))?;
    let key = args.key.as_ref().map(|key| session.environment.cwd.join(key)).or_else(|| git_key(session));
    let key = key.ok_or_else(|| {
        let hint = said::hint(session, args, request, listed);
        Error::new(Exit::Stopped, "not said: which key signs").hint(format!("{hint} --key ~/.ssh/id_ed25519"))
    })?;
    let signature = sign(NAMESPACE, &request.canonical(), &key, &session.environment.temporary())
        .map_err(|why| Error::unknown(format!("{} is not signed", request.id), &why))?;
    let made = Signature::read(&signature).map_err(|why| Error::wrong("ssh-keygen wrote no signature").because(why))?;
    let reference = Clean::new(made.fingerprint());
    Ok((said::Said { approver, method: SIGNATURE.into(), reference }, Proof::Signed { signature }))
}

/// The key that signs this person's commits, when it is an SSH key in a file.
pub fn git_key(session: &Session) -> Option<PathBuf> {
    git_config(session, &["gpg.format"]).filter(|format| format == "ssh")?;
    let key = git_config(session, &["--type=path", "user.signingkey"])?;
    (!key.starts_with("ssh-") && !key.starts_with("key::")).then(|| session.environment.cwd.join(key))
}
