//! The evidence of a digest.

use trailglass::app_state::integrity_words::{covered_time, key_validity};
use trailglass::integrity::findings::{
    ChainName, Class, DigestEvidence, DigestFinding, KeyFinding, SignatureFinding,
};
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::integrity::statement::name_in_words;
use yew::prelude::*;

use super::class::verdict;
use super::facts::{code_box, command, copied, fact, hashes, notes, object, places};
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

/// Draws everything about a digest. `listed` holds the log files that it lists.
pub fn of_digest(
    chain: &ChainName,
    digest: &DigestFinding,
    listed: Html,
    overview: &IntegrityOverview,
    times: TimeDisplay,
) -> Html {
    let keys = &overview.keys;
    html! {
        <dl class="evidence__facts">
            { fact("Object", object(&digest.object)) }
            { command(overview, &digest.object, digest.verdict.class()) }
            { fact("Chain", html! { { shown(&name_in_words(chain)) } }) }
            { fact("Covers", html! { <>{ "deliveries " }{ covered_time(digest, times) }</> }) }
            if digest.is_starting {
                { fact("Begins", html! { { "a chain: it names no digest before it" } }) }
            }
            if digest.evidence.is_some() {
                { fact("Lists", listed) }
            }
            if let Some(evidence) = &digest.evidence {
                { rests_on(evidence, keys, times) }
            }
            { notes(&digest.notes) }
            { fact("Here", places(&digest.places)) }
            if let Some(evidence) = &digest.evidence {
                <>
                    { fact("Location", html! { { evidence.location.words() } }) }
                    if let Some(wrapping) = evidence.wrapping {
                        { fact("Packing", html! { { wrapping.words() } }) }
                    }
                </>
            }
        </dl>
    }
}

/// Draws what the verdict rests on.
fn rests_on(evidence: &DigestEvidence, keys: &[KeyFinding], times: TimeDisplay) -> Html {
    let hash = evidence.hash.map(|hash| hash.to_string()).unwrap_or_default();
    let after = evidence.hash_in_successor.as_deref().unwrap_or_default();
    html! {
        <>
            { fact("Hash", hashes(("In the digest after it", after), ("Of what is here", &hash))) }
            { fact("Key", key(&evidence.key_fingerprint, keys, times)) }
            { fact("Signatures", signatures(evidence)) }
            if !evidence.string_to_sign.is_empty() {
                { fact("String to sign", code_box("String to sign", &evidence.string_to_sign, evidence.string_to_sign.clone().into())) }
            }
        </>
    }
}

/// Draws the key that the digest names, and whether it was supplied.
pub fn key(fingerprint: &str, keys: &[KeyFinding], times: TimeDisplay) -> Html {
    let known = keys
        .iter()
        .find(|key| key.fingerprint == fingerprint || key.fingerprint_pkcs1.as_deref() == Some(fingerprint));
    let words = match known {
        None => {
            html! { <p class="verdict--unproven">{ "No public key with this fingerprint was supplied" }</p> }
        }
        Some(KeyFinding { problem: Some(problem), .. }) => {
            html! { <p class="verdict--invalid">{ "Supplied, and cannot be used: " }{ shown(&problem.to_string()) }</p> }
        }
        Some(found) => {
            let valid = key_validity(found, times).map(|valid| format!(", {valid}"));
            html! { <p>{ "Supplied by you in " }<code>{ shown(&found.path) }</code>{ valid }</p> }
        }
    };
    html! { <>{ copied(fingerprint, "the fingerprint") }{ words }</> }
}

fn signatures(evidence: &DigestEvidence) -> Html {
    html! {
        <>
            if evidence.signatures.is_empty() {
                <p class="verdict--unproven">
                    { "None is here: neither its metadata nor a digest after it" }
                </p>
            }
            if evidence.has_incomplete_metadata {
                <p class="verdict--unproven">{ "Its metadata are here, and lack the signature or its algorithm" }</p>
            }
            <ul>
                for one in evidence.signatures.iter() {
                    { signature(one) }
                }
            </ul>
        </>
    }
}

fn signature(signature: &SignatureFinding) -> Html {
    let (class, words) = match signature.is_right {
        Some(true) => (Class::Verified, "Right"),
        Some(false) => (Class::Invalid, "Wrong"),
        None => (Class::Unproven, "No key to tell"),
    };
    html! {
        <li>
            <p>
                { verdict(class, html! { { words } }) }
                { format!(", from {}", signature.source.words()) }
            </p>
            <p class="muted"><code class="evidence__code evidence__code--long">{ shown(&signature.path) }</code></p>
            { copied(&signature.signature, "the signature") }
        </li>
    }
}
