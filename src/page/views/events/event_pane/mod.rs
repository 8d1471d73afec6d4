//! The open event: a sentence, the facts, and the whole record as a tree.

mod behind;
mod copies;
mod fact_list;
mod facts;
mod named;

use std::rc::Rc;

use trailglass::base::document::RecordTree;
use trailglass::base::time;
use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::event::summary::{PhraseKind, Summary};
use trailglass::integrity::findings::Class;
use trailglass::model::{FileNumber, Selection};
use trailglass::query::Record;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::behind::Behind;
use self::copies::Copies;
use self::fact_list::FactList;
use self::facts::facts;
use self::named::{NamedResource, named};
use crate::client::{Following, PageClient, RowPlace};
use crate::file_table::FileTable;
use crate::state::{Action, FilterFor};
use crate::views::case::{CaseUiState, EVENT_STAR_ID, MarkEditor, Star, toggle_event};
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::shield;
use crate::widgets::json_tree::{JsonTree, SharedTree};
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use crate::widgets::value_actions::CopyButton;
use trailglass::base::text;

/// The id of the title, which takes the focus when the user moves into the event.
pub const TITLE_ID: &str = "event-title";

/// The span before and after an event that "Around it" covers.
const AROUND_MILLIS: i64 = 5 * 60_000;

/// Maximum depth of the record that its sentence is made from.
const SENTENCE_LEVELS: usize = 12;
/// Maximum number of children per branch of that record.
const SENTENCE_CHILDREN: usize = 100;

/// An identifier shorter than this is not broken across lines of the sentence.
const WHOLE_BYTES: usize = 44;

#[derive(Clone, PartialEq, Properties)]
pub struct EventPaneProperties {
    pub client: PageClient,
    pub place: RowPlace,
    pub file_table: Rc<FileTable>,
    pub on_close: Callback<()>,
    /// Called with 1 for the next event and -1 for the previous one.
    #[prop_or_default]
    pub on_step: Option<Callback<i64>>,
    pub on_filter: Callback<FilterFor>,
    /// Called with the time around the event.
    pub on_time: Callback<TimeRange>,
    pub times: TimeDisplay,
    /// Whether integrity has been checked: a change makes the pane request the record again.
    pub checked: bool,
    pub following: Rc<Following>,
    /// Called with a session and its actor to show their timeline.
    pub on_timeline: Callback<(u32, u32)>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
    /// Called to show the integrity evidence of a record, given as (file, index in file).
    pub on_evidence: Callback<(FileNumber, u32)>,
    /// Called to show the history of a resource.
    pub on_resource: Callback<Option<AttrValue>>,
    pub case: Rc<Case>,
    /// The page's data about the case that are not part of the case.
    pub case_ui: Rc<CaseUiState>,
    pub dispatch: Callback<Action>,
}

/// A record that has arrived, and its parsed form.
struct OpenedRecord {
    place: RowPlace,
    record: Rc<Record>,
    /// The record as a tree; `None` if its text is not JSON.
    tree: Option<SharedTree>,
    summary: Summary,
    /// The resources that the record names.
    named: Vec<NamedResource>,
    millis: Option<i64>,
}

impl OpenedRecord {
    fn new(place: RowPlace, record: Record) -> OpenedRecord {
        let tree = RecordTree::read(&record.text).ok().map(|document| SharedTree(Rc::new(document)));
        let summary =
            tree.as_ref().map(|tree| Summary::of(&tree.0.to_value(SENTENCE_LEVELS, SENTENCE_CHILDREN)));
        let millis =
            tree.as_ref().and_then(|tree| tree.0.text_at(&["eventTime"])).and_then(time::parse_millis);
        let named = named(&record.text);
        let record = Rc::new(record);
        OpenedRecord { place, record, named, tree, summary: summary.unwrap_or_default(), millis }
    }
}

