//! Scheduling of the worker pool: which worker reads which file, and when questions are asked
//! again. Nothing here depends on a browser.
//!
//! The page's `engine` owns the workers and their ports and leaves every decision to these types:
//!
//! - [`FileQueue`]: the files that wait, and the next batch for a free worker;
//! - [`Assignments`]: which worker holds which files, so that it is known what a crash costs and when a
//!   load has finished;
//! - [`RefreshTimer`]: when rows are put in order while loading goes on;
//! - [`Limiter`]: which question is asked now, and which is no longer wanted;
//! - [`RestartPolicy`]: whether a worker that crashed is started again;
//! - [`crash_cause`] and [`crash_message`]: the text about a crash, and [`AfterCrash`]: which
//!   files are read again;
//! - [`unread`]: the report of a file that no shard has read.

mod assignments;
mod crash;
mod limiter;
mod progress;
mod queue;
mod refresh_timer;
mod restart_policy;
mod unread;

pub use assignments::{Assignments, LostFiles};
pub use crash::{AfterCrash, crash_cause, crash_message};
pub use limiter::{Admission, Limiter, RequestId};
pub use progress::{LoadProgress, add_totals};
pub use queue::FileQueue;
pub use refresh_timer::RefreshTimer;
pub use restart_policy::RestartPolicy;
pub use unread::unread;
