//! The dialog that writes the selected events to a file.

mod columns;
mod preview;
mod way;

use std::rc::Rc;

use trailglass::event::Field;
use trailglass::protocol::{ExportForm, Selection};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::columns::Columns;
use self::preview::Preview;
use self::way::{WAYS, Way};
use crate::dialog::Modal;
use crate::engine::{Course, Engine, EngineError, Redaction};
use crate::icons::Icon;
use crate::progress::{percent, progress};
use crate::save::save_blob;
use crate::state::{Action, ColumnState};
use crate::text;

/// What [`ExportDialog`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct ExportDialogProperties {
    /// Who writes.
    pub engine: Engine,
    /// Which events.
    pub selection: Rc<Selection>,
    /// How many there are.
    pub matching: u64,
    /// The columns of the grid.
    pub columns: Rc<Vec<ColumnState>>,
    /// Of which state of the data.
    pub generation: u32,
    /// Told what happens.
    pub dispatch: Callback<Action>,
}

/// Where a piece of work is.
#[derive(Clone, PartialEq)]
enum Work<T> {
    Idle,
    /// So many events are done, of so many.
    UnderWay(u64, u64),
    Stopped,
    Failed(String),
    Done(T),
}

/// A file that was saved: its name, its size and how many events are in it.
#[derive(Clone, PartialEq)]
struct Saved {
    name: String,
    bytes: u64,
    events: u64,
}

/// The dialog.
#[component]
pub fn ExportDialog(properties: &ExportDialogProperties) -> Html {
    let ExportDialogProperties { engine, selection, matching, columns, generation, dispatch } = properties;
    let way = use_state_eq(|| Way::Csv);
    let fields = use_state_eq(|| columns.iter().map(|column| column.field).collect::<Vec<Field>>());
    let redacts = use_state_eq(|| false);
    let looking = use_state_eq(|| Work::<Rc<Redaction>>::Idle);
    let writing = use_state_eq(|| Work::<Saved>::Idle);
    // What is under way; given up when the dialog closes.
    let course = use_mut_ref(|| None::<Course>);
    use_effect_with((), {
        let course = course.clone();
        move |()| move || stop(&course)
    });

    // Other files, or another choice: what was found is of no use then.
    use_effect_with((*redacts, selection.clone(), *generation), {
        let (engine, looking, course) = (engine.clone(), looking.setter(), course.clone());
        move |(redacts, selection, _)| {
            stop(&course);
            looking.set(Work::Idle);
            if *redacts {
                spawn_local(look(engine, Rc::clone(selection), looking, course));
            }
        }
    });
    let look_again = {
        let (engine, selection, looking, course) =
            (engine.clone(), selection.clone(), looking.setter(), course.clone());
        Callback::from(move |_: MouseEvent| {
            spawn_local(look(engine.clone(), selection.clone(), looking.clone(), course.clone()));
        })
    };
    let found = match &*looking {
        Work::Done(redaction) if *redacts => Some(redaction.clone()),
        _ => None,
    };
    let form = match *way {
        Way::Csv => ExportForm::Csv((*fields).clone()),
        Way::JsonLines => ExportForm::JsonLines,
        Way::Records => ExportForm::Records,
    };
    let is_writing = matches!(*writing, Work::UnderWay(..));
    let waits = *redacts && found.is_none() || *way == Way::Csv && fields.is_empty();
    let write = {
        let (engine, selection, writing, course) =
            (engine.clone(), selection.clone(), writing.setter(), course.clone());
        let name = way.file_name(*redacts);
        Callback::from(move |_: MouseEvent| {
            let (engine, selection, form, found) =
                (engine.clone(), selection.clone(), form.clone(), found.clone());
            let (writing, course, name) = (writing.clone(), course.clone(), name.clone());
            spawn_local(async move {
                let told = begin(&course, &writing);
                let written = engine.export(&selection, form, found.as_deref(), &told.course).await;
                writing.set(match written {
                    // A browser's sizes are whole numbers.
                    Ok(blob) => match save_blob(&name, &blob) {
                        Ok(()) => {
                            Work::Done(Saved { name, bytes: blob.size() as u64, events: told.events() })
                        }
                        Err(_) => Work::Failed("the browser does not save the file".to_owned()),
                    },
                    Err(EngineError::Superseded) => Work::Stopped,
                    Err(error) => Work::Failed(error.to_string()),
                });
            });
        })
    };
    let on_stop = {
        let course = course.clone();
        Callback::from(move |_: MouseEvent| stop(&course))
    };
    let on_way = {
        let (way, writing) = (way.setter(), writing.setter());
        Callback::from(move |chosen: Way| {
            way.set(chosen);
            writing.set(Work::Idle);
        })
    };
    let on_redacts = {
        let (redacts, writing) = (redacts.setter(), writing.setter());
        Callback::from(move |event: Event| {
            redacts.set(event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked()));
            writing.set(Work::Idle);
        })
    };
    let on_fields = {
        let (fields, writing) = (fields.setter(), writing.setter());
        Callback::from(move |chosen: Vec<Field>| {
            fields.set(chosen);
            writing.set(Work::Idle);
        })
    };
    let close = dispatch.reform(|()| Action::Dialog(None));
    let count = text::counted(*matching, "event", "events");
    html! {
        <Modal title={format!("Export {count}")} class="export" on_close={close}>
            <fieldset class="export__ways" disabled={is_writing}>
                <legend class="export__legend">{ "As" }</legend>
                { for WAYS.iter().map(|spec| {
                    let (chosen, on_way) = (spec.way, on_way.clone());
                    html! {
                        <label class="export__way" key={spec.label}>
                            <input type="radio" name="export-way" checked={*way == chosen}
                                onchange={Callback::from(move |_: Event| on_way.emit(chosen))} />
                            <span><strong>{ spec.label }</strong><span class="muted">{ spec.about }</span></span>
                        </label>
                    }
                }) }
            </fieldset>
            if *way == Way::Csv {
                <Columns fields={(*fields).clone()} {on_fields} disabled={is_writing} />
            }
            <label class="export__redact">
                <input type="checkbox" checked={*redacts} disabled={is_writing} onchange={on_redacts} />
                <span>
                    <strong>{ "Redact" }</strong>
                    <span class="muted">
                        { "Accounts, keys, addresses, people, roles, buckets and other names become pseudonyms, the same everywhere" }
                    </span>
                </span>
            </label>
            if *redacts {
                { looked(&looking, &on_stop, &look_again) }
            }
            <div class="export__course" role="status">{ written(&writing) }</div>
            if let Work::UnderWay(done, total) = *writing {
                { progress("Exporting", Some(percent(done, total)), Some(of_events(done, total))) }
            }
            <div class="dialog__ways">
                if is_writing {
                    <button type="button" class="button" onclick={on_stop}>{ "Stop" }</button>
                } else {
                    <button type="button" class="button button--primary" disabled={waits} onclick={write}>
                        { Icon::File.draw() }{ format!("Export {count}") }
                    </button>
                }
            </div>
        </Modal>
    }
}

