//! What was left out of a snapshot, or looks odd in it.

mod display;

use std::net::IpAddr;
use std::sync::Arc;

use hopwise_model::{
    AccountId, DocumentKind, Evidence, FailedCall, HostedZoneId, NetworkInterfaceId, RouteTableId, SubnetId,
    VpcEndpointId, VpcId,
};
use ipnet::IpNet;

use crate::foreign::Foreign;

/// What was left out of a snapshot, or looks odd in it. None of it stops the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A JSON object none of whose keys, or some of whose keys, belong to any document that is known.
    UnknownDocument {
        /// The file.
        file: Arc<str>,
        /// The keys, in the order of the file; empty for an empty object.
        keys: Vec<String>,
    },
    /// A JSON object of another tool, or what a command takes and not what it prints.
    Foreign {
        /// The file.
        file: Arc<str>,
        /// What it is.
        what: Foreign,
    },
    /// A JSON document that is not an object.
    NotAnObject {
        /// The file.
        file: Arc<str>,
        /// What it holds.
        found: String,
    },
    /// Files of a directory that look like documents and are not read: they are not called so.
    NotNamedJson {
        /// The first of them.
        file: Arc<str>,
        /// The others.
        more: Vec<Arc<str>>,
    },
    /// Files of a directory that hold documents and are not read: they are hidden.
    Hidden {
        /// The first of them.
        file: Arc<str>,
        /// The others.
        more: Vec<Arc<str>>,
    },
    /// A document with a key in the spelling of another tool.
    OtherSpelling {
        /// The first file that holds one.
        file: Arc<str>,
        /// The key.
        key: String,
        /// The key as the AWS CLI prints it.
        expected: &'static str,
        /// How many more files hold such a one.
        more: usize,
    },
    /// A list without the key that the command prints it under.
    Keyless {
        /// The file.
        file: Arc<str>,
        /// The kind that its records are of.
        kind: DocumentKind,
    },
    /// A record of a list, without the list.
    SingleRecord {
        /// The file.
        file: Arc<str>,
        /// The kind that it is of.
        kind: DocumentKind,
        /// How many others follow in the same file.
        more: usize,
    },
    /// A document that does not say what it belongs to, in a file of several.
    Nameless {
        /// What it holds, in words.
        holds: &'static str,
        /// Where it is.
        evidence: Evidence,
    },
    /// An error instead of a document.
    Refused {
        /// The call, where the error, or the file's name, tells which it was.
        failed: Option<Box<FailedCall>>,
        /// Whether the credentials are to blame.
        of_credentials: bool,
        /// AWS's code of the error, where it got as far as AWS.
        code: Option<String>,
        /// What does not exist, where that is AWS's answer.
        none: Option<String>,
        /// Where it is.
        evidence: Evidence,
    },
    /// An empty file, which a command that failed leaves behind.
    Empty {
        /// The file.
        file: Arc<str>,
        /// The kind of document that it should hold, as far as its name tells.
        kind: Option<DocumentKind>,
        /// The role that it is called after, where its name tells no more: it may hold anything of what the role may do.
        role: Option<String>,
    },
    /// A listing that lacks something which exists, as when it was filtered: what else it lacks is not known.
    Filtered {
        /// What is listed.
        kind: DocumentKind,
        /// The id of the first thing that it lacks.
        id: String,
        /// What shows that it exists.
        evidence: Evidence,
    },
    /// A record with a list that lacks something, as another document shows: what else it lacks is not known, so that it is left out.
    Cut {
        /// What it is a record of.
        kind: DocumentKind,
        /// The id of the record.
        id: String,
        /// The list.
        member: &'static str,
        /// What it lacks.
        lacks: String,
        /// What shows that.
        evidence: Evidence,
    },
    /// A document of AWS's that this version recognises but does not evaluate. There is one such warning for each key.
    NotEvaluated {
        /// The first file that holds one.
        file: Arc<str>,
        /// The document's top-level key.
        key: String,
        /// How many more files hold one.
        more: usize,
    },
    /// AWS's published `ip-ranges.json` among the documents.
    IpRanges {
        /// The file.
        file: Arc<str>,
    },
    /// Something named `*.json` in a directory that is no regular file, such as a pipe or a socket: reading it might
    /// never end.
    NotAFile {
        /// Its name.
        file: Arc<str>,
    },
    /// Resources that two places describe alike. They count once. There is one such warning for each pair of files.
    ReadTwice {
        /// The first of the resources.
        id: String,
        /// How many resources the two files share.
        count: usize,
        /// Where the first of them was read first.
        first: Evidence,
        /// Where it was read again.
        second: Evidence,
    },
    /// Something that changed its state between two listings. The later one counts.
    Changed {
        /// What.
        id: String,
        /// What of it changed.
        field: &'static str,
        /// Where its earlier state was read.
        first: Evidence,
        /// Where its later state was read, by the order of states.
        second: Evidence,
    },
    /// The same, where states have no order: which one is the later one is not known.
    Unsettled {
        /// What.
        id: String,
        /// What of it changed.
        field: &'static str,
        /// Where it was read first.
        first: Evidence,
        /// Where it was read last.
        second: Evidence,
    },
    /// A resource that lacks what it takes to place it.
    LeftOut {
        /// The field that it lacks.
        lacks: &'static str,
        /// Where it was read.
        evidence: Evidence,
    },
    /// A record without a member that AWS prints of every one of its kind. It is left out, since what is missing is not known,
    /// and the list counts as a part; what runs is kept, and what the member would say is not known.
    Edited {
        /// What it is a record of.
        kind: DocumentKind,
        /// The id of the record.
        id: String,
        /// The member.
        member: &'static str,
        /// Where it was read.
        evidence: Evidence,
    },
    /// An interface with an address that its subnet does not hold.
    AddressOutsideSubnet {
        /// The interface.
        interface: NetworkInterfaceId,
        /// The address.
        address: IpAddr,
        /// Its subnet.
        subnet: SubnetId,
        /// The block of the subnet.
        cidr: IpNet,
        /// Where the interface was read.
        evidence: Evidence,
    },
    /// Two subnets of one VPC that share addresses.
    OverlappingSubnets {
        /// The VPC.
        vpc: VpcId,
        /// The subnet with the lower addresses, or the larger one, and its block.
        first: (SubnetId, IpNet),
        /// The other subnet and its block.
        second: (SubnetId, IpNet),
        /// Where the other subnet was read.
        evidence: Evidence,
    },
    /// A subnet with a block that lies in none of its VPC's.
    SubnetOutsideVpc {
        /// The subnet.
        subnet: SubnetId,
        /// Its block.
        cidr: IpNet,
        /// The VPC.
        vpc: VpcId,
        /// Where the subnet was read.
        evidence: Evidence,
    },
    /// A record whose name is not in its zone, as when a file is named after another zone.
    RecordOutsideZone {
        /// The record's name.
        record: String,
        /// The zone.
        zone: HostedZoneId,
        /// The zone's name.
        name: String,
        /// Where the record was read.
        evidence: Evidence,
    },
    /// A hosted zone that goes by two names.
    ZoneOfTwoNames {
        /// The zone.
        zone: HostedZoneId,
        /// Its name as read first.
        first: String,
        /// The other one.
        second: String,
        /// Where the other one was read.
        evidence: Evidence,
    },
    /// A task whose attachment names another subnet than its interface does.
    AttachmentElsewhere {
        /// The task's ARN.
        task: String,
        /// The subnet that the task names.
        attachment: SubnetId,
        /// The interface that the task names.
        interface: NetworkInterfaceId,
        /// The subnet that the interface names.
        subnet: SubnetId,
        /// Where the task was read.
        evidence: Evidence,
    },
    /// A gateway endpoint lists a route table that has no route to it.
    EndpointRoute {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The table.
        table: RouteTableId,
        /// Where the endpoint was read.
        first: Evidence,
        /// Where the table was read.
        second: Evidence,
    },
    /// ECS reported that it could not describe something.
    Failure {
        /// The file.
        file: Arc<str>,
        /// What was asked for, as printed.
        arn: Option<String>,
        /// ECS's reason, such as `MISSING`.
        reason: Option<String>,
    },
    /// A call failed when the snapshot was made.
    CallFailed {
        /// The call.
        call: FailedCall,
        /// Its account, where calls failed in several.
        account: Option<AccountId>,
    },
    /// A list of a role's policies that is named after no role that the snapshot knows: it says nothing of those that it does.
    NobodysList {
        /// The role whose list it would be: the name of the file.
        role: String,
        /// Where it is.
        evidence: Evidence,
    },
    /// A document of which is not clear which of several Regions it is about, so that it is taken to be whole for none.
    Unplaced {
        /// The file.
        file: Arc<str>,
    },
    /// Every document of a kind, in one account and Region or of one id, says that more pages follow, and the last one is
    /// not there.
    MorePages {
        /// The last file that says so.
        file: Arc<str>,
        /// The kind.
        kind: DocumentKind,
    },
}

