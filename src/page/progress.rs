//! How far something has come.

use yew::prelude::*;

/// A line that fills. `percent` is `None` while nobody knows what the whole
/// is; `words` say the same to whoever cannot see it.
pub fn progress(label: &'static str, percent: Option<u64>, words: Option<String>) -> Html {
    html! {
        <div class="progress" role="progressbar" aria-label={label} aria-valuemin="0" aria-valuemax="100"
            aria-valuenow={percent.map(|percent| percent.to_string())} aria-valuetext={words}>
            <div class="progress__done" style={format!("transform:scaleX({}%)", percent.unwrap_or(0))}></div>
        </div>
    }
}

/// So much of a whole, in percent.
pub fn percent(done: u64, total: u64) -> u64 {
    (u128::from(done) * 100).checked_div(u128::from(total)).unwrap_or(0).min(100) as u64
}
