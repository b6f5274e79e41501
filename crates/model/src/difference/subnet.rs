//! What is compared of subnets besides their fields.

use super::Recorder;
use crate::field_name;
use crate::resource::Subnet;

/// Whether a subnet has addresses left, not how many.
pub(super) fn free_addresses(before: &Subnet, after: &Subnet, recorder: &mut Recorder<'_>) {
    let is_full = |own: &Subnet| own.available_addresses.map(|free| free == 0);
    if is_full(before) != is_full(after) {
        let (was, is) = (before.available_addresses, after.available_addresses);
        recorder.field(field_name!(Subnet.available_addresses), &was, &is, |own: &mut Subnet, value| {
            own.available_addresses = value;
        });
    }
}
