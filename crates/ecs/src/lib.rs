#![doc = include_str!("../README.md")]

mod access;
mod arn;
mod aws_service;
mod build;
mod image;
mod placement;
mod platform;
mod problem;
mod select;
mod selection;
mod startup_call;
mod step;
pub mod stopped;
mod unlisted;
mod workload;

pub use access::{Access, Actor, ExecutionRole, When};
pub use arn::{Arn, ArnError};
pub use aws_service::AwsService;
pub use image::{EcrRegistry, ImageError, ImageReference, Registry};
pub use placement::{Groups, HostPlacement, Origin, Placement, PublicAddress};
pub use platform::{
    Caller, InvalidPlatformVersion, LaunchType, NetworkMode, OperatingSystem, Platform, PlatformVersion,
};
pub use problem::{Problem, ProblemKind, Remark, Unfamiliar};
pub use select::workloads;
pub use selection::{Hypothetical, Listing, Selected, Selection, SelectionError};
pub use step::{Decides, Need, Reason, Step, StepKind, StepNote};
pub use workload::{Subject, Workload};
