//! What a task runs on, and so who asks for what it needs.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

/// Where ECS starts a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LaunchType {
    /// On capacity that AWS owns, with an interface in a subnet of the user's.
    Fargate,
    /// On an EC2 instance of the cluster.
    Ec2,
    /// ECS Anywhere: on a machine outside AWS.
    External,
    /// On an EC2 instance that ECS manages.
    ManagedInstances,
}

impl LaunchType {
    /// The word of the ECS API, such as `FARGATE`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fargate => "FARGATE",
            Self::Ec2 => "EC2",
            Self::External => "EXTERNAL",
            Self::ManagedInstances => "MANAGED_INSTANCES",
        }
    }

    /// Reads the ECS API's word, in any case, with `-` for `_` too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.replace('-', "_");
        [Self::Fargate, Self::Ec2, Self::External, Self::ManagedInstances]
            .into_iter()
            .find(|launch_type| launch_type.as_str().eq_ignore_ascii_case(&name))
    }
}

impl fmt::Display for LaunchType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The operating system of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperatingSystem {
    /// Linux.
    Linux,
    /// Windows Server.
    Windows,
}

impl OperatingSystem {
    /// The ports that a connection may be opened from.
    ///
    /// Sources: the Linux kernel's default for `ip_local_port_range`; Microsoft's default dynamic port range. The
    /// kernel of Fargate and of the ECS-optimized images keeps the default. (The VPC user guide, network ACLs, says
    /// 32768 to 61000 for Linux; the kernel's range lies within.)
    #[must_use]
    pub const fn ephemeral_ports(self) -> RangeInclusive<u16> {
        match self {
            Self::Linux => 32768..=60999,
            Self::Windows => 49152..=65535,
        }
    }

    /// Reads a platform family (`Windows Server 2022 Core`) or an operating system family
    /// (`WINDOWS_SERVER_2022_CORE`): what begins with "windows" is Windows, all else is Linux.
    #[must_use]
    pub fn of_family(family: &str) -> Self {
        let windows = family.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("windows"));
        if windows { Self::Windows } else { Self::Linux }
    }
}

/// A version of the Fargate platform, such as 1.4.0. Linux and Windows count apart: Windows 1.0.0 is newer than
/// Linux 1.3.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformVersion(pub u32, pub u32, pub u32);

impl PlatformVersion {
    /// What `LATEST`, or no version at all, means.
    ///
    /// Source: ECS developer guide, "Fargate platform versions".
    #[must_use]
    pub const fn latest(operating_system: OperatingSystem) -> Self {
        match operating_system {
            OperatingSystem::Linux => Self(1, 4, 0),
            OperatingSystem::Windows => Self(1, 0, 0),
        }
    }

    /// The versions that AWS has released, oldest first.
    ///
    /// Source: ECS developer guide, "Fargate platform versions" and "Fargate platform version change log".
    #[must_use]
    pub const fn released(operating_system: OperatingSystem) -> &'static [Self] {
        match operating_system {
            OperatingSystem::Linux => &[Self(1, 0, 0), Self(1, 1, 0), Self(1, 2, 0), Self(1, 3, 0), Self(1, 4, 0)],
            OperatingSystem::Windows => &[Self(1, 0, 0)],
        }
    }

    /// Reads a version as a task or service states it: absent, empty and `LATEST` give the latest one.
    ///
    /// # Errors
    /// When the text is none of these and not a version such as `1.4.0`.
    pub fn resolve(stated: Option<&str>, operating_system: OperatingSystem) -> Result<Self, InvalidPlatformVersion> {
        match stated.map(str::trim) {
            None | Some("") => Ok(Self::latest(operating_system)),
            Some(latest) if latest.eq_ignore_ascii_case("latest") => Ok(Self::latest(operating_system)),
            Some(version) => version.parse(),
        }
    }
}

/// A text that is no platform version.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{}` is not a platform version such as `1.4.0` or `LATEST`", .0.escape_default())]
pub struct InvalidPlatformVersion(pub String);

impl FromStr for PlatformVersion {
    type Err = InvalidPlatformVersion;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidPlatformVersion(crate::arn::cut(raw));
        let number = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u32>().map_err(|_| invalid()) } else { Err(invalid()) }
        };
        let parts: Vec<u32> = raw.split('.').map(number).collect::<Result<_, _>>()?;
        // One number alone is more likely a revision or a typing error than a version.
        match *parts.as_slice() {
            [major, minor] => Ok(Self(major, minor, 0)),
            [major, minor, patch] => Ok(Self(major, minor, patch)),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for PlatformVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}.{}", self.0, self.1, self.2))
    }
}

