//! The versions of IP that are followed.

use hopwise_packet::{AddressSet, Family, PacketBox};

/// The family whose packets are followed. Those of the other are a gap, which is named where they leave their source, and answers of
/// names that only they could go to are none.
pub const FOLLOWED: Family = Family::Ipv4;

/// All packets that are followed.
pub(crate) fn followed() -> PacketBox {
    let all = AddressSet::all_of(FOLLOWED);
    PacketBox::any().from(all.clone()).to(all)
}
