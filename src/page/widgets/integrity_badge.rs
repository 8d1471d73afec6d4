//! The integrity class of a file as a shield: each class has its own shape, colour and label.

use trailglass::integrity::findings::Class;
use yew::prelude::*;

/// The outline of every shield.
const OUTLINE: &str = "M6 1L10.3 2.5V6C10.3 8.6 8.4 10.3 6 11.2C3.6 10.3 1.7 8.6 1.7 6V2.5z";

/// A shield without a label, for use beside a word that says the same.
pub fn mark(class: Class) -> Html {
    draw(class, None)
}

/// The labelled shield of a class, given the class's word in the filter language; draws nothing for
/// any other word.
pub fn shield(word: &str) -> Html {
    let Some(class) = Class::of_name(word) else { return Html::default() };
    draw(class, Some(format!("Integrity: {}", class.words())))
}

fn draw(class: Class, label: Option<String>) -> Html {
    let (look, inside) = match class {
        Class::Verified => ("shield shield--verified", "M4 6l1.5 1.5L8.1 4.6"),
        Class::FoundKey => ("shield shield--found-key", "M4 6l1.5 1.5L8.1 4.6M3.4 9.2h5.2"),
        Class::Invalid => ("shield shield--invalid", "M4.4 4.4l3.2 3.2M7.6 4.4L4.4 7.6"),
        Class::Unproven => ("shield shield--unproven", "M6 3.9v2.6M6 8v.2"),
        Class::Missing => ("shield shield--missing", ""),
        Class::NotCovered => ("shield shield--not-covered", "M4.3 6h3.4"),
    };
    html! {
        <svg class={look} viewBox="0 0 12 12" width="12" height="12" role={label.is_some().then_some("img")}
            aria-label={label.clone()} aria-hidden={label.is_none().then_some("true")}>
            if let Some(label) = label {
                <title>{ label }</title>
            }
            <path d={OUTLINE} />
            <path d={inside} />
        </svg>
    }
}
