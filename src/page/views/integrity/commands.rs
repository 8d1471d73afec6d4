//! The command lines that download what is missing.

use trailglass::base::text;
use trailglass::integrity::overview::Suggestion;
use trailglass::integrity::statement::capital;
use yew::prelude::*;

use super::facts::code_box;
use crate::widgets::log_text::shown;

/// Maximum number of lines shown per kind. Copying takes all of them.
const MOST_SHOWN: usize = 50;

/// Draws the command lines; all lines of a kind can be copied at once.
pub fn commands(suggestions: &[Suggestion]) -> Html {
    html! {
        <>
            <p class="integrity__note">
                { "Run them where you may read the bucket, in a folder apart from the logs: keys that lie among logs prove nothing. Then drop the folders keys and fetched on this page, beside what is here already." }
            </p>
            <ul class="integrity__commands" aria-label="Command lines">
                for suggestion in suggestions.iter().filter(|suggestion| !suggestion.lines.is_empty()) {
                    { draw(suggestion) }
                }
            </ul>
        </>
    }
}

fn draw(suggestion: &Suggestion) -> Html {
    let lines = &suggestion.lines;
    let shown_lines = lines.get(..MOST_SHOWN.min(lines.len())).unwrap_or_default().join("\n");
    let more = lines.len().saturating_sub(MOST_SHOWN) as u64;
    let purpose = capital(&suggestion.purpose);
    html! {
        <li>
            <p class="recipes__title">{ shown(&purpose) }</p>
            { code_box(&purpose, &shown_lines, lines.join("\n").into()) }
            if more > 0 {
                <p class="recipes__note">{ format!("and {}, which Copy takes along", text::counted(more, "line more", "lines more")) }</p>
            }
        </li>
    }
}
