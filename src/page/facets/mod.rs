//! The facets: for some fields the most frequent values among the events that
//! are shown, to be clicked in and out of the filter.

mod group;

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::event::Field;
use trailglass::protocol::{Facet, Selection};
use trailglass::query::edit;
use yew::prelude::*;

use self::group::Group;
use crate::engine::Engine;
use crate::state::Action;

/// How many values a facet shows at first.
pub const FEW: u32 = 10;
/// And after each "Show more".
const MORE: [u32; 2] = [50, 500];
/// How many values a search shows.
const FOUND: u32 = 50;

/// How many facets are drawn in one task. All of them at once, on the way from
/// another view, would be the longest task of the page; those further down
/// follow before anyone has scrolled there.
const DRAWN_AT_ONCE: usize = 4;

/// What [`Facets`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct FacetsProperties {
    /// The facets, in their order.
    pub facets: Vec<(Field, Rc<Facet>)>,
    /// How many events they count.
    pub matching: u64,
    /// Which events they count.
    pub selection: Rc<Selection>,
    /// The fields of which more values than [`FEW`] are shown, and how many.
    pub expanded: Rc<BTreeMap<Field, u32>>,
    /// Called with other such fields.
    pub on_expand: Callback<BTreeMap<Field, u32>>,
    /// Whether a newer answer is late.
    pub late: bool,
    /// Changes when the data do.
    pub generation: u32,
    /// Where values are asked.
    pub engine: Engine,
    /// Told what happens.
    pub dispatch: Callback<Action>,
}

/// The facets.
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
                <Group key={field.spec().name} field={*field} facet={facet.clone()}
                    choices={choices.clone()} matching={*matching}
                    limit={expanded.get(field).copied().unwrap_or(FEW)} on_expand={toggle.clone()}
                    selection={selection.clone()} generation={properties.generation}
                    engine={properties.engine.clone()} dispatch={properties.dispatch.clone()} />
            }
        </section>
    }
}
