//! What AWS says when a task stops.

mod collect;
mod hop;
mod meaning;
mod said;
#[cfg(test)]
mod tests;

pub(crate) use collect::collect;
pub(crate) use hop::points_to;
pub(crate) use meaning::{elsewhere, meaning};
pub(crate) use said::said;