#[component]
pub fn EventPane(properties: &EventPaneProperties) -> Html {
    let EventPaneProperties { place, .. } = properties;
    // The previous event stays visible until the next one arrives.
    let opened = use_state(|| None::<Rc<OpenedRecord>>);
    let error = use_state_eq(|| None::<AttrValue>);
    let needle = use_state_eq(AttrValue::default);
    let asked = use_mut_ref(|| None::<RowPlace>);

    use_effect_with((properties.client.clone(), *place, properties.checked), {
        let (opened, error) = (opened.clone(), error.clone());
        move |(client, place, _): &(PageClient, RowPlace, bool)| {
            let (client, place) = (client.clone(), *place);
            *asked.borrow_mut() = Some(place);
            spawn_local(async move {
                let answer = client.record(place).await;
                // Only the newest request counts.
                if *asked.borrow() != Some(place) {
                    return;
                }
                match answer {
                    Ok(record) => {
                        opened.set(Some(Rc::new(OpenedRecord::new(place, record))));
                        error.set(None);
                    }
                    Err(reason) => error.set(Some(reason.to_string().into())),
                }
            });
        }
    });

    let on_needle = {
        let needle = needle.clone();
        use_callback((), move |typed: AttrValue, ()| needle.set(typed))
    };
    let key = properties.case_ui.found.by_place.get(place);
    let mark = key.and_then(|key| properties.case.mark_of(key)).cloned();
    let on_mark = {
        let properties = properties.clone();
        Callback::from(move |()| {
            let EventPaneProperties { client, place, case_ui, case, file_table, dispatch, .. } = &properties;
            toggle_event(client, *place, &case_ui.found, case, file_table, dispatch);
        })
    };
    html! {
        <aside class="event" aria-label="Event">
            <Bar on_close={properties.on_close.clone()} on_step={properties.on_step.clone()} is_marked={mark.is_some()} {on_mark} />
            if let Some(mark) = mark {
                <MarkEditor key={format!("{:?}", mark.on.key())} mark={mark.clone()} />
            }
            <div class="event__body">
                if let Some(error) = &*error {
                    <p class="event__error" role="alert">{ "The event could not be fetched: " }{ error }</p>
                } else if let Some(opened) = &*opened {
                    { sentence(&opened.summary) }
                    <FactList facts={facts_of(opened, properties.times)} on_filter={properties.on_filter.clone()}>
                        { behind(opened, properties) }
                        { named::draw(&opened.named, &properties.on_resource, &properties.on_filter) }
                        { source(opened, &properties.file_table) }
                        { integrity(opened, &properties.on_evidence) }
                        { copies(opened, properties) }
                        { around(opened, &properties.on_time) }
                    </FactList>
                    { record(opened, &needle, &on_needle, &properties.on_filter) }
                } else {
                    <p class="event__waiting">{ "Fetching the event…" }</p>
                }
            </div>
        </aside>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct BarProperties {
    on_close: Callback<()>,
    on_step: Option<Callback<i64>>,
    is_marked: bool,
    on_mark: Callback<()>,
}

#[component]
fn Bar(properties: &BarProperties) -> Html {
    let step = |on_step: &Callback<i64>, by: i64| on_step.reform(move |_: MouseEvent| by);
    html! {
        <div class="event__bar">
            <h2 class="event__title" id={TITLE_ID} tabindex="-1">{ "Event" }</h2>
            <Star id={EVENT_STAR_ID} of="event" is_marked={properties.is_marked} key_name="b" on_toggle={properties.on_mark.clone()} />
            if let Some(on_step) = &properties.on_step {
                <button type="button" class="event__button" aria-label="Previous event" title="Previous event (k)"
                    onclick={step(on_step, -1)}><span class="json__up">{ Icon::Down.draw() }</span></button>
                <button type="button" class="event__button" aria-label="Next event" title="Next event (j)"
                    onclick={step(on_step, 1)}>{ Icon::Down.draw() }</button>
            }
            <button type="button" class="event__button" aria-label="Close the event" title="Close (Esc)"
                onclick={properties.on_close.reform(|_: MouseEvent| ())}>{ Icon::Close.draw() }</button>
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

fn facts_of(opened: &OpenedRecord, times: TimeDisplay) -> Rc<Vec<facts::FactLine>> {
    Rc::new(opened.tree.as_ref().map(|tree| facts(&tree.0, &opened.record, times)).unwrap_or_default())
}

fn behind(opened: &OpenedRecord, properties: &EventPaneProperties) -> Html {
    let said = |path: &[&str]| {
        let text = opened.tree.as_ref().and_then(|tree| tree.0.text_at(path));
        AttrValue::from(text.unwrap_or_default().to_owned())
    };
    html! {
        <Behind client={properties.client.clone()} place={opened.place} following={properties.following.clone()}
            key_id={said(&["userIdentity", "accessKeyId"])} address={said(&["sourceIPAddress"])}
            on_timeline={properties.on_timeline.clone()} on_events={properties.on_events.clone()} />
    }
}

fn copies(opened: &OpenedRecord, properties: &EventPaneProperties) -> Html {
    let event_id = opened.tree.as_ref().and_then(|tree| tree.0.text_at(&["eventID"]));
    html! {
        <Copies client={properties.client.clone()} place={opened.place} record={opened.record.clone()}
            event_id={AttrValue::from(event_id.unwrap_or_default().to_owned())} file_table={properties.file_table.clone()}
            times={properties.times} on_open={properties.dispatch.reform(Action::Open)}
            on_events={properties.on_events.clone()} />
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
fn integrity(opened: &OpenedRecord, on_evidence: &Callback<(FileNumber, u32)>) -> Html {
    let Some(class) = Class::of_name(&opened.record.integrity) else { return Html::default() };
    let record = (opened.record.file, opened.record.index);
    html! {
        <>
            <dt class="event__label">{ "Integrity" }</dt>
            <dd class="event__fact">
                <span class="event__value">{ shield(class.name()) }{ " " }{ class.words() }</span>
                <button type="button" class="event__link" onclick={on_evidence.reform(move |_: MouseEvent| record)}>
                    { "Evidence" }
                </button>
            </dd>
            <dd class="event__about">{ class.of_events() }</dd>
        </>
    }
}

fn around(opened: &OpenedRecord, on_time: &Callback<TimeRange>) -> Html {
    let Some(millis) = opened.millis else { return Html::default() };
    let range =
        TimeRange { from_millis: millis - AROUND_MILLIS, until_millis: millis + AROUND_MILLIS + 1_000 };
    html! {
        <>
            <dt class="event__label">{ "Around it" }</dt>
            <dd class="event__fact">
                <button type="button" class="event__link" onclick={on_time.reform(move |_: MouseEvent| range)}>
                    { "Show the 5 minutes before and after" }
                </button>
            </dd>
        </>
    }
}

fn record(
    opened: &OpenedRecord,
    needle: &AttrValue,
    on_needle: &Callback<AttrValue>,
    on_filter: &Callback<FilterFor>,
) -> Html {
    let text = AttrValue::from(opened.record.text.clone());
    match &opened.tree {
        Some(tree) => html! {
            <>
            { doubled(&tree.0) }
            <JsonTree key={format!("{:?}", opened.place)} tree={tree.clone()} {text} needle={needle.clone()}
                on_needle={on_needle.clone()} on_filter={on_filter.clone()} />
            </>
        },
        // Text that is not JSON is shown as it is.
        None => html! { <pre class="event__text">{ shown(&text) }</pre> },
    }
}

/// Maximum number of duplicate members that are named above the record.
const NAMED_DOUBLES: usize = 5;

/// Warns about objects that contain the same member more than once.
fn doubled(document: &RecordTree) -> Html {
    let members = document.doubled_members();
    if members.is_empty() {
        return Html::default();
    }
    let mut named: Vec<String> = members
        .iter()
        .take(NAMED_DOUBLES)
        .map(|(path, times)| match times {
            2 => format!("member {path} occurs twice"),
            times => format!("member {path} occurs {times} times"),
        })
        .collect();
    if members.len() > NAMED_DOUBLES {
        named.push(format!("and {} more", members.len() - NAMED_DOUBLES));
    }
    let text =
        format!("In this record {}. The last of them counts in columns and filters.", named.join(", "));
    html! { <p class="event__doubled" role="note">{ shown(&text) }</p> }
}
