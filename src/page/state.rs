//! The state of the page, and the actions that change it.
//!
//! There is one [`PageState`], changed only by [`Action`]s. Values that can be computed from it are
//! not in it: [`crate::views::events::overview`] requests the client's answers.

use std::rc::Rc;

pub use trailglass::app_state::columns::ColumnState;
use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::grouping::{GroupForm, Grouping};
use trailglass::model::{FIELDS, Field, FileNumber, Selection, Sort};
use trailglass::query;
use trailglass::query::edit;
use trailglass::questions::Question;
use trailglass::store::Totals;
use trailglass::view_address::{ViewAddress, ViewId};
use yew::prelude::*;

use crate::client::{Checking, ClientEvent, Following, IndexState, LoadProgress, RowPlace};
use crate::file_table::FileTable;
use crate::views::case::{CaseAction, CaseUiState};

/// A value to filter for or out; the effect of a click on a value anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFor {
    /// A name of the catalogue, or a path into the record.
    pub field: String,
    pub value: String,
    /// Whether to exclude events with this value.
    pub exclude: bool,
}

/// A dialog over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The keys and the filter language.
    Help,
    /// The confirmation before everything is cleared.
    Clear,
    /// The selection as SQL.
    Sql,
    /// The options of an export of events.
    Export,
    /// The choice whether saved data are redacted.
    Redaction,
    /// The form that saves the current filter as a question.
    SaveQuestion,
    /// The choice about the current case when another one is opened.
    OpenCase,
}

/// An error that stays on the page until it is dismissed.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Unique among the alerts.
    pub number: u32,
    /// The error and its consequence; one or two sentences.
    pub message: AttrValue,
}

/// The origin of an address, which decides how it enters the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    /// The user is typing: the current entry is rewritten.
    Draft,
    /// The user did something that Back should undo: a new entry.
    Commit,
    /// The browser went to the address itself: no new entry.
    Travel,
}

/// The state of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageState {
    /// The text in the filter bar, valid or not.
    pub text: AttrValue,
    /// The errors in the text.
    pub errors: Rc<Vec<query::SyntaxError>>,
    /// The events that are shown: the last filter without errors, and the time range.
    pub selection: Rc<Selection>,
    pub sort: Sort,
    pub view: ViewId,
    /// The origin of the current address.
    pub step: HistoryStep,
    /// Totals over all events that were read.
    pub totals: Rc<Totals>,
    /// Goes up when the data change, or more is known about them.
    pub generation: u32,
    /// Goes up when there are other events.
    pub data: u32,
    pub progress: LoadProgress,
    pub file_table: Rc<FileTable>,
    /// The state of the integrity checks.
    pub checking: Rc<Checking>,
    /// The record whose integrity evidence is open, as (file, index in file).
    pub evidence_of: Option<(FileNumber, u32)>,
    /// The file that Sources searches for.
    pub file_of: Option<FileNumber>,
    /// The state of the following of sessions.
    pub following: Rc<Following>,
    /// The session whose timeline is open, and its actor.
    pub timeline_of: Option<(u32, u32)>,
    pub index: Rc<IndexState>,
    /// The canonical name of the resource whose history is shown.
    pub resource: Option<AttrValue>,
    /// The fields by which events are grouped.
    pub grouping: Rc<Grouping>,
    /// The form in which groups are drawn.
    pub form: GroupForm,
    pub opened: Option<RowPlace>,
    pub columns: Rc<Vec<ColumnState>>,
    /// The time ranges to return to when zooming out; `None` is the whole range.
    pub zooms: Rc<Vec<Option<TimeRange>>>,
    /// The filters of this session, newest first. Kept in memory only, since they contain names
    /// from the logs.
    pub filters: Rc<Vec<AttrValue>>,
    /// The questions that the user saved; they belong to the case.
    pub own_questions: Rc<Vec<Question>>,
    /// The user's annotations of the logs.
    pub case: Rc<Case>,
    /// The page's data about the case that are not part of the case.
    pub case_ui: Rc<CaseUiState>,
    pub dialog: Option<Dialog>,
    /// The selection and grouping that the SQL dialog shows; `None` for the current ones.
    pub sql_of: Option<Rc<(Selection, Grouping)>>,
    pub alerts: Rc<Vec<Alert>>,
    alerts_so_far: u32,
}

/// Maximum number of filters of this session that are offered again.
const FILTERS_KEPT: usize = 50;

