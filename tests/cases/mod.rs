//! External inputs with their correct results, in one module per area.

mod copies;
mod damage;
mod questions;
mod redaction;
mod resources;
mod sessions;
mod shapes;
mod tables;
