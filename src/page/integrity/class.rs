//! The classes of verdicts: a shape and a colour for each, and the buttons
//! that choose one.

use trailglass::integrity::findings::{Class, Counts};
use yew::prelude::*;

use crate::text;

/// The part of a style's name that is of this class.
pub fn modifier(class: Class) -> &'static str {
    match class {
        Class::Verified => "integrity__class--verified",
        Class::Invalid => "integrity__class--invalid",
        Class::Unproven => "integrity__class--unproven",
        Class::Missing => "integrity__class--missing",
        Class::NotCovered => "integrity__class--not-covered",
    }
}

/// A shape for each class, so that none is told by its colour alone.
pub fn class_mark(class: Class) -> Html {
    let (path, dashes) = match class {
        Class::Verified => (
            "M6 .9l4.3 1.5v3.2c0 2.6-1.8 4.4-4.3 5.5c-2.5-1.1-4.3-2.9-4.3-5.5V2.4zM3.9 5.9l1.5 1.6l2.8-3",
            None,
        ),
        Class::Invalid => {
            ("M3.9 1h4.2L11 3.9v4.2L8.1 11H3.9L1 8.1V3.9zM4.2 4.2l3.6 3.6M7.8 4.2L4.2 7.8", None)
        }
        Class::Unproven => (
            "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM4.6 4.7a1.45 1.45 0 1 1 2.1 1.2c-.4.2-.7.5-.7 1M6 8.6v.2",
            None,
        ),
        Class::Missing => ("M1.5 1.5h9v9h-9z", Some("2.2 1.6")),
        Class::NotCovered => ("M1.5 1.5h9v9h-9zM3.8 6h4.4", None),
    };
    html! {
        <svg class={classes!("integrity__mark", modifier(class))} viewBox="0 0 12 12" width="14" height="14" fill="none"
            stroke="currentColor" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round"
            stroke-dasharray={dashes} aria-hidden="true">
            <path d={path} />
        </svg>
    }
}

/// A verdict with its shape.
pub fn verdict(class: Class, words: Html) -> Html {
    html! {
        <span class={classes!("integrity__verdict", modifier(class))}>
            { class_mark(class) }<span class="integrity__words">{ words }</span>
        </span>
    }
}

/// How many digests and log files are of a class.
fn counted(counts: &Counts, class: Class) -> [u32; 2] {
    match class {
        Class::Verified => [counts.digests_verified, counts.logs_verified],
        Class::Invalid => [counts.digests_invalid, counts.logs_invalid],
        Class::Unproven => [counts.digests_unproven, counts.logs_unproven],
        Class::Missing => [counts.digests_missing, counts.logs_missing],
        Class::NotCovered => [0, counts.logs_not_covered],
    }
}

/// What [`Classes`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ClassesProperties {
    /// How many there are of each.
    pub counts: Counts,
    /// The class whose files are listed; `None` for all.
    pub chosen: Option<Class>,
    /// Called with another choice.
    pub on_choice: Callback<Option<Class>>,
}

/// A button for each class, with how many files are of it.
#[component]
pub fn Classes(properties: &ClassesProperties) -> Html {
    let ClassesProperties { counts, chosen, on_choice } = properties;
    html! {
        <div class="integrity__classes" role="group" aria-label="Verdicts to list">
            for class in Class::ALL.into_iter().rev() {
                { chip(counts, class, *chosen == Some(class), on_choice) }
            }
        </div>
    }
}

fn chip(counts: &Counts, class: Class, pressed: bool, on_choice: &Callback<Option<Class>>) -> Html {
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
            aria-pressed={pressed.to_string()} aria-label={format!("{}, {}", class.words(), text::count(all))}
            {title} {onclick}>
            { class_mark(class) }
            <span>{ class.words() }</span>
            <strong>{ text::count(all) }</strong>
        </button>
    }
}
