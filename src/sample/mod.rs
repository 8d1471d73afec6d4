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
//! delivery, digest, signing    the files that come of it
//! edition          whole trails: any size, and the small one of the page
//! ```
//!
//! It must be small, for it ships with the page: texts are templates, and
//! what every record needs is a function that is called, not code that is
//! copied.

mod background;
mod calendar;
mod calls;
mod cast;
mod delivery;
mod digest;
mod edition;
mod gzip;
mod incident;
mod random;
mod record;
mod scene;
mod signing;
mod story;
mod world;
mod writing;

pub use delivery::{Files, Packing, SampleFile};
pub use digest::{FINGERPRINT, PUBLIC_KEY};
pub use edition::{Edition, SMALL_EVENTS, SMALL_FILES, SMALL_LOG_FILES, SMALL_SEED, records, small};
pub use story::{Phase, Step, Story};
