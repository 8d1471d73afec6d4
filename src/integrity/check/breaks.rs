//! Finds the places where a digest does not continue the previous one as it should.

use std::collections::HashMap;

use super::documents::chain_name;
use super::{CheckContext, Signed};
use crate::integrity::model::findings::{
    Break, BreakKind, ChainName, Class, DigestFinding, Location, SignatureSource,
};
use crate::integrity::parse::location;

/// Returns the breaks of a chain, with empty sentences. Claims of INVALID digests are ignored, and
/// so are claims of an unproven digest about a proven one.
pub(super) fn breaks(
    case: &CheckContext,
    digests: &[(DigestFinding, Option<usize>)],
    places: &HashMap<usize, u32>,
) -> Vec<Break> {
    let mut breaks = Vec::new();
    for (place, (_, number)) in digests.iter().enumerate() {
        let Some(number) = *number else { continue };
        let item = &case.items[number];
        let Ok(digest) = &item.parsed else { continue };
        if item.class() == Class::Invalid {
            continue;
        }
        let after = place as u32;
        let mut add = |before: Option<u32>, kind: BreakKind| {
            breaks.push(Break { before, after, kind, sentence: String::new() });
        };
        let Some(previous) = &digest.previous else {
            if !digest.is_starting {
                add(None, BreakKind::NoName);
            } else if place > 0 {
                add(Some(after - 1), BreakKind::Restart);
            }
            continue;
        };
        let of_its_own = ChainName { organization: None, ..item.name.clone() };
        let named = ChainName { organization: None, ..chain_name(&previous.key, "") };
        let is_named = location::digest(&previous.key).is_some();
        let is_placed =
            location::relative(&previous.key).is_some() && location::relative(&item.object.key).is_some();
        let has_other_organization = is_placed
            && chain_name(&previous.key, "").organization != chain_name(&item.object.key, "").organization;
        if *previous == item.object || is_named && (named != of_its_own || has_other_organization) {
            add(None, BreakKind::OtherChain);
        } else if previous.bucket != digest.object.bucket {
            add(None, BreakKind::Bucket);
        } else if location::prefix(&previous.key) != location::prefix(&digest.object.key) {
            add(None, BreakKind::Prefix);
        }
        if item.previous.is_empty() {
            let missing = digests.iter().position(|(earlier, _)| earlier.object == *previous);
            add(missing.map(|missing| missing as u32), BreakKind::Missing);
            continue;
        }
        // If several files claim to be the previous digest, one that fits is used.
        let fits = |before: &&usize| case.says_hash(number, &case.items[**before]) == Some(true);
        let before: Vec<usize> = match item.previous.iter().find(fits) {
            Some(fitting) => vec![*fitting],
            None => item.previous.clone(),
        };
        for before in before {
            let earlier = &case.items[before];
            let at = places.get(&before).copied();
            if earlier.class() == Class::Verified && item.class() != Class::Verified {
                continue;
            }
            if earlier.hash.is_some() && case.says_hash(number, earlier) == Some(false) {
                add(at, BreakKind::Hash);
            }
            let is_known = earlier.signatures.iter().any(|signed| signed.right.is_some());
            let mut own = earlier.signatures.iter().filter(|signed| {
                signed.finding.source == SignatureSource::OwnMetadata
                    && (signed.right.is_some() || !is_known && signed.finding.is_right.is_none())
            });
            let differs = |own: &Signed| {
                let copy = digest.previous_signature.as_ref();
                copy.is_some_and(|copy| !copy.eq_ignore_ascii_case(&own.finding.signature))
            };
            if own.any(differs) {
                add(at, BreakKind::Signature);
            }
            if earlier.location != Location::Differs
                && let Ok(earlier) = &earlier.parsed
                && earlier.end.millis != digest.start.millis
            {
                add(at, BreakKind::Time);
            }
        }
    }
    breaks
}
