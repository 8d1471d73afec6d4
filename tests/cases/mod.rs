//! Inputs that people and other tools have, with their right values.

mod sessions;
