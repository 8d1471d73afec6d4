//! The origin of credentials, and the facts known about their holder.

use trailglass::base::text;
use trailglass::query::quote;
use trailglass::sessions::{ActorDetail, AddressUse, Candidate, Obtained, Proof, SessionDetail, SessionRow};
use yew::prelude::*;

use super::links::{event_link, show_events};
use super::person;
use crate::client::PageClient;
use crate::contexts::Acts;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::Action;

/// Maximum number of addresses that are listed.
const MOST_ADDRESSES: usize = 12;

fn fact(label: &'static str, value: Html) -> Html {
    html! { <><dt class="story__label">{ label }</dt><dd class="story__fact">{ value }</dd></> }
}

fn code(text: &str) -> Html {
    html! { <code class="story__code">{ shown(text) }</code> }
}

/// Draws an actor: why it is worth a look, and where it came from.
pub fn of_actor(detail: &ActorDetail, times: TimeDisplay, dispatch: &Callback<Action>) -> Html {
    html! {
        <>
            if !detail.marks.is_empty() {
                <ul class="story__findings" aria-label="Worth a second look">
                    for mark in detail.marks.iter() {
                        <li>
                            { person::mark(mark.mark) }<span>{ shown(&mark.sentence) }</span>
                            <button type="button" class="link link--breaking" onclick={show_events(dispatch, mark.filter.clone())}>{ "Show" }</button>
                        </li>
                    }
                </ul>
            }
            <dl class="story__facts">
                if !detail.actor.id.is_empty() {
                    { fact("Known by", code(&detail.actor.id)) }
                }
                { fact("Accounts", html! { { shown(&detail.actor.accounts.join(", ")) } }) }
                { fact("Seen", html! { { times.show_span(detail.actor.count.first_millis, detail.actor.count.last_millis) } }) }
                { fact("Addresses", addresses(&detail.addresses, &detail.actor.name, dispatch)) }
            </dl>
        </>
    }
}

fn addresses(addresses: &[AddressUse], actor: &str, dispatch: &Callback<Action>) -> Html {
    let filter = |address: &str| format!("actor:{} ip:{}", quote(actor), quote(address));
    html! {
        <ul class="story__addresses">
            for used in addresses.iter().take(MOST_ADDRESSES) {
                <li>
                    <button type="button" class="link link--breaking" title="Show what this actor did from there"
                        onclick={show_events(dispatch, filter(&used.address))}>{ shown(&used.address) }</button>
                    <span class="muted">{ text::counted(used.events, "event", "events") }</span>
                    if used.is_new { <span class="doubt">{ Icon::Warning.draw() }{ "new" }</span> }
                </li>
            }
            if addresses.len() > MOST_ADDRESSES {
                <li class="muted">{ format!("and {} more", text::count((addresses.len() - MOST_ADDRESSES) as u64)) }</li>
            }
        </ul>
    }
}

/// What a session is drawn with.
pub struct OriginDrawing<'a> {
    pub times: TimeDisplay,
    pub client: &'a PageClient,
    pub acts: &'a Acts,
    /// Called with a session and its actor.
    pub on_session: &'a Callback<(u32, u32)>,
}

