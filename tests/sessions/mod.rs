//! Sessions and the actors behind them: the sample's incident, real events, and random worlds with
//! known truth.
//!
//! `links.txt` is the table of all links among real events. After an intended change, it is
//! rewritten by
//!
//! ```text
//! TRAILGLASS_WRITE_LINKS=1 cargo test --test main sessions
//! ```

mod cases;
mod corpus;
mod doubts;
mod faults;
mod incident;
mod worlds;
