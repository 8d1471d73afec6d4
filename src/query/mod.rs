//! Filter text to matching rows, and what is counted and shown of them.
