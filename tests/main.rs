//! The integration tests, in one binary: one link step.

mod corpus;
mod support;