/// Everything that can happen to the state.
#[derive(Clone, Debug)]
pub enum Action {
    /// A message from the client.
    ClientEvent(ClientEvent),
    /// The text in the filter bar changed.
    Type(AttrValue),
    /// Typing has paused: apply the text if it is valid.
    Apply,
    /// The filter was entered: apply it and add it to the history.
    Commit,
    /// Replaces the filter.
    Filter(AttrValue),
    /// A value was clicked: adds it to the filter.
    FilterFor(FilterFor),
    /// A value was clicked that the filter contains: removes it.
    Unfilter {
        /// A name of the catalogue.
        field: &'static str,
        value: String,
    },
    /// Selects a time range; `None` selects all.
    Zoom(Option<TimeRange>),
    /// Returns to the previous time range.
    ZoomOut,
    /// Changes the order of the events.
    Sort(Sort),
    /// Changes the columns.
    Columns(Vec<ColumnState>),
    Open(RowPlace),
    Close,
    /// Shows another view.
    View(ViewId),
    /// Shows the integrity evidence of the file that holds a record, given as (file, index in
    /// file).
    Evidence(FileNumber, u32),
    /// Shows a file in Sources.
    File(FileNumber),
    /// Shows the timeline of a session and its actor.
    Timeline(u32, u32),
    /// Shows the history of a resource; `None` shows none.
    Resource(Option<AttrValue>),
    /// Shows the selected events in groups.
    Group(Grouping),
    /// Changes the form in which groups are drawn.
    Form(GroupForm),
    /// Replaces the questions that the user saved.
    OwnQuestions(Vec<Question>),
    /// Changes the case.
    Case(CaseAction),
    /// The browser went to an address.
    Travel(ViewAddress),
    /// Opens a dialog; `None` closes the open one.
    Dialog(Option<Dialog>),
    /// Shows a selection as SQL; counted by the grouping if that names any fields.
    Sql(Selection, Grouping),
    /// Adds an alert.
    Alert(AttrValue),
    /// Removes the alert with this number.
    Dismiss(u32),
}

impl PageState {
    /// Returns the state that an address describes, before any file is read.
    pub fn at(address: &ViewAddress) -> PageState {
        let state = PageState {
            text: AttrValue::Static(""),
            errors: Rc::default(),
            selection: Rc::default(),
            sort: Sort::default(),
            view: ViewId::Events,
            step: HistoryStep::Travel,
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
            form: GroupForm::default(),
            progress: LoadProgress::default(),
            file_table: Rc::default(),
            opened: None,
            columns: Rc::new(first_columns()),
            zooms: Rc::default(),
            filters: Rc::default(),
            own_questions: Rc::default(),
            case: Rc::default(),
            case_ui: Rc::default(),
            dialog: None,
            sql_of: None,
            alerts: Rc::default(),
            alerts_so_far: 0,
        };
        state.travelled(address)
    }

    /// Returns the address of what is shown.
    pub fn address(&self) -> ViewAddress {
        ViewAddress {
            view: self.view,
            selection: Selection::clone(&self.selection),
            sort: self.sort,
            grouping: Grouping::clone(&self.grouping),
            form: self.form,
        }
    }

    /// Returns whether there is anything to show other than the welcome page.
    pub fn anything(&self) -> bool {
        let has_logs = !self.file_table.sources.is_empty() || self.progress.loading || self.totals.events > 0;
        has_logs || (self.view == ViewId::Case && !self.case.is_empty())
    }

    pub(super) fn travelled(&self, address: &ViewAddress) -> PageState {
        let mut next = self.typed(AttrValue::from(address.selection.filter.clone())).applied();
        next.zoom_to(address.selection.time);
        let grouping = Rc::new(address.grouping.clone());
        PageState {
            view: address.view,
            sort: address.sort,
            grouping,
            form: address.form,
            step: HistoryStep::Travel,
            ..next
        }
    }

    fn typed(&self, text: AttrValue) -> PageState {
        let errors =
            if text == self.text { self.errors.clone() } else { Rc::new(query::parse(&text).errors) };
        PageState { text, errors, ..self.clone() }
    }

    /// Applies the text in the filter bar. Keeps the previous filter if the text has errors.
    fn applied(mut self) -> PageState {
        let filter = self.text.trim();
        if self.errors.is_empty() && filter != self.selection.filter {
            self.selection = Rc::new(Selection { filter: filter.to_owned(), time: self.selection.time });
        }
        self
    }

