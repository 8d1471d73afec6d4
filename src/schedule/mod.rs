//! Who reads which file, and when questions are asked again: the rules by
//! which the page runs its workers, without a browser in them.
//!
//! The page's `engine` owns the workers and their ports and asks these for
//! every decision:
//!
//! - [`FileQueue`]: the files that wait, and the next batch for a free worker;
//! - [`Hands`]: which worker holds which files, so that a worker's end has a
//!   known price, and a finished load is known to be finished;
//! - [`Pulse`]: when rows are put in order while loading goes on;
//! - [`Lane`]: which question is asked now, and which is no longer wanted;
//! - [`Revival`]: whether a worker that died is started again;
//! - [`cause_of_death`] and [`crash_message`]: what is said of it, and
//!   [`AfterCrash`]: which of its files are read again;
//! - [`unread`]: the account of a file that no shard has read.

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
