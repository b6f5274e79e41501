//! Volumes: file systems that are mounted over the network.

use std::collections::BTreeMap;

use hopwise_model::Partition;
use hopwise_model::resource::{Volume, VolumeSource};

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind, StepNote};
use crate::access::Accesses;
use crate::arn::{Arn, ArnError, cut};
use crate::aws_service::AwsService;
use crate::image::host_and_port;
use crate::platform::{LaunchType, PlatformVersion};
use crate::problem::{ProblemKind, Unfamiliar};
use crate::startup_call::{Offer, StartupCall};

/// The port of NFS, at which mount targets listen, with and without encryption in transit.
///
/// Sources: EFS user guide, "Using VPC security groups"; S3 user guide, "Prerequisites for S3 Files".
const NFS: u16 = 2049;

/// The port of SMB.
const SMB: u16 = 445;

/// What Docker's own driver mounts from, without a network: the types of `mount` that are no server's.
const LOCAL_TYPES: [&str; 8] = ["", "none", "bind", "tmpfs", "ext4", "xfs", "btrfs", "overlay"];

/// What Docker's own driver is told to mount from a server.
struct Mounted {
    host: String,
    port: u16,
}

/// Reads the options of Docker's own driver, which are those of `mount`. None where they name no server; an error where they
/// must and nobody can tell which.
fn mounted(options: &BTreeMap<String, String>) -> Result<Option<Mounted>, Unmounted> {
    let option = |name: &str| options.get(name).map_or("", |text| text.trim());
    let mount: BTreeMap<&str, &str> = option("o").split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let of_mount = |names: &[&str]| names.iter().find_map(|name| mount.get(name)).copied();
    let device = option("device");
    let kind = option("type").to_ascii_lowercase();
    let (port, of_device) = match kind.as_str() {
        kind if LOCAL_TYPES.contains(&kind) => return Ok(None),
        "nfs" | "nfs4" => (NFS, device.rsplit_once(":/").map(|(host, _)| host)),
        "cifs" | "smb3" | "smbfs" => {
            (SMB, device.trim_start_matches(['/', '\\']).split(['/', '\\']).next().filter(|_| !device.is_empty()))
        }
        _ => return Err(Unmounted::Kind(cut(&kind))),
    };
    // Before version 4 the server's port mapper and its mount service are asked as well, at ports of its own choice.
    if port == NFS && of_mount(&["nfsvers", "vers"]).is_some_and(|version| !version.starts_with('4')) {
        return Err(Unmounted::Version);
    }
    let port = match of_mount(&["port"]) {
        Some(text) => text.parse().map_err(|_| Unmounted::Server)?,
        None => port,
    };
    let host = of_mount(&["addr", "ip"]).or(of_device).unwrap_or_default();
    let bare = if host.contains("::") && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    match host_and_port(&bare) {
        Some((host, None)) => Ok(Some(Mounted { host: host.to_ascii_lowercase(), port })),
        _ => Err(Unmounted::Server),
    }
}

/// Why it is not known what Docker mounts.
enum Unmounted {
    /// A type of `mount` that is not known.
    Kind(String),
    /// A version of NFS that uses more ports.
    Version,
    /// The server is not named, or not as one can be.
    Server,
}

