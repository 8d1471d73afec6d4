//! Requests that follow their inputs.

use trailglass::app_state::query_state::{QueryCell, QueryState};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};
use crate::contexts::use_client;

/// Makes a request, and again whenever its key changes. The last answer is kept until the next one
/// arrives, and answers to earlier keys are dropped. Nothing is requested while the key is `None`.
#[hook]
pub fn use_query<Key, T, Asks, Answer>(key: Option<Key>, request: Asks) -> QueryState<T>
where
    Key: Clone + PartialEq + 'static,
    T: Clone + 'static,
    Asks: FnOnce(PageClient, Key) -> Answer + 'static,
    Answer: Future<Output = Result<T, ClientError>> + 'static,
{
    let client = use_client();
    let cell = use_mut_ref(QueryCell::<Key, T>::default);
    let drawn = use_force_update();
    let state = cell.borrow().state(key.as_ref());
    use_effect_with(key, move |key: &Option<Key>| {
        let number = cell.borrow_mut().ask(key.clone());
        let Some(key) = key.clone() else { return };
        spawn_local(async move {
            let answer = request(client, key).await;
            if cell.borrow_mut().settle(number, answer) {
                drawn.force_update();
            }
        });
    });
    state
}
