//! Requests the map whenever the data change.

use std::rc::Rc;

use trailglass::base::time::TimeRange;
use trailglass::query::coverage::steps;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::SharedMap;
use crate::client::ClientError;
use crate::contexts::use_client;

/// Returns the newest map; `None` before the first one; the reason if it could not be computed.
/// Without a span, nothing is requested.
#[hook]
pub fn use_coverage(
    generation: u32,
    span_millis: Option<(i64, i64)>,
) -> Result<Option<SharedMap>, AttrValue> {
    let client = use_client();
    let known = use_state(|| Ok(None));
    use_effect_with((generation, span_millis), {
        let setter = known.setter();
        move |(_, span_millis): &(u32, Option<(i64, i64)>)| {
            let Some((first, last)) = *span_millis else { return };
            let range = TimeRange { from_millis: first, until_millis: last.saturating_add(1) };
            let client = client.clone();
            spawn_local(async move {
                match client.coverage(steps(range)).await {
                    // The client handles one request at a time, so a later reply is a newer one.
                    Ok(map) => setter.set(Ok(Some(Rc::new(map)))),
                    Err(ClientError::Superseded) => {}
                    Err(error) => {
                        setter.set(Err(format!("The events could not be counted: {error}").into()));
                    }
                }
            });
        }
    });
    Result::clone(&known)
}
