//! Scheduling of the worker pool: which worker reads which file, and when questions are asked
//! again. Nothing here depends on a browser.
//!
//! The page's `engine` owns the workers and their ports and leaves every decision to these types:
//!
//! - [`FileQueue`]: the files that wait, and the next batch for a free worker;
//! - [`Hands`]: which worker holds which files, so that it is known what a crash costs and when a
//!   load has finished;
//! - [`Pulse`]: when rows are put in order while loading goes on;
//! - [`Lane`]: which question is asked now, and which is no longer wanted;
//! - [`Revival`]: whether a worker that crashed is started again;
//! - [`cause_of_death`] and [`crash_message`]: the text about a crash, and [`AfterCrash`]: which
//!   files are read again;
//! - [`unread`]: the report of a file that no shard has read.

mod death;
mod hands;
mod lane;
mod progress;
mod pulse;
mod queue;
mod revival;
mod unread;

pub use death::{AfterCrash, cause_of_death, crash_message};
pub use hands::{Hands, Held};
pub use lane::{Admission, Lane, Visitor};
pub use progress::{LoadProgress, add_totals};
pub use pulse::Pulse;
pub use queue::FileQueue;
pub use revival::Revival;
pub use unread::unread;
