//! Short names for runs, and unguessable words for approval requests.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Crockford's base 32: no I, L, O or U, so that it can be read aloud.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A source of ids. Seeded, it gives the same ones again.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: Option<u64>,
    count: u64,
}

impl Ids {
    pub fn random() -> Self {
        Self { seed: None, count: 0 }
    }

    pub fn seeded(seed: u64) -> Self {
        Self { seed: Some(seed), count: 0 }
    }

    /// 64 bits: from the operating system's randomness by way of std's hasher keys, or from the seed.
    fn next(&mut self) -> u64 {
        self.count += 1;
        match self.seed {
            Some(seed) => mixed(seed.wrapping_add(self.count.wrapping_mul(0x9e37_79b9_7f4a_7c15))),
            None => RandomState::new().build_hasher().finish(),
        }
    }

    /// Four characters: `7F3K`.
    pub fn run(&mut self) -> String {
        self.letters(4)
    }

    /// Sixteen characters, 80 bits.
    pub fn nonce(&mut self) -> String {
        self.letters(16)
    }

    fn letters(&mut self, count: usize) -> String {
        let mut bits = 0;
        (0..count)
            .map(|at| {
                if at % 12 == 0 {
                    bits = self.next();
                }
                let letter = LETTERS[(bits & 31) as usize];
                bits >>= 5;
                char::from(letter)
            })
            .collect()
    }
}

/// SplitMix64's finaliser.
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_ids_again_and_chance_does_not() {
        let (mut a, mut b) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!((a.run(), a.nonce()), (b.run(), b.nonce()));
        assert_ne!(Ids::random().nonce(), Ids::random().nonce());
        assert!(Ids::random().run().chars().all(|c| LETTERS.contains(&(c as u8))));
    }
}
