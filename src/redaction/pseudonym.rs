//! Computes pseudonyms, which have the form of the original where the form matters.
//!
//! | kind | pseudonym |
//! |---|---|
//! | account | twelve digits, the first no zero |
//! | key id | its first four letters, then as many letters and digits as before |
//! | IPv4 | an address of 240.0.0.0/4, which is reserved and unused (RFC 1112, 4) |
//! | IPv6 | an address of 2001:db8::/32, which is for documentation (RFC 3849) |
//! | e-mail | `person-xxxxxxxx@example.com` |
//! | id | `i-` and so on, then as many hexadecimal digits; a GUID for a GUID |
//! | name | `user-xxxxxxxx`, `bucket-xxxxxxxx`, `resource-xxxxxxxx` |
//! | token, password, signature | `[removed]` |
//! | object key, tag, other | `object-xxxxxxxxxxxx`, `tag-xxxxxxxxxxxx`, `value-xxxxxxxxxxxx` |
//!
//! The letters are base 32: eight of them are 40 bits, so that among ten thousand names, two share
//! a pseudonym with a probability of one in 20,000. IPv4 addresses have only 28 bits; see
//! [`Settling`].

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hashbrown::HashMap;

use super::key::{KeyedHash, RedactionKey};
use super::kind::SecretKind;

/// The replacement of every credential, which makes them indistinguishable.
const REMOVED: &str = "[removed]";

const BASE_32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Computes the pseudonyms of values.
#[derive(Clone, Debug)]
pub(super) struct Pseudonyms {
    hash: KeyedHash,
    /// IPv4 addresses whose first pseudonym was already taken, with their actual one.
    moved: BTreeMap<Ipv4Addr, Ipv4Addr>,
}

impl Pseudonyms {
    /// Computes pseudonyms with this key.
    pub fn new(key: &RedactionKey) -> Pseudonyms {
        Pseudonyms { hash: KeyedHash::new(key), moved: BTreeMap::new() }
    }

    /// Returns the pseudonym of a value.
    pub fn of(&self, kind: SecretKind, value: &str) -> String {
        let lower = value.to_ascii_lowercase();
        match kind {
            SecretKind::Account => {
                let number = number_of(&self.hash.hash(&[b"account:", lower.as_bytes()]));
                (100_000_000_000 + number % 900_000_000_000).to_string()
            }
            SecretKind::KeyId => {
                let hash = self.hash.hash(&[b"key:", lower.as_bytes()]);
                let head = value.get(..4).unwrap_or("AKIA");
                // An id has up to 128 letters ("Unique identifiers", IAM User Guide).
                let length = value.len().saturating_sub(4).clamp(12, 124);
                format!("{head}{}", letters(&hash, length).to_ascii_uppercase())
            }
            SecretKind::Address => self.address(value, &lower),
            SecretKind::Email => format!("person-{}@example.com", self.letters(&lower, 8)),
            SecretKind::Id => self.id(&lower),
            SecretKind::User => format!("user-{}", self.letters(&lower, 8)),
            SecretKind::Bucket => format!("bucket-{}", self.letters(&lower, 8)),
            SecretKind::Resource => format!("resource-{}", self.letters(&lower, 8)),
            SecretKind::Object => format!("object-{}", self.letters(&lower, 12)),
            SecretKind::Tag => format!("tag-{}", self.letters(&lower, 12)),
            SecretKind::Credential => REMOVED.to_owned(),
            SecretKind::Value => format!("value-{}", self.letters(&lower, 12)),
        }
    }

    fn letters(&self, lower: &str, length: usize) -> String {
        letters(&self.hash.hash(&[b"name:", lower.as_bytes()]), length)
    }

    fn address(&self, value: &str, lower: &str) -> String {
        let parsed = super::forms::dotted(value).map(IpAddr::V4);
        match parsed.map_or_else(|| value.parse(), Ok) {
            Ok(IpAddr::V4(address)) => self.v4(address).to_string(),
            Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(mapped) => self.v4(mapped).to_ipv6_mapped().to_string(),
                None => self.v6(&address.octets()).to_string(),
            },
            Err(_) => self.v6(lower.as_bytes()).to_string(),
        }
    }

    /// Returns the pseudonym of an IPv4 address.
    pub fn v4(&self, address: Ipv4Addr) -> Ipv4Addr {
        self.moved.get(&address).copied().unwrap_or_else(|| self.v4_of_turn(address, 0))
    }

    fn v4_of_turn(&self, address: Ipv4Addr, turn: u32) -> Ipv4Addr {
        let hash = self.hash.hash(&[b"v4:", &address.octets(), &turn.to_be_bytes()]);
        let own = Ipv4Addr::from_bits(0xF000_0000 | number_of(&hash) as u32 & 0x0FFF_FFFF);
        // The last address is the broadcast address.
        if own == Ipv4Addr::BROADCAST { Ipv4Addr::new(255, 255, 255, 254) } else { own }
    }

    fn v6(&self, octets: &[u8]) -> Ipv6Addr {
        let hash = self.hash.hash(&[b"v6:", octets]);
        let mut own = [0; 16];
        own[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
        own[4..].copy_from_slice(&hash[..12]);
        Ipv6Addr::from(own)
    }

    fn id(&self, lower: &str) -> String {
        let hash = self.hash.hash(&[b"id:", lower.as_bytes()]);
        let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut digits = digits.map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
        if super::forms::is_hardware_address(lower) {
            // A locally administered address belongs to no manufacturer (IEEE 802).
            let bytes: Vec<String> = hash[..5].iter().map(|byte| format!("{byte:02x}")).collect();
            return format!("02:{}", bytes.join(":"));
        }
        if super::forms::is_guid(lower.as_bytes()) {
            return lower
                .chars()
                .map(|letter| if letter == '-' { '-' } else { digits.next().unwrap_or('0') })
                .collect();
        }
        let at = lower.rfind('-').map_or(0, |at| at + 1);
        let (word, old) = lower.split_at(at);
        format!("{word}{}", digits.take(old.len()).collect::<String>())
    }
}

