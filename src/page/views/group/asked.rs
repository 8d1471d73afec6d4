//! Requests groups whenever the selection or the grouping changes.

use std::rc::Rc;

use trailglass::app_state::query_state::QueryState;
use trailglass::grouping::{GroupTable, Grouped, Grouping, Matrix, MatrixRequest};
use trailglass::model::Selection;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};
use crate::contexts::use_client;
use crate::widgets::query::use_query;

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

/// The groups that were counted.
#[derive(Clone, PartialEq)]
pub struct GroupAnswer {
    pub grouping: Rc<Grouping>,
    pub table: Rc<GroupTable>,
    /// The data of the chart.
    pub matrix: Option<Rc<Matrix>>,
}

/// The state of the request.
pub struct GroupsState {
    pub answered: QueryState<GroupAnswer>,
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
pub fn use_groups(question: Option<GroupQuestion>) -> GroupsState {
    let client = use_client();
    let progress = use_state_eq(|| None::<Grouped>);
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
    // Without a question, none is counted any longer.
    use_effect_with(question.is_none(), {
        let (client, progress) = (client.clone(), progress.setter());
        move |is_none| {
            if *is_none {
                client.stop_grouping();
                progress.set(None);
            }
        }
    });
    let newest = use_mut_ref(|| 0_u32);
    let answered = use_query(question.map(|question| (question, *times_asked)), {
        let progress = progress.setter();
        move |client: PageClient, (question, _): (GroupQuestion, u32)| async move {
            let number = *newest.borrow() + 1;
            *newest.borrow_mut() = number;
            let answer = count(client, question, progress.clone()).await;
            // The bar of a newer request stays.
            if *newest.borrow() == number {
                progress.set(None);
            }
            answer
        }
    });
    // Stop counting when the view is left.
    use_effect_with(client, |client| {
        let client = client.clone();
        move || client.stop_grouping()
    });
    GroupsState { answered, so_far: *progress, was_stopped, on_stop, on_again }
}

async fn count(
    client: PageClient,
    question: GroupQuestion,
    progress: UseStateSetter<Option<Grouped>>,
) -> Result<GroupAnswer, ClientError> {
    let GroupQuestion { selection, grouping, chart, .. } = question;
    let on_progress = move |so_far| progress.set(Some(so_far));
    let (table, matrix) = client.group(&selection, &grouping, chart, on_progress).await?;
    Ok(GroupAnswer { grouping, table: Rc::new(table), matrix: matrix.map(Rc::new) })
}
