//! Names that look like AWS's random ones, yet are the same in every run of a drill.

use base16ct::lower::encode_string;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

/// A UUID made from what it names and a number.
pub fn uuid(what: &str, number: u64) -> String {
    let hex = hex(what, number);
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// 32 hexadecimal digits, as at the end of a log stream's name.
pub fn hex(what: &str, number: u64) -> String {
    encode_string(&Sha256::digest(format!("{what}:{number}"))[..16])
}

/// The checksum that Lambda gives for a version's code.
pub fn code_sha256(code: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_the_shape_of_one_and_does_not_change() {
        let id = uuid("call", 1);
        assert_eq!(id.len(), 36);
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(id, uuid("call", 1));
        assert_ne!(id, uuid("call", 2));
    }

    #[test]
    fn a_checksum_is_base64_of_32_bytes() {
        assert_eq!(code_sha256("41").len(), 44);
    }
}
