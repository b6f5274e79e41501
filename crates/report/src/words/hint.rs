//! What to know before acting.

use hopwise_explain::Hint;

/// A hint in words.
pub(crate) fn hint(hint: &Hint) -> String {
    match hint {
        Hint::PublicAddressNeedsNewTask => {
            "A running Fargate task cannot be given a public address: change the service's network configuration, which starts new tasks."
        }
        Hint::SubnetSettingDoesNotCount => {
            "For Fargate only assignPublicIp counts, not the subnet's setting to map public addresses on launch."
        }
        Hint::NoPublicAddressOnEc2 => {
            "A task in mode awsvpc on an EC2 instance never gets a public address; the instance pulls the image, from its own address."
        }
        Hint::HostAsks => "The EC2 instance asks: its subnet, routes and security groups count, not the task's.",
        Hint::AclForgetsConnections => {
            "A network ACL remembers no connection: replies need a rule of their own, for the client's ephemeral ports."
        }
        Hint::LayersComeFromS3 => "The layers of an image in private ECR come from S3.",
        Hint::LogsStopTheStart => "With awslogs a container does not start before its log stream is there.",
        Hint::EndpointOverridesInternet { endpoint } => {
            return format!(
                "Private DNS sends every client of the VPC to endpoint {endpoint}, even where a way through the internet would work."
            );
        }
        Hint::DefaultGroupAdmitsItself => "A default security group admits its own members only, until a rule is added.",
        Hint::RouteOutlivesTarget => "Routes to a NAT gateway stay in their tables after it is deleted.",
        Hint::AcceptEndpoint { endpoint } => {
            return format!("Endpoint {endpoint} starts to work once the service's owner accepts it.");
        }
        Hint::WaitForEndpoint { endpoint } => {
            return format!("Endpoint {endpoint} is being made and starts to work by itself.");
        }
        Hint::RecreateEndpoint { endpoint } => return format!("Endpoint {endpoint} has to be made anew."),
        Hint::WaitForNat { nat } => {
            return format!("NAT gateway {nat} is being made and starts to work by itself within minutes.");
        }
        Hint::AddZoneToNat { nat } => {
            return format!("Regional NAT gateway {nat} can be given an address in one more zone, or made to add zones by itself.");
        }
        Hint::UseNameOfEndpoint { endpoint } => {
            return format!("Endpoint {endpoint} answers the service's usual name: with that one nothing needs to be changed.");
        }
        Hint::CopyImageToPrivateEcr => {
            "An image that is copied to private ECR, or a pull-through cache, is pulled without the internet (a cache needs it to be filled)."
        }
        Hint::ReplicateIntoOwnRegion => {
            "The VPC's endpoints can serve the image or secret once it is replicated into the VPC's own Region."
        }
        Hint::BlockPublicAccessIsAccountWide => {
            "Block Public Access is declared for the account and Region; an exclusion needs a permission of its own."
        }
        Hint::PrivateDnsNeedsBothAttributes => {
            "Private DNS of endpoints and private hosted zones need enableDnsSupport and enableDnsHostnames of the VPC."
        }
        Hint::AddressesNotPublished => {
            "AWS does not publish which addresses this service has, so that the question was every public address, and those that are stopped may be none of the service's: --ip-ranges narrows it to what AWS publishes for the Region."
        }
        Hint::ZoneHoldsOtherNames { zone } => {
            return format!("Without zone {zone} the VPC loses all other names of the zone, too.");
        }
        Hint::AddRecordToZone { zone, name } => {
            return format!(
                "A record for {name} in zone {zone} would do, too, as long as somebody keeps its addresses up to date."
            );
        }
        Hint::AllowNameInFirewall { group, name } => {
            return format!(
                "A rule in {group} that allows {name}, with a lower priority number than the one that blocks it, opens the name for the whole VPC."
            );
        }
        Hint::NameIsForwarded { rule, targets } => {
            let to = if targets.is_empty() { "other servers".to_owned() } else { super::list::list(targets) };
            return format!("Resolver rule {rule} forwards the name to {to}: which address it means, they decide.");
        }
        Hint::StartInstance => "A stopped instance answers nobody: start it.",
    }
    .to_owned()
}