/// Resolves collisions between the pseudonyms of IPv4 addresses: the later address gets another
/// pseudonym. The same addresses in the same order give the same result.
#[derive(Debug, Default)]
pub(super) struct Settling {
    /// The address that each pseudonym belongs to.
    taken: HashMap<Ipv4Addr, Ipv4Addr>,
}

impl Settling {
    /// Fixes the pseudonym of an address; repeated calls have no effect.
    pub fn settle(&mut self, pseudonyms: &mut Pseudonyms, address: Ipv4Addr) {
        for turn in 0..1_000 {
            let own = pseudonyms.v4_of_turn(address, turn);
            if *self.taken.entry(own).or_insert(address) == address {
                if turn > 0 {
                    pseudonyms.moved.insert(address, own);
                }
                return;
            }
        }
    }
}

fn number_of(hash: &[u8; 32]) -> u64 {
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Returns `length` letters of base 32; beyond the length of the hash they repeat.
fn letters(hash: &[u8; 32], length: usize) -> String {
    hash.iter().cycle().take(length).map(|byte| char::from(BASE_32[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pseudonyms(key: u8) -> Pseudonyms {
        Pseudonyms::new(&RedactionKey::new([key; 32]))
    }

    #[test]
    fn the_form_is_kept() {
        let of = |kind, value| pseudonyms(1).of(kind, value);
        let account = of(SecretKind::Account, "111122223333");
        assert!(
            account.len() == 12
                && account.bytes().all(|byte| byte.is_ascii_digit())
                && !account.starts_with('0')
        );
        let key = of(SecretKind::KeyId, "AKIAIOSFODNN7EXAMPLE");
        assert!(key.starts_with("AKIA") && key.len() == 20 && key != "AKIAIOSFODNN7EXAMPLE");
        assert!(
            of(SecretKind::Address, "203.0.113.9")
                .parse::<Ipv4Addr>()
                .is_ok_and(|own| own.octets()[0] >= 240)
        );
        assert!(of(SecretKind::Address, "2600:1f18::1").starts_with("2001:db8:"));
        assert!(of(SecretKind::Address, "::ffff:10.0.0.1").starts_with("::ffff:2"));
        assert!(of(SecretKind::Email, "alice@example.org").ends_with("@example.com"));
        let id = of(SecretKind::Id, "sg-0a1b2c3d4e5f60718");
        assert!(id.starts_with("sg-") && id.len() == 20, "{id}");
        assert!(super::super::forms::is_guid(
            of(SecretKind::Id, "1234abcd-12ab-34cd-56ef-1234567890ab").as_bytes()
        ));
        assert_eq!(of(SecretKind::User, "Alice"), of(SecretKind::User, "alice"));
        assert_eq!(of(SecretKind::User, "alice").len(), "user-xxxxxxxx".len());
        assert_eq!(of(SecretKind::Address, "2600:1F18:0:0::1"), of(SecretKind::Address, "2600:1f18::1"));
    }

    #[test]
    fn keys_make_all_the_difference() {
        for kind in SecretKind::ALL.into_iter().filter(|kind| *kind != SecretKind::Credential) {
            assert_ne!(
                pseudonyms(1).of(kind, "203.0.113.9"),
                pseudonyms(2).of(kind, "203.0.113.9"),
                "{kind:?}"
            );
            assert_eq!(
                pseudonyms(1).of(kind, "203.0.113.9"),
                pseudonyms(1).of(kind, "203.0.113.9"),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn no_two_settled_addresses_share_a_pseudonym() {
        let addresses: Vec<Ipv4Addr> =
            (0..60_000).map(|number| Ipv4Addr::from_bits(number * 7_919)).collect();
        let mut settled = pseudonyms(3);
        let mut settling = Settling::default();
        for address in addresses.iter().chain(&addresses) {
            settling.settle(&mut settled, *address);
        }
        assert!(!settled.moved.is_empty(), "60,000 among 2^28 meet");
        let own: std::collections::BTreeSet<Ipv4Addr> =
            addresses.iter().map(|address| settled.v4(*address)).collect();
        assert_eq!(own.len(), addresses.len());
    }
}
