//! SHA-256 by the browser, which has it several times as fast as WebAssembly,
//! while the next files are read.

use std::cell::RefCell;
use std::collections::VecDeque;

use js_sys::Uint8Array;
use trailglass::intake::{ContentHash, Exhibit, KeepingWitness, Wrapping};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{SubtleCrypto, WorkerGlobalScope};

/// Smaller contents are hashed here before the browser would have been asked.
const FEW_BYTES: usize = 4 << 10;

/// Larger ones are not kept for the browser.
const MOST_BYTES: usize = 8 << 20;

/// So many contents are with the browser at the most.
const MOST_AT_ONCE: usize = 64;

/// Hashes that are on their way, with the exhibits that they belong to.
pub struct Hashing {
    /// `None` where the page was not opened over a safe connection.
    browser: Option<SubtleCrypto>,
    under_way: RefCell<VecDeque<(Vec<Exhibit>, Vec<JsFuture>)>>,
}

impl Hashing {
    /// By the browser of this worker, if it can.
    pub fn new() -> Hashing {
        let scope = js_sys::global().dyn_into::<WorkerGlobalScope>().ok();
        let crypto = scope.and_then(|scope| scope.crypto().ok());
        // Absent where the context is not secure, whatever the types say.
        let browser = crypto.map(|crypto| crypto.subtle()).filter(|subtle| subtle.is_object());
        Hashing { browser, under_way: RefCell::default() }
    }

    /// Who is to see the content of files that are read.
    pub fn witness(&self) -> KeepingWitness {
        KeepingWitness::new(self.browser.as_ref().map(|_| FEW_BYTES..=MOST_BYTES))
    }

    /// Has the kept contents hashed, for the exhibits without a hash.
    pub fn begin(&self, mut exhibits: Vec<Exhibit>, kept: Vec<Vec<u8>>) {
        let mut hashes = Vec::with_capacity(kept.len());
        for (content, exhibit) in kept.into_iter().zip(waiting(&mut exhibits)) {
            let asked = self.browser.as_ref().and_then(|browser| {
                let content = Uint8Array::from(content.as_slice());
                browser.digest_with_str_and_js_u8_array("SHA-256", &content).ok()
            });
            match asked {
                Some(promise) => hashes.push(JsFuture::from(promise)),
                None => exhibit.fingerprint.sha256 = Some(ContentHash::of(&content)),
            }
        }
        self.under_way.borrow_mut().push_back((exhibits, hashes));
    }

    /// The exhibits that are complete: waits where too many are under way, or
    /// for `all`.
    pub async fn complete(&self, all: bool) -> Vec<Exhibit> {
        let mut complete = Vec::new();
        loop {
            let next = {
                let mut under_way = self.under_way.borrow_mut();
                let waits = under_way.iter().map(|(_, hashes)| hashes.len()).sum::<usize>();
                let is_ready = under_way.front().is_some_and(|(_, hashes)| hashes.is_empty());
                if all || is_ready || waits > MOST_AT_ONCE { under_way.pop_front() } else { None }
            };
            let Some((mut exhibits, hashes)) = next else { return complete };
            let mut places = waiting(&mut exhibits);
            for hash in hashes {
                // Whatever fails leaves a file without a hash, which is told.
                let hash = hash.await.ok().map(|buffer| Uint8Array::new(&buffer).to_vec());
                let hash = hash.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
                if let Some(exhibit) = places.next() {
                    exhibit.fingerprint.sha256 = hash.map(ContentHash);
                }
            }
            drop(places);
            complete.extend(exhibits);
        }
    }
}

/// The exhibits whose hash is still to come, in the order of their contents.
fn waiting(exhibits: &mut [Exhibit]) -> impl Iterator<Item = &mut Exhibit> {
    exhibits.iter_mut().filter(|exhibit| {
        exhibit.fingerprint.sha256.is_none() && exhibit.fingerprint.wrapping != Wrapping::Unopened
    })
}
