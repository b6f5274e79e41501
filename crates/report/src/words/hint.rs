//! What to know before acting.

use hopwise_explain::Hint;
use hopwise_model::{InstanceId, VpcId};

use super::list::list;

/// What is to be looked at before anything new is made: endpoints of the same VPC in one sentence.
pub(crate) fn first(hints: &[&Hint]) -> Vec<String> {
    let mut hubs: Vec<(&VpcId, Vec<String>, Vec<String>)> = Vec::new();
    let mut others = Vec::new();
    for own in hints.iter().filter(|hint| hint.comes_first()) {
        let Hint::CentralEndpoint { endpoint, vpc, zone } = own else {
            others.push(hint(own));
            continue;
        };
        let place = hubs.iter().position(|(hub, ..)| *hub == vpc).unwrap_or(hubs.len());
        if place == hubs.len() {
            hubs.push((vpc, Vec::new(), Vec::new()));
        }
        if let Some((_, endpoints, zones)) = hubs.get_mut(place) {
            push_once(endpoints, endpoint.to_string());
            if let Some(zone) = zone {
                push_once(zones, zone.to_string());
            }
        }
    }
    let hubs = hubs.into_iter().map(|(vpc, endpoints, zones)| central(&endpoints, vpc.as_str(), &zones));
    let mut all: Vec<String> = hubs.collect();
    for other in others {
        push_once(&mut all, other);
    }
    all
}

fn push_once(all: &mut Vec<String>, one: String) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// What another VPC's endpoints need to serve this one.
fn central(endpoints: &[String], vpc: &str, zones: &[String]) -> String {
    let (noun, are, them) = if endpoints.len() == 1 {
        ("Endpoint", "is for this service", "it")
    } else {
        ("Endpoints", "are for these services", "them")
    };
    let names = if zones.is_empty() {
        "private hosted zones for the names".to_owned()
    } else {
        format!("the association with private hosted zone {}", list(zones))
    };
    format!(
        "{noun} {} of {vpc} {are}: if this VPC was meant to use {them}, it needs {names}, and routes there and back, instead of anything new.",
        list(endpoints)
    )
}

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
        Hint::CentralEndpoint { endpoint, vpc, zone } => {
            return central(&[endpoint.to_string()], vpc.as_str(), zone.as_ref().map(ToString::to_string).as_slice());
        }
        Hint::FipsEndpoint { endpoint, host } => {
            return format!("Endpoint {endpoint} is for the FIPS names of the service: it does not answer {host}.");
        }
        Hint::ZoneElsewhere { zone, name, vpc } => {
            return format!(
                "Private hosted zone {zone} has the name {name}, but is not associated with {vpc}: the name is not asked of it there."
            );
        }
        Hint::MisnamedZone { zone, name, host } => {
            return format!(
                "Private hosted zone {zone} has the name {name}, which no client asks for: the service's name is {host}."
            );
        }
        Hint::AskByTcpToo => {
            "A name server is asked again by TCP where an answer is long: let port 53 pass by TCP as by UDP."
        }
        Hint::OwnNamesAreLost { vpc, servers } => {
            return format!(
                "With AmazonProvidedDNS, {vpc} loses the names that only {} {}, unless a Resolver rule forwards those. Other options of the set are to be copied, and instances take the new one when they renew their lease.",
                list(servers),
                if servers.len() == 1 { "knows" } else { "know" }
            );
        }
        Hint::StartInstance { instance } => return start(instance.as_ref()),
        Hint::TurnCheckOff { interface } => return turn_check_off(interface),
        Hint::GiveInterfaceAddress { interface } => return give_address(interface),
    }
    .to_owned()
}

fn start(instance: Option<&InstanceId>) -> String {
    let command = instance.map_or_else(String::new, |id| format!(" (aws ec2 start-instances --instance-ids {id})"));
    format!("A stopped instance answers nobody: start it{command}.")
}

fn turn_check_off(interface: &str) -> String {
    format!(
        "Turn the check off: aws ec2 modify-network-interface-attribute --network-interface-id {interface} --no-source-dest-check. {TRANSLATES}"
    )
}

fn give_address(interface: &str) -> String {
    format!(
        "Give it an Elastic IP address: aws ec2 allocate-address --domain vpc, then aws ec2 associate-address --network-interface-id {interface} --allocation-id with what that printed. {TRANSLATES}"
    )
}

/// What stays open once a NAT instance can send on.
const TRANSLATES: &str = "Whether its instance translates addresses then, no snapshot tells.";
