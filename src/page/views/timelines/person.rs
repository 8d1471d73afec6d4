//! Actors and certainties, drawn the same everywhere: a shape and a word.

use trailglass::app_state::lanes::dashes;
use trailglass::base::text;
use trailglass::sessions::{ActorKind, ActorMark, Certainty};
use yew::prelude::*;

use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};

/// Draws the icon of a kind of actor. It is hidden from screen readers, so the word must stand
/// beside it.
pub fn icon(kind: ActorKind) -> Html {
    let path = match kind {
        ActorKind::Root => "M2.5 12.5h11M2.5 10L2 4.5l3.4 2.6L8 3l2.6 4.1L14 4.5L13.5 10z",
        ActorKind::User
        | ActorKind::Person
        | ActorKind::Saml
        | ActorKind::WebIdentity
        | ActorKind::Directory
        | ActorKind::Named => {
            "M8 2.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5zM2.5 14c.4-3 2.6-4.6 5.5-4.6s5.1 1.6 5.5 4.6"
        }
        ActorKind::OtherAccount => "M2.5 13.5v-9l5-2.5v11.5M7.5 6h6v7.5h-11",
        ActorKind::Instance | ActorKind::Function => {
            "M4.25 4.25h7.5v7.5h-7.5zM6.5 1.75v2.4M9.5 1.75v2.4M6.5 11.85v2.4M9.5 11.85v2.4M1.75 6.5h2.4M1.75 9.5h2.4M11.85 6.5h2.4M11.85 9.5h2.4"
        }
        ActorKind::Service => {
            "M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5zM8 1.5v2.6M8 11.9v2.6M1.5 8h2.6M11.9 8h2.6M3.4 3.4l1.9 1.9M10.7 10.7l1.9 1.9M3.4 12.6l1.9-1.9M10.7 5.3l1.9-1.9"
        }
        ActorKind::RoleSession => "M5 6.25a3 3 0 1 0 0 5.5a3 3 0 1 0 0-5.5zM7.5 7.5L13.5 3M11.6 4.5l1.6 2",
        ActorKind::Anonymous | ActorKind::Other | ActorKind::Unknown => {
            "M5.6 5.9A2.45 2.45 0 1 1 9 8.1c-.7.35-1 .8-1 1.7M8 12.1v.4"
        }
    };
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"
            stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d={path} /></svg>
    }
}

/// Draws a certainty: the word, and a line in the style that the chain's tree uses.
pub fn certainty(certainty: Certainty) -> Html {
    let dashes = match dashes(certainty) {
        Some((dash, gap)) => AttrValue::from(format!("{dash} {gap}")),
        None => AttrValue::Static("none"),
    };
    html! {
        <span class={classes!("certainty", (certainty != Certainty::Exact).then_some("certainty--open"))}>
            <svg viewBox="0 0 16 4" width="16" height="4" fill="none" stroke="currentColor" stroke-width="2"
                stroke-dasharray={dashes} aria-hidden="true"><path d="M0 2h16" /></svg>
            <span>{ certainty.name() }</span>
        </span>
    }
}

/// Draws a reason for a second look, as a word with an icon.
pub fn mark(mark: ActorMark) -> Html {
    html! { <span class="doubt">{ Icon::Warning.draw() }{ mark.label() }</span> }
}

/// Draws a name that is elided in the middle if it does not fit.
pub fn name(name: &str) -> Html {
    let (start, end) = text::cut_for_elision(name);
    html! {
        <bdi class="actor-name" title={shown_text(name)}>
            // Screen readers get the whole name: its pieces are not words.
            <span class="unseen">{ shown(name) }</span>
            <span class="actor-name__start" aria-hidden="true">{ shown(start) }</span><span class="actor-name__end" aria-hidden="true">{ shown(end) }</span>
        </bdi>
    }
}
