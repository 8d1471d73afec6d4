//! One facet: a field and its values.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::facet_lines::{
    FEW, FOUND, FacetExtent, FacetLine, ValueClick, click, excludes, lines,
};
use trailglass::base::text;
use trailglass::model::{Field, Selection};
use trailglass::query::Facet;
use trailglass::query::edit::ValueChoice;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::contexts::{use_client, use_dispatch};
use crate::widgets::handlers::{bound, flipping, key_press};
use crate::widgets::icons::Icon;
use crate::widgets::inputs::typed;
use crate::widgets::log_text::{shown, shown_text};
use trailglass::app_state::{Action, FilterFor};

const PAUSE_MILLIS: u32 = 60;

#[derive(Clone, PartialEq, Properties)]
pub struct FacetGroupProperties {
    pub field: Field,
    /// The field's most frequent values.
    pub facet: Rc<Facet>,
    /// The field's values that the filter contains.
    pub choices: Vec<(String, ValueChoice)>,
    /// The number of events that are counted.
    pub matching: u64,
    /// Maximum number of values to show.
    pub limit: u32,
    /// Called with the field and its new maximum.
    pub on_expand: Callback<(Field, u32)>,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
}

#[component]
pub fn FacetGroup(properties: &FacetGroupProperties) -> Html {
    let FacetGroupProperties { field, facet, choices, matching, limit, .. } = properties;
    let dispatch = use_dispatch();
    let spec = field.spec();
    let open = use_state_eq(|| true);
    let search = use_state_eq(|| None::<AttrValue>);
    let found = use_found(properties, (*search).clone());
    let toggle_search = bound(&search, |search, _: MouseEvent| {
        search.set(if search.is_some() { None } else { Some(AttrValue::Static("")) });
    });
    let is_long = FacetExtent::of(facet, *limit).is_long;
    let find = format!("Search in {}", spec.label);
    html! {
        <div class="facet" role="group" aria-label={spec.label}>
            <div class="facet__head">
                <button type="button" class="facet__fold" aria-expanded={open.to_string()} onclick={flipping(&open)}
                    title={spec.about}>
                    { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                    <span class="facet__name">{ spec.label }</span>
                </button>
                if is_long || search.is_some() {
                    <button type="button" class="button button--bare" onclick={toggle_search}
                        aria-pressed={search.is_some().to_string()} aria-label={find.clone()} title={find}>
                        { Icon::Search.draw() }
                    </button>
                }
            </div>
            if *open {
                if let Some(text) = (*search).clone() {
                    <SearchBox label={spec.label} {text} on_search={bound(&search, |search, text| search.set(text))} />
                }
                <ul class="facet__values" onkeydown={Callback::from(walk)}>
                    for (at, FacetLine { value, count, choice }) in lines(facet, choices, found.as_deref().map(Vec::as_slice)).into_iter().enumerate() {
                        <Line key={value} value={AttrValue::from(value.to_owned())} {count} {choice}
                            matching={*matching}
                            first={at == 0} field={*field} dispatch={dispatch.clone()} />
                    }
                </ul>
                { below(properties, found.as_deref().map(Vec::len)) }
            }
        </div>
    }
}

/// Draws what is below the values; `found` is the number of values that a search found.
fn below(properties: &FacetGroupProperties, found: Option<usize>) -> Html {
    let FacetGroupProperties { field, facet, choices, limit, on_expand, .. } = properties;
    let FacetExtent { next, is_cut, .. } = FacetExtent::of(facet, *limit);
    let show = |wanted: u32| {
        let field = *field;
        on_expand.reform(move |_: MouseEvent| (field, wanted))
    };
    let nothing = found.unwrap_or(facet.values.len()) == 0 && choices.is_empty();
    html! {
        <>
            if nothing {
                <p class="facet__none">{ if found.is_some() { "No value contains this" } else { "No values" } }</p>
            }
            if found.is_none() && !nothing {
                if is_cut {
                    <p class="facet__none">
                        { format!("These are the {} most frequent values. Search for the others, or group by this field.", text::count(facet.values.len() as u64)) }
                    </p>
                }
                if let Some(next) = next {
                    <button type="button" class="facet__more" onclick={show(next)}>{ "Show more" }</button>
                }
                if *limit > FEW {
                    <button type="button" class="facet__more" onclick={show(FEW)}>{ "Show fewer" }</button>
                }
            }
            if found.is_some_and(|found| found as u32 >= FOUND) {
                <p class="facet__none">{ format!("The {FOUND} most frequent values with this; type more of the value to see others.") }</p>
            }
        </>
    }
}

/// Returns the values that contain the search text; `None` without a search.
#[hook]
fn use_found(properties: &FacetGroupProperties, search: Option<AttrValue>) -> Option<Rc<Vec<(String, u64)>>> {
    let found = use_state_eq(|| None::<Rc<Vec<(String, u64)>>>);
    let asked = use_memo((), |()| Cell::new(0_u32));
    let client = use_client();
    let FacetGroupProperties { field, selection, generation, .. } = properties;
    use_effect_with((search.clone(), selection.clone(), *generation), {
        let (found, asked, field) = (found.clone(), asked.clone(), *field);
        move |(search, selection, _): &(Option<AttrValue>, Rc<Selection>, u32)| {
            let number = asked.get().wrapping_add(1);
            asked.set(number);
            let pause = search.clone().filter(|text| !text.is_empty()).map(|text| {
                let selection = Selection::clone(selection);
                Timeout::new(PAUSE_MILLIS, move || {
                    spawn_local(async move {
                        let values = client.values(selection, field, text.to_string(), FOUND).await;
                        if let (Ok(values), true) = (values, asked.get() == number) {
                            found.set(Some(Rc::new(values)));
                        }
                    });
                })
            });
            move || drop(pause)
        }
    });
    search.filter(|text| !text.is_empty()).and_then(|_| Option::clone(&found))
}

#[derive(Clone, PartialEq, Properties)]
struct SearchBoxProperties {
    label: &'static str,
    text: AttrValue,
    on_search: Callback<Option<AttrValue>>,
}

#[component]
fn SearchBox(properties: &SearchBoxProperties) -> Html {
    let SearchBoxProperties { label, text, on_search } = properties;
    let input = use_node_ref();
    use_effect_with(input.clone(), |input| {
        if let Some(input) = input.cast::<HtmlElement>() {
            let _ = input.focus();
        }
    });
    let oninput = on_search.reform(|event: InputEvent| Some(typed(&event).into()));
    let onkeydown = bound(on_search, |on_search, event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            on_search.emit(None);
        }
    });
    html! {
        <input ref={input} class="facet__search" type="search" aria-label={format!("Values of {label} with")}
            placeholder="Values with" autocomplete="off" spellcheck="false" value={text} {oninput} {onkeydown} />
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LineProperties {
    field: Field,
    value: AttrValue,
    count: u64,
    /// The number of events that the share is of.
    matching: u64,
    choice: Option<ValueChoice>,
    /// Whether Tab reaches this line; the arrow keys reach the others.
    first: bool,
    dispatch: Callback<Action>,
}

#[component]
fn Line(properties: &LineProperties) -> Html {
    let LineProperties { value, count, matching, choice, first, .. } = properties;
    let act = bound(properties, |properties, exclude: bool| {
        let LineProperties { field, value, choice, dispatch, .. } = properties;
        let (field, value) = (field.spec().name, value.to_string());
        dispatch.emit(match click(*choice, exclude) {
            ValueClick::Remove => Action::Unfilter { field, value },
            ValueClick::Add { exclude } => {
                Action::FilterFor(FilterFor { field: field.to_owned(), value, exclude })
            }
        });
    });
    let onclick = act.reform(|event: MouseEvent| event.alt_key());
    let onkeydown = bound(&act, |act, event: KeyboardEvent| {
        if let Some(exclude) = excludes(&key_press(&event)) {
            event.prevent_default();
            act.emit(exclude);
        }
    });
    let exclude = act.reform(|_: MouseEvent| true);
    let (kind, sign, description) = match choice {
        Some(ValueChoice::Included) => (Some("value--included"), Icon::Check.draw(), None),
        Some(ValueChoice::Excluded) => (Some("value--excluded"), Icon::Minus.draw(), Some("filtered out")),
        None => (None, html! {}, None),
    };
    let share = *count as f64 / (*matching).max(1) as f64;
    let said = shown_text(value);
    let title = format!("{said}\n{} of the events shown", text::share(*count, *matching));
    let count = text::count(*count);
    let (head, tail) = text::cut_for_elision(value);
    html! {
        <li class={classes!("value", kind)} style={format!("--share:{share:.4}")}>
            <button type="button" class="value__toggle" tabindex={if *first { "0" } else { "-1" }}
                aria-pressed={matches!(choice, Some(ValueChoice::Included)).to_string()}
                aria-label={format!("{said}, {count}")} aria-description={description}
                {title} {onclick} {onkeydown}>
                <span class="value__sign">{ sign }</span>
                <span class="value__head">{ shown(head) }</span>
                <span class="value__tail">{ shown(tail) }</span>
                // Takes no space; separates the two texts for screen readers.
                <span class="value__comma">{ ", " }</span>
                <span class="value__count">{ count.clone() }</span>
            </button>
            if choice.is_none() {
                <button type="button" class="value__exclude" tabindex="-1"
                    aria-label={format!("Filter out {said}")} title="Filter out (Alt + click)" onclick={exclude}>
                    { Icon::Minus.draw() }
                </button>
            }
        </li>
    }
}

/// Moves the focus between the values of a facet.
fn walk(event: KeyboardEvent) {
    let Some(line) = event.target_dyn_into::<Element>().and_then(|element| element.closest("li").ok()?)
    else {
        return;
    };
    let list = line.parent_element();
    let next = match event.key().as_str() {
        "ArrowDown" => line.next_element_sibling(),
        "ArrowUp" => line.previous_element_sibling(),
        "Home" => list.and_then(|list| list.first_element_child()),
        "End" => list.and_then(|list| list.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    let button = next.and_then(|line| line.query_selector("button").ok()?);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
