//! The story of the sample trail, at any size.
