//! Long lists, whose rows are requested page by page as they come into view.

use std::ops::Range;
use std::rc::Rc;

use trailglass::app_state::paged_list::{ListQuery, PAGE_ROWS, PagedList, PendingPages, pages_of};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;

/// The rows that have arrived so far.
pub type Paged<Of> = PagedList<Of, <Of as ListQuery>::Row, <Of as ListQuery>::Beside>;

/// Requests the rows of a list that are in view. The previous list stays visible until the first
/// rows of a new one arrive.
#[hook]
pub fn use_paged<Of: ListQuery>(client: &PageClient, wanted: &Of, seen: Range<u64>) -> Rc<Paged<Of>> {
    let listing = use_mut_ref(Rc::<Paged<Of>>::default);
    let pending = use_mut_ref(PendingPages::<Of>::default);
    let drawn = use_force_update();
    let known = listing.borrow().clone();
    use_effect_with((wanted.clone(), pages_of(&seen)), {
        let client = client.clone();
        move |(wanted, pages): &(Of, Range<u64>)| {
            let missing = pending.borrow_mut().ask(&listing.borrow(), wanted, pages.clone());
            for page in missing {
                let (client, wanted) = (client.clone(), wanted.clone());
                let (listing, pending, drawn) = (listing.clone(), pending.clone(), drawn.clone());
                spawn_local(async move {
                    let answer = wanted.ask(&client, page * PAGE_ROWS, PAGE_ROWS).await;
                    if pending.borrow_mut().settle(&wanted, page) {
                        let next = listing.borrow().with(wanted, page, answer);
                        *listing.borrow_mut() = Rc::new(next);
                        drawn.force_update();
                    }
                });
            }
        }
    });
    known
}
