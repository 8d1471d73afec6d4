//! The sample trail: an invented story at any size, identical for identical seeds.
//!
//! An organisation of three accounts works in two Regions: people sign in through IAM Identity
//! Center, GitHub Actions deploys, instances, functions and AWS services make calls. In the middle
//! of it a leaked access key is used (see [`IncidentStory`]). The trail has the form in which
//! CloudTrail delivers it: log files, and hourly digests with a chain of signatures by a test key.
//! One log is altered after delivery, and one digest is missing.
//!
//! ```text
//! organization, cast    the organisation; how each caller obtains its credentials
//! calls, scene     templates of the calls; the words filled into them
//! record           the JSON of a record
//! background, incident    the events, slot by slot
//! delivery, digest, signing    the files
//! edition          whole trails: of any size, and the small one of the page
//! ```
//!
//! The code must be small because it ships with the page: texts are templates, and functions that
//! every record needs are not inlined.

mod background;
mod calendar;
mod calls;
mod cast;
mod delivery;
mod digest;
mod edition;
mod gzip;
mod incident;
mod organization;
mod random;
mod record;
mod scene;
mod signing;
mod story;
mod writing;

pub use delivery::{Files, Packing, SampleFile};
pub use digest::{FINGERPRINT, PUBLIC_KEY};
pub use edition::{Edition, SMALL_EVENTS, SMALL_FILES, SMALL_LOG_FILES, SMALL_SEED, records, small};
pub use incident::{IncidentPhase, IncidentStep};
pub use story::IncidentStory;
