use crate::evidence::Evidence;
use crate::id::{InternetGatewayId, VpcId};

/// An internet gateway (`describe-internet-gateways`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetGateway {
    /// Its id.
    pub id: InternetGatewayId,
    /// Its attachments: none when it is detached, else one.
    pub attachments: Vec<GatewayAttachment>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// An attachment of a gateway to a VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayAttachment {
    /// The VPC.
    pub vpc: VpcId,
    /// State as printed. A working internet gateway says `available`, although the API's enumeration has `attached`.
    pub state: String,
}

impl GatewayAttachment {
    /// Whether packets pass.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.state.eq_ignore_ascii_case("available") || self.state.eq_ignore_ascii_case("attached")
    }
}
