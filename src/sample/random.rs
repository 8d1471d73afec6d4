//! A small generator of pseudo-random numbers: the same seed gives the same trail on every machine
//! and in every browser.

use super::writing::ascii;

/// Base32 as AWS writes it in access keys and unique ids.
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Letters and digits; two are repeated to make the length a power of two.
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789x7";
pub(super) const HEX: &[u8] = b"0123456789abcdef";

/// Mixes two numbers into one that looks random (the finaliser of SplitMix64).
pub(super) fn mix(left: u64, right: u64) -> u64 {
    let mut word = left.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ right.wrapping_add(0x9E37_79B9_7F4A_7C15);
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The SplitMix64 generator.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Returns a generator whose numbers depend on nothing but `seed`.
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    #[inline(never)]
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0, 1)
    }

    /// Returns a number below `bound`, or 0 if `bound` is 0.
    #[inline(never)]
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        ((self.next() >> 32).wrapping_mul(u64::from(bound)) >> 32) as u32
    }

    /// Returns a number from `low` to `high`, both included.
    #[inline(never)]
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Returns `true` with a probability of `per_mille` in a thousand.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// Returns one of the choices, all equally likely.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }

    /// Returns one of the choices, the earlier ones more likely.
    pub(super) fn favour<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let bound = choices.len() as u32;
        let place = self.below(bound).min(self.below(bound));
        &choices[place as usize]
    }

    #[inline(never)]
    fn letters(&mut self, out: &mut String, alphabet: &[u8], count: usize) {
        let mut letters = [0; 64];
        let mut left = count;
        while left > 0 {
            let some = left.min(letters.len());
            let mut word = 0;
            for (place, letter) in letters[..some].iter_mut().enumerate() {
                if place % 8 == 0 {
                    word = self.next();
                }
                *letter = alphabet[word as usize & (alphabet.len() - 1)];
                word >>= 8;
            }
            ascii(out, &letters[..some]);
            left -= some;
        }
    }

    /// Appends hexadecimal digits.
    pub(super) fn hex(&mut self, out: &mut String, count: usize) {
        self.letters(out, HEX, count);
    }

    /// Appends Base64 characters, without padding.
    pub(super) fn base64(&mut self, out: &mut String, count: usize) {
        self.letters(out, BASE64, count);
    }

    /// Appends Base32 characters, as in access keys.
    pub(super) fn base32(&mut self, out: &mut String, count: usize) {
        self.letters(out, BASE32, count);
    }

    /// Appends letters and digits.
    pub(super) fn alphanumeric(&mut self, out: &mut String, count: usize) {
        self.letters(out, ALPHANUMERIC, count);
    }

    /// Appends a random GUID.
    #[inline(never)]
    pub(super) fn guid(&mut self, out: &mut String) {
        self.hex(out, 8);
        out.push('-');
        self.hex(out, 4);
        out.push_str("-4");
        self.hex(out, 3);
        out.push('-');
        let variant = self.pick(b"89ab");
        out.push(variant as char);
        self.hex(out, 3);
        out.push('-');
        self.hex(out, 12);
    }

    /// Shuffles a list.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            let other = self.below(place as u32 + 1) as usize;
            list.swap(place, other);
        }
    }
}

/// Appends an access key or a unique id: `prefix`, then the account in AWS's
/// encoding (so that keys of one account begin alike, as real ones do), then
/// random characters up to `length`.
pub(super) fn account_key(out: &mut String, prefix: &str, account: u64, length: usize, random: &mut Random) {
    let start = out.len();
    out.push_str(prefix);
    let number = (1 << 47) | (account << 7) | u64::from(random.below(128));
    for place in 0..9 {
        out.push(BASE32[(number >> (43 - 5 * place)) as usize & 31] as char);
    }
    let rest = length.saturating_sub(out.len() - start);
    random.base32(out, rest);
}
