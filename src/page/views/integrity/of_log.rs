//! The evidence of a log file.

use trailglass::integrity::findings::{LogFinding, ObjectId};
use trailglass::integrity::overview::{IntegrityOverview, ListedBy};
use yew::prelude::*;

use super::class::verdict;
use super::facts::{command, fact, hashes, notes, object, places};
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

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
    let more = listed_by.len().saturating_sub(MOST_LISTED) as u64;
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
                        if more > 0 {
                            <li class="muted">{ format!("and {} more", text::count(more)) }</li>
                        }
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
    let name = digest.object.rsplit('/').next().unwrap_or_default();
    html! {
        <li>
            <button type="button" class="integrity__link evidence__name" onclick={on_open.reform(move |_: MouseEvent| which)}>
                <code>{ shown(name) }</code>
            </button>
            <p>{ verdict(digest.class, shown(&digest.verdict)) }</p>
        </li>
    }
}
