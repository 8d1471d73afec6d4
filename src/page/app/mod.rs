//! The frame of the page, its keyboard, its theme and its address.

pub mod address;
pub mod alerts;
pub mod clear;
pub mod header;
pub mod keyboard;
pub mod shell;
pub mod status;
pub mod tabs;
pub mod theme;
pub mod view_table;
pub mod welcome;
