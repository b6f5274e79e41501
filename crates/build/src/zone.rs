//! Private hosted zones of Route 53.

/// A private hosted zone and its records. Whoever asks Amazon's resolver in one of its VPCs for a name that is the zone's
/// or below it gets the zone's answer, and none where the zone has no record of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateZone {
    /// Its name.
    pub name: String,
    /// The VPCs that it is associated with, by name; none for the only one.
    pub vpcs: Vec<String>,
    /// Its records: the name within the zone, and one answer.
    pub records: Vec<(String, Answer)>,
}

/// What a record answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An address: one value of an `A` record, or of an `AAAA` record.
    Address(String),
    /// Another name: a `CNAME` record.
    Name(String),
    /// The addresses of the interface endpoint of a service: an alias.
    Endpoint(String),
}

impl PrivateZone {
    /// A zone of this name, such as `internal.example` or `s3.eu-west-1.amazonaws.com`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), vpcs: Vec::new(), records: Vec::new() }
    }

    /// A VPC that it is associated with, by its name; the only one needs not be named.
    #[must_use]
    pub fn vpc(mut self, vpc: &str) -> Self {
        self.vpcs.push(vpc.to_owned());
        self
    }

    /// An address of a name in the zone: `db`, `*` for every name that has no record, or nothing for the zone's own name.
    /// Several addresses of one name are answered together.
    #[must_use]
    pub fn address(self, name: &str, address: &str) -> Self {
        self.record(name, Answer::Address(address.to_owned()))
    }

    /// A name in the zone that stands for another, which is written whole.
    #[must_use]
    pub fn cname(self, name: &str, target: &str) -> Self {
        self.record(name, Answer::Name(target.to_owned()))
    }

    /// A name in the zone that leads to the interface endpoint of a service, such as `ecr.api`: one in a VPC of the zone,
    /// or else in another of the account.
    #[must_use]
    pub fn endpoint(self, name: &str, service: &str) -> Self {
        self.record(name, Answer::Endpoint(service.to_owned()))
    }

    fn record(mut self, name: &str, answer: Answer) -> Self {
        self.records.push((name.to_owned(), answer));
        self
    }
}
