//! The entries for log files in all digests.

use std::collections::{BTreeMap, HashMap};

use super::{CheckContext, Item};
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::ContentHash;
use crate::integrity::model::findings::{Class, Findings, Object};

/// The entries of all digests for one object.
pub(super) struct ObjectEntries<'c> {
    /// The chain and digest of each entry, the listed hash, and the class of the digest.
    pub entries: Vec<((u32, u32), &'c str, Class)>,
}

impl<'c> ObjectEntries<'c> {
    /// Returns the hashes from the most reliable class of digests that list a file, and that class;
    /// `None` if only INVALID digests list it.
    pub fn best(&self) -> (Option<Class>, Vec<&'c str>) {
        for class in [Class::Verified, Class::FoundKey, Class::Unproven] {
            let hashes: Vec<&str> = self
                .entries
                .iter()
                .filter(|(_, _, worth)| *worth == class)
                .map(|(_, hash, _)| *hash)
                .collect();
            if !hashes.is_empty() {
                return (Some(class), hashes);
            }
        }
        (None, Vec::new())
    }
}

/// Returns the entries of all digests, by object.
pub(super) fn listings<'c>(
    case: &'c CheckContext,
    findings: &Findings,
) -> BTreeMap<&'c Object, ObjectEntries<'c>> {
    let items: HashMap<(&Object, Option<ContentHash>), &Item> = case
        .items
        .iter()
        .filter(|item| item.parsed.is_ok())
        .map(|item| ((&item.object, item.hash), item))
        .collect();
    let mut listings: BTreeMap<&Object, ObjectEntries<'_>> = BTreeMap::new();
    for (chain_number, chain) in findings.chains.iter().enumerate() {
        for (number, digest) in chain.digests.iter().enumerate() {
            let hash = digest.evidence.as_ref().and_then(|evidence| evidence.hash);
            let Some(item) = items.get(&(&digest.object, hash)) else { continue };
            let Ok(parsed) = &item.parsed else { continue };
            let mut of_this: Vec<(&Object, &str)> =
                parsed.logs.iter().map(|log| (&log.object, log.hash.as_str())).collect();
            of_this.sort_small();
            of_this.dedup();
            for (object, hash) in of_this {
                let entry = ((chain_number as u32, number as u32), hash, digest.verdict.class());
                match listings.get_mut(object) {
                    Some(listing) => listing.entries.push(entry),
                    None => {
                        listings.insert(object, ObjectEntries { entries: vec![entry] });
                    }
                }
            }
        }
    }
    listings
}
