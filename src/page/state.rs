//! What the page remembers, and everything that can happen to it.
//!
//! One [`State`], changed only by [`Action`]s. What can be computed from it
//! is not in it: answers of the engine are asked for by [`crate::overview`].

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::event::{FIELDS, Field};
use trailglass::grouping::{Form, Grouping};
use trailglass::protocol::{FileNumber, Selection, Sort, TimeRange, Totals};
use trailglass::query;
use trailglass::query::edit;
use trailglass::questions::Question;
use trailglass::view_address::ViewAddress;
use yew::prelude::*;

use crate::case::{CaseAction, CaseDesk};
use crate::engine::{Checking, Following, IndexState, LoadProgress, Notice, Place};
use crate::ledger::Ledger;
use crate::views::{CASE, GROUP, INTEGRITY, RESOURCES, SOURCES, TIMELINES, VIEWS};

/// A value to filter for or out: what a click on a value anywhere means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFor {
    /// A name of the catalogue, or a path into the record.
    pub field: String,
    /// The value.
    pub value: String,
    /// Whether events with the value are to go.
    pub exclude: bool,
}

/// A column of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnState {
    /// What it shows.
    pub field: Field,
    /// How wide it is.
    pub width_px: u32,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The keys and the filter language.
    Help,
    /// Whether to forget everything.
    Clear,
    /// What is selected, as SQL.
    Sql,
    /// As what to export the events.
    Export,
    /// Whether what is saved is redacted.
    Redaction,
    /// The present filter becomes a question.
    SaveQuestion,
    /// What becomes of the present case when another is opened.
    OpenCase,
}

/// Something that went wrong and stays on the page until it is dismissed.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Tells it from the others.
    pub number: u32,
    /// What went wrong and what it means; one or two sentences.
    pub message: AttrValue,
}

/// How an entry of the browser's history comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The user is typing: the entry changes as they go.
    Draft,
    /// The user did something that they may want to go back from.
    Commit,
    /// The browser went there itself.
    Travel,
}

/// What the page remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The filter as it stands in the bar, right or wrong.
    pub text: AttrValue,
    /// What is wrong with it.
    pub errors: Rc<Vec<query::SyntaxError>>,
    /// Which events are asked for: the last filter without errors, and the
    /// time range.
    pub selection: Rc<Selection>,
    /// The order of the events.
    pub sort: Sort,
    /// The view: an id of [`VIEWS`].
    pub view: &'static str,
    /// How the present address came about.
    pub step: Step,
    /// What there is to select from.
    pub totals: Rc<Totals>,
    /// Goes up when the data change, or more is known of them.
    pub generation: u32,
    /// Goes up when there are other events.
    pub data: u32,
    /// How far loading has come.
    pub progress: LoadProgress,
    /// Every file.
    pub ledger: Rc<Ledger>,
    /// Where the checks of integrity are.
    pub checking: Rc<Checking>,
    /// The record, by file and place, whose evidence is to be seen.
    pub evidence_of: Option<(FileNumber, u32)>,
    /// The file whose account is to be seen.
    pub file_of: Option<FileNumber>,
    /// Where the following of sessions is.
    pub following: Rc<Following>,
    /// The session and its actor whose timeline is to be seen.
    pub timeline_of: Option<(u32, u32)>,
    /// Where the index of resources is.
    pub index: Rc<IndexState>,
    /// The resource whose history is shown, by its one name.
    pub resource: Option<AttrValue>,
    /// By what events are grouped.
    pub grouping: Rc<Grouping>,
    /// How groups are shown.
    pub form: Form,
    /// The event that is open.
    pub opened: Option<Place>,
    /// The columns of the grid.
    pub columns: Rc<Vec<ColumnState>>,
    /// The time ranges that were zoomed in from.
    pub zooms: Rc<Vec<Option<TimeRange>>>,
    /// Filters of this session, newest first. Kept in memory only: they hold
    /// names from the logs.
    pub filters: Rc<Vec<AttrValue>>,
    /// Questions that the user saved: those of the case.
    pub own_questions: Rc<Vec<Question>>,
    /// What the reader thinks of the logs.
    pub case: Rc<Case>,
    /// What is remembered beside it.
    pub desk: Rc<CaseDesk>,
    /// What lies over the page.
    pub dialog: Option<Dialog>,
    /// What is shown as SQL; what is selected, where it is nothing else.
    pub sql_of: Option<Rc<(Selection, Grouping)>>,
    /// What went wrong.
    pub alerts: Rc<Vec<Alert>>,
    alerts_so_far: u32,
}

