//! The integration tests, in one binary: one link step.

mod archives;
mod casefile;
mod cases;
mod containers;
mod corpus;
mod damage;
mod export;
mod filters;
mod grouping;
mod handover;
mod intake;
mod integrity;
mod language;
mod mutations;
mod questions;
mod redaction;
mod report;
mod resources;
mod sample;
mod sample_integrity;
mod sessions;
mod shapes;
mod sql;
mod summary;
mod support;
mod wrapped;
