//! Sessions and who is behind them: the sample's incident, real events, and
//! random worlds with known truth.

mod crew;
mod incident;