impl Collector<'_> {
    /// A volume, and what needs it: containers for what Docker mounts when they start, else the task.
    pub(crate) fn volume(&mut self, volume: &Volume, needed: &Needed<'_>) {
        match &volume.source {
            VolumeSource::Local => {}
            VolumeSource::Efs { file_system, access_point: _, iam } => {
                self.efs(&volume.name, file_system, *iam, needed);
            }
            VolumeSource::S3Files { file_system } => self.s3_files(&volume.name, file_system, needed),
            VolumeSource::FsxWindows { file_system, credentials } => {
                self.fsx_windows(&volume.name, file_system, credentials.as_deref(), needed);
            }
            VolumeSource::Docker { driver, options } => self.docker(&volume.name, driver, options, needed),
            VolumeSource::Unknown(member) => {
                let unknown = Unfamiliar::Volume { volume: cut(&volume.name), member: cut(member) };
                self.unfamiliar(unknown, needed);
            }
        }
    }

    /// An EFS file system. Its name resolves, in the VPC, to the mount target of the asking interface's zone.
    fn efs(&mut self, volume: &str, file_system: &str, iam: bool, needed: &Needed<'_>) {
        let lacks = self.platform.lacks(Offer::Efs);
        if lacks.is_some() && self.platform.is_legacy_fargate() {
            let version = self.platform.version.unwrap_or(PlatformVersion(1, 3, 0));
            let kind = ProblemKind::FileSystemUnsupported { volume: cut(volume), version };
            return self.problem(kind, needed.evidence.clone());
        }
        if let Some(on) = lacks {
            return self.unsupported(&on_volume(volume, "EFS"), on, needed);
        }
        let Some(region) = self.region() else { return };
        if !is_file_system(file_system) {
            let kind = ProblemKind::FileSystem { volume: cut(volume), file_system: cut(file_system) };
            return self.problem(kind, needed.evidence.clone());
        }
        let host = format!("{file_system}.efs.{region}.{}", Partition::of(region).dns_suffix());
        let mut to =
            Destination::server(StepKind::FileSystem, &host, NFS, self.platform.caller(StartupCall::MountHelper));
        // An endpoint for EFS serves its API; NFS goes to mount targets.
        AwsService::ElasticFileSystem.name().clone_into(&mut to.service);
        to.region = Some(region.clone());
        if iam {
            to = to.with(self.accesses().efs(file_system, region, &needed.evidence));
        }
        let reason = Reason::FileSystem { volume: volume.to_owned(), file_system: file_system.to_owned() };
        self.add(to, needed, reason);
    }

    /// A bucket that is mounted through S3 Files: like EFS, but for its names, and always in the task role.
    ///
    /// Sources: S3 user guide, "Mounting S3 file systems on Amazon ECS" (not on the EC2 launch type); the configuration of
    /// `efs-utils` 3 (`{az_id}.{fs_id}.s3files.{region}.on.aws`).
    fn s3_files(&mut self, volume: &str, file_system: &str, needed: &Needed<'_>) {
        if let Some(on) = self.platform.lacks(Offer::S3Files) {
            return self.unsupported(&on_volume(volume, "S3 Files"), on, needed);
        }
        let found = Arn::parse(file_system).and_then(|arn| {
            let id = arn.resource.strip_prefix("file-system/").filter(|id| is_file_system(id)).map(str::to_owned);
            let id = id.filter(|_| arn.service == "s3files");
            let error = || ArnError::Resource { found: cut(file_system), expected: "a file system of S3 Files" };
            Ok((id.ok_or_else(error)?, arn.region.ok_or_else(|| ArnError::NoRegion(cut(file_system)))?))
        });
        let (id, region) = match found {
            Ok(found) => found,
            Err(error) => {
                let kind = ProblemKind::FileSystemArn { volume: cut(volume), error };
                return self.problem(kind, needed.evidence.clone());
            }
        };
        let host = format!("{id}.s3files.{region}.{}", Partition::of(&region).registry_dual_stack_suffix());
        let mut to =
            Destination::server(StepKind::FileSystem, &host, NFS, self.platform.caller(StartupCall::MountHelper));
        "s3files".clone_into(&mut to.service);
        to.region = Some(region);
        let to = to.noted(Some(StepNote::ZoneIdInFront)).with(Accesses::s3_files(file_system, &needed.evidence));
        self.add(to, needed, Reason::FileSystem { volume: volume.to_owned(), file_system: id });
    }

    /// A file server of `FSx` for Windows. The agent fetches the credentials, asks `FSx` for the server's name, and maps the share
    /// on the instance. That name is one of the user's domain.
    ///
    /// Sources: ECS developer guide, "Use `FSx` for Windows File Server volumes with Amazon ECS"; the source of the ECS agent,
    /// `agent/taskresource/fsxwindowsfileserver`.
    fn fsx_windows(&mut self, volume: &str, file_system: &str, credentials: Option<&str>, needed: &Needed<'_>) {
        if let Some(on) = self.platform.lacks(Offer::FsxWindows) {
            self.unsupported(&on_volume(volume, "FSx for Windows File Server"), on, needed);
        }
        if let Some(credentials) = credentials {
            self.file_server_credentials(credentials, needed);
        }
        if self.platform.launch_type == Some(LaunchType::Fargate) {
            return;
        }
        if let Some(region) = self.region() {
            let from = self.platform.caller(StartupCall::HostMount);
            let service = AwsService::Fsx;
            let to = Destination::aws(StepKind::FileSystem, service, region, service.host(region), from)
                .with(self.accesses().fsx(file_system, region, &needed.evidence));
            let reason = Reason::FileSystem { volume: volume.to_owned(), file_system: file_system.to_owned() };
            self.add(to, needed, reason);
        }
        let kind = ProblemKind::FileServerUnknown { volume: cut(volume), file_system: cut(file_system), port: SMB };
        self.problem(kind, needed.evidence.clone());
    }

    /// A volume of Docker's. Its own driver mounts what it is told to, from the instance.
    ///
    /// Source: Docker's documentation, "docker volume create", driver-specific options; moby, `volume/local`.
    fn docker(&mut self, volume: &str, driver: &str, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        if let Some(on) = self.platform.lacks(Offer::DockerVolume) {
            return self.unsupported(&on_volume(volume, "a driver of Docker's"), on, needed);
        }
        let name = || cut(volume);
        if driver != "local" {
            let unknown = Unfamiliar::VolumeDriver { volume: name(), driver: cut(driver) };
            return self.unfamiliar(unknown, needed);
        }
        match mounted(options) {
            Ok(None) => {}
            Ok(Some(Mounted { host, port })) => {
                let from = self.platform.caller(StartupCall::HostMount);
                let to = Destination::server(StepKind::FileSystem, &host, port, from);
                self.add(to, needed, Reason::FileSystem { volume: volume.to_owned(), file_system: host });
            }
            Err(Unmounted::Kind(kind)) => {
                self.unfamiliar(Unfamiliar::VolumeType { volume: name(), kind }, needed);
            }
            Err(Unmounted::Version) => self.unfamiliar(Unfamiliar::OldNfs { volume: name() }, needed),
            Err(Unmounted::Server) => {
                self.problem(ProblemKind::VolumeServer { volume: name() }, needed.evidence.clone());
            }
        }
    }
}

