//! Inputs from public reports and from reviews, each with what is right.

mod redaction;
