//! A progress bar.

pub use trailglass::base::text::percent;
use yew::prelude::*;

/// A progress bar. `percent` is `None` while the whole is unknown; `words` give the progress as
/// text to screen readers.
pub fn progress(label: &'static str, percent: Option<u64>, words: Option<String>) -> Html {
    html! {
        <div class="progress" role="progressbar" aria-label={label} aria-valuemin="0" aria-valuemax="100"
            aria-valuenow={percent.map(|percent| percent.to_string())} aria-valuetext={words}>
            <div class="progress__done" style={format!("transform:scaleX({}%)", percent.unwrap_or(0))}></div>
        </div>
    }
}
