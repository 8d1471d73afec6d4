//! The sample's signing key: an RSA key that is trivial to factor, and therefore signs in
//! microseconds with very little code.
//!
//! Its modulus of 2048 bits is the product of the sixty-four largest primes below 2^32; its public
//! exponent is the usual 65537. Verification is unaffected: a signature (RSASSA-PKCS1-v1_5 with
//! SHA-256) verifies like any other. Signing can work modulo one small prime at a time and combine
//! the residues by the Chinese remainder theorem in Garner's form. The key protects nothing; it
//! shows what a chain of signatures looks like.

use sha2::{Digest as _, Sha256};

/// Number of primes of the modulus, and of 32-bit words in a 2048-bit number.
const PRIMES: usize = 64;
const PUBLIC_EXPONENT: u64 = 65_537;

/// The gaps between the primes in descending order, starting from 2^32.
const GAPS: [u8; PRIMES] = [
    5, 12, 48, 34, 8, 28, 18, 32, 24, 58, 32, 16, 38, 16, 18, 32, 48, 16, 44, 102, 6, 4, 6, 12, 20, 28, 8,
    30, 76, 30, 6, 14, 54, 6, 30, 40, 54, 6, 6, 14, 30, 10, 14, 10, 24, 8, 22, 12, 14, 30, 36, 6, 24, 6, 4,
    18, 12, 26, 24, 40, 6, 2, 18, 28,
];

/// The prefix of a SHA-256 hash in PKCS#1 v1.5 (RFC 8017, section 9.2).
const SHA_256_PREFIX: [u8; 20] = [
    0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Size of a signature in bytes.
const SIGNATURE_BYTES: usize = PRIMES * 4;

/// Returns the signature of a text.
#[inline(never)]
pub(super) fn sign(text: &str) -> Vec<u8> {
    let mut message = [0xff; SIGNATURE_BYTES];
    message[..2].copy_from_slice(&[0x00, 0x01]);
    let hash = SIGNATURE_BYTES - 32;
    message[hash - SHA_256_PREFIX.len()..hash].copy_from_slice(&SHA_256_PREFIX);
    message[hash..].copy_from_slice(&Sha256::digest(text.as_bytes()));

    // The signature modulo the product of the primes so far, and that product; the lowest word
    // comes first.
    let (mut signature, mut product) = ([0_u32; PRIMES], [0_u32; PRIMES]);
    product[0] = 1;
    let mut prime = 1 << 32;
    for gap in GAPS {
        prime -= u64::from(gap);
        let words =
            message.chunks_exact(4).map(|word| word.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
        let residue = power(remainder(words, prime), private_exponent(prime), prime);
        let so_far = remainder(signature.iter().rev().copied(), prime);
        let inverse = power(remainder(product.iter().rev().copied(), prime), prime - 2, prime);
        let step = (residue + prime - so_far) % prime * inverse % prime;
        add_product(&mut signature, &product, step);
        let before = std::mem::replace(&mut product, [0; PRIMES]);
        add_product(&mut product, &before, prime);
    }
    signature.iter().rev().flat_map(|word| word.to_be_bytes()).collect()
}

/// Returns the inverse exponent of [`PUBLIC_EXPONENT`] modulo a prime.
fn private_exponent(prime: u64) -> u64 {
    // The first of 1, 1 + (p - 1), 1 + 2 (p - 1), ... that 65537 divides.
    let times = PUBLIC_EXPONENT - power((prime - 1) % PUBLIC_EXPONENT, PUBLIC_EXPONENT - 2, PUBLIC_EXPONENT);
    (1 + times * (prime - 1)) / PUBLIC_EXPONENT
}

/// Returns a number, given as words with the highest first, modulo a prime below 2^32.
fn remainder(words: impl Iterator<Item = u32>, prime: u64) -> u64 {
    words.fold(0, |rest, word| (rest << 32 | u64::from(word)) % prime)
}

#[inline(never)]
fn power(base: u64, mut exponent: u64, prime: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % prime;
        }
        square = square * square % prime;
        exponent >>= 1;
    }
    result
}

/// Adds `number` times `factor`, which must be below 2^32, to `sum`.
#[inline(never)]
fn add_product(sum: &mut [u32; PRIMES], number: &[u32; PRIMES], factor: u64) {
    let mut carry = 0;
    for (word, digit) in sum.iter_mut().zip(number) {
        carry += u64::from(*word) + u64::from(*digit) * factor;
        *word = carry as u32;
        carry >>= 32;
    }
}
