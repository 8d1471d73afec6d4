//! The integration tests, in one binary: one link step.

mod archives;
mod casefile;
mod containers;
mod corpus;
mod filters;
mod intake;
mod integrity;
mod language;
mod mutations;
mod report;
mod resources;
mod sample;
mod sample_integrity;
mod sessions;
mod shapes;
mod summary;
mod support;
mod wrapped;
