//! What actions on the case do to it, and to what is shown.

use std::rc::Rc;

use super::case::{Arrived, CaseAction, OnConflict};
use super::case_words::case_contents;
use super::state::AppState;
use super::view::{Dialog, HistoryStep};
use crate::casefile::{OpenedCase, merge};
use crate::view_address::{ViewAddress, ViewId};

impl AppState {
    pub(super) fn change_case(&mut self, action: CaseAction) {
        let case = self.case_mut();
        match action {
            CaseAction::Mark(mark, place) => case.mark(*mark, place),
            CaseAction::Unmark(key) => case.unmark(&key),
            CaseAction::Note(key, note) => case.change().change(&key, |mark| mark.note = note),
            CaseAction::Tags(key, tags) => case.change().change(&key, |mark| mark.tags = tags),
            CaseAction::Title(title) => case.change().title = title,
            CaseAction::Notes(notes) => case.change().notes = notes,
            CaseAction::Arrived(arrived) if case.is_unsaved() => {
                case.ui().arrived = Some(arrived);
                self.view_mut().dialog = Some(Dialog::OpenCase);
            }
            CaseAction::Arrived(arrived) => self.open_case(&arrived, OnConflict::Replace),
            CaseAction::Take(taking) => {
                let arrived = case.ui().arrived.take();
                self.view_mut().dialog = None;
                if let Some(arrived) = arrived {
                    self.open_case(&arrived, taking);
                }
            }
            CaseAction::New => case.start_new(),
            CaseAction::Saved => case.ui().kept = case.case.clone(),
            CaseAction::Undo => case.undo(),
            CaseAction::Heard => case.ui().said = None,
            CaseAction::Found(found) => case.ui().found = found,
            CaseAction::Remember(is_remembered) => case.ui().is_remembered = is_remembered,
        }
        let case = self.case_mut();
        if case.case.questions != *case.own_questions {
            case.own_questions = Rc::new(case.case.questions.clone());
        }
    }

    /// Goes to the view that was opened with the case, once there are events.
    pub(super) fn return_to_view(&mut self) {
        if self.data.totals.events > 0
            && let Some(view) = self.case.case_ui.returning
        {
            self.case_mut().stay();
            self.view_mut().show(view);
        }
    }

    fn open_case(&mut self, arrived: &Arrived, taking: OnConflict) {
        let Arrived { name, opened: OpenedCase { case, left_out } } = arrived;
        let before = self.case.is_unsaved().then(|| self.case.case.clone());
        let merged = match taking {
            OnConflict::Leave => return,
            OnConflict::Replace => None,
            OnConflict::Merge => Some(merge(&self.case.case, case)),
        };
        self.case_mut().set_case(case.clone());
        let said = match &merged {
            None => format!("{name} is open: {}", case_contents(case)),
            Some(both) => format!("{name} was added: {} now", case_contents(both)),
        };
        if let Some(both) = merged {
            // The merged case is in no file yet.
            self.case_mut().case = Rc::new(both);
        }
        for sentence in left_out {
            self.view_mut().add_alert(sentence.as_str().into());
        }
        if let Some(view) = &case.view {
            self.travel(&ViewAddress::parse(view));
            self.view_mut().step = HistoryStep::Commit;
        }
        if self.data.totals.events == 0 {
            self.case_mut().ui().returning = Some(self.view.view).filter(|_| case.view.is_some());
            self.view_mut().view = ViewId::Case;
        }
        self.case_mut().say(said, before);
    }
}
