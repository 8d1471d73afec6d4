//! Finds the places where a digest does not continue the previous one as it should.

use std::collections::HashMap;

use super::documents::chain_name;
use super::{CheckContext, Item};
use crate::integrity::model::findings::{
    Break, BreakKind, ChainName, Class, DigestFinding, Location, Object, SignatureSource,
};
use crate::integrity::parse::digest::Digest;
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
        if let Some(kind) = break_of_name(item, digest, previous) {
            add(None, kind);
        }
        if item.previous.is_empty() {
            let missing = digests.iter().position(|(earlier, _)| earlier.object == *previous);
            add(missing.map(|missing| missing as u32), BreakKind::Missing);
            continue;
        }
        for before in previous_items(case, number) {
            let earlier = &case.items[before];
            if earlier.class() == Class::Verified && item.class() != Class::Verified {
                continue;
            }
            let at = places.get(&before).copied();
            if earlier.hash.is_some() && case.says_hash(number, earlier) == Some(false) {
                add(at, BreakKind::Hash);
            }
            if signature_differs(digest, earlier) {
                add(at, BreakKind::Signature);
            }
            if time_differs(digest, earlier) {
                add(at, BreakKind::Time);
            }
        }
    }
    breaks
}

/// Returns the break that the name of the previous digest shows (`previousDigestS3Bucket` and
/// `previousDigestS3Object`); `None` if both digests have one chain, bucket and prefix. A digest that
/// names itself counts as another chain.
fn break_of_name(item: &Item, digest: &Digest, previous: &Object) -> Option<BreakKind> {
    let of_its_own = ChainName { organization: None, ..item.name.clone() };
    let named = ChainName { organization: None, ..chain_name(&previous.key, "") };
    let is_named = location::digest(&previous.key).is_some();
    let is_placed =
        location::relative(&previous.key).is_some() && location::relative(&item.object.key).is_some();
    let has_other_organization = is_placed
        && chain_name(&previous.key, "").organization != chain_name(&item.object.key, "").organization;
    if *previous == item.object || is_named && (named != of_its_own || has_other_organization) {
        Some(BreakKind::OtherChain)
    } else if previous.bucket != digest.object.bucket {
        Some(BreakKind::Bucket)
    } else if location::prefix(&previous.key) != location::prefix(&digest.object.key) {
        Some(BreakKind::Prefix)
    } else {
        None
    }
}

/// Returns the items with which an item is compared as its previous digest. If several files claim to
/// be the previous digest, one that fits by `previousDigestHashValue` is used, and all if none fits.
fn previous_items(case: &CheckContext, number: usize) -> Vec<usize> {
    let previous = &case.items[number].previous;
    let fits = |before: &&usize| case.says_hash(number, &case.items[**before]) == Some(true);
    match previous.iter().find(fits) {
        Some(fitting) => vec![*fitting],
        None => previous.clone(),
    }
}

/// Returns whether a signature in the metadata of the earlier digest differs from
/// `previousDigestSignature`. A refuted signature does not count, and an untested one counts only if no
/// signature of the earlier digest is confirmed.
fn signature_differs(digest: &Digest, earlier: &Item) -> bool {
    let Some(copy) = &digest.previous_signature else { return false };
    let is_known = earlier.signatures.iter().any(|signed| signed.right.is_some());
    let mut own = earlier.signatures.iter().filter(|signed| {
        signed.finding.source == SignatureSource::OwnMetadata
            && (signed.right.is_some() || !is_known && signed.finding.is_right.is_none())
    });
    own.any(|own| !copy.eq_ignore_ascii_case(&own.finding.signature))
}

/// Returns whether `digestStartTime` is not the `digestEndTime` of the earlier digest. A file in the
/// place of another object tells nothing about the time of that object.
fn time_differs(digest: &Digest, earlier: &Item) -> bool {
    earlier.location != Location::Differs
        && earlier.parsed.as_ref().is_ok_and(|earlier| earlier.end.millis != digest.start.millis)
}
