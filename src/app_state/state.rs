//! The state of the page in four parts, and the actions that change it.

use std::rc::Rc;

use crate::base::time::TimeRange;
use crate::client::{ClientEvent, RowPlace};
use crate::grouping::{GroupForm, Grouping};
use crate::model::{FileNumber, Selection, Sort};
use crate::questions::Question;
use crate::view_address::{ViewAddress, ViewId};

use super::case::{CaseAction, CaseState};
use super::columns::ColumnState;
use super::data::DataState;
use super::filter::{FilterFor, FilterState};
use super::reduce::Reduce;
use super::view::{Dialog, HistoryStep, ViewState};

/// The state of the page. Values that can be computed from it are not in it.
///
/// After an action, an unchanged part is the same `Rc` as before: states are compared by pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppState {
    /// The filter, the time range, and how events are listed.
    pub filter: Rc<FilterState>,
    /// What the client has reported.
    pub data: Rc<DataState>,
    /// What is shown.
    pub view: Rc<ViewState>,
    /// The case.
    pub case: Rc<CaseState>,
}

/// Everything that can happen to the state.
///
/// The actions are not sorted by part: about half of them change two, since whatever the user
/// selects or opens is also a step of the browser's history, which belongs to the view.
#[derive(Clone, Debug)]
pub enum Action {
    /// A message from the client.
    ClientEvent(ClientEvent),
    /// The text in the filter bar changed.
    Type(Rc<str>),
    /// Typing has paused: apply the text if it is valid.
    Apply,
    /// The filter was entered: apply it and add it to the history.
    Commit,
    /// Replaces the filter.
    Filter(Rc<str>),
    /// A value was clicked: adds it to the filter.
    FilterFor(FilterFor),
    /// A value was clicked that the filter contains: removes it.
    Unfilter {
        /// A name of the catalogue.
        field: &'static str,
        /// The value.
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
    /// Opens the event at a place.
    Open(RowPlace),
    /// Closes the open event.
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
    Resource(Option<Rc<str>>),
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
    Alert(Rc<str>),
    /// Removes the alert with this number.
    Dismiss(u32),
}

impl Reduce for AppState {
    type Action = Action;

    fn reduced(&self, action: Action) -> AppState {
        AppState::reduced(self, action)
    }
}

impl AppState {
    /// Returns the state that an address describes, before any file is read.
    pub fn at(address: &ViewAddress) -> AppState {
        let mut state = AppState::default();
        state.travel(address);
        state
    }

    /// Returns the address of what is shown.
    pub fn address(&self) -> ViewAddress {
        ViewAddress {
            view: self.view.view,
            selection: Selection::clone(&self.filter.selection),
            sort: self.filter.sort,
            grouping: Grouping::clone(&self.view.grouping),
            form: self.view.form,
        }
    }

    /// Returns whether there is anything to show other than the welcome page.
    pub fn anything(&self) -> bool {
        let is_case_shown = self.view.view == ViewId::Case && !self.case.case.is_empty();
        self.data.has_logs() || self.data.progress.loading || is_case_shown
    }

    /// Returns what the SQL dialog shows: a selection, and the grouping by which it is counted.
    pub fn sql_source(&self) -> (Rc<Selection>, Option<Rc<Grouping>>) {
        let (selection, grouping) = match self.view.sql_of.as_deref() {
            Some((selection, grouping)) => (Rc::new(selection.clone()), Rc::new(grouping.clone())),
            None if self.view.view == ViewId::Group => {
                (self.filter.selection.clone(), self.view.grouping.clone())
            }
            None => (self.filter.selection.clone(), Rc::default()),
        };
        (selection, (!grouping.by.is_empty()).then_some(grouping))
    }

