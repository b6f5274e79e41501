//! Log drivers.

use std::collections::BTreeMap;

use hopwise_model::Region;
use hopwise_model::resource::LogConfiguration;

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind};
use crate::arn::cut;
use crate::aws_service::AwsService;
use crate::image::host_and_port;
use crate::platform::Caller;
use crate::problem::{ProblemKind, Remark, Unfamiliar};
use crate::startup_call::{Offer, StartupCall};

/// Drivers that send nothing over the network.
const LOCAL: [&str; 5] = ["json-file", "local", "journald", "none", "etwlogs"];

/// A driver of Docker's that sends to a server of the user's.
struct Sends {
    driver: &'static str,
    /// The option that names the server.
    option: &'static str,
    /// Whether it sends to this machine where the option is left out.
    local_without: bool,
    /// The port where none is named, by the scheme; none where there is no such port.
    port: fn(&str) -> Option<u16>,
    /// Options with which the container does not wait for the connection, and the value that says so.
    unless: &'static [(&'static str, &'static str)],
}

/// Drivers that connect before the container starts, and keep it from starting if they cannot.
///
/// Sources: Docker's documentation of each driver (`splunk-verify-connection` and `fluentd-async`), and moby, `daemon/logger`:
/// `gelf` and `syslog` dial TCP when they are made. UDP is not dialled.
const SENDS: [Sends; 4] = [
    Sends {
        driver: "splunk",
        option: "splunk-url",
        local_without: false,
        port: |scheme| if scheme == "http" { Some(80) } else { Some(443) },
        unless: &[("splunk-verify-connection", "false")],
    },
    Sends { driver: "gelf", option: "gelf-address", local_without: false, port: |_| None, unless: &[] },
    Sends { driver: "syslog", option: "syslog-address", local_without: true, port: |_| Some(514), unless: &[] },
    Sends {
        driver: "fluentd",
        option: "fluentd-address",
        local_without: true,
        port: |_| Some(24224),
        unless: &[("fluentd-async", "true"), ("fluentd-async-connect", "true")],
    },
];

/// Where a server's address leads.
enum Server {
    /// To a socket or an address of the machine itself.
    Local,
    /// Over UDP, which nobody waits for.
    Udp { host: String, port: u16 },
    /// Over TCP.
    Tcp { host: String, port: u16 },
}

/// Reads `[SCHEME://]HOST[:PORT][/PATH]`.
fn server(raw: &str, port: fn(&str) -> Option<u16>) -> Option<Server> {
    let (scheme, rest) = raw.split_once("://").unwrap_or(("tcp", raw));
    if scheme.starts_with("unix") {
        return Some(Server::Local);
    }
    let (host, named) = host_and_port(rest.split('/').next().unwrap_or_default())?;
    let (host, port) = (host.to_ascii_lowercase(), named.or_else(|| port(scheme))?);
    let own = host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    Some(match scheme {
        _ if own => Server::Local,
        "udp" => Server::Udp { host, port },
        _ => Server::Tcp { host, port },
    })
}

