//! The evidence of a log file.

use trailglass::app_state::integrity_words::file_name;
use trailglass::integrity::findings::{LogFinding, ObjectId};
use trailglass::integrity::overview::{IntegrityOverview, ListedBy};
use yew::prelude::*;

use super::class::verdict;
use super::facts::{command, fact, hashes, notes, object, places};
use crate::widgets::lists::more_line;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

/// Maximum number of digests listed.
const MOST_LISTED: usize = 50;

/// Draws everything about a log file.
pub fn of_log(
    log: &LogFinding,
    listed_by: &[ListedBy],
    overview: &IntegrityOverview,
    times: TimeDisplay,
    on_open: &Callback<ObjectId>,
) -> Html {
    let found = log.found.map(|hash| hash.to_string()).unwrap_or_default();
    let expected = log.expected.as_deref().unwrap_or_default();
    html! {
        <dl class="evidence__facts">
            { fact("Hash", hashes(("In the digest", expected), ("Of what is here", &found))) }
            { fact("Listed by", html! {
                if listed_by.is_empty() {
                    <span class="muted">{ "no digest that is here" }</span>
                } else {
                    <ul>
                        for one in listed_by.iter().take(MOST_LISTED) {
                            { digest(one, on_open) }
                        }
                        { more_line(listed_by.len(), MOST_LISTED) }
                    </ul>
                }
            }) }
            { fact("Object", object(&log.object)) }
            { command(overview, &log.object, log.verdict.class()) }
            { fact("Delivered", html! { { times.show_with_zone(log.delivered_millis) } }) }
            { notes(&log.notes) }
            { fact("Here", places(&log.places)) }
        </dl>
    }
}

fn digest(digest: &ListedBy, on_open: &Callback<ObjectId>) -> Html {
    let which = digest.which;
    html! {
        <li>
            <button type="button" class="link link--breaking" onclick={on_open.reform(move |_: MouseEvent| which)}>
                <code>{ shown(file_name(&digest.object)) }</code>
            </button>
            <p>{ verdict(digest.class, shown(&digest.verdict)) }</p>
        </li>
    }
}
