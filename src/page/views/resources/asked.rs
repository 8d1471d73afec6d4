//! The history of a resource, requested whenever the resource or the selection changes.

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::resources::HistoryRequest;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, PlacedHistory};

/// Number of changes in the first request; each "Show older changes" doubles it.
pub const CHANGES: u32 = 100;

/// A request for a history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryQuestion {
    /// The resource.
    pub identity: AttrValue,
    pub selection: Rc<Selection>,
    /// The generation of the data.
    pub generation: u32,
    /// Maximum number of changes.
    pub limit: u32,
}

/// The newest answer.
#[derive(Clone, Default, PartialEq)]
pub struct HistoryAnswer {
    /// The question that the answer belongs to. The last answer stays visible until the next one
    /// arrives.
    pub question: Option<HistoryQuestion>,
    pub told: Option<Rc<PlacedHistory>>,
    /// The reason why the request failed.
    pub error: Option<AttrValue>,
}

/// Requests a history; returns the newest answer, which may still belong to an earlier question.
#[hook]
pub fn use_history(client: &PageClient, question: HistoryQuestion) -> HistoryAnswer {
    let answered = use_state(HistoryAnswer::default);
    let newest = use_mut_ref(|| None::<HistoryQuestion>);
    use_effect_with(question, {
        let (client, setter) = (client.clone(), answered.setter());
        move |question: &HistoryQuestion| {
            let question = question.clone();
            *newest.borrow_mut() = Some(question.clone());
            spawn_local(async move {
                let ask = HistoryRequest {
                    identity: question.identity.to_string(),
                    selection: Selection::clone(&question.selection),
                    before: None,
                    limit: question.limit,
                };
                let answer = client.resource_history(ask).await;
                if newest.borrow().as_ref() != Some(&question) {
                    return;
                }
                let question = Some(question);
                setter.set(match answer {
                    Ok(told) => HistoryAnswer { question, told: Some(Rc::new(told)), error: None },
                    Err(ClientError::Superseded) => return,
                    Err(error) => {
                        HistoryAnswer { question, told: None, error: Some(error.to_string().into()) }
                    }
                });
            });
        }
    });
    (*answered).clone()
}