    fn committed(self) -> PageState {
        let mut next = self.applied();
        next.step = HistoryStep::Commit;
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

    pub(super) fn alerted(mut self, message: AttrValue) -> PageState {
        self.alerts_so_far += 1;
        let mut alerts = Vec::clone(&self.alerts);
        alerts.push(Alert { number: self.alerts_so_far, message });
        self.alerts = Rc::new(alerts);
        self
    }

    fn noticed(&self, notice: ClientEvent) -> PageState {
        let mut next = self.clone();
        match notice {
            ClientEvent::Listed(files) => {
                let file_table = Rc::make_mut(&mut next.file_table);
                for file in &files {
                    file_table.list(file);
                }
            }
            ClientEvent::Progress(progress) => next.progress = progress,
            ClientEvent::Reports(reports) => {
                let file_table = Rc::make_mut(&mut next.file_table);
                for report in reports {
                    file_table.report(report);
                }
            }
            ClientEvent::Settled { totals, generation } => {
                Rc::make_mut(&mut next.file_table).repeats(&totals);
                next.totals = Rc::new(totals);
                // The index is outdated; the view of resources requests a new one.
                if !matches!(*next.index, IndexState::UnderWay(_)) {
                    next.index = Rc::default();
                }
                next.generation = generation;
                next.data += 1;
                next.returned();
            }
            ClientEvent::Changed { generation } => next.generation = generation,
            ClientEvent::Checking(checking) => next.checking = Rc::new(checking),
            ClientEvent::Following(following) => {
                // Each run numbers its sessions anew.
                next.timeline_of = None;
                next.following = Rc::new(following);
            }
            ClientEvent::Index(index) => next.index = Rc::new(index),
            ClientEvent::WorkerDied { message } => return next.alerted(message.into()),
            ClientEvent::Cleared => {
                // Nothing from the logs remains, not even a filter.
                return PageState { columns: next.columns, ..PageState::at(&ViewAddress::default()) };
            }
        }
        next
    }
}

/// Returns the columns that the catalogue shows at first, with widths that fit typical values.
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

impl Reducible for PageState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = match action {
            Action::ClientEvent(notice) => self.noticed(notice),
            Action::Type(text) => PageState { step: HistoryStep::Draft, ..self.typed(text) },
            Action::Apply => PageState::clone(&self).applied(),
            Action::Commit => PageState::clone(&self).committed(),
            Action::Filter(text) => self.typed(text).committed(),
            Action::FilterFor(FilterFor { field, value, exclude }) => {
                let change = if exclude { edit::exclude } else { edit::include };
                self.typed(change(&self.text, &field, &value).into()).committed()
            }
            Action::Unfilter { field, value } => {
                self.typed(edit::remove(&self.text, field, &value).into()).committed()
            }
            Action::Zoom(time) => {
                let mut next = PageState { step: HistoryStep::Commit, ..PageState::clone(&self) };
                if time.is_none() {
                    next.zooms = Rc::default();
                } else if time != next.selection.time {
                    Rc::make_mut(&mut next.zooms).push(next.selection.time);
                }
                next.zoom_to(time);
                next
            }
            Action::ZoomOut => {
                let mut next = PageState { step: HistoryStep::Commit, ..PageState::clone(&self) };
                let time = Rc::make_mut(&mut next.zooms).pop().unwrap_or_default();
                next.zoom_to(time);
                next
            }
            Action::Sort(sort) => PageState { sort, step: HistoryStep::Commit, ..PageState::clone(&self) },
            Action::Columns(columns) => PageState { columns: Rc::new(columns), ..PageState::clone(&self) },
            Action::Open(place) => PageState { opened: Some(place), ..PageState::clone(&self) },
            Action::Close => PageState { opened: None, ..PageState::clone(&self) },
            Action::View(view) => PageState {
                view,
                evidence_of: None,
                file_of: None,
                timeline_of: None,
                step: HistoryStep::Commit,
                // A user who changes the view must not be moved again.
                case_ui: self.case_ui.stayed(),
                ..PageState::clone(&self)
            },
            Action::Evidence(file, record) => PageState {
                view: ViewId::Integrity,
                evidence_of: Some((file, record)),
                step: HistoryStep::Commit,
                ..PageState::clone(&self)
            },
            Action::File(file) => PageState {
                view: ViewId::Sources,
                file_of: Some(file),
                step: HistoryStep::Commit,
                ..PageState::clone(&self)
            },
            Action::Timeline(session, actor) => PageState {
                view: ViewId::Timelines,
                timeline_of: Some((session, actor)),
                step: HistoryStep::Commit,
                ..PageState::clone(&self)
            },
            Action::Resource(resource) if self.view == ViewId::Resources => {
                PageState { resource, ..PageState::clone(&self) }
            }
            Action::Resource(resource) => PageState {
                view: ViewId::Resources,
                resource,
                step: HistoryStep::Commit,
                ..PageState::clone(&self)
            },
            Action::Group(grouping) => PageState {
                view: ViewId::Group,
                grouping: Rc::new(grouping),
                step: HistoryStep::Commit,
                ..PageState::clone(&self)
            },
            Action::Form(form) => PageState { form, step: HistoryStep::Commit, ..PageState::clone(&self) },
            Action::OwnQuestions(questions) => {
                // The questions are part of the case.
                let mut case = self.case.clone();
                Rc::make_mut(&mut case).questions = questions.clone();
                PageState { own_questions: Rc::new(questions), case, ..PageState::clone(&self) }
            }
            Action::Case(action) => self.after_case(action),
            Action::Travel(address) => self.travelled(&address),
            Action::Dialog(dialog) => PageState { dialog, sql_of: None, ..PageState::clone(&self) },
            Action::Sql(selection, grouping) => {
                let sql_of = Some(Rc::new((selection, grouping)));
                PageState { dialog: Some(Dialog::Sql), sql_of, ..PageState::clone(&self) }
            }
            Action::Alert(message) => PageState::clone(&self).alerted(message),
            Action::Dismiss(number) => {
                let mut next = PageState::clone(&self);
                Rc::make_mut(&mut next.alerts).retain(|alert| alert.number != number);
                next
            }
        };
        if next.selection.time.is_none() {
            next.zooms = Rc::default();
        }
        // An unchanged state must not cause a render.
        if next == *self { self } else { Rc::new(next) }
    }
}
