//! The evidence pane: everything that the verdict on one file rests on.

use std::rc::Rc;

use trailglass::app_state::integrity_words::{EvidenceTitle, evidence_title};
use trailglass::integrity::findings::ObjectId;
use trailglass::integrity::overview::{IntegrityDetail, IntegrityOverview};
use yew::prelude::*;

use super::class::modifier;
use super::listed::Listed;
use super::of_digest::of_digest;
use super::of_log::of_log;
use super::of_query::of_query;
use crate::client::PageClient;
use crate::contexts::use_times;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;

#[derive(Clone, PartialEq, Properties)]
pub struct EvidenceProperties {
    /// The findings, which include the keys.
    pub overview: Rc<IntegrityOverview>,
    pub which: ObjectId,
    /// Called with another file to open its evidence.
    pub on_open: Callback<ObjectId>,
    pub on_close: Callback<()>,
}

#[component]
pub fn Evidence(properties: &EvidenceProperties) -> Html {
    let EvidenceProperties { overview, which, on_open, on_close } = properties;
    let times = use_times();
    // The previous file stays visible until the next one has arrived.
    let query = use_query(Some((overview.clone(), *which)), |client: PageClient, (_, which)| async move {
        Ok(client.integrity_detail(which).await?.map(Rc::new))
    });
    let facts = |detail: &IntegrityDetail| match detail {
        IntegrityDetail::Digest(chain, digest) => {
            let listed = html! {
                // Another file may have been requested already.
                if matches!(which, ObjectId::Digest(..)) {
                    <Listed overview={overview.clone()} digest={*which} on_open={on_open.clone()} />
                }
            };
            of_digest(chain, digest, listed, overview, times)
        }
        IntegrityDetail::Log(log, listed_by) => of_log(log, listed_by, overview, times, on_open),
        IntegrityDetail::Query(query) => of_query(query, times),
    };
    html! {
        <aside class="inspector" aria-label="Evidence">
            <div class="inspector__bar">
                <h2 class="inspector__title">{ "Evidence" }</h2>
                <button type="button" class="icon-button" aria-label="Close the evidence" title="Close (Esc)"
                    onclick={on_close.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
            </div>
            <div class="inspector__body" tabindex="0" role="group" aria-label="What the verdict rests on">
                { match query.answer() {
                    None => html! { <p class="inspector__waiting">{ "Fetching the evidence…" }</p> },
                    Some(Err(error)) => html! {
                        <p class="inspector__error" role="alert">{ "The evidence could not be fetched: " }{ error }</p>
                    },
                    Some(Ok(None)) => html! { <p class="inspector__waiting">{ "Nothing is known of this file" }</p> },
                    Some(Ok(Some(detail))) => html! { <>{ title(detail) }{ facts(detail) }</> },
                } }
            </div>
        </aside>
    }
}

/// Draws the file's kind, its name and the verdict.
fn title(detail: &IntegrityDetail) -> Html {
    let EvidenceTitle { kind, name, verdict, class } = evidence_title(detail);
    html! {
        <div class="evidence__title">
            <p class={classes!("evidence__verdict", modifier(class))}>
                { mark(class) }<span>{ shown(&verdict) }</span>
            </p>
            <p class="muted">{ kind }{ " " }<code>{ shown(&name) }</code></p>
        </div>
    }
}
