//! The classes of verdicts: a shape and a colour for each, and the buttons that choose one.

use trailglass::integrity::findings::{CLASSES, Class, VerdictCounts};
use yew::prelude::*;

use crate::widgets::integrity_badge::mark;
use trailglass::base::text;

/// The classes in the order of the buttons.
const CHIPS: [Class; CLASSES] =
    [Class::Verified, Class::FoundKey, Class::Unproven, Class::Invalid, Class::Missing, Class::NotCovered];

/// Returns the CSS class of a verdict class.
pub fn modifier(class: Class) -> &'static str {
    match class {
        Class::Verified => "integrity__class--verified",
        Class::FoundKey => "integrity__class--found-key",
        Class::Invalid => "integrity__class--invalid",
        Class::Unproven => "integrity__class--unproven",
        Class::Missing => "integrity__class--missing",
        Class::NotCovered => "integrity__class--not-covered",
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

/// Returns the numbers of digests and log files of a class.
fn counted(counts: &VerdictCounts, class: Class) -> [u32; 2] {
    match class {
        Class::Verified => [counts.digests_verified, counts.logs_verified],
        Class::FoundKey => [counts.digests_found_key, counts.logs_found_key],
        Class::Invalid => [counts.digests_invalid, counts.logs_invalid],
        Class::Unproven => [counts.digests_unproven, counts.logs_unproven],
        Class::Missing => [counts.digests_missing, counts.logs_missing],
        Class::NotCovered => [0, counts.logs_not_covered],
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct ClassesProperties {
    /// The number of files of each class.
    pub counts: VerdictCounts,
    /// The class whose files are listed; `None` for all.
    pub chosen: Option<Class>,
    /// Called with the new choice.
    pub on_choice: Callback<Option<Class>>,
}

/// A button for each class, with the number of its files.
#[component]
pub fn Classes(properties: &ClassesProperties) -> Html {
    let ClassesProperties { counts, chosen, on_choice } = properties;
    html! {
        <div class="integrity__classes" role="group" aria-label="Verdicts to list">
            for class in CHIPS.into_iter().filter(|class| *class != Class::FoundKey || counted(counts, *class) != [0, 0]) {
                { chip(counts, class, *chosen == Some(class), on_choice) }
            }
        </div>
    }
}

fn chip(counts: &VerdictCounts, class: Class, pressed: bool, on_choice: &Callback<Option<Class>>) -> Html {
    let [digests, logs] = counted(counts, class).map(u64::from);
    let all = digests + logs;
    let title = format!(
        "{} and {}. {}",
        text::counted(digests, "digest", "digests"),
        text::counted(logs, "log file", "log files"),
        class.meaning()
    );
    let onclick = on_choice.reform(move |_: MouseEvent| (!pressed).then_some(class));
    html! {
        <button type="button" class={classes!("integrity__chip", (all == 0).then_some("integrity__chip--none"))}
            aria-pressed={pressed.to_string()} {title} {onclick}>
            { mark(class) }
            <span>
                { class.words() }<span class="integrity__comma">{ "," }</span>{ " " }<strong>{ text::count(all) }</strong>
            </span>
        </button>
    }
}
