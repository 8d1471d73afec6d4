//! One record: its fields, its caller, its program, its time.

mod agent;
mod identity;
pub mod resources;
mod service;
pub mod summary;

pub(crate) use agent::families;
pub use agent::user_agent_family;
pub use identity::{Identity, RecordFrame};
pub use service::{folded_service_name, known_service_name, service_name};
