//! Asking a live account.

#[cfg(feature = "live")]
mod kind;
#[cfg(not(feature = "live"))]
mod off;
#[cfg(feature = "live")]
mod on;
#[cfg(feature = "live")]
mod progress;
#[cfg(feature = "live")]
mod summary;

#[cfg(not(feature = "live"))]
pub(crate) use off::{capture, diagnose, everything, trace};
#[cfg(feature = "live")]
pub(crate) use on::{capture, diagnose, everything, trace};
