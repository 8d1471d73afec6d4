//! The records that are hidden as copies, in a dialog from which each can be opened.

use std::rc::Rc;

use trailglass::app_state::event_copies::{hidden_words, more_words};
use trailglass::base::text;
use trailglass::copies::HiddenCopy;
use trailglass::model::{FileNumber, Selection};
use yew::prelude::*;

use crate::client::{ClientError, FoundHidden, PageClient, RowPlace};
use crate::contexts::{Acts, use_acts, use_times};
use crate::widgets::dialog::Modal;
use crate::widgets::handlers::setting;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::query::use_query;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::FileTable;

/// Maximum number of copies that are listed.
const MOST_LISTED: u32 = 500;

/// The hidden copies to list.
#[derive(Clone, Debug, PartialEq)]
pub enum HiddenCopiesWanted {
    /// Copies in one file of records that are shown from another.
    OfFiles {
        /// The file with the hidden copies.
        file: FileNumber,
        /// The file whose records are shown instead.
        of: FileNumber,
    },
    /// Copies that match a selection and differ from the record that is shown.
    Matching(Selection),
}

impl HiddenCopiesWanted {
    async fn find(self, client: PageClient, limit: u32) -> Result<FoundHidden, ClientError> {
        match self {
            HiddenCopiesWanted::OfFiles { file, of } => client.hidden_copies(file, Some(of), limit).await,
            HiddenCopiesWanted::Matching(selection) => client.differing_copies(selection, limit).await,
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct HiddenCopiesProperties {
    pub wanted: HiddenCopiesWanted,
    pub file_table: Rc<FileTable>,
    pub on_close: Callback<()>,
}

#[component]
pub fn HiddenCopies(properties: &HiddenCopiesProperties) -> Html {
    let (acts, times) = (use_acts(), use_times());
    let found = use_query(Some(properties.wanted.clone()), |client, wanted| async move {
        wanted.find(client, MOST_LISTED).await.map(Rc::new)
    });
    html! {
        <Modal title="Hidden copies" class={classes!("copies")} on_close={properties.on_close.clone()}>
            <p>
                { "These records are copies of events that are shown. They are not counted, and can be opened here." }
            </p>
            { match found.answer() {
                None => html! { <p>{ "Looking for the copies…" }</p> },
                Some(Err(reason)) => {
                    html! { <p role="alert">{ format!("The copies could not be listed: {reason}") }</p> }
                }
                Some(Ok(found)) => list(properties, found, &acts, times),
            } }
        </Modal>
    }
}

fn list(properties: &HiddenCopiesProperties, found: &FoundHidden, acts: &Acts, times: TimeDisplay) -> Html {
    html! {
        <>
            <ul class="copies__list" aria-label="Hidden copies">
                { for found.copies.iter().map(|(place, copy)| line(properties, *place, copy, acts, times)) }
            </ul>
            if let Some(more) = more_words(found.total, found.copies.len()) {
                <p>{ more }</p>
            }
        </>
    }
}

fn line(
    properties: &HiddenCopiesProperties,
    place: RowPlace,
    copy: &HiddenCopy,
    acts: &Acts,
    times: TimeDisplay,
) -> Html {
    let HiddenCopiesProperties { file_table, on_close, .. } = properties;
    let (on_open, on_close) = (acts.open_place.clone(), on_close.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        on_close.emit(());
        on_open.emit(place);
    });
    let name = if copy.event_name.is_empty() { "Event" } else { &copy.event_name };
    let differs = if copy.differs { "differs from the copy that is shown" } else { "the same content" };
    html! {
        <li class="copies__line">
            <button type="button" class="link" {onclick}>{ shown(name) }</button>
            { " " }{ times.show(copy.millis) }{ ", " }
            <span class="copies__path">{ place_words(file_table, copy.file, copy.index) }</span>
            { format!(", {differs}") }
        </li>
    }
}

/// Returns a file and a record in it as text; empty if the file is not listed.
pub fn place_words(file_table: &FileTable, file: FileNumber, index: u32) -> AttrValue {
    let place = file_table.record_place(file, index);
    let words = place.map(|(path, number)| format!("{path}, record {}", text::count(number)));
    shown_text(&words.unwrap_or_default())
}

#[derive(Clone, PartialEq, Properties)]
pub struct MatchingCopiesProperties {
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub file_table: Rc<FileTable>,
}

/// The number of hidden copies that match the selection although they differ from the record that
/// is shown, or the reason why the number is unknown. Draws nothing if there are none.
#[component]
pub fn MatchingCopies(properties: &MatchingCopiesProperties) -> Html {
    let MatchingCopiesProperties { selection, generation, file_table } = properties;
    let is_open = use_state_eq(|| false);
    let is_any = file_table.sources.iter().any(|source| source.repeats.iter().any(|pair| pair.differing > 0));
    let key = is_any.then(|| (selection.clone(), *generation));
    let total = use_query(key, |client, (selection, _)| async move {
        let wanted = HiddenCopiesWanted::Matching(Selection::clone(&selection));
        Ok(wanted.find(client, 0).await?.total)
    });
    let words = match total.answer().filter(|_| is_any) {
        None => return Html::default(),
        Some(Ok(total)) => hidden_words(*total),
        Some(Err(reason)) => {
            return html! {
                <p class="copies__matching" role="alert">
                    { format!("Hidden copies that differ could not be looked for: {reason}") }
                </p>
            };
        }
    };
    let Some(words) = words else { return Html::default() };
    html! {
        <p class="copies__matching" role="note">
            { words }{ " " }
            <button type="button" class="link" onclick={setting(&is_open, true)}>{ "Show hidden copies" }</button>
            if *is_open {
                <HiddenCopies wanted={HiddenCopiesWanted::Matching(Selection::clone(selection))}
                    file_table={file_table.clone()} on_close={setting(&is_open, false)} />
            }
        </p>
    }
}
