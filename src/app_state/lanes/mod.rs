//! The lanes of sessions over time: which rows there are, what the pointer, the wheel and keys do,
//! which shapes are painted, and all of it in words.

mod controller;
mod events;
mod rows;
mod shapes;
mod words;

pub use self::controller::{LaneKeys, LaneWheel, LanesAction, LanesController, ZOOM_IN, ZOOM_OUT};
pub use self::events::{DrawnLane, LaneHit};
pub use self::rows::{LaneRow, LaneRows, LanesChoice, SessionPage, VisibleLane, sessions_request};
pub use self::shapes::{AXIS_PIXELS, LaneColour, LaneTick, LanesShape, dashes};
pub use self::words::{describe_lane, say_hit};

#[cfg(test)]
pub(super) use self::rows::tests::actor as test_actor;
