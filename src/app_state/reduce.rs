//! States that change by actions.

/// A state that changes only by its actions.
pub trait Reduce: PartialEq + 'static {
    /// A change of the state.
    type Action: 'static;

    /// Returns the state after an action.
    #[must_use]
    fn reduced(&self, action: Self::Action) -> Self;
}
