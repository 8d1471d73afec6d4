//! The history of a resource, asked for whenever another is chosen.

use std::rc::Rc;

use trailglass::protocol::{HistoryAsk, Selection};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::{Engine, EngineError, ToldHistory};

/// So many changes are told at first, and so many more at a time.
pub const CHANGES: u32 = 100;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The resource.
    pub identity: AttrValue,
    /// Which events.
    pub selection: Rc<Selection>,
    /// As of this generation of the data.
    pub generation: u32,
    /// How many changes.
    pub limit: u32,
}

/// What has come.
#[derive(Clone, Default, PartialEq)]
pub struct Answered {
    /// Of what; the last answer stays to be seen until the next has come.
    pub question: Option<Question>,
    /// The history.
    pub told: Option<Rc<ToldHistory>>,
    /// Why there is none.
    pub error: Option<AttrValue>,
}

/// The answer to the question, or the one before.
#[hook]
pub fn use_history(engine: &Engine, question: Question) -> Answered {
    let answered = use_state(Answered::default);
    let newest = use_mut_ref(|| None::<Question>);
    use_effect_with(question, {
        let (engine, setter) = (engine.clone(), answered.setter());
        move |question: &Question| {
            let question = question.clone();
            *newest.borrow_mut() = Some(question.clone());
            spawn_local(async move {
                let ask = HistoryAsk {
                    identity: question.identity.to_string(),
                    selection: Selection::clone(&question.selection),
                    before: None,
                    limit: question.limit,
                };
                let answer = engine.resource_history(ask).await;
                if newest.borrow().as_ref() != Some(&question) {
                    return;
                }
                let question = Some(question);
                setter.set(match answer {
                    Ok(told) => Answered { question, told: Some(Rc::new(told)), error: None },
                    Err(EngineError::Superseded) => return,
                    Err(error) => Answered { question, told: None, error: Some(error.to_string().into()) },
                });
            });
        }
    });
    (*answered).clone()
}
