//! Workloads out of inventories: steps, placements, selections, names.

#[cfg(test)]
mod access;
#[cfg(test)]
mod askers;
#[cfg(test)]
mod failed_calls;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod names;
#[cfg(test)]
mod placements;
mod reasons;
#[cfg(test)]
mod selection;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod volumes;
#[cfg(test)]
mod weight;
