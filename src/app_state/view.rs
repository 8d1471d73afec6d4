//! What is shown: the view, the open things, dialogs, alerts and the grouping.

use std::rc::Rc;

use crate::client::RowPlace;
use crate::grouping::{GroupForm, Grouping};
use crate::model::{FileNumber, Selection};
use crate::view_address::ViewId;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Unique among the alerts.
    pub number: u32,
    /// The error and its consequence; one or two sentences.
    pub message: Rc<str>,
}

/// The origin of an address, which decides how it enters the browser's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryStep {
    /// The user is typing: the current entry is rewritten.
    Draft,
    /// The user did something that Back should undo: a new entry.
    Commit,
    /// The browser went to the address itself: no new entry.
    #[default]
    Travel,
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewState {
    /// The view.
    pub view: ViewId,
    /// The origin of the current address.
    pub step: HistoryStep,
    /// The open event.
    pub opened: Option<RowPlace>,
    /// The record whose integrity evidence is open, as (file, index in file).
    pub evidence_of: Option<(FileNumber, u32)>,
    /// The file that Sources searches for.
    pub file_of: Option<FileNumber>,
    /// The session whose timeline is open, and its actor.
    pub timeline_of: Option<(u32, u32)>,
    /// The canonical name of the resource whose history is shown.
    pub resource: Option<Rc<str>>,
    /// The fields by which events are grouped.
    pub grouping: Rc<Grouping>,
    /// The form in which groups are drawn.
    pub form: GroupForm,
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// The selection and grouping that the SQL dialog shows; `None` for the current ones.
    pub sql_of: Option<Rc<(Selection, Grouping)>>,
    /// The errors that were not dismissed, oldest first.
    pub alerts: Rc<Vec<Alert>>,
    alerts_so_far: u32,
}

impl ViewState {
    /// Shows a view; Back leads to the one before.
    pub(super) fn show(&mut self, view: ViewId) -> &mut ViewState {
        self.view = view;
        self.step = HistoryStep::Commit;
        self
    }

    /// Shows a view that the user chose, without what other actions have opened in it.
    pub(super) fn leave_for(&mut self, view: ViewId) {
        self.show(view);
        (self.evidence_of, self.file_of, self.timeline_of) = (None, None, None);
    }

    /// Shows the history of a resource; Back does not lead from one resource to another.
    pub(super) fn show_resource(&mut self, resource: Option<Rc<str>>) {
        if self.view != ViewId::Resources {
            self.show(ViewId::Resources);
        }
        self.resource = resource;
    }

    pub(super) fn set_form(&mut self, form: GroupForm) {
        self.form = form;
        self.step = HistoryStep::Commit;
    }

    pub(super) fn show_sql(&mut self, selection: Selection, grouping: Grouping) {
        self.dialog = Some(Dialog::Sql);
        self.sql_of = Some(Rc::new((selection, grouping)));
    }

    /// Opens a dialog for the current selection; `None` closes the open one.
    pub(super) fn set_dialog(&mut self, dialog: Option<Dialog>) {
        self.dialog = dialog;
        self.sql_of = None;
    }

    pub(super) fn add_alert(&mut self, message: Rc<str>) {
        self.alerts_so_far += 1;
        Rc::make_mut(&mut self.alerts).push(Alert { number: self.alerts_so_far, message });
    }

    pub(super) fn dismiss(&mut self, number: u32) {
        Rc::make_mut(&mut self.alerts).retain(|alert| alert.number != number);
    }
}
