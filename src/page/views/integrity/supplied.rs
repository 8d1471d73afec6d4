//! The files supplied in addition to digests and logs: keys, unusable documents, query results.

use std::collections::BTreeMap;

use trailglass::app_state::integrity_words::{completed_time, key_words};
use trailglass::base::text;
use trailglass::integrity::findings::{KeyFile, KeyFinding, KeyOrigin, ObjectId, QueryFinding};
use trailglass::integrity::overview::IntegrityOverview;
use yew::prelude::*;

use super::class::verdict;
use super::fold::Fold;
use crate::client::PageClient;
use crate::widgets::lists::more_line;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;

/// Maximum number of items listed per part.
const MOST_LISTED: usize = 200;

/// Draws the parts that are not empty.
pub fn supplied(
    client: &PageClient,
    overview: &IntegrityOverview,
    times: TimeDisplay,
    on_open: &Callback<ObjectId>,
) -> Html {
    let IntegrityOverview { keys, problems, queries, .. } = overview;
    html! {
        <>
            if !keys.is_empty() {
                <Fold id="integrity-keys" open={keys.iter().any(|key| key.origin != KeyOrigin::Apart)}
                    title={text::counted(keys.len() as u64, "public key supplied", "public keys supplied")}>
                    <p class="integrity__note">
                        { "That they are those of AWS is as certain as where they came from: compare the fingerprints with what list-public-keys tells you." }
                    </p>
                    { found_keys(client, keys) }
                    <ul class="integrity__items" aria-label="Public keys">
                        for one in keys.iter().take(MOST_LISTED) {
                            { key(one, times) }
                        }
                        { more_line(keys.len(), MOST_LISTED) }
                    </ul>
                </Fold>
            }
            if !queries.is_empty() {
                <Fold id="integrity-queries" title={text::counted(queries.len() as u64, "CloudTrail Lake query", "CloudTrail Lake queries")} open=true>
                    <ul class="integrity__items" aria-label="CloudTrail Lake queries">
                        for (number, one) in queries.iter().take(MOST_LISTED).enumerate() {
                            { query(number as u32, one, times, on_open) }
                        }
                        { more_line(queries.len(), MOST_LISTED) }
                    </ul>
                </Fold>
            }
            if !problems.is_empty() {
                <Fold id="integrity-problems" title={text::counted(problems.len() as u64, "document that could not be used", "documents that could not be used")} open=true>
                    <ul class="integrity__items" aria-label="Documents that could not be used">
                        for one in problems.iter().take(MOST_LISTED) {
                            <li><code class="integrity__path">{ shown(&one.path) }</code>{ ": " }{ shown(&one.message.to_string()) }</li>
                        }
                        { more_line(problems.len(), MOST_LISTED) }
                    </ul>
                </Fold>
            }
        </>
    }
}

/// Draws the files with keys that the writer of the logs could have put there, each with a button
/// to trust it or not.
fn found_keys(client: &PageClient, keys: &[KeyFinding]) -> Html {
    let files: BTreeMap<KeyFile, &KeyFinding> =
        keys.iter().filter(|key| key.origin != KeyOrigin::Apart).map(|key| (key.key_file, key)).collect();
    if files.is_empty() {
        return html! {};
    }
    let count = files.len();
    html! {
        <>
            <p class="integrity__note">
                { "Whoever could write the logs could write these files. Trust one only if you know that its keys came from AWS." }
            </p>
            <ul class="integrity__items" aria-label="Files with keys among the logs">
                for (file, key) in files.into_iter().take(MOST_LISTED) {
                    { found_file(client, file, key) }
                }
                { more_line(count, MOST_LISTED) }
            </ul>
        </>
    }
}

fn found_file(client: &PageClient, file: KeyFile, key: &KeyFinding) -> Html {
    let is_trusted = key.is_trusted;
    let client = client.clone();
    let onclick = Callback::from(move |_: MouseEvent| client.trust_keys(file, !is_trusted));
    let (label, said) = if is_trusted {
        ("Trust the keys in this file no longer", "trusted, because you said so; it lies ")
    } else {
        ("Trust the keys in this file", "not trusted; it lies ")
    };
    html! {
        <li>
            <bdi class="integrity__path" title={shown_text(&key.path)}>{ shown(&key.path) }</bdi>
            <span class="muted">{ ": " }{ said }{ key.origin.words() }{ " " }</span>
            <button type="button" class="button" aria-label={shown_text(&format!("{label}: {}", key.path))} {onclick}>{ label }</button>
        </li>
    }
}

fn key(key: &KeyFinding, times: TimeDisplay) -> Html {
    let stated = key.stated_fingerprint.as_ref().filter(|_| !key.is_stated_right);
    html! {
        <li>
            <code class="integrity__path">{ shown(&key.fingerprint) }</code>
            <span>{ " " }{ key_words(key, times) }</span>
            <span class="muted">{ "; from " }<bdi title={shown_text(&key.path)}>{ shown(&key.path) }</bdi></span>
            if !key.is_trusted {
                <span class="verdict--found-key">{ "; proves nothing: it lies " }{ key.origin.words() }</span>
            }
            if let Some(stated) = stated {
                <span class="verdict--unproven">
                    { "; its file states another fingerprint: " }<code>{ shown(stated) }</code>
                </span>
            }
            if let Some(other) = &key.fingerprint_pkcs1 {
                <span class="muted">{ "; in its PKCS#1 form " }<code>{ shown(other) }</code></span>
            }
            if let Some(problem) = &key.problem {
                <span class="verdict--invalid">{ "; " }{ shown(&problem.to_string()) }</span>
            }
        </li>
    }
}

fn query(number: u32, query: &QueryFinding, times: TimeDisplay, on_open: &Callback<ObjectId>) -> Html {
    html! {
        <li class="integrity__query">
            { verdict(query.class(), shown(&query.words())) }
            <button type="button" class="link" onclick={on_open.reform(move |_: MouseEvent| ObjectId::Query(number))}>
                { shown(&query.place.path) }
            </button>
            <span class="muted">
                { format!("{}, completed {}", text::counted(query.files.len() as u64, "file", "files"), completed_time(query, times)) }
            </span>
        </li>
    }
}