/// How many filters of this session are offered again.
const FILTERS_KEPT: usize = 50;

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// The engine says something.
    Notice(Notice),
    /// The filter is being typed.
    Type(AttrValue),
    /// Typing has paused: ask for what stands there.
    Apply,
    /// The filter stands.
    Commit,
    /// Another filter takes its place.
    Filter(AttrValue),
    /// A value was clicked: it is added to the filter.
    FilterFor(FilterFor),
    /// A value was clicked that the filter names: it goes.
    Unfilter {
        /// A name of the catalogue.
        field: &'static str,
        /// The value.
        value: String,
    },
    /// A time range was chosen; `None` for all.
    Zoom(Option<TimeRange>),
    /// Back to the time range before.
    ZoomOut,
    /// Another order.
    Sort(Sort),
    /// Other columns.
    Columns(Vec<ColumnState>),
    /// An event was opened.
    Open(Place),
    /// The open event was closed.
    Close,
    /// Another view.
    View(&'static str),
    /// What is known of the integrity of the file that holds this record.
    Evidence(FileNumber, u32),
    /// The account of a file is to be seen.
    File(FileNumber),
    /// The timeline of a session, and of its actor, is to be seen.
    Timeline(u32, u32),
    /// The history of a resource is to be seen; `None` for that of none.
    Resource(Option<AttrValue>),
    /// The selected events are to be seen in groups.
    Group(Grouping),
    /// Groups are to be shown so.
    Form(Form),
    /// The user has other questions of their own.
    OwnQuestions(Vec<Question>),
    /// Something happened to the case.
    Case(CaseAction),
    /// The browser went to an address.
    Travel(ViewAddress),
    /// Something is to lie over the page.
    Dialog(Option<Dialog>),
    /// These events, counted by this if it names anything, are to be shown as
    /// SQL.
    Sql(Selection, Grouping),
    /// Something went wrong.
    Alert(AttrValue),
    /// An alert was read.
    Dismiss(u32),
}

impl State {
    /// The state that an address describes, before any file was read.
    pub fn at(address: &ViewAddress) -> State {
        let state = State {
            text: AttrValue::Static(""),
            errors: Rc::default(),
            selection: Rc::default(),
            sort: Sort::default(),
            view: VIEWS[0].id,
            step: Step::Travel,
            totals: Rc::default(),
            generation: 0,
            data: 0,
            checking: Rc::default(),
            evidence_of: None,
            file_of: None,
            following: Rc::default(),
            timeline_of: None,
            index: Rc::default(),
            resource: None,
            grouping: Rc::default(),
            form: Form::default(),
            progress: LoadProgress::default(),
            ledger: Rc::default(),
            opened: None,
            columns: Rc::new(first_columns()),
            zooms: Rc::default(),
            filters: Rc::default(),
            own_questions: Rc::default(),
            case: Rc::default(),
            desk: Rc::default(),
            dialog: None,
            sql_of: None,
            alerts: Rc::default(),
            alerts_so_far: 0,
        };
        state.travelled(address)
    }

    /// The address of what is shown.
    pub fn address(&self) -> ViewAddress {
        ViewAddress {
            view: self.view.to_owned(),
            selection: Selection::clone(&self.selection),
            sort: self.sort,
            grouping: Grouping::clone(&self.grouping),
            form: self.form,
        }
    }

    /// Whether there is anything to show but the welcome.
    pub fn anything(&self) -> bool {
        let has_logs = !self.ledger.sources.is_empty() || self.progress.loading || self.totals.events > 0;
        has_logs || (self.view == CASE && !self.case.is_empty())
    }

