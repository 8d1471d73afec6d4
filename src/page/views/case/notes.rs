//! What is missing of the case, and how it can be found.

use trailglass::app_state::{CaseState, marked_event, records_as_log};
use trailglass::base::text;
use trailglass::casefile::KeptRecords;
use yew::prelude::*;

use super::{CaseViewProperties, file};
use crate::client::{Following, PageClient};
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;

/// Draws which marked things are missing, once they were searched for.
pub fn notes(
    properties: &CaseViewProperties,
    state: &CaseState,
    times: TimeDisplay,
    client: &PageClient,
) -> Html {
    let CaseViewProperties { has_logs, loading, following, .. } = properties;
    let CaseState { case, case_ui, .. } = state;
    let search = properties.search(state, times);
    let lost = case.marks.iter().filter(|mark| search.availability(&mark.on).is_missing()).count() as u64;
    let read_records = {
        let (client, case) = (client.clone(), case.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(picked) = records_as_log(&case).and_then(|text| file::log_file(&case, &text)) {
                client.list().found_logs(vec![picked]);
            }
        })
    };
    let follow = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.follow_sessions())
    };
    let kept = KeptRecords::new(&case.records);
    let lost_events = case.marks.iter().any(|mark| {
        let is_kept = marked_event(&mark.on).is_some_and(|event| kept.has_id_of(event));
        is_kept && !case_ui.found.events.contains_key(&mark.on.key())
    });
    let is_unfollowed = matches!(**following, Following::Never | Following::Stopped | Following::Failed(_));
    html! {
        <>
            if !case.marks.is_empty() && !has_logs && !loading {
                { warning("No logs are open. Drop those that this case is about, and every bookmark leads to its event".to_owned()) }
            } else if lost > 0 {
                { warning(format!("{} of {} {} not in the loaded files; each says where it was", text::count(lost), text::counted(case.marks.len() as u64, "bookmark", "bookmarks"), if lost == 1 { "is" } else { "are" })) }
            }
            if lost_events && !loading {
                <p class="case__note">
                    <span>{ format!("The case file holds {}", text::counted(case.records.len() as u64, "record", "records")) }</span>
                    <button type="button" class="button button--small" onclick={read_records}>{ "Read the records kept in the case" }</button>
                </p>
            }
            if case.asks_for_sessions() && *has_logs && is_unfollowed && !loading {
                <p class="case__note">
                    <span>{ "Sessions and actors are found once sessions have been followed" }</span>
                    <button type="button" class="button button--small" onclick={follow}>{ "Follow sessions" }</button>
                </p>
            }
        </>
    }
}

fn warning(words: String) -> Html {
    html! {
        <p class="case__note" role="note">
            { Icon::Warning.draw() }
            <span>{ words }</span>
        </p>
    }
}