impl Warning {
    /// The file that it is about, where it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::UnknownDocument { file, .. }
            | Self::Foreign { file, .. }
            | Self::NotAnObject { file, .. }
            | Self::Keyless { file, .. }
            | Self::SingleRecord { file, .. }
            | Self::NotNamedJson { file, .. }
            | Self::Hidden { file, .. }
            | Self::OtherSpelling { file, .. }
            | Self::Empty { file, .. }
            | Self::NotEvaluated { file, .. }
            | Self::IpRanges { file }
            | Self::NotAFile { file }
            | Self::Failure { file, .. }
            | Self::Unplaced { file }
            | Self::MorePages { file, .. } => Some(file),
            Self::ReadTwice { second, .. }
            | Self::Changed { second, .. }
            | Self::Unsettled { second, .. }
            | Self::EndpointRoute { second, .. } => Some(&second.file),
            Self::LeftOut { evidence, .. }
            | Self::Edited { evidence, .. }
            | Self::Nameless { evidence, .. }
            | Self::NobodysList { evidence, .. }
            | Self::Refused { evidence, .. }
            | Self::AddressOutsideSubnet { evidence, .. }
            | Self::OverlappingSubnets { evidence, .. }
            | Self::SubnetOutsideVpc { evidence, .. }
            | Self::RecordOutsideZone { evidence, .. }
            | Self::ZoneOfTwoNames { evidence, .. }
            | Self::AttachmentElsewhere { evidence, .. }
            | Self::Cut { evidence, .. }
            | Self::Filtered { evidence, .. } => Some(&evidence.file),
            Self::CallFailed { .. } => None,
        }
    }
}