fn stop(course: &std::cell::RefCell<Option<Course>>) {
    if let Some(course) = course.borrow_mut().take() {
        course.stop();
    }
}

/// What is told of a piece of work.
struct Told {
    course: Course,
    events: Rc<std::cell::Cell<u64>>,
}

impl Told {
    fn events(&self) -> u64 {
        self.events.get()
    }
}

/// Begins a piece of work, in place of any other.
fn begin<T: 'static>(course: &std::cell::RefCell<Option<Course>>, state: &UseStateSetter<Work<T>>) -> Told {
    stop(course);
    state.set(Work::UnderWay(0, 0));
    let events = Rc::<std::cell::Cell<u64>>::default();
    let own = Course::new({
        let (state, events) = (state.clone(), events.clone());
        let shown = std::cell::Cell::new(u64::MAX);
        move |done, total| {
            events.set(total);
            // No more drawings than anybody could see.
            let share = (done * 250).checked_div(total).unwrap_or(0);
            if shown.replace(share) != share {
                state.set(Work::UnderWay(done, total));
            }
        }
    });
    *course.borrow_mut() = Some(own.clone());
    Told { course: own, events }
}

/// Looks for what is to be replaced.
async fn look(
    engine: Engine,
    selection: Rc<Selection>,
    looking: UseStateSetter<Work<Rc<Redaction>>>,
    course: Rc<std::cell::RefCell<Option<Course>>>,
) {
    let told = begin(&course, &looking);
    let found = engine.redaction(&selection, &told.course).await;
    // Somebody else's by now.
    let is_own = course.borrow().as_ref().is_some_and(|course| course.is(&told.course));
    match found {
        Ok(redaction) if is_own => looking.set(Work::Done(redaction)),
        Err(EngineError::Superseded) if course.borrow().is_none() => looking.set(Work::Stopped),
        Err(error) if is_own => looking.set(Work::Failed(error.to_string())),
        Ok(_) | Err(_) => {}
    }
}

fn of_events(done: u64, total: u64) -> String {
    format!("{} of {}", text::count(done), text::counted(total, "event", "events"))
}

/// What will be replaced, or how far the search for it is.
fn looked(
    looking: &Work<Rc<Redaction>>,
    on_stop: &Callback<MouseEvent>,
    look_again: &Callback<MouseEvent>,
) -> Html {
    let again = |words: String, label: &'static str| {
        html! {
            <div class="export__looking">
                <p role="alert">{ words }</p>
                <button type="button" class="button button--small" onclick={look_again.clone()}>{ label }</button>
            </div>
        }
    };
    match looking {
        Work::Idle => html! {},
        Work::UnderWay(done, total) => html! {
            <div class="export__looking">
                <p>{ "Looking for what is to be replaced: " }{ of_events(*done, *total) }</p>
                { progress("Looking for what is to be replaced", Some(percent(*done, *total)), Some(of_events(*done, *total))) }
                <button type="button" class="button button--small" onclick={on_stop.clone()}>{ "Stop" }</button>
            </div>
        },
        Work::Stopped => again(
            "Stopped: nothing is exported redacted before all events were looked through.".to_owned(),
            "Look again",
        ),
        Work::Failed(reason) => {
            again(format!("It could not be found out what is to be replaced: {reason}"), "Try again")
        }
        Work::Done(redaction) => html! { <Preview redaction={redaction.clone()} /> },
    }
}

fn written(writing: &Work<Saved>) -> Html {
    match writing {
        Work::Idle => html! {},
        Work::UnderWay(done, total) => html! { { of_events(*done, *total) } },
        Work::Stopped => html! { { "Stopped; nothing was saved" } },
        Work::Failed(reason) => {
            html! { <span class="export__failed">{ Icon::Warning.draw() }{ format!("Not exported: {reason}") }</span> }
        }
        Work::Done(Saved { name, bytes, events }) => html! {
            { format!("Saved {} as {name}, {}", text::counted(*events, "event", "events"), text::bytes(*bytes)) }
        },
    }
}
