//! The open event: a sentence, the facts, and the whole record as a tree.

mod behind;
mod copies;
mod fact_list;
mod named;

use std::rc::Rc;

use trailglass::app_state::event_facts::{
    NamedResource, doubled_warning, facts, named_resources, sentence_about, time_around,
};
use trailglass::app_state::json_tree::SharedTree;
use trailglass::base::document::RecordTree;
use trailglass::base::text;
use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::event::summary::{PhraseKind, Summary};
use trailglass::integrity::findings::Class;
use trailglass::query::Record;
use yew::prelude::*;

use self::behind::Behind;
use self::copies::Copies;
use self::fact_list::fact_line;
use crate::client::{Following, RowPlace};
use crate::contexts::{Acts, use_acts, use_client, use_times};
use crate::views::case::{CaseUiState, EVENT_STAR_ID, MarkEditor, Star, toggle_event};
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::shield;
use crate::widgets::json_tree::JsonTree;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::query::use_query;
use crate::widgets::times::TimeDisplay;
use crate::widgets::value_actions::CopyButton;
use trailglass::app_state::FileTable;

/// The id of the title, which takes the focus when the user moves into the event.
pub const TITLE_ID: &str = "event-title";

/// An identifier shorter than this is not broken across lines of the sentence.
const WHOLE_BYTES: usize = 44;

#[derive(Clone, PartialEq, Properties)]
pub struct EventPaneProperties {
    pub place: RowPlace,
    pub file_table: Rc<FileTable>,
    /// Called with 1 for the next event and -1 for the previous one.
    #[prop_or_default]
    pub on_step: Option<Callback<i64>>,
    /// Whether integrity has been checked: a change makes the pane request the record again.
    pub checked: bool,
    pub following: Rc<Following>,
    pub case: Rc<Case>,
    /// The page's data about the case that are not part of the case.
    pub case_ui: Rc<CaseUiState>,
}

/// A record that has arrived, and its parsed form.
struct OpenedRecord {
    place: RowPlace,
    record: Rc<Record>,
    /// `None` if the record is not JSON.
    tree: Option<SharedTree>,
    summary: Summary,
    /// The resources that the record names.
    named: Vec<NamedResource>,
}

impl OpenedRecord {
    fn new(place: RowPlace, record: Record) -> OpenedRecord {
        let tree = RecordTree::read(&record.text).ok().map(|document| SharedTree(Rc::new(document)));
        let summary = tree.as_ref().map(|tree| sentence_about(&tree.0)).unwrap_or_default();
        let named = named_resources(&record.text);
        OpenedRecord { place, record: Rc::new(record), named, tree, summary }
    }

    /// Returns the text at a path; empty if there is none.
    fn text_at(&self, path: &[&str]) -> AttrValue {
        let text = self.tree.as_ref().and_then(|tree| tree.0.text_at(path));
        AttrValue::from(text.unwrap_or_default().to_owned())
    }
}

#[component]
pub fn EventPane(properties: &EventPaneProperties) -> Html {
    let EventPaneProperties { place, file_table, checked, case, case_ui, .. } = properties;
    let (client, acts, times) = (use_client(), use_acts(), use_times());
    let needle = use_state_eq(AttrValue::default);
    // The previous event stays visible until the next one arrives.
    let opened = use_query(Some((*place, *checked)), |client, (place, _)| async move {
        Ok(Rc::new(OpenedRecord::new(place, client.record(place).await?)))
    });
    let on_needle = {
        let needle = needle.clone();
        use_callback((), move |typed: AttrValue, ()| needle.set(typed))
    };
    let key = case_ui.found.by_place.get(place);
    let mark = key.and_then(|key| case.mark_of(key)).cloned();
    let on_mark =
        bound(&(properties.clone(), client, acts.dispatch.clone()), |(properties, client, dispatch), ()| {
            let EventPaneProperties { place, case_ui, case, file_table, .. } = properties;
            toggle_event(client, *place, &case_ui.found, case, file_table, dispatch);
        });
    html! {
        <aside class="inspector" aria-label="Event">
            { bar(properties, mark.is_some(), on_mark, &acts.close) }
            if let Some(mark) = mark {
                <MarkEditor key={format!("{:?}", mark.on.key())} class="event__editor" mark={mark.clone()} />
            }
            <div class="inspector__body">
                { match opened.answer() {
                    Some(Ok(opened)) => html! {
                        <>
                            { sentence(&opened.summary) }
                            <dl class="event__facts">
                                { facts_of(opened, times) }
                                { behind(opened, &properties.following) }
                                { named::draw(&opened.named, &acts.resource) }
                                { source(opened, file_table) }
                                { integrity(opened, &acts) }
                                { copies(opened, file_table) }
                                { around(opened, &acts.time) }
                            </dl>
                            { record(opened, &needle, &on_needle) }
                        </>
                    },
                    Some(Err(error)) => html! {
                        <p class="inspector__error" role="alert">{ "The event could not be fetched: " }{ error }</p>
                    },
                    None => html! { <p class="inspector__waiting">{ "Fetching the event…" }</p> },
                } }
            </div>
        </aside>
    }
}

