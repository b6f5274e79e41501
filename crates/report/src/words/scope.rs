//! Scopes of AWS's Network Access Analyzer: what they say, and what cannot be said of them.

/// What is taken for granted of tasks that are still to be started: AWS's analyzer knows what is there.
pub const TO_START: &str = "Tasks that services have still to start have no network interface, and so no path of an access scope: rules with \
     `can_pull`, `never_reaches` and `only_via` ask about them.";

/// What every scope takes for granted.
pub const ONE_WAY: &str = "Access scopes are about TCP and UDP over IPv4, and about packets on their way there: whether they are answered does not matter, as in AWS's Network Access Analyzer.";

/// What must stay true: that there is no path of some, but for others.
#[must_use]
pub fn property(matches: &[String], excludes: &[String]) -> String {
    let except = if excludes.is_empty() { String::new() } else { format!(", except {}", excludes.join(", or ")) };
    format!("no path leads {}{except}", matches.join(", or "))
}

/// The lists do not say who else is there.
#[must_use]
pub fn cut_short() -> String {
    "Further interfaces may be where no list shows them: that of network interfaces or of subnets is missing or cut short."
        .to_owned()
}

/// Paths may begin where none is followed from.
#[must_use]
pub fn not_followed(what: &str) -> String {
    format!("Packets that come in by `{what}` are not followed: whether there is such a path is not known.")
}

/// What is taken for granted of packets that come in by a peering connection or a VPN.
pub const FROM_OUTSIDE: &str = "Packets that come in by a peering connection or a virtual private gateway are taken to come from addresses that their VPC does not have.";

/// Packets may come in by something that is not followed from, and are let in.
#[must_use]
pub fn coming_in(what: &str, interface: &str) -> String {
    format!(
        "Packets that come in by `{what}` are not followed, and some from outside of the VPC are let in to {interface}: whether there is such a path is not known. Where nothing is let in from outside, there is none."
    )
}

/// Packets may come in by a peering connection from an interface of the other VPC, and are let in.
#[must_use]
pub fn coming_in_from(what: &str, from: &str, to: &str) -> String {
    format!(
        "Packets from {from} come to `{what}`, and are let in to {to}, if it leads them on. AWS lets a path begin at the connection, whoever sends: whether there is such a path is not known."
    )
}

/// A scope names a type that is not known.
#[must_use]
pub fn unknown_type(text: &str, meant: Option<&str>) -> String {
    let meant = meant.map_or_else(String::new, |meant| format!(" Did you mean `{meant}`?"));
    format!(
        "`{}` is no resource type that hopwise knows: what is said of it is not decided.{meant}",
        text.escape_default()
    )
}

/// A scope names what no path begins or ends at.
#[must_use]
pub fn no_end(what: &str) -> String {
    format!(
        "Network Access Analyzer knows no path that has `{what}` at this end: what is said of it is not decided. `ThroughResources` may be meant."
    )
}

/// A scope names somebody who is not there.
#[must_use]
pub fn nobody(what: &str) -> String {
    format!("`{}` means nobody of the snapshot: what holds of nothing says nothing.", what.escape_default())
}

/// A scope names a group of resources.
#[must_use]
pub fn resource_group(what: &str) -> String {
    format!("Who is in the resource group `{what}` is in no snapshot: name the resources instead.")
}

/// A scope names something that is not known.
#[must_use]
pub fn unknown_resource(what: &str) -> String {
    format!("`{}` is no resource that hopwise knows: what is said of it is not decided.", what.escape_default())
}

/// A scope names a prefix list that the snapshot does not hold.
#[must_use]
pub fn prefix_list(list: &str) -> String {
    format!("The entries of the prefix list `{}` are not in the snapshot.", list.escape_default())
}

/// There is a path, and it is not known whether what a scope says of it is true.
#[must_use]
pub fn undecided(from: &str, to: Option<&str>, condition: &str) -> String {
    let path = to.map_or_else(|| format!("Paths begin at {from}"), |to| format!("{from} reaches {to}"));
    format!("{path}, and it is not known whether that is what is meant by: {condition}.")
}