    pub(super) fn travelled(&self, address: &ViewAddress) -> State {
        let view = VIEWS.iter().find(|view| view.id == address.view).unwrap_or(&VIEWS[0]);
        let mut next = self.typed(AttrValue::from(address.selection.filter.clone())).applied();
        next.zoom_to(address.selection.time);
        let grouping = Rc::new(address.grouping.clone());
        State { view: view.id, sort: address.sort, grouping, form: address.form, step: Step::Travel, ..next }
    }

    fn typed(&self, text: AttrValue) -> State {
        let errors =
            if text == self.text { self.errors.clone() } else { Rc::new(query::parse(&text).errors) };
        State { text, errors, ..self.clone() }
    }

    /// Asks for what stands in the bar, unless it has errors: then what was
    /// asked last goes on to be shown.
    fn applied(mut self) -> State {
        let filter = self.text.trim();
        if self.errors.is_empty() && filter != self.selection.filter {
            self.selection = Rc::new(Selection { filter: filter.to_owned(), time: self.selection.time });
        }
        self
    }

    fn committed(self) -> State {
        let mut next = self.applied();
        next.step = Step::Commit;
        let filter = &next.selection.filter;
        if !filter.is_empty() && next.filters.first().is_none_or(|newest| **newest != **filter) {
            let mut filters: Vec<AttrValue> = vec![AttrValue::from(filter.clone())];
            filters.extend(next.filters.iter().filter(|earlier| ***earlier != **filter).cloned());
            filters.truncate(FILTERS_KEPT);
            next.filters = Rc::new(filters);
        }
        next
    }

    fn zoom_to(&mut self, time: Option<TimeRange>) {
        if time != self.selection.time {
            self.selection = Rc::new(Selection { filter: self.selection.filter.clone(), time });
        }
    }

    pub(super) fn alerted(mut self, message: AttrValue) -> State {
        self.alerts_so_far += 1;
        let mut alerts = Vec::clone(&self.alerts);
        alerts.push(Alert { number: self.alerts_so_far, message });
        self.alerts = Rc::new(alerts);
        self
    }

    fn noticed(&self, notice: Notice) -> State {
        let mut next = self.clone();
        match notice {
            Notice::Listed(files) => {
                let ledger = Rc::make_mut(&mut next.ledger);
                for file in &files {
                    ledger.list(file);
                }
            }
            Notice::Progress(progress) => next.progress = progress,
            Notice::Reports(reports) => {
                let ledger = Rc::make_mut(&mut next.ledger);
                for report in reports {
                    ledger.report(report);
                }
            }
            Notice::Settled { totals, generation } => {
                Rc::make_mut(&mut next.ledger).repeats(&totals);
                next.totals = Rc::new(totals);
                // There is more to look through; who looks at resources asks.
                if !matches!(*next.index, IndexState::UnderWay(_)) {
                    next.index = Rc::default();
                }
                next.generation = generation;
                next.data += 1;
                next.returned();
            }
            Notice::Changed { generation } => next.generation = generation,
            Notice::Checking(checking) => next.checking = Rc::new(checking),
            Notice::Following(following) => {
                // Another following numbers its sessions anew.
                next.timeline_of = None;
                next.following = Rc::new(following);
            }
            Notice::Index(index) => next.index = Rc::new(index),
            // The page opens them before they come here.
            Notice::CaseFiles(_) => {}
            Notice::WorkerDied { message } => return next.alerted(message.into()),
            Notice::Cleared => {
                // Nothing of the logs stays, not even a filter.
                return State { columns: next.columns, ..State::at(&ViewAddress::default()) };
            }
        }
        next
    }
}

