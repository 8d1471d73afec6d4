//! The origin of credentials, and the facts known about their holder.

use trailglass::sessions::{ActorDetail, Candidate, EventPlace, Obtained, Proof, SessionDetail, SessionRow};
use trailglass::view_address::ViewId;
use yew::prelude::*;

use super::person;
use crate::client::{PageClient, RowPlace};
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

fn fact(label: &'static str, value: Html) -> Html {
    html! { <><dt class="timelines__label">{ label }</dt><dd class="timelines__fact">{ value }</dd></> }
}

/// Draws an actor: why it is worth a look, and where it came from.
pub fn of_actor(detail: &ActorDetail, times: TimeDisplay, dispatch: &Callback<Action>) -> Html {
    let show = |filter: String| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter(filter.clone().into()));
            dispatch.emit(Action::View(ViewId::Events));
        })
    };
    let who = format!("actor:{}", trailglass::query::quote(&detail.actor.name));
    html! {
        <>
            if !detail.marks.is_empty() {
                <ul class="timelines__findings" aria-label="Worth a second look">
                    for mark in detail.marks.iter() {
                        <li>
                            { person::mark(mark.mark) }<span>{ shown(&mark.sentence) }</span>
                            <button type="button" class="timelines__link" onclick={show(mark.filter.clone())}>{ "Show" }</button>
                        </li>
                    }
                </ul>
            }
            <dl class="timelines__facts-list">
                if !detail.actor.id.is_empty() {
                    { fact("Known by", html! { <code class="timelines__code">{ shown(&detail.actor.id) }</code> }) }
                }
                { fact("Accounts", html! { { shown(&detail.actor.accounts.join(", ")) } }) }
                { fact("Seen", html! { { times.show_span(detail.actor.count.first_millis, detail.actor.count.last_millis) } }) }
                { fact("Addresses", html! {
                    <ul class="timelines__addresses">
                        for used in detail.addresses.iter().take(12) {
                            <li>
                                <button type="button" class="timelines__link" title="Show what this actor did from there"
                                    onclick={show(format!("{who} ip:{}", trailglass::query::quote(&used.address)))}>{ shown(&used.address) }</button>
                                <span class="timelines__muted">{ text::counted(used.events, "event", "events") }</span>
                                if used.is_new { <span class="timelines__mark">{ Icon::Warning.draw() }{ "new" }</span> }
                            </li>
                        }
                        if detail.addresses.len() > 12 {
                            <li class="timelines__muted">{ format!("and {} more", text::count(detail.addresses.len() as u64 - 12)) }</li>
                        }
                    </ul>
                }) }
            </dl>
        </>
    }
}

/// Draws a session: the path from the person to it.
pub fn of_session(
    detail: &SessionDetail,
    times: TimeDisplay,
    client: &PageClient,
    on_session: &Callback<(u32, u32)>,
    on_open: &Callback<RowPlace>,
) -> Html {
    let session = |row: &SessionRow| {
        let both = (row.session, row.actor);
        html! {
            <button type="button" class="timelines__link" onclick={on_session.reform(move |_: MouseEvent| both)}>{ person::name(&row.name) }</button>
        }
    };
    html! {
        <>
            <h3 class="timelines__heading">{ "How it was obtained" }</h3>
            if let Some(obtained) = &detail.obtained {
                { obtained_words(obtained, !detail.candidates.is_empty(), times, client, on_open) }
            } else if detail.gap.is_none() {
                <p class="timelines__words">{ "The actor's own credentials; nothing was obtained for them in these files." }</p>
            }
            if let Some(gap) = &detail.gap {
                <p class="timelines__gap" role="note">{ Icon::Warning.draw() }<span>{ "Gap: " }{ shown(&gap.to_string()) }</span></p>
            }
            if !detail.candidates.is_empty() {
                <h4 class="timelines__heading">{ "Calls that may have issued it" }</h4>
                <ul class="timelines__path">
                    for candidate in detail.candidates.iter() {
                        <li>{ candidate_words(candidate, times, client, on_open) }</li>
                    }
                </ul>
            }
            <dl class="timelines__facts-list">
                if !detail.path.is_empty() {
                    { fact("Through", html! { <ol class="timelines__path">{ for detail.path.iter().map(|row| html! { <li>{ session(row) }</li> }) }</ol> }) }
                }
                if !detail.session.access_key_id.is_empty() {
                    { fact("Access key", html! { <code class="timelines__code">{ shown(&detail.session.access_key_id) }</code> }) }
                }
                if !detail.session.account.is_empty() {
                    { fact("Account", html! { <code class="timelines__code">{ shown(&detail.session.account) }</code> }) }
                }
                if !detail.issuer.is_empty() {
                    { fact("Issued by", html! { <code class="timelines__code">{ shown(&detail.issuer) }</code> }) }
                }
                if !detail.source_identity.is_empty() {
                    { fact("Source identity", html! { { shown(&detail.source_identity) } }) }
                }
                if detail.created_millis.is_some() {
                    { fact("Began", html! { { times.show_with_zone(detail.created_millis) } }) }
                }
                if !detail.opened.is_empty() {
                    { fact("Opened", html! {
                        <ul class="timelines__path">
                            for row in detail.opened.iter() {
                                <li>{ session(row) }{ " " }<span class="timelines__muted">{ shown(&row.obtained_by) }{ ", " }{ person::certainty(row.certainty) }</span></li>
                            }
                        </ul>
                    }) }
                }
            </dl>
        </>
    }
}

