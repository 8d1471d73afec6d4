//! The resources that an event names, each a way to its history.

use trailglass::event::resources::Effect;
use trailglass::query::resources_in;
use yew::prelude::*;

use crate::shown::{shown, shown_text};
use crate::text;

/// More than this are not listed: the tree has them all.
const MOST: usize = 8;

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    identity: AttrValue,
    kind: String,
    effect: Effect,
}

/// What a record names, what happened to most first.
pub fn named(record: &str) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    resources_in(record, &mut |mention| match found
        .iter_mut()
        .find(|known| *known.identity == *mention.identity)
    {
        Some(known) => known.effect = known.effect.max(mention.effect),
        None => found.push(Named {
            identity: mention.identity.into_owned().into(),
            kind: mention.kind.into_owned(),
            effect: mention.effect,
        }),
    });
    found.sort_by_key(|named| std::cmp::Reverse(named.effect));
    found
}

/// A line with a button for each.
pub fn draw(named: &[Named], on_resource: &Callback<Option<AttrValue>>) -> Html {
    if named.is_empty() {
        return Html::default();
    }
    let more = named.len().saturating_sub(MOST) as u64;
    html! {
        <>
            <dt class="event__label">{ "Names" }</dt>
            <dd class="event__named">
                <ul>
                    for one in named.iter().take(MOST) {
                        { line(one, on_resource) }
                    }
                    if more > 0 {
                        <li class="event__note">{ format!("and {} more", text::count(more)) }</li>
                    }
                </ul>
            </dd>
        </>
    }
}

fn line(named: &Named, on_resource: &Callback<Option<AttrValue>>) -> Html {
    let identity = named.identity.clone();
    let (before, end) = text::cut_for_elision(&named.identity);
    let title = format!("{} {}: show its history", named.kind, shown_text(&named.identity));
    html! {
        <li>
            <button type="button" class="event__link resource-name" {title}
                onclick={on_resource.reform(move |_: MouseEvent| Some(identity.clone()))}>
                <span class="resource-name__start">{ shown(before) }</span><span class="resource-name__end">{ shown(end) }</span>
            </button>
            <span class="event__note">{ named.effect.word() }</span>
        </li>
    }
}
