//! Puts the findings into words, lists and axes.

pub mod commands;
pub mod overview;
pub mod statement;
pub mod timeline;
pub mod words;