/// A volume, and what it is on.
fn on_volume(volume: &str, what: &str) -> String {
    format!("volume `{}` on {what}", cut(volume).escape_default())
}

/// Whether this may be the id of a file system of EFS or S3 Files.
fn is_file_system(id: &str) -> bool {
    let id = id.strip_prefix("fs-").unwrap_or_default();
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_docker_mounts() {
        let read = |options: &[(&str, &str)]| {
            let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            match mounted(&options) {
                Ok(None) => "nothing".to_owned(),
                Ok(Some(Mounted { host, port })) => format!("{host} {port}"),
                Err(Unmounted::Kind(kind)) => format!("unknown {kind}"),
                Err(Unmounted::Version) => "old".to_owned(),
                Err(Unmounted::Server) => "no server".to_owned(),
            }
        };
        for (options, expected) in [
            (&[][..], "nothing"),
            (&[("type", "tmpfs"), ("device", "tmpfs"), ("o", "size=1m")], "nothing"),
            (&[("type", "none"), ("device", "/data"), ("o", "bind")], "nothing"),
            (
                &[("type", "nfs"), ("device", ":/x"), ("o", "addr=NFS.example.com,rw,nfsvers=4.1")],
                "nfs.example.com 2049",
            ),
            (&[("type", "nfs4"), ("device", "10.0.0.7:/x")], "10.0.0.7 2049"),
            (&[("type", "NFS"), ("device", "[fd00::7]:/x"), ("o", "port=4000")], "fd00::7 4000"),
            (&[("type", "nfs"), ("device", ":/x"), ("o", "addr=fd00::7")], "fd00::7 2049"),
            (&[("type", "nfs"), ("device", "10.0.0.7:/x"), ("o", "nfsvers=3")], "old"),
            (&[("type", "nfs"), ("device", ":/x")], "no server"),
            (&[("type", "nfs")], "no server"),
            (&[("type", "nfs"), ("device", "10.0.0.7:/x"), ("o", "port=soon")], "no server"),
            (&[("type", "cifs"), ("device", "//files.example.com/share"), ("o", "vers=3.0")], "files.example.com 445"),
            (&[("type", "cifs"), ("o", "addr=10.0.0.9")], "10.0.0.9 445"),
            (&[("type", "cifs")], "no server"),
            (&[("type", "ceph"), ("device", "mon:/x")], "unknown ceph"),
        ] {
            assert_eq!(read(options), expected, "{options:?}");
        }
    }
}
