//! A view of a few rows on a list of millions: which rows are on screen, and
//! which of them must be fetched.
//!
//! A page draws only what is seen. [`Scroller`] turns a scroll position into
//! rows, also where the list is longer than a browser can make an element
//! tall; [`Pages`] keeps rows that were fetched and says what to ask for next;
//! [`Stretch`] is what is seen of time.

mod pages;
mod scroller;
mod stretch;

pub use pages::{Ask, Pages};
pub use scroller::Scroller;
pub use stretch::Stretch;