/// How the containers of a task are attached to the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkMode {
    /// The task has an interface of its own. Always so on Fargate.
    Awsvpc,
    /// They share their instance's (`bridge`, `host`, `default`), or have none (`none`).
    Shared,
}

impl NetworkMode {
    /// Reads `networkMode` of a task definition. Absent means `bridge` on Linux and `default` on Windows (ECS API reference,
    /// `TaskDefinition`). None for a word that is not known.
    #[must_use]
    pub fn from_name(name: Option<&str>) -> Option<Self> {
        match name {
            Some("awsvpc") => Some(Self::Awsvpc),
            None | Some("bridge" | "host" | "none" | "default" | "nat") => Some(Self::Shared),
            Some(_) => None,
        }
    }
}

/// Which interface a packet leaves from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// The task's own interface.
    Task,
    /// The interface of the instance that the task runs on.
    Host,
    /// An interface that AWS owns, outside the user's VPC: nothing of the user's can stop it.
    Fargate,
}

impl Caller {
    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Host => "host",
            Self::Fargate => "fargate",
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a task runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The launch type; none where nothing in the snapshot tells it. Steps are then Fargate's, beside a problem that
    /// says so.
    pub launch_type: Option<LaunchType>,
    /// The operating system.
    pub operating_system: OperatingSystem,
    /// Whether something tells that it is this one; else it is the usual one, and may be another.
    pub system_is_told: bool,
    /// The platform version; Fargate only, and none where it could not be read.
    pub version: Option<PlatformVersion>,
    /// How its containers are attached to the network.
    pub network: NetworkMode,
}

impl Platform {
    /// The ports that a connection may be opened from: those of the operating system.
    #[must_use]
    pub const fn ephemeral_ports(&self) -> RangeInclusive<u16> {
        self.operating_system.ephemeral_ports()
    }

    /// Whether this is Fargate for Linux at 1.3.0 or before, where an interface of AWS's own fetches registry tokens
    /// and secrets.
    ///
    /// Source: ECS developer guide, "Fargate task networking".
    #[must_use]
    pub fn is_legacy_fargate(&self) -> bool {
        self.is_fargate()
            && self.operating_system == OperatingSystem::Linux
            && self.version.is_some_and(|version| version < PlatformVersion(1, 4, 0))
    }

    /// Whether this is a managed instance and the task has an interface of its own: which of the two asks, AWS does not say.
    pub(crate) fn is_managed_with_own_interface(&self) -> bool {
        self.launch_type == Some(LaunchType::ManagedInstances) && self.network == NetworkMode::Awsvpc
    }

    fn is_fargate(&self) -> bool {
        matches!(self.launch_type, Some(LaunchType::Fargate) | None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let version = |raw: &str| raw.parse::<PlatformVersion>().unwrap();
        assert!(version("1.10.0") > version("1.4.0"));
        assert_eq!(version("1.4"), PlatformVersion(1, 4, 0));
        for bad in ["", "1", "1.", "1.4.0.0", "v1.4.0", "1.4.x", "-1.4.0", "+1.4.0", "1.99999999999.0"] {
            assert!(bad.parse::<PlatformVersion>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn latest_depends_on_the_operating_system() {
        let resolve = |stated, system| PlatformVersion::resolve(stated, system).unwrap();
        assert_eq!(resolve(None, OperatingSystem::Linux), PlatformVersion(1, 4, 0));
        assert_eq!(resolve(Some("latest"), OperatingSystem::Windows), PlatformVersion(1, 0, 0));
        assert_eq!(resolve(Some("1.3.0"), OperatingSystem::Linux), PlatformVersion(1, 3, 0));
        assert!(PlatformVersion::resolve(Some("newest"), OperatingSystem::Linux).is_err());
    }

    #[test]
    fn families() {
        assert_eq!(OperatingSystem::of_family("Windows Server 2022 Core"), OperatingSystem::Windows);
        assert_eq!(OperatingSystem::of_family("WINDOWS_SERVER_2019_FULL"), OperatingSystem::Windows);
        assert_eq!(OperatingSystem::of_family("Linux"), OperatingSystem::Linux);
        assert_eq!(OperatingSystem::of_family("Ünwin"), OperatingSystem::Linux);
        assert_eq!(LaunchType::from_name("managed-instances"), Some(LaunchType::ManagedInstances));
        assert_eq!(LaunchType::from_name("lambda"), None);
        assert_eq!(NetworkMode::from_name(None), Some(NetworkMode::Shared));
        assert_eq!(NetworkMode::from_name(Some("awsvpc")), Some(NetworkMode::Awsvpc));
        assert_eq!(NetworkMode::from_name(Some("teleport")), None);
    }
}
