//! Inputs from outside with their right values, a module for each area.

mod copies;
mod damage;
mod questions;
mod redaction;
mod resources;
mod sessions;
mod shapes;
mod tables;
