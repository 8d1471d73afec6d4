//! A view of a few rows of a list of millions: the rows on screen, and those of them that must be
//! fetched.
//!
//! A page draws only visible rows. [`Scroller`] converts a scroll position to rows, even if the
//! list is longer than the maximum height of an element; [`Pages`] caches fetched rows and
//! determines the next request; [`TimeScale`] is the visible part of a time axis.

mod pages;
mod scroller;
mod stretch;

pub use pages::{Ask, Pages};
pub use scroller::Scroller;
pub use stretch::TimeScale;
