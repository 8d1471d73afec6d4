//! The command lines that would get what is missing.

use trailglass::integrity::commands::Suggestion;
use trailglass::integrity::statement::capital;
use yew::prelude::*;

use crate::shown::shown;
use crate::text;
use crate::value_actions::CopyButton;

/// More lines than this are copied, but not shown.
const MOST_SHOWN: usize = 50;

/// What [`Commands`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct CommandsProperties {
    /// The command lines, and what they are for.
    pub suggestions: Vec<Suggestion>,
}

/// The command lines, each kind to be copied at once.
#[component]
pub fn Commands(properties: &CommandsProperties) -> Html {
    html! {
        <>
            <p class="integrity__note">
                { "Run them where you may read the bucket, then drop what they wrote on this page, beside what is here already." }
            </p>
            <ul class="integrity__commands" aria-label="Command lines">
                for suggestion in properties.suggestions.iter().filter(|suggestion| !suggestion.lines.is_empty()) {
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
            <p class="recipe__title">{ shown(&purpose) }</p>
            <div class="recipe__line">
                <pre class="recipe__code integrity__code" tabindex="0" role="region" aria-label={purpose.clone()}>{ shown(&shown_lines) }</pre>
                <CopyButton text={lines.join("\n")} of={purpose} label="Copy" />
            </div>
            if more > 0 {
                <p class="recipe__note">{ format!("and {} more, which Copy takes along", text::counted(more, "line", "lines")) }</p>
            }
        </li>
    }
}