impl OriginDrawing<'_> {
    /// Draws a session: the path from the person to it.
    pub fn of_session(&self, detail: &SessionDetail) -> Html {
        html! {
            <>
                <h3 class="story__heading">{ "How it was obtained" }</h3>
                if let Some(obtained) = &detail.obtained {
                    { self.obtained(obtained, !detail.candidates.is_empty()) }
                } else if detail.gap.is_none() {
                    <p class="story__words">{ "The actor's own credentials; nothing was obtained for them in these files." }</p>
                }
                if let Some(gap) = &detail.gap {
                    <p class="story__gap" role="note">{ Icon::Warning.draw() }<span>{ "Gap: " }{ shown(&gap.to_string()) }</span></p>
                }
                if !detail.candidates.is_empty() {
                    <h4 class="story__heading">{ "Calls that may have issued it" }</h4>
                    <ul class="story__path">
                        for candidate in detail.candidates.iter() {
                            <li>{ self.candidate(candidate) }</li>
                        }
                    </ul>
                }
                <dl class="story__facts">{ self.facts(detail) }</dl>
            </>
        }
    }

    fn facts(&self, detail: &SessionDetail) -> Html {
        let SessionDetail { session, path, opened, .. } = detail;
        html! {
            <>
                if !path.is_empty() {
                    { fact("Through", html! { <ol class="story__path">{ for path.iter().map(|row| html! { <li>{ self.session(row) }</li> }) }</ol> }) }
                }
                for (label, value) in [("Access key", &session.access_key_id), ("Account", &session.account), ("Issued by", &detail.issuer)] {
                    if !value.is_empty() {
                        { fact(label, code(value)) }
                    }
                }
                if !detail.source_identity.is_empty() {
                    { fact("Source identity", html! { { shown(&detail.source_identity) } }) }
                }
                if detail.created_millis.is_some() {
                    { fact("Began", html! { { self.times.show_with_zone(detail.created_millis) } }) }
                }
                if !opened.is_empty() {
                    { fact("Opened", html! {
                        <ul class="story__path">
                            for row in opened.iter() {
                                <li>{ self.session(row) }{ " " }<span class="muted">{ shown(&row.obtained_by) }{ ", " }{ person::certainty(row.certainty) }</span></li>
                            }
                        </ul>
                    }) }
                }
            </>
        }
    }

    fn session(&self, row: &SessionRow) -> Html {
        let both = (row.session, row.actor);
        let onclick = self.on_session.reform(move |_: MouseEvent| both);
        html! { <button type="button" class="link link--breaking" {onclick}>{ person::name(&row.name) }</button> }
    }

    /// Draws a call that may have issued the credentials, and what speaks against it.
    fn candidate(&self, candidate: &Candidate) -> Html {
        let Candidate { event, event_name, caller, doubt } = candidate;
        let link = event_link(self.client, self.acts, event, shown(event_name));
        html! {
            <>
                { link.unwrap_or_else(|| shown(event_name)) }
                { " by " }{ person::name(caller) }{ ", " }{ self.times.show_with_zone(Some(event.millis)) }{ ". " }
                <span class="muted">{ shown(&doubt.to_string()) }</span>
            </>
        }
    }

    fn obtained(&self, obtained: &Obtained, has_candidates: bool) -> Html {
        let open = |event, words: String| event_link(self.client, self.acts, event, html! { { words } });
        let when = obtained.evidence.as_ref().map(|event| self.times.show_with_zone(Some(event.millis)));
        html! {
            <>
                <p class="story__words">
                    <strong>{ shown(call_of(obtained, has_candidates)) }</strong>
                    if !obtained.address.is_empty() { { " from " }{ shown(&obtained.address) } }
                    if !obtained.provider.is_empty() { { ", vouched for by " }{ shown(&obtained.provider) } }
                    if !obtained.client.is_empty() { { ", for " }{ shown(&obtained.client) } }
                    if let Some(mfa) = obtained.mfa { { if mfa { ", with MFA" } else { ", without MFA" } } }
                    if let Some(when) = when { { ", " }{ when } }
                </p>
                <p class="story__words">
                    { person::certainty(obtained.certainty) }{ ": " }{ obtained.proof.sentence() }
                    if !obtained.doubt.is_empty() { { " " }{ shown(&obtained.doubt.to_string()) } }
                    if obtained.others > 0 { { format!(" {} would have proved as much.", text::counted(obtained.others.into(), "other call", "other calls")) } }
                </p>
                <p class="story__words">
                    { for obtained.evidence.as_ref().and_then(|event| open(event, "Open the issuing event".to_owned())) }
                    for (number, copy) in obtained.copies.iter().enumerate() {
                        { " " }{ for open(copy, format!("Its copy {} in another account", number + 1)) }
                    }
                </p>
                if !obtained.transitive_tags.is_empty() {
                    <p class="story__words muted">
                        { "Transitive tags: " }
                        { for obtained.transitive_tags.iter().map(|(key, value)| html! { <code class="story__code">{ shown(key) }{ "=" }{ shown(value) }{ " " }</code> }) }
                    </p>
                }
            </>
        }
    }
}

/// Returns the call by which credentials were obtained, in words.
fn call_of(obtained: &Obtained, has_candidates: bool) -> &str {
    match obtained.event_name.as_str() {
        "" if obtained.proof == Proof::SignInSession => "A sign-in to the console",
        "" if has_candidates => "One of the calls below, or one that is not in these files",
        "" => "A call that is not in these files",
        name => name,
    }
}
