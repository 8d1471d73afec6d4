//! The resources that an event names, each with a link to its history.

use trailglass::base::small_sort::SmallSort;
use trailglass::event::resources::ResourceEffect;
use trailglass::query::resources_in;
use yew::prelude::*;

use crate::state::FilterFor;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::value_actions::ValueActions;
use trailglass::base::text;

/// Maximum number of resources that are listed; the tree contains all of them.
const MOST: usize = 8;

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedResource {
    identity: AttrValue,
    kind: String,
    effect: ResourceEffect,
}

/// Returns the resources that a record names, those with the strongest effect first.
pub fn named(record: &str) -> Vec<NamedResource> {
    let mut found: Vec<NamedResource> = Vec::new();
    resources_in(record, &mut |mention| match found
        .iter_mut()
        .find(|known| *known.identity == *mention.identity)
    {
        Some(known) => known.effect = known.effect.max(mention.effect),
        None => found.push(NamedResource {
            identity: mention.identity.into_owned().into(),
            kind: mention.kind.into_owned(),
            effect: mention.effect,
        }),
    });
    found.sort_small_by_key(|named| std::cmp::Reverse(named.effect));
    found
}

/// Draws one line per resource.
pub fn draw(
    named: &[NamedResource],
    on_resource: &Callback<Option<AttrValue>>,
    on_filter: &Callback<FilterFor>,
) -> Html {
    let more = named.len().saturating_sub(MOST) as u64;
    html! {
        <>
            { for named.iter().take(MOST).map(|one| line(one, on_resource, on_filter)) }
            if more > 0 {
                <dt class="event__label">{ "Resources" }</dt>
                <dd class="event__fact"><span class="event__note">{ format!("and {} more in the record", text::count(more)) }</span></dd>
            }
        </>
    }
}

fn line(
    named: &NamedResource,
    on_resource: &Callback<Option<AttrValue>>,
    on_filter: &Callback<FilterFor>,
) -> Html {
    let identity = named.identity.clone();
    let (start, end) = text::cut_for_elision(&named.identity);
    let title = format!("{} {}: show its history", shown_text(&named.kind), shown_text(&named.identity));
    let filter = (AttrValue::Static("resource"), identity.clone());
    html! {
        <>
            <dt class="event__label">{ "Resource" }</dt>
            <dd class="event__fact">
                <button type="button" class="event__link event__named" {title}
                    onclick={let identity = identity.clone(); on_resource.reform(move |_: MouseEvent| Some(identity.clone()))}>
                    // Screen readers read the whole name: its pieces are no words.
                    <span class="unseen">{ shown(&named.identity) }</span>
                    <span class="resource-name" aria-hidden="true">
                        <span class="resource-name__start">{ shown(start) }</span><span class="resource-name__end">{ shown(end) }</span>
                    </span>
                </button>
                <span class="event__note">{ named.effect.word() }</span>
                <span class="event__actions">
                    <ValueActions {filter} copy={identity} of="Resource" on_filter={on_filter.clone()} />
                </span>
            </dd>
        </>
    }
}
