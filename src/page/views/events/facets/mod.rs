//! The facets: for some fields, the most frequent values among the events that are shown. A click
//! adds a value to the filter or removes it.

mod group;

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
pub use trailglass::app_state::facet_lines::FEW;
use trailglass::model::{Field, Selection};
use trailglass::query::{Facet, edit};
use yew::prelude::*;

use self::group::FacetGroup;
/// Number of facets that are drawn in one task. All of them at once, on a change of the view, would
/// be the longest task of the page; the lower ones follow before the user can scroll to them.
const DRAWN_AT_ONCE: usize = 4;

#[derive(Clone, PartialEq, Properties)]
pub struct FacetsProperties {
    /// In display order.
    pub facets: Vec<(Field, Rc<Facet>)>,
    /// The number of events that they count.
    pub matching: u64,
    /// The events that they count.
    pub selection: Rc<Selection>,
    /// The fields that show more than [`FEW`] values, with their maximum.
    pub expanded: Rc<BTreeMap<Field, u32>>,
    /// Called with the new map of such fields.
    pub on_expand: Callback<BTreeMap<Field, u32>>,
    /// Whether a newer answer is late.
    pub late: bool,
    /// Goes up when the data change.
    pub generation: u32,
}

#[component]
pub fn Facets(properties: &FacetsProperties) -> Html {
    let FacetsProperties { facets, matching, selection, expanded, .. } = properties;
    let fields: Vec<Field> = facets.iter().map(|(field, _)| *field).collect();
    let choices = use_memo((selection.filter.clone(), fields), |(filter, fields)| {
        let names: Vec<&str> = fields.iter().map(|field| field.spec().name).collect();
        edit::choices_of_each(filter, &names)
    });
    let toggle = {
        let on_expand = properties.on_expand.clone();
        use_callback(expanded.clone(), move |(field, limit): (Field, u32), expanded| {
            let mut next = BTreeMap::clone(expanded);
            if limit > FEW {
                next.insert(field, limit);
            } else {
                next.remove(&field);
            }
            on_expand.emit(next);
        })
    };
    let drawn = use_state_eq(|| DRAWN_AT_ONCE);
    use_effect_with((*drawn, facets.len()), {
        let setter = drawn.setter();
        move |(drawn, all)| {
            let next = *drawn + DRAWN_AT_ONCE;
            let pause = (drawn < all).then(|| Timeout::new(0, move || setter.set(next)));
            move || drop(pause)
        }
    });
    let class = classes!("facets", properties.late.then_some("facets--late"));
    html! {
        <section {class} aria-label="Facets">
            for ((field, facet), choices) in facets.iter().zip(choices.iter()).take(*drawn) {
                <FacetGroup key={field.spec().name} field={*field} facet={facet.clone()}
                    choices={choices.clone()} matching={*matching}
                    limit={expanded.get(field).copied().unwrap_or(FEW)} on_expand={toggle.clone()}
                    selection={selection.clone()} generation={properties.generation} />
            }
        </section>
    }
}
