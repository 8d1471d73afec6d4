//! Dialogs: export, redaction, SQL, help.

pub mod export;
pub mod help;
pub mod redacting;
pub mod sql;
