//! The evidence of the results of a CloudTrail Lake query.

use trailglass::app_state::integrity_words::completed_time;
use trailglass::integrity::findings::{QueryFileFinding, QueryFinding};
use yew::prelude::*;

use super::class::verdict;
use super::facts::{fact, hashes, notes};
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

/// Maximum number of files listed.
const MOST_LISTED: usize = 100;

/// Draws everything about a query's results.
pub fn of_query(query: &QueryFinding, times: TimeDisplay) -> Html {
    html! {
        <dl class="evidence__facts">
            { fact("Sign file", html! { <code class="evidence__code evidence__code--long">{ shown(&query.place.path) }</code> }) }
            { fact("Completed", html! { { completed_time(query, times) } }) }
            { notes(&query.notes) }
            { fact("Files", html! {
                <ul>
                    for one in query.files.iter().take(MOST_LISTED) {
                        { file(one) }
                    }
                </ul>
            }) }
        </dl>
    }
}

fn file(file: &QueryFileFinding) -> Html {
    let found = file.found.map(|hash| hash.to_string()).unwrap_or_default();
    html! {
        <li>
            <p><code>{ shown(&file.name) }</code></p>
            <p>{ verdict(file.verdict.class(), shown(&file.verdict.to_string())) }</p>
            { hashes(("In the sign file", &file.expected), ("Of the packed file", &found)) }
        </li>
    }
}
