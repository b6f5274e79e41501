//! What accounts are made of: names, blocks, and what a service needs.

use hopwise_build::Service;

/// What a tier is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It has a route to the internet gateway.
    Public,
    /// Tasks are in it; it reaches the internet by NAT gateways, if there are any.
    App,
    /// It reaches nothing but its VPC.
    Isolated,
}

/// How tiers of tasks reach the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Egress {
    None,
    PerZone,
    Single,
    /// By another VPC, which a transit gateway leads to.
    Hub,
}

/// Names of VPCs and the blocks that they may have, which never overlap.
pub(super) const VPCS: [(&str, [&str; 2]); 4] = [
    ("shop", ["10.0.0.0/16", "172.31.0.0/16"]),
    ("lab", ["10.1.0.0/16", "172.30.0.0/16"]),
    ("ops", ["10.2.0.0/16", "172.29.0.0/16"]),
    ("data", ["10.3.0.0/16", "172.28.0.0/16"]),
];

/// The block of IPv6 that each of them may have.
pub(super) const IPV6_BLOCKS: [&str; 4] =
    ["2a05:d018:10::/56", "2a05:d018:20::/56", "2a05:d018:30::/56", "2a05:d018:40::/56"];

/// The tier that a VPC's attachment to a transit gateway is in.
pub(super) const ATTACHMENTS: &str = "attachments";

/// The transit gateway of a design.
pub(super) const HUB: &str = "hub";

/// Tiers that a VPC may have besides those that it must have.
pub(super) const FILLERS: [(&str, Role); 6] = [
    ("public", Role::Public),
    ("app", Role::App),
    ("jobs", Role::App),
    ("endpoints", Role::Isolated),
    ("data", Role::Isolated),
    ("mgmt", Role::Isolated),
];

/// Names of services, enough for every VPC.
pub(super) const SERVICES: [&str; 24] = [
    "orders", "billing", "search", "cart", "mail", "users", "stock", "reports", "pay", "ship", "track", "rate", "tax",
    "audit", "chat", "feed", "gift", "help", "image", "jobs", "keys", "login", "menu", "news",
];

/// Instances and the port that each serves.
pub(super) const INSTANCES: [(&str, u16); 4] = [("db", 5432), ("cache", 6379), ("queue", 5672), ("bastion", 22)];

/// What gateway endpoints are of.
pub(super) const GATEWAY_SERVICES: [&str; 2] = ["s3", "dynamodb"];

/// Endpoints that no start needs.
pub(super) const IDLE_ENDPOINTS: [&str; 3] = ["ssm", "sts", "dynamodb"];

/// What the start of a service's tasks asks.
pub(super) fn needs(service: &Service) -> Vec<&'static str> {
    let is_own = !service.image.starts_with("public.ecr.aws/");
    let mut needed = if is_own { vec!["ecr.api", "ecr.dkr", "s3"] } else { Vec::new() };
    if service.log_group.is_some() {
        needed.push("logs");
    }
    if !service.secrets.is_empty() {
        needed.push("secretsmanager");
    }
    needed
}