impl Collector<'_> {
    /// A log driver: what it must reach before the container starts is a step, what it sends to later a remark.
    pub(crate) fn log_driver(&mut self, driver: &str, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        match (driver, SENDS.iter().find(|sends| sends.driver == driver)) {
            (driver, _) if LOCAL.contains(&driver) => {}
            ("awslogs", _) => self.awslogs(options, needed),
            ("awsfirelens", _) => self.firelens(options, needed),
            (_, Some(sends)) => match self.platform.lacks(Offer::LogDriver(driver)) {
                Some(on) => self.unsupported(&format!("log driver `{driver}`"), on, needed),
                None => self.sends(sends, options, needed),
            },
            _ => self.unfamiliar(Unfamiliar::LogDriver(cut(driver)), needed),
        }
    }

    /// What a definition leaves out that its log driver cannot do without. Docker takes the Region of its instance; Fargate
    /// wants it named (ECS developer guide, "Send Amazon ECS logs to CloudWatch"; fact base G.2).
    pub(crate) fn log_options(&mut self, log: &LogConfiguration, needed: &Needed<'_>) {
        if log.driver != "awslogs" {
            return;
        }
        let on_instance = self.platform.caller(StartupCall::Log) == Caller::Host;
        let required = ["awslogs-group", "awslogs-region"].into_iter().take(if on_instance { 1 } else { 2 });
        let is_secret = |option: &str| log.secrets.iter().any(|secret| secret.name == option);
        for option in required.filter(|option| !log.options.contains_key(*option) && !is_secret(option)) {
            self.problem(ProblemKind::LogOption { container: needed.container(), option }, needed.evidence.clone());
        }
    }

    /// The log stream is made first.
    fn awslogs(&mut self, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        let region = match options.get("awslogs-region").map(|raw| (raw, Region::try_from(raw.as_str()))) {
            Some((_, Ok(region))) => region,
            Some((raw, Err(_))) => {
                let kind = ProblemKind::LogRegion { container: needed.container(), value: cut(raw) };
                return self.problem(kind, needed.evidence.clone());
            }
            None => match self.region() {
                Some(region) => region.clone(),
                None => return,
            },
        };
        let from = self.platform.caller(StartupCall::Log);
        let host = AwsService::Logs.host(&region);
        let mut to = Destination::aws(StepKind::Logs, AwsService::Logs, &region, host, from);
        // Docker lets its user choose the endpoint. Whether Fargate does, no page of AWS says.
        let chosen = options.get("awslogs-endpoint");
        if chosen.is_some() && from != Caller::Host {
            self.unfamiliar(Unfamiliar::LogOption("awslogs-endpoint"), needed);
        }
        if let Some(raw) = chosen.filter(|_| from == Caller::Host) {
            let bare = raw.strip_prefix("https://").unwrap_or(raw).trim_end_matches('/');
            let Some((host, port)) = host_and_port(bare) else {
                let kind = ProblemKind::LogEndpoint { container: needed.container(), value: cut(raw) };
                return self.problem(kind, needed.evidence.clone());
            };
            to.host = host.to_ascii_lowercase();
            to.port = port.unwrap_or(to.port);
        }
        let access = self.accesses().log_stream(self.logger(), options, needed.container, &region, &needed.evidence);
        self.add(to.with(access), needed, Reason::LogDriver);
    }

    fn sends(&mut self, sends: &Sends, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        let raw = options.get(sends.option).map_or("", |text| text.trim());
        if raw.is_empty() && sends.local_without {
            return;
        }
        let says = |(name, value): &(&str, &str)| options.get(*name).is_some_and(|own| own.eq_ignore_ascii_case(value));
        let waits = !sends.unless.iter().any(says);
        match server(raw, sends.port) {
            Some(Server::Local) => {}
            Some(Server::Tcp { host, port }) if waits => {
                let to = Destination::server(StepKind::Logs, &host, port, self.platform.caller(StartupCall::Log));
                self.add(to, needed, Reason::LogDriver);
            }
            Some(Server::Tcp { host, port } | Server::Udp { host, port }) => {
                self.later(sends.driver, Some(format!("{host}:{port}")), needed);
            }
            // An option may be given as a secret, too.
            None => {
                let (container, value) = (needed.container(), Some(cut(raw)).filter(|raw| !raw.is_empty()));
                let kind = ProblemKind::LogServer { container, option: sends.option, value };
                self.problem(kind, needed.evidence.clone());
            }
        }
    }

    /// Docker hands lines to the log router over a socket; what the router sends on, it sends once it runs, from the network
    /// of its containers and in the task role.
    fn firelens(&mut self, options: &BTreeMap<String, String>, needed: &Needed<'_>) {
        let option = |name: &str| {
            let found = options.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        let region = option("region").map_or_else(|| self.own_region().cloned(), |raw| Region::try_from(raw).ok());
        // The plug-ins for AWS's services take another host for them (Fluent Bit, "Official manual", outputs for Amazon).
        let endpoint = option("endpoint").and_then(|raw| {
            let bare = raw.split_once("://").map_or(raw, |(_, rest)| rest).split('/').next().unwrap_or_default();
            let (host, port) = host_and_port(bare)?;
            Some(port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
        });
        let of_service = |service: AwsService| {
            let usual = region.as_ref().map(|region| service.host(region));
            endpoint.clone().or(usual)
        };
        let destination = match option("name").map(str::to_ascii_lowercase).as_deref() {
            Some("cloudwatch" | "cloudwatch_logs") => of_service(AwsService::Logs),
            Some("firehose" | "kinesis_firehose") => of_service(AwsService::Firehose),
            Some("kinesis" | "kinesis_streams") => of_service(AwsService::KinesisStreams),
            Some("s3") if endpoint.is_some() => endpoint.clone(),
            Some("s3") => option("bucket").zip(of_service(AwsService::S3)).map(|(bucket, s3)| format!("{bucket}.{s3}")),
            _ => option("host").map(|host| match option("port") {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            }),
        };
        self.later("awsfirelens", destination, needed);
    }

    /// Remarks on what is sent to once the container runs.
    fn later(&mut self, driver: &str, destination: Option<String>, needed: &Needed<'_>) {
        let (container, driver, evidence) = (needed.container(), cut(driver), needed.evidence.clone());
        self.remark(match destination.map(|destination| cut(&destination)) {
            Some(destination) => Remark::LogsAfterStart { container, driver, destination, evidence },
            None => Remark::LogDestinationUnknown { container, driver, evidence },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers() {
        let read = |driver: &str, raw: &str| {
            let sends = SENDS.iter().find(|sends| sends.driver == driver).unwrap();
            match server(raw, sends.port) {
                Some(Server::Local) => "local".to_owned(),
                Some(Server::Udp { host, port }) => format!("udp {host} {port}"),
                Some(Server::Tcp { host, port }) => format!("tcp {host} {port}"),
                None => "?".to_owned(),
            }
        };
        for (driver, raw, expected) in [
            ("splunk", "https://HEC.example.com:8088", "tcp hec.example.com 8088"),
            ("splunk", "https://hec.example.com/services", "tcp hec.example.com 443"),
            ("splunk", "http://hec.example.com", "tcp hec.example.com 80"),
            ("gelf", "udp://10.0.0.5:12201", "udp 10.0.0.5 12201"),
            ("gelf", "tcp://10.0.0.5:12201", "tcp 10.0.0.5 12201"),
            ("gelf", "tcp://10.0.0.5", "?"),
            ("syslog", "tcp+tls://logs.example.com:6514", "tcp logs.example.com 6514"),
            ("syslog", "tcp://logs.example.com", "tcp logs.example.com 514"),
            ("syslog", "unixgram:///dev/log", "local"),
            ("fluentd", "10.0.0.5", "tcp 10.0.0.5 24224"),
            ("fluentd", "127.0.0.1:24224", "local"),
            ("fluentd", "unix:///var/run/fluent.sock", "local"),
            ("fluentd", "tls://[fd00::5]:24225", "tcp fd00::5 24225"),
            ("splunk", "", "?"),
            ("splunk", "https://not a host", "?"),
        ] {
            assert_eq!(read(driver, raw), expected, "{driver} {raw}");
        }
    }
}
