//! The records that are hidden as copies, in a dialog from which each can be opened.

use std::rc::Rc;

use trailglass::copies::HiddenCopy;
use trailglass::model::{FileNumber, Selection};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{FoundHidden, PageClient, RowPlace};
use crate::file_table::FileTable;
use crate::widgets::dialog::Modal;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

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
    async fn find(&self, client: &PageClient, limit: u32) -> Result<FoundHidden, String> {
        let found = match self {
            HiddenCopiesWanted::OfFiles { file, of } => client.hidden_copies(*file, Some(*of), limit).await,
            HiddenCopiesWanted::Matching(selection) => {
                client.differing_copies(selection.clone(), limit).await
            }
        };
        found.map_err(|reason| reason.to_string())
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct HiddenCopiesProperties {
    pub client: PageClient,
    pub wanted: HiddenCopiesWanted,
    pub file_table: Rc<FileTable>,
    pub times: TimeDisplay,
    /// Called with the record to open.
    pub on_open: Callback<RowPlace>,
    pub on_close: Callback<()>,
}

#[component]
pub fn HiddenCopies(properties: &HiddenCopiesProperties) -> Html {
    let found = use_state_eq(|| None::<Result<Rc<FoundHidden>, String>>);
    use_effect_with((properties.client.clone(), properties.wanted.clone()), {
        let found = found.setter();
        move |(client, wanted): &(PageClient, HiddenCopiesWanted)| {
            let (client, wanted) = (client.clone(), wanted.clone());
            spawn_local(async move {
                found.set(Some(wanted.find(&client, MOST_LISTED).await.map(Rc::new)));
            });
        }
    });
    let body = match &*found {
        None => html! { <p>{ "Looking for the copies…" }</p> },
        Some(Err(reason)) => {
            html! { <p role="alert">{ format!("The copies could not be listed: {reason}") }</p> }
        }
        Some(Ok(found)) => list(properties, found),
    };
    html! {
        <Modal title="Hidden copies" class={classes!("copies")} on_close={properties.on_close.clone()}>
            <p>
                { "These records are copies of events that are shown. They are not counted, and can be opened here." }
            </p>
            { body }
        </Modal>
    }
}

fn list(properties: &HiddenCopiesProperties, found: &FoundHidden) -> Html {
    let more = found.total - (found.copies.len() as u64).min(found.total);
    html! {
        <>
            <ul class="copies__list" aria-label="Hidden copies">
                { for found.copies.iter().map(|(place, copy)| line(properties, *place, copy)) }
            </ul>
            if more > 0 {
                <p>{ format!("and {} more", text::count(more)) }</p>
            }
        </>
    }
}

fn line(properties: &HiddenCopiesProperties, place: RowPlace, copy: &HiddenCopy) -> Html {
    let HiddenCopiesProperties { file_table, times, on_open, on_close, .. } = properties;
    let (on_open, on_close) = (on_open.clone(), on_close.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        on_close.emit(());
        on_open.emit(place);
    });
    let name = if copy.event_name.is_empty() { "Event" } else { &copy.event_name };
    let differs = if copy.differs { "differs from the copy that is shown" } else { "the same content" };
    html! {
        <li class="copies__line">
            <button type="button" class="event__link" {onclick}>{ shown(name) }</button>
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
    pub client: PageClient,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    pub file_table: Rc<FileTable>,
    pub times: TimeDisplay,
    /// Called with the record to open.
    pub on_open: Callback<RowPlace>,
}

/// The number of hidden copies that match the selection although they differ from the record that
/// is shown, or the reason why the number is unknown. Draws nothing if there are none.
#[component]
pub fn MatchingCopies(properties: &MatchingCopiesProperties) -> Html {
    let MatchingCopiesProperties { client, selection, generation, file_table, times, on_open } = properties;
    let total = use_state_eq(|| Ok::<u64, String>(0));
    let is_open = use_state_eq(|| false);
    let asked = use_mut_ref(|| 0_u32);
    let is_any = file_table.sources.iter().any(|source| source.repeats.iter().any(|pair| pair.differing > 0));
    use_effect_with((client.clone(), selection.clone(), *generation, is_any), {
        let total = total.setter();
        move |(client, selection, _, is_any): &(PageClient, Rc<Selection>, u32, bool)| {
            *asked.borrow_mut() += 1;
            if !is_any {
                total.set(Ok(0));
                return;
            }
            let (client, wanted) =
                (client.clone(), HiddenCopiesWanted::Matching(Selection::clone(selection)));
            let number = *asked.borrow();
            spawn_local(async move {
                let found = wanted.find(&client, 0).await;
                // Only the newest request counts.
                if *asked.borrow() == number {
                    total.set(found.map(|found| found.total));
                }
            });
        }
    });
    let words = match &*total {
        Ok(0) => return Html::default(),
        Err(reason) => {
            return html! {
                <p class="copies__matching" role="alert">
                    { format!("Hidden copies that differ could not be looked for: {reason}") }
                </p>
            };
        }
        Ok(1) => "1 hidden copy that differs from the event shown matches, too".to_owned(),
        Ok(total) => {
            format!("{} hidden copies that differ from the events shown match, too", text::count(*total))
        }
    };
    let open = |is_open: &UseStateHandle<bool>, value: bool| {
        let is_open = is_open.clone();
        move || is_open.set(value)
    };
    let (show, hide) = (open(&is_open, true), open(&is_open, false));
    html! {
        <p class="copies__matching" role="note">
            { words }{ " " }
            <button type="button" class="event__link" onclick={Callback::from(move |_: MouseEvent| show())}>
                { "Show hidden copies" }
            </button>
            if *is_open {
                <HiddenCopies client={client.clone()} wanted={HiddenCopiesWanted::Matching(Selection::clone(selection))}
                    file_table={file_table.clone()} times={*times} on_open={on_open.clone()}
                    on_close={Callback::from(move |()| hide())} />
            }
        </p>
    }
}
