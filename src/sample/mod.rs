//! The sample trail: a story told at any size, always the same for the same
//! seed.
//!
//! An organisation of three accounts goes about its day, in two Regions:
//! people sign in through IAM Identity Center, GitHub Actions deploys,
//! instances, functions and AWS services work. In the middle of it a leaked
//! access key is used (see [`Story`]). The trail comes as CloudTrail delivers
//! it: log files, and hourly digests with a chain of signatures by a test key,
//! one log altered after delivery and one digest missing.
//!
//! ```text
//! world, cast      who and what there is; how each gets its credentials
//! calls, scene     templates of the calls; the words that stand in them
//! record           one record's JSON
//! background, incident    what happens, slot by slot
//! delivery, digest the files that come of it
//! edition          whole trails: any size, and the small one of the page
//! ```
//!
//! It must be small, for it ships with the page: texts are templates, and
//! nothing here formats, allocates cleverly or signs. Signatures of the small
//! edition are stored; `signing`, natively, makes them.

mod background;
mod calendar;
mod calls;
mod cast;
mod delivery;
mod digest;
mod edition;
mod incident;
mod random;
mod record;
mod scene;
#[cfg(not(target_arch = "wasm32"))]
mod signing;
mod story;
mod world;

pub use delivery::{Files, Packing, SampleFile};
pub use digest::{FINGERPRINT, PUBLIC_KEY, SIGNATURE_BYTES, Signer};
pub use edition::{Edition, SMALL_EVENTS, SMALL_FILES, SMALL_SEED, Small, records, small};
#[cfg(not(target_arch = "wasm32"))]
pub use signing::TestKey;
pub use story::{Phase, Step, Story};
