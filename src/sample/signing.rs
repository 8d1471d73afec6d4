//! Signing and verifying with the sample's test key, natively only: in a
//! browser RSA would cost more download than it is worth.

use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest as _, Sha256};

use super::digest::Signer;

/// The key that signs the sample's digests. It is public on purpose, and
/// protects nothing.
const TEST_KEY: &str = include_str!("test-key.pem");

/// What PKCS#1 v1.5 puts before a SHA-256 hash (RFC 8017, section 9.2).
const SHA_256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

fn scheme() -> Pkcs1v15Sign {
    Pkcs1v15Sign { hash_len: Some(32), prefix: Box::new(SHA_256_PREFIX) }
}

/// The sample's test key.
#[derive(Debug)]
pub struct TestKey(RsaPrivateKey);

impl TestKey {
    /// Reads the key that lies beside this file.
    pub fn load() -> Result<TestKey, rsa::pkcs8::Error> {
        RsaPrivateKey::from_pkcs8_pem(TEST_KEY).map(TestKey)
    }

    /// Whether a signature of `text` verifies under a public key, given as
    /// PKCS#1 DER.
    pub fn verifies(public_key: &[u8], text: &str, signature: &[u8]) -> bool {
        RsaPublicKey::from_pkcs1_der(public_key)
            .is_ok_and(|key| key.verify(scheme(), &Sha256::digest(text.as_bytes()), signature).is_ok())
    }
}

impl Signer for TestKey {
    fn sign(&mut self, _number: usize, text: &str) -> Vec<u8> {
        // Fails only for a key too short for the scheme; an empty signature
        // verifies nowhere.
        self.0.sign(scheme(), &Sha256::digest(text.as_bytes())).unwrap_or_default()
    }
}
