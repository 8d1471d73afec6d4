//! The controls for the grouping and for what is counted.

use std::rc::Rc;

use trailglass::app_state::group_form::{known_order, set_key, tops};
use trailglass::base::text;
use trailglass::grouping::{Grouping, MOST_KEYS, TimeStep};
use trailglass::query::known_names;
use yew::prelude::*;

use crate::widgets::inputs::{chosen, typed};

/// The id of the list of suggested names.
const NAMES_ID: &str = "group-names";

#[derive(Clone, PartialEq, Properties)]
pub struct ControlsProperties {
    pub grouping: Rc<Grouping>,
    /// Called with the changed grouping.
    pub on_grouping: Callback<Grouping>,
    /// Shown after the controls. Defaults to nothing.
    #[prop_or_default]
    pub children: Html,
}

/// Applies a change to the newest grouping.
type OnChange = Rc<dyn Fn(&dyn Fn(&mut Grouping))>;

#[component]
pub fn Controls(properties: &ControlsProperties) -> Html {
    let ControlsProperties { grouping, on_grouping, children } = properties;
    // The second of two inputs may change before the first change is rendered, so each change
    // applies to the newest grouping.
    let newest = use_mut_ref(|| Grouping::clone(grouping));
    *newest.borrow_mut() = Grouping::clone(grouping);
    let on_change: OnChange = {
        let on_grouping = on_grouping.clone();
        Rc::new(move |change: &dyn Fn(&mut Grouping)| {
            let mut next = newest.borrow().clone();
            change(&mut next);
            let next = known_order(next);
            *newest.borrow_mut() = next.clone();
            on_grouping.emit(next);
        })
    };
    let on_name = |set: fn(&mut Grouping, Option<String>)| {
        let on_change = on_change.clone();
        Callback::from(move |name: String| {
            on_change(&|grouping| set(grouping, Some(name.clone()).filter(|name| !name.is_empty())));
        })
    };
    html! {
        <form class="group__controls" aria-label="Grouping" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <datalist id={NAMES_ID}>
                for (name, about) in known_names().filter(|(name, _)| *name != "eventTime") {
                    <option key={name} value={name}>{ about }</option>
                }
            </datalist>
            <div class="group__keys">{ keys(grouping, &on_change) }</div>
            { steps(grouping, &on_change) }
            <NameBox label="Distinct values of" value={grouping.distinct.clone().unwrap_or_default()} placeholder="Nothing"
                on_name={on_name(|grouping, name| grouping.distinct = name)} />
            <NameBox label="Sum of" value={grouping.number.clone().unwrap_or_default()} placeholder="No numbers"
                on_name={on_name(|grouping, name| grouping.number = name)} />
            { top_menu(grouping, &on_change) }
            { children.clone() }
        </form>
    }
}

/// Draws a box for each key, and an empty one for the next.
fn keys(grouping: &Grouping, on_change: &OnChange) -> Html {
    let boxes = (0..MOST_KEYS.min(grouping.by.len() + 1)).map(|place| {
        let label = ["Group by", "Then by", "And then by"].get(place).copied().unwrap_or_default();
        let value = grouping.by.get(place).cloned().unwrap_or_default();
        let placeholder = if place == 0 { "A field or path" } else { "Nothing more" };
        let on_change = on_change.clone();
        let on_name =
            Callback::from(move |name: String| on_change(&|grouping| set_key(grouping, place, &name)));
        html! { <NameBox key={place} {label} {value} {placeholder} {on_name} /> }
    });
    boxes.collect()
}

fn steps(grouping: &Grouping, on_change: &OnChange) -> Html {
    let on_change = on_change.clone();
    let onchange = Callback::from(move |event: Event| {
        let name = chosen(&event);
        let time_step = TimeStep::ALL.into_iter().find(|step| step.name() == name);
        on_change(&|grouping| grouping.time_step = time_step);
    });
    html! {
        <label class="group__control">
            <span>{ "Time step" }</span>
            <select class="field group__input group__input--short" {onchange} disabled={grouping.by.is_empty()}
                title="Slices of time by the calendar in UTC">
                <option value="" selected={grouping.time_step.is_none()}>{ "none" }</option>
                for step in TimeStep::ALL {
                    <option value={step.name()} selected={grouping.time_step == Some(step)}>{ step.name() }</option>
                }
            </select>
        </label>
    }
}

fn top_menu(grouping: &Grouping, on_change: &OnChange) -> Html {
    let on_change = on_change.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Ok(top) = chosen(&event).parse() {
            on_change(&|grouping| grouping.top = top);
        }
    });
    html! {
        <label class="group__control">
            <span>{ "Show" }</span>
            <select class="field group__input group__input--short" {onchange}>
                for top in tops(grouping.top) {
                    <option value={top.to_string()} selected={grouping.top == top}>{ format!("top {}", text::count(top.into())) }</option>
                }
            </select>
        </label>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NameBoxProperties {
    label: &'static str,
    value: String,
    placeholder: &'static str,
    on_name: Callback<String>,
}

/// An input for the name of a field or a path, with known names suggested.
#[component]
fn NameBox(properties: &NameBoxProperties) -> Html {
    let NameBoxProperties { label, value, placeholder, on_name } = properties;
    // Text being typed survives other redraws.
    let draft = use_state_eq(|| None::<String>);
    use_effect_with(value.clone(), {
        let draft = draft.setter();
        move |_: &String| draft.set(None)
    });
    let stand = {
        let (on_name, value) = (on_name.clone(), value.clone());
        move |name: String| {
            if name != value {
                on_name.emit(name);
            }
        }
    };
    // A choice from the list arrives as one input event. Typing ends with Enter or when the input
    // loses focus.
    let oninput = {
        let (stand, draft) = (stand.clone(), draft.setter());
        Callback::from(move |event: InputEvent| {
            let text = typed(&event);
            draft.set(Some(text.clone()));
            let is_typed =
                event.input_type().starts_with("insertText") || event.input_type().starts_with("delete");
            if !is_typed && known_names().any(|(known, _)| known == text.trim()) {
                stand(text.trim().to_owned());
            }
        })
    };
    let onchange = {
        let draft = draft.setter();
        Callback::from(move |event: Event| {
            stand(typed(&event).trim().to_owned());
            draft.set(None);
        })
    };
    let shown = (*draft).clone().unwrap_or_else(|| value.clone());
    html! {
        <label class="group__control">
            <span>{ *label }</span>
            <input class="field group__input" type="text" list={NAMES_ID} autocomplete="off" spellcheck="false"
                autocapitalize="off" value={shown} placeholder={*placeholder} {oninput} {onchange} />
        </label>
    }
}