fn bar(
    properties: &EventPaneProperties,
    is_marked: bool,
    on_mark: Callback<()>,
    on_close: &Callback<()>,
) -> Html {
    let step = |on_step: &Callback<i64>, by: i64| on_step.reform(move |_: MouseEvent| by);
    html! {
        <div class="inspector__bar">
            <h2 class="inspector__title" id={TITLE_ID} tabindex="-1">{ "Event" }</h2>
            <Star id={EVENT_STAR_ID} of="event" {is_marked} key_name="b" on_toggle={on_mark} />
            if let Some(on_step) = &properties.on_step {
                <button type="button" class="icon-button" aria-label="Previous event" title="Previous event (k)"
                    onclick={step(on_step, -1)}><span class="upside-down">{ Icon::Down.draw() }</span></button>
                <button type="button" class="icon-button" aria-label="Next event" title="Next event (j)"
                    onclick={step(on_step, 1)}>{ Icon::Down.draw() }</button>
            }
            <button type="button" class="icon-button" aria-label="Close the event" title="Close (Esc)"
                onclick={on_close.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
        </div>
    }
}

fn sentence(summary: &Summary) -> Html {
    html! {
        <p class="event__sentence">
            { for summary.phrases().iter().map(|phrase| {
                let class = match phrase.part {
                    PhraseKind::Words => return shown(&phrase.text),
                    PhraseKind::Who => "event__who",
                    PhraseKind::Address | PhraseKind::Region => "event__place",
                    PhraseKind::Action => "event__action",
                    PhraseKind::Thing => "event__thing",
                    PhraseKind::Failure => "event__failure",
                };
                // An identifier is not broken if it fits a line.
                let whole = phrase.text.len() < WHOLE_BYTES && !phrase.text.contains(' ');
                let class = classes!(class, whole.then_some("event__whole"));
                html! { <span {class}>{ shown(&phrase.text) }</span> }
            }) }
        </p>
    }
}

fn facts_of(opened: &OpenedRecord, times: TimeDisplay) -> Html {
    let Some(tree) = &opened.tree else { return Html::default() };
    let facts = facts(&tree.0, &opened.record, |millis| times.show_with_zone(Some(millis)));
    facts.iter().map(fact_line).collect()
}

fn behind(opened: &OpenedRecord, following: &Rc<Following>) -> Html {
    html! {
        <Behind place={opened.place} following={following.clone()} address={opened.text_at(&["sourceIPAddress"])}
            key_id={opened.text_at(&["userIdentity", "accessKeyId"])} />
    }
}

fn copies(opened: &OpenedRecord, file_table: &Rc<FileTable>) -> Html {
    html! {
        <Copies place={opened.place} record={opened.record.clone()} event_id={opened.text_at(&["eventID"])}
            file_table={file_table.clone()} />
    }
}

/// Draws the file of the record, including the path inside an archive, and the record's number in
/// it.
fn source(opened: &OpenedRecord, file_table: &FileTable) -> Html {
    let place = file_table.record_place(opened.record.file, opened.record.index);
    let Some((path, number)) = place else { return Html::default() };
    html! {
        <>
            <dt class="event__label">{ "Source file" }</dt>
            <dd class="event__fact">
                <span class="event__value event__value--identifier event__value--path" title={shown_text(&path)}>
                    <bdi>{ shown(&path) }</bdi>
                </span>
                <span class="event__note">{ format!("record {}", text::count(number)) }</span>
                <span class="event__actions">
                    <CopyButton text={path} of="the file's path" />
                </span>
            </dd>
        </>
    }
}

/// Draws the integrity class of that file, with a link to the evidence.
fn integrity(opened: &OpenedRecord, acts: &Acts) -> Html {
    let Some(class) = Class::of_name(&opened.record.integrity) else { return Html::default() };
    let record = (opened.record.file, opened.record.index);
    html! {
        <>
            <dt class="event__label">{ "Integrity" }</dt>
            <dd class="event__fact">
                <span class="event__value">{ shield(class.name()) }{ " " }{ class.words() }</span>
                <button type="button" class="link" onclick={acts.evidence.reform(move |_: MouseEvent| record)}>
                    { "Evidence" }
                </button>
            </dd>
            <dd class="event__about">{ class.of_events() }</dd>
        </>
    }
}

fn around(opened: &OpenedRecord, on_time: &Callback<TimeRange>) -> Html {
    let Some(range) = opened.tree.as_ref().and_then(|tree| time_around(&tree.0)) else {
        return Html::default();
    };
    html! {
        <>
            <dt class="event__label">{ "Around it" }</dt>
            <dd class="event__fact">
                <button type="button" class="link" onclick={on_time.reform(move |_: MouseEvent| range)}>
                    { "Show the 5 minutes before and after" }
                </button>
            </dd>
        </>
    }
}

fn record(opened: &OpenedRecord, needle: &AttrValue, on_needle: &Callback<AttrValue>) -> Html {
    let text = AttrValue::from(opened.record.text.clone());
    match &opened.tree {
        Some(tree) => html! {
            <>
            if let Some(warning) = doubled_warning(&tree.0) {
                <p class="event__doubled" role="note">{ shown(&warning) }</p>
            }
            <JsonTree key={format!("{:?}", opened.place)} tree={tree.clone()} {text} needle={needle.clone()}
                on_needle={on_needle.clone()} />
            </>
        },
        // Text that is not JSON is shown as it is.
        None => html! { <pre class="event__text">{ shown(&text) }</pre> },
    }
}