/// Draws a call that may have issued the credentials, and what speaks against it.
fn candidate_words(
    candidate: &Candidate,
    times: TimeDisplay,
    client: &PageClient,
    on_open: &Callback<RowPlace>,
) -> Html {
    let Candidate { event, event_name, caller, doubt } = candidate;
    let name = shown(event_name);
    let call = match client.place_of(event) {
        Some(place) => html! {
            <button type="button" class="timelines__link" onclick={on_open.reform(move |_: MouseEvent| place)}>{ name }</button>
        },
        None => name,
    };
    html! {
        <>
            { call }{ " by " }{ person::name(caller) }{ ", " }{ times.show_with_zone(Some(event.millis)) }{ ". " }
            <span class="timelines__muted">{ shown(&doubt.to_string()) }</span>
        </>
    }
}

fn obtained_words(
    obtained: &Obtained,
    has_candidates: bool,
    times: TimeDisplay,
    client: &PageClient,
    on_open: &Callback<RowPlace>,
) -> Html {
    let open = |event: &EventPlace, words: String| {
        let Some(place) = client.place_of(event) else { return Html::default() };
        html! { <button type="button" class="timelines__link" onclick={on_open.reform(move |_: MouseEvent| place)}>{ words }</button> }
    };
    let mfa = match obtained.mfa {
        Some(true) => Some("with MFA"),
        Some(false) => Some("without MFA"),
        None => None,
    };
    let when = obtained.evidence.as_ref().map(|event| times.show_with_zone(Some(event.millis)));
    let call = match obtained.event_name.as_str() {
        "" if obtained.proof == Proof::SignInSession => "A sign-in to the console",
        "" if has_candidates => "One of the calls below, or one that is not in these files",
        "" => "A call that is not in these files",
        name => name,
    };
    html! {
        <>
            <p class="timelines__words">
                <strong>{ shown(call) }</strong>
                if !obtained.address.is_empty() { { " from " }{ shown(&obtained.address) } }
                if !obtained.provider.is_empty() { { ", vouched for by " }{ shown(&obtained.provider) } }
                if !obtained.client.is_empty() { { ", for " }{ shown(&obtained.client) } }
                if let Some(mfa) = mfa { { ", " }{ mfa } }
                if let Some(when) = when { { ", " }{ when } }
            </p>
            <p class="timelines__words">
                { person::certainty(obtained.certainty) }{ ": " }{ obtained.proof.sentence() }
                if !obtained.doubt.is_empty() { { " " }{ shown(&obtained.doubt.to_string()) } }
                if obtained.others > 0 { { format!(" {} would have proved as much.", text::counted(obtained.others.into(), "other call", "other calls")) } }
            </p>
            <p class="timelines__words">
                if let Some(event) = &obtained.evidence { { open(event, "Open the issuing event".to_owned()) } }
                for (number, copy) in obtained.copies.iter().enumerate() {
                    { " " }{ open(copy, format!("Its copy {} in another account", number + 1)) }
                }
            </p>
            if !obtained.transitive_tags.is_empty() {
                <p class="timelines__words timelines__muted">
                    { "Transitive tags: " }
                    { for obtained.transitive_tags.iter().map(|(key, value)| html! { <code class="timelines__code">{ shown(key) }{ "=" }{ shown(value) }{ " " }</code> }) }
                </p>
            }
        </>
    }
}
