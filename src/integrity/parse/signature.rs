//! RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2), by the `rsa` library, and the
//! hexadecimal form in which CloudTrail writes signatures.

use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};

use crate::integrity::model::evidence::ContentHash;

/// The prefix of a SHA-256 hash in PKCS#1 v1.5 (RFC 8017, section 9.2).
const SHA_256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// The reasons why a text is not a signature, in the words of the AWS CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The number of digits is odd.
    #[error("Odd-length string")]
    OddLength,
    /// A character is not a hexadecimal digit.
    #[error("Non-hexadecimal digit found")]
    NotHexadecimal,
}

/// Returns the bytes of a signature in hexadecimal, in either case.
///
/// # Errors
/// If the text is not hexadecimal.
pub fn bytes_of(text: &str) -> Result<Vec<u8>, TextError> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(TextError::OddLength);
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(TextError::NotHexadecimal);
    pairs.iter().map(|[high, low]| Ok((digit(*high)? * 16 + digit(*low)?) as u8)).collect()
}

/// Returns whether `signature` is a signature of a text with this hash.
pub fn is_right(key: &RsaPublicKey, hash: ContentHash, signature: &[u8]) -> bool {
    let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: SHA_256_PREFIX.into() };
    key.verify(scheme, &hash.0, signature).is_ok()
}

/// The content of a signature, recovered with the key that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureContent {
    /// A signature of a text with this SHA-256 hash.
    Of(ContentHash),
    /// A signature made with another hash function.
    OfAnotherKind,
}

/// Recovers the content of a signature; `None` if this key did not make it. Such a signature says
/// nothing about any file.
pub fn open(key: &RsaPublicKey, signature: &[u8]) -> Option<SignatureContent> {
    let number = BigUint::from_bytes_be(signature);
    if signature.len() != key.size() || &number >= key.n() {
        return None;
    }
    // The padding begins with a zero byte, which the number does not include.
    let opened = rsa::hazmat::rsa_encrypt(key, &number).ok()?.to_bytes_be();
    let padded = opened.strip_prefix(&[1]).filter(|_| opened.len() + 1 == key.size())?;
    let padding = padded.iter().take_while(|byte| **byte == 0xff).count();
    let info = padded.get(padding..)?.strip_prefix(&[0]).filter(|_| padding >= 8)?;
    let hash = info.strip_prefix(&SHA_256_PREFIX).and_then(|hash| <[u8; 32]>::try_from(hash).ok());
    Some(hash.map_or(SignatureContent::OfAnotherKind, |hash| SignatureContent::Of(ContentHash(hash))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_the_aws_cli_reads_it() {
        assert_eq!(bytes_of("00fFA0"), Ok(vec![0, 255, 160]));
        assert_eq!(bytes_of("zzz"), Err(TextError::OddLength));
        assert_eq!(bytes_of("zz"), Err(TextError::NotHexadecimal));
        assert_eq!(bytes_of("é"), Err(TextError::NotHexadecimal));
    }
}