/// The columns that the catalogue shows at first, as wide as their values
/// usually are.
fn first_columns() -> Vec<ColumnState> {
    let width = |field: Field| match field {
        Field::EventTime => 150,
        Field::EventName | Field::Who => 190,
        Field::Service | Field::AwsRegion => 100,
        Field::SourceIpAddress | Field::ErrorCode | Field::UserAgentFamily => 140,
        _ => 120,
    };
    FIELDS
        .iter()
        .filter(|spec| spec.column)
        .map(|spec| ColumnState { field: spec.field, width_px: width(spec.field) })
        .collect()
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = match action {
            Action::Notice(notice) => self.noticed(notice),
            Action::Type(text) => State { step: Step::Draft, ..self.typed(text) },
            Action::Apply => State::clone(&self).applied(),
            Action::Commit => State::clone(&self).committed(),
            Action::Filter(text) => self.typed(text).committed(),
            Action::FilterFor(FilterFor { field, value, exclude }) => {
                let change = if exclude { edit::exclude } else { edit::include };
                self.typed(change(&self.text, &field, &value).into()).committed()
            }
            Action::Unfilter { field, value } => {
                self.typed(edit::remove(&self.text, field, &value).into()).committed()
            }
            Action::Zoom(time) => {
                let mut next = State { step: Step::Commit, ..State::clone(&self) };
                if time.is_none() {
                    next.zooms = Rc::default();
                } else if time != next.selection.time {
                    Rc::make_mut(&mut next.zooms).push(next.selection.time);
                }
                next.zoom_to(time);
                next
            }
            Action::ZoomOut => {
                let mut next = State { step: Step::Commit, ..State::clone(&self) };
                let time = Rc::make_mut(&mut next.zooms).pop().unwrap_or_default();
                next.zoom_to(time);
                next
            }
            Action::Sort(sort) => State { sort, step: Step::Commit, ..State::clone(&self) },
            Action::Columns(columns) => State { columns: Rc::new(columns), ..State::clone(&self) },
            Action::Open(place) => State { opened: Some(place), ..State::clone(&self) },
            Action::Close => State { opened: None, ..State::clone(&self) },
            Action::View(view) => State {
                view,
                evidence_of: None,
                file_of: None,
                timeline_of: None,
                step: Step::Commit,
                // Where the reader went of their own accord they stay.
                desk: self.desk.stayed(),
                ..State::clone(&self)
            },
            Action::Evidence(file, record) => State {
                view: INTEGRITY,
                evidence_of: Some((file, record)),
                step: Step::Commit,
                ..State::clone(&self)
            },
            Action::File(file) => {
                State { view: SOURCES, file_of: Some(file), step: Step::Commit, ..State::clone(&self) }
            }
            Action::Timeline(session, actor) => State {
                view: TIMELINES,
                timeline_of: Some((session, actor)),
                step: Step::Commit,
                ..State::clone(&self)
            },
            Action::Resource(resource) if self.view == RESOURCES => State { resource, ..State::clone(&self) },
            Action::Resource(resource) => {
                State { view: RESOURCES, resource, step: Step::Commit, ..State::clone(&self) }
            }
            Action::Group(grouping) => {
                State { view: GROUP, grouping: Rc::new(grouping), step: Step::Commit, ..State::clone(&self) }
            }
            Action::Form(form) => State { form, step: Step::Commit, ..State::clone(&self) },
            Action::OwnQuestions(questions) => {
                // They are a part of the case.
                let mut case = self.case.clone();
                Rc::make_mut(&mut case).questions = questions.clone();
                State { own_questions: Rc::new(questions), case, ..State::clone(&self) }
            }
            Action::Case(action) => self.after_case(action),
            Action::Travel(address) => self.travelled(&address),
            Action::Dialog(dialog) => State { dialog, sql_of: None, ..State::clone(&self) },
            Action::Sql(selection, grouping) => {
                let sql_of = Some(Rc::new((selection, grouping)));
                State { dialog: Some(Dialog::Sql), sql_of, ..State::clone(&self) }
            }
            Action::Alert(message) => State::clone(&self).alerted(message),
            Action::Dismiss(number) => {
                let mut next = State::clone(&self);
                Rc::make_mut(&mut next.alerts).retain(|alert| alert.number != number);
                next
            }
        };
        if next.selection.time.is_none() {
            next.zooms = Rc::default();
        }
        // The same state again draws nothing.
        if next == *self { self } else { Rc::new(next) }
    }
}
