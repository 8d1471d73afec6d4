//! The log files that a digest lists, with their verdicts.

use std::rc::Rc;

use trailglass::app_state::integrity_words::file_name;
use trailglass::base::text;
use trailglass::integrity::findings::ObjectId;
use trailglass::integrity::overview::{IntegrityListRequest, IntegrityOverview};
use yew::prelude::*;

use crate::client::PageClient;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::query::use_query;

/// Number of files listed initially. Each request for more adds at least as many.
const SOME: u32 = 20;

#[derive(Clone, PartialEq, Properties)]
pub struct ListedProperties {
    /// The findings. Another check renumbers them, so the list is then fetched again.
    pub overview: Rc<IntegrityOverview>,
    pub digest: ObjectId,
    /// Called with a log file to open its evidence.
    pub on_open: Callback<ObjectId>,
}

/// The log files, the worst first.
#[component]
pub fn Listed(properties: &ListedProperties) -> Html {
    let ListedProperties { overview, digest, on_open } = properties;
    let limit = use_state_eq(|| SOME);
    use_effect_with(*digest, {
        let limit = limit.setter();
        move |_: &ObjectId| limit.set(SOME)
    });
    let key = (overview.clone(), *digest, *limit);
    let query = use_query(Some(key), |client: PageClient, (_, digest, limit)| async move {
        let ask = IntegrityListRequest { listed_by: Some(digest), limit, ..IntegrityListRequest::default() };
        Ok(Rc::new(client.integrity_list(ask).await?))
    });
    let list = match query.answer() {
        None => return html! { <p class="muted">{ "Fetching them…" }</p> },
        Some(Err(error)) => {
            return html! { <p role="alert">{ "They could not be listed: " }{ error }</p> };
        }
        Some(Ok(list)) => list,
    };
    let left = list.total.saturating_sub(list.rows.len() as u32);
    let more = {
        let (limit, next) = (limit.setter(), *limit + SOME.max(left.min(200)));
        Callback::from(move |_: MouseEvent| limit.set(next))
    };
    html! {
        <>
            <p>{ text::counted(u64::from(list.total), "log file", "log files") }</p>
            <ul class="evidence__listed" aria-label="Log files that it lists">
                for row in list.rows.iter() {
                    <li key={format!("{:?}", row.which)}>
                        { mark(row.class) }
                        <button type="button" class="link link--breaking" title={shown_text(&format!("{}: {}", row.verdict, row.object))}
                            onclick={let which = row.which; on_open.reform(move |_: MouseEvent| which)}>
                            { shown(file_name(&row.object)) }
                        </button>
                    </li>
                }
            </ul>
            if left > 0 {
                <button type="button" class="link" onclick={more}>
                    { format!("Show more, {} left", text::count(u64::from(left))) }
                </button>
            }
        </>
    }
}
