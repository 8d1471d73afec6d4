//! Inputs from outside with their right values, a module for each area.

mod tables;
