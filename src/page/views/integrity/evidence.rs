//! The evidence pane: everything that the verdict on one file rests on.

use std::rc::Rc;

use trailglass::integrity::findings::{Class, ObjectId};
use trailglass::integrity::overview::{IntegrityDetail, IntegrityOverview};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::class::modifier;
use super::listed::Listed;
use super::of_digest::of_digest;
use super::of_log::of_log;
use super::of_query::of_query;
use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

#[derive(Clone, PartialEq, Properties)]
pub struct EvidenceProperties {
    pub client: PageClient,
    /// The findings, which include the keys.
    pub overview: Rc<IntegrityOverview>,
    pub which: ObjectId,
    pub times: TimeDisplay,
    /// Called with another file to open its evidence.
    pub on_open: Callback<ObjectId>,
    pub on_close: Callback<()>,
}

/// The reply to the request for the evidence of a file.
type EvidenceReply = Result<Option<Rc<IntegrityDetail>>, AttrValue>;

#[component]
pub fn Evidence(properties: &EvidenceProperties) -> Html {
    let EvidenceProperties { client, overview, which, times, on_open, on_close } = properties;
    // The previous file stays visible until the next one has arrived.
    let answer = use_state(|| None::<EvidenceReply>);
    let asked = use_mut_ref(|| None::<ObjectId>);
    use_effect_with((client.clone(), overview.clone(), *which), {
        let answer = answer.setter();
        move |(client, _, which): &(PageClient, Rc<IntegrityOverview>, ObjectId)| {
            let (client, which) = (client.clone(), *which);
            *asked.borrow_mut() = Some(which);
            spawn_local(async move {
                let told = client.integrity_detail(which).await;
                // Only the newest request counts.
                if *asked.borrow() == Some(which) {
                    let told = told.map(|detail| detail.map(Rc::new));
                    answer.set(Some(told.map_err(|error| error.to_string().into())));
                }
            });
        }
    });
    html! {
        <aside class="event" aria-label="Evidence">
            <div class="event__bar">
                <h2 class="event__title">{ "Evidence" }</h2>
                <button type="button" class="event__button" aria-label="Close the evidence" title="Close (Esc)"
                    onclick={on_close.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
            </div>
            <div class="event__body" tabindex="0" role="group" aria-label="What the verdict rests on">
                { match &*answer {
                    None => html! { <p class="event__waiting">{ "Fetching the evidence…" }</p> },
                    Some(Err(error)) => html! {
                        <p class="event__error" role="alert">{ "The evidence could not be fetched: " }{ error }</p>
                    },
                    Some(Ok(None)) => html! { <p class="event__waiting">{ "Nothing is known of this file" }</p> },
                    Some(Ok(Some(detail))) => html! {
                        <>
                            { title(detail) }
                            { match &**detail {
                                IntegrityDetail::Digest(chain, digest) => {
                                    let listed = html! {
                                        // Another file may have been requested already.
                                        if matches!(which, ObjectId::Digest(..)) {
                                            <Listed client={client.clone()} overview={overview.clone()} digest={*which} on_open={on_open.clone()} />
                                        }
                                    };
                                    of_digest(chain, digest, listed, overview, *times)
                                }
                                IntegrityDetail::Log(log, listed_by) => of_log(log, listed_by, overview, *times, on_open),
                                IntegrityDetail::Query(query) => of_query(query, *times),
                            } }
                        </>
                    },
                } }
            </div>
        </aside>
    }
}

/// Draws the file's kind, its name and the verdict.
fn title(detail: &IntegrityDetail) -> Html {
    let (kind, key, verdict, class): (_, &str, String, Class) = match detail {
        IntegrityDetail::Digest(_, digest) => {
            ("Digest", &digest.object.key, digest.verdict.to_string(), digest.verdict.class())
        }
        IntegrityDetail::Log(log, _) => {
            ("Log file", &log.object.key, log.verdict.to_string(), log.verdict.class())
        }
        IntegrityDetail::Query(query) => ("Query results", &query.place.path, query.words(), query.class()),
    };
    let name = key.rsplit('/').next().unwrap_or_default();
    html! {
        <div class="evidence__title">
            <p class={classes!("evidence__verdict", modifier(class))}>
                { mark(class) }<span>{ shown(&verdict) }</span>
            </p>
            <p class="muted">{ kind }{ " " }<code>{ shown(name) }</code></p>
        </div>
    }
}
