//! The classes of verdicts: a shape and a colour for each, and the buttons that choose one.

use trailglass::app_state::integrity_words::{ClassCount, class_counts};
use trailglass::base::text;
use trailglass::integrity::findings::{Class, VerdictCounts};
use yew::prelude::*;

use crate::widgets::integrity_badge::mark;

/// Returns the CSS class of a verdict class.
pub fn modifier(class: Class) -> &'static str {
    match class {
        Class::Verified => "verdict--verified",
        Class::FoundKey => "verdict--found-key",
        Class::Invalid => "verdict--invalid",
        Class::Unproven => "verdict--unproven",
        Class::Missing => "verdict--missing",
        Class::NotCovered => "verdict--not-covered",
    }
}

/// Draws a verdict with the shape of its class.
pub fn verdict(class: Class, words: Html) -> Html {
    html! {
        <span class={classes!("integrity__verdict", modifier(class))}>
            { mark(class) }<span class="integrity__words">{ words }</span>
        </span>
    }
}

/// Draws a button for each class, with the number of its files. `chosen` is the class whose files
/// are listed; `None` for all.
pub fn classes(counts: &VerdictCounts, chosen: Option<Class>, on_choice: &Callback<Option<Class>>) -> Html {
    html! {
        <div class="integrity__classes" role="group" aria-label="Verdicts to list">
            for ClassCount { class, files, title } in class_counts(counts) {
                <button type="button" class={classes!("pill", (files == 0).then_some("pill--none"))}
                    aria-pressed={(chosen == Some(class)).to_string()} {title}
                    onclick={on_choice.reform(move |_: MouseEvent| (chosen != Some(class)).then_some(class))}>
                    { mark(class) }
                    <span>
                        { class.words() }<span class="integrity__comma">{ "," }</span>{ " " }<strong>{ text::count(files) }</strong>
                    </span>
                </button>
            }
        </div>
    }
}
