//! Files in, records out, and an account of every byte.

mod report;

pub use report::{Problem, Report, Status};
