//! Requests groups whenever the selection or the grouping changes.

use std::rc::Rc;

use trailglass::grouping::{GroupTable, Grouped, Grouping, Matrix, MatrixRequest};
use trailglass::model::Selection;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};

/// A request for groups.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupQuestion {
    pub selection: Rc<Selection>,
    pub grouping: Rc<Grouping>,
    /// The data to request for a chart; `None` without a chart.
    pub chart: Option<MatrixRequest>,
    /// The generation of the data.
    pub generation: u32,
}

/// The last reply.
#[derive(Clone, Default, PartialEq)]
pub struct GroupAnswer {
    /// The request it belongs to. A reply stays visible until the next one arrives.
    pub question: Option<GroupQuestion>,
    pub table: Option<Rc<GroupTable>>,
    /// The data of the chart.
    pub matrix: Option<Rc<Matrix>>,
    /// Why there are no groups.
    pub error: Option<AttrValue>,
}

/// The state of the request.
#[derive(Clone, PartialEq)]
pub struct GroupsState {
    /// The reply to it, or to the previous request.
    pub answered: GroupAnswer,
    /// The progress of counting, if that takes long.
    pub so_far: Option<Grouped>,
    /// Whether the user stopped it.
    pub was_stopped: bool,
    pub on_stop: Callback<()>,
    /// Repeats the request.
    pub on_again: Callback<()>,
}

/// Sends the request, and again whenever it changes.
#[hook]
pub fn use_groups(client: &PageClient, question: Option<GroupQuestion>) -> GroupsState {
    let answered = use_state(GroupAnswer::default);
    let progress = use_state_eq(|| None::<Grouped>);
    let newest = use_mut_ref(|| None::<GroupQuestion>);
    let times_asked = use_state_eq(|| 0_u32);
    // The request that the user stopped.
    let stopped = use_state_eq(|| None::<GroupQuestion>);
    let was_stopped = question.is_some() && *stopped == question;
    let on_stop = {
        let stopped = stopped.setter();
        use_callback((client.clone(), question.clone()), move |(), (client, question)| {
            stopped.set(question.clone());
            client.stop_grouping();
        })
    };
    let on_again = {
        let (stopped, times_asked) = (stopped.setter(), times_asked.clone());
        use_callback(*times_asked, move |(), asked| {
            stopped.set(None);
            times_asked.set(asked + 1);
        })
    };
    use_effect_with((question, *times_asked), {
        let (client, setter, progress) = (client.clone(), answered.setter(), progress.setter());
        move |(question, _): &(Option<GroupQuestion>, u32)| {
            *newest.borrow_mut() = question.clone();
            let Some(question) = question.clone() else {
                client.stop_grouping();
                progress.set(None);
                return;
            };
            spawn_local(async move {
                let on_progress = {
                    let progress = progress.clone();
                    move |so_far| progress.set(Some(so_far))
                };
                let GroupQuestion { selection, grouping, chart, .. } = question.clone();
                let answer = client.group(&selection, &grouping, chart, on_progress).await;
                if newest.borrow().as_ref() != Some(&question) {
                    return;
                }
                progress.set(None);
                let question = Some(question);
                setter.set(match answer {
                    Ok((table, matrix)) => GroupAnswer {
                        question,
                        table: Some(Rc::new(table)),
                        matrix: matrix.map(Rc::new),
                        error: None,
                    },
                    // It was stopped; or rows were added or removed, and another generation will
                    // follow.
                    Err(ClientError::Superseded) => return,
                    Err(error) => GroupAnswer {
                        question,
                        error: Some(error.to_string().into()),
                        ..GroupAnswer::default()
                    },
                });
            });
        }
    });
    // Stop counting when the view is left.
    use_effect_with(client.clone(), |client| {
        let client = client.clone();
        move || client.stop_grouping()
    });
    GroupsState { answered: (*answered).clone(), so_far: *progress, was_stopped, on_stop, on_again }
}
