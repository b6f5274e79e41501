//! What AWS says when a task stops.

mod collect;
mod comparison;
mod hop;
mod meaning;
mod principal;
mod resource;
mod shortage;
#[cfg(test)]
mod tests;

pub(crate) use collect::collect;
pub(crate) use comparison::{DONE, STARTED, comparison, contradicted, done, started};
pub(crate) use hop::points_to;
pub(crate) use meaning::{elsewhere, meaning};