    /// Returns the state after an action.
    pub fn reduced(&self, action: Action) -> AppState {
        let mut next = self.clone();
        next.perform(action);
        keep_unchanged(&mut next.filter, &self.filter);
        keep_unchanged(&mut next.data, &self.data);
        keep_unchanged(&mut next.view, &self.view);
        keep_unchanged(&mut next.case, &self.case);
        next
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::ClientEvent(event) => self.receive(event),
            Action::Type(text) => {
                self.filter_mut().set_text(text);
                self.view_mut().step = HistoryStep::Draft;
            }
            Action::Apply => self.filter_mut().apply(),
            Action::Commit => self.stepped().commit(),
            Action::Filter(text) => self.stepped().replace(text),
            Action::FilterFor(value) => self.stepped().add(&value),
            Action::Unfilter { field, value } => self.stepped().remove(field, &value),
            Action::Zoom(time) => self.stepped().zoom(time),
            Action::ZoomOut => self.stepped().zoom_out(),
            Action::Sort(sort) => self.stepped().sort = sort,
            Action::Columns(columns) => self.filter_mut().columns = Rc::new(columns),
            Action::Open(place) => self.view_mut().opened = Some(place),
            Action::Close => self.view_mut().opened = None,
            Action::View(view) => {
                self.case_mut().stay();
                self.view_mut().leave_for(view);
            }
            Action::Evidence(file, record) => {
                self.view_mut().show(ViewId::Integrity).evidence_of = Some((file, record));
            }
            Action::File(file) => self.view_mut().show(ViewId::Sources).file_of = Some(file),
            Action::Timeline(session, actor) => {
                self.view_mut().show(ViewId::Timelines).timeline_of = Some((session, actor));
            }
            Action::Resource(resource) => self.view_mut().show_resource(resource),
            Action::Group(grouping) => {
                self.view_mut().show(ViewId::Group).grouping = Rc::new(grouping);
            }
            Action::Form(form) => self.view_mut().set_form(form),
            Action::OwnQuestions(questions) => self.case_mut().set_questions(questions),
            Action::Case(action) => self.change_case(action),
            Action::Travel(address) => self.travel(&address),
            Action::Dialog(dialog) => self.view_mut().set_dialog(dialog),
            Action::Sql(selection, grouping) => self.view_mut().show_sql(selection, grouping),
            Action::Alert(message) => self.view_mut().add_alert(message),
            Action::Dismiss(number) => self.view_mut().dismiss(number),
        }
    }

    /// Selects and shows what an address describes.
    pub(super) fn travel(&mut self, address: &ViewAddress) {
        let ViewAddress { view, selection, sort, grouping, form } = address;
        let filter = self.filter_mut();
        filter.set_text(selection.filter.as_str().into());
        filter.apply();
        filter.select_time(selection.time);
        filter.sort = *sort;
        let state = self.view_mut();
        state.view = *view;
        state.step = HistoryStep::Travel;
        state.grouping = Rc::new(grouping.clone());
        state.form = *form;
    }

    fn receive(&mut self, event: ClientEvent) {
        let data = Rc::make_mut(&mut self.data);
        match event {
            ClientEvent::Listed(files) => data.list(&files),
            ClientEvent::Progress(progress) => data.progress = progress,
            ClientEvent::Reports(reports) => data.report(reports),
            ClientEvent::Settled { totals, generation } => {
                data.settle(totals, generation);
                self.return_to_view();
            }
            ClientEvent::Changed { generation } => data.generation = generation,
            ClientEvent::Checking(checking) => data.checking = Rc::new(checking),
            ClientEvent::Following(following) => {
                data.following = Rc::new(following);
                // Each run numbers its sessions anew.
                self.view_mut().timeline_of = None;
            }
            ClientEvent::Index(index) => data.index = Rc::new(index),
            ClientEvent::WorkerDied { message } => self.view_mut().add_alert(message.into()),
            ClientEvent::Cleared => {
                // Nothing from the logs remains, not even a filter.
                let columns = self.filter.columns.clone();
                *self = AppState::at(&ViewAddress::default());
                self.filter_mut().columns = columns;
            }
        }
    }

    /// Returns the filter, for a change that Back undoes.
    fn stepped(&mut self) -> &mut FilterState {
        self.view_mut().step = HistoryStep::Commit;
        self.filter_mut()
    }

    fn filter_mut(&mut self) -> &mut FilterState {
        Rc::make_mut(&mut self.filter)
    }

    pub(super) fn view_mut(&mut self) -> &mut ViewState {
        Rc::make_mut(&mut self.view)
    }

    pub(super) fn case_mut(&mut self) -> &mut CaseState {
        Rc::make_mut(&mut self.case)
    }
}

/// Puts the earlier part in the place of an equal one.
fn keep_unchanged<T: Eq>(next: &mut Rc<T>, before: &Rc<T>) {
    if next == before {
        *next = before.clone();
    }
}
