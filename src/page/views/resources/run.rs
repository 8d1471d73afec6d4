//! Consecutive events between two changes that had the same effect, folded into one line.

use trailglass::base::text::duration;
use trailglass::resources::ResourceRun;
use yew::prelude::*;

use super::change::effect_icon;
use crate::client::RowPlace;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of calls and of identities that are named; the rest is counted.
const NAMED: usize = 3;

#[derive(Clone, PartialEq, Properties)]
pub struct RunLineProperties {
    pub run: ResourceRun,
    /// The place of the newest event.
    pub place: RowPlace,
    pub times: TimeDisplay,
    /// Whether that event is open.
    pub is_open: bool,
    pub on_open: Callback<RowPlace>,
}

#[component]
pub fn RunLine(properties: &RunLineProperties) -> Html {
    let RunLineProperties { run, place, times, is_open, on_open } = properties;
    let place = *place;
    let span = match (run.first_millis, run.last_millis) {
        (Some(first), Some(last)) if last > first => format!(" over {}", duration(last - first)),
        _ => String::new(),
    };
    let counted = match run.events {
        1 => String::new(),
        events => format!("{} events{span}: ", text::count(events)),
    };
    html! {
        <li class={classes!("history__entry", "history__entry--run", is_open.then_some("history__entry--open"))}>
            <span class={classes!("effect", format!("effect--{}", run.effect.word()))}>
                { effect_icon(run.effect) }{ run.effect.word() }
            </span>
            <div class="history__what">
                <p class="history__line">
                    { counted }
                    <button type="button" class="history__open" aria-current={is_open.then_some("true")}
                        title={if run.events == 1 { "Open the event" } else { "Open the newest of these events" }}
                        onclick={on_open.reform(move |_: MouseEvent| place)}>{ names(&run.calls) }</button>
                    { " by " }<span class="history__who" title={shown_text(&all(&run.who))}>{ names(&run.who) }</span>
                </p>
            </div>
            <time class="history__time" title={(run.events > 1).then(|| format!("{} to {}", times.show(run.first_millis), times.show(run.last_millis)))}>
                { times.show(run.last_millis) }
            </time>
        </li>
    }
}

/// Returns the most frequent names with their counts.
fn names(counts: &[(String, u64)]) -> Html {
    let words = |(name, count): &(String, u64)| match (counts.len(), *count) {
        (1, _) | (_, 1) => name.clone(),
        (_, count) => format!("{name} × {}", text::count(count)),
    };
    let mut said = counts.iter().take(NAMED).map(words).collect::<Vec<_>>().join(", ");
    if counts.len() > NAMED {
        said.push_str(&format!(" and {} more", text::count((counts.len() - NAMED) as u64)));
    }
    shown(&said)
}

fn all(counts: &[(String, u64)]) -> String {
    counts
        .iter()
        .map(|(name, count)| format!("{name}: {}", text::count(*count)))
        .collect::<Vec<_>>()
        .join("\n")
}
