//! What a signature says of itself: by which key, and for what. PROTOCOL.sshsig of OpenSSH.

use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, Engine as _};
use sha2::{Digest, Sha256};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG\0\0\0\x01";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The public key, in the form that files of keys have in base64.
    pub key: Vec<u8>,
    pub namespace: String,
}

impl Signature {
    pub fn read(armoured: &str) -> Result<Self, &'static str> {
        let inner = armoured.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
        let inner: String = inner.ok_or("it does not begin or end as one")?.split_whitespace().collect();
        let blob = BASE64_STANDARD.decode(inner).map_err(|_| "it is not base64")?;
        let rest = blob.strip_prefix(MAGIC).ok_or("it is of an unknown form")?;
        let cut = "it is cut off";
        let (key, rest) = string(rest).ok_or(cut)?;
        let (namespace, _) = string(rest).ok_or(cut)?;
        let namespace = String::from_utf8(namespace.into()).map_err(|_| "its namespace is no text")?;
        Ok(Self { key: key.into(), namespace })
    }

    /// As `ssh-keygen -l` shows it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", BASE64_STANDARD_NO_PAD.encode(Sha256::digest(&self.key)))
    }
}

/// A length and so many bytes.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)
}
