//! What a text names: hosts, addresses, actions, resources.

use std::net::IpAddr;

use hopwise_model::Partition;

use super::normalize::NormalizedText;

/// What a text names. Each is in the text as it stands here, but for the port of NFS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The host that was asked, in lower case.
    pub host: Option<String>,
    /// The address that was asked.
    pub address: Option<IpAddr>,
    /// The port that was asked; of a mount over NFS, which names none, that of NFS.
    pub port: Option<u16>,
    /// Whether `address` is that of a proxy, which was to ask the host.
    pub proxy: bool,
    /// The name of the proxy, where it was looked up.
    pub proxy_host: Option<String>,
    /// The DNS server that was asked.
    pub dns_server: Option<IpAddr>,
    /// The IAM action that was refused.
    pub action: Option<String>,
    /// The resource that it was refused on.
    pub resource: Option<String>,
    /// Who was refused.
    pub principal: Option<String>,
    /// How often it was tried. The number differs by platform version, and means nothing by itself.
    pub retries: Option<u32>,
    /// The status of HTTP.
    pub http_status: Option<u16>,
    /// The image, as the text has it.
    pub image: Option<String>,
    /// The ARN of what the text is about, other than `principal` and `resource`.
    pub arn: Option<String>,
}

impl Facts {
    pub(super) fn of(text: &NormalizedText) -> Self {
        let text = text.plain.as_str();
        let proxy = text.find("proxyconnect tcp").map(|place| text.get(place..).unwrap_or_default());
        let endpoint = proxy
            .and_then(dialled)
            .or_else(|| dialled(text))
            .or_else(|| option_address(text))
            .or_else(|| of_host(text));
        let lookup = lookup(text);
        let principal = after(text, "User: ").map(word).filter(|user| user.starts_with("arn:"));
        // S3 quotes the object's ARN.
        let unquoted = |rest: &str| word(rest.trim_start_matches(['"', '\'', '\\']));
        let resource = after(text, "on resource: ").map(unquoted).filter(|resource| !resource.is_empty());
        let other = |arn: &&str| Some(*arn) != principal.as_deref() && Some(*arn) != resource.as_deref();
        Self {
            host: url_host(text)
                .or_else(|| lookup.as_ref().map(|(host, _)| host.clone()))
                .and_then(Host::whole)
                .or_else(|| named_host(text).map(|(host, _)| host))
                .or_else(|| mounted(text)),
            address: endpoint.map(|(address, _)| address),
            port: endpoint.map_or_else(
                || named_host(text).and_then(|(_, port)| port).or_else(|| nfs_port(text)),
                |(_, port)| port,
            ),
            proxy: proxy.is_some(),
            proxy_host: proxy.and_then(self::lookup).and_then(|(host, _)| host.whole()),
            dns_server: lookup.and_then(|(_, server)| server),
            action: after(text, "not authorized to perform: ").map(word).filter(|action| action.contains(':')),
            retries: after(text, "retried ").and_then(number),
            http_status: status(text),
            image: image(text).map(|image| image.trim_end_matches(':').to_owned()).filter(|image| !image.is_empty()),
            arn: arns(text).find(other).map(str::to_owned),
            principal,
            resource,
        }
    }
}

/// The longest ARN that IAM accepts, in bytes.
const LONGEST_ARN: usize = 2048;

/// The beginning of a text, so that a text full of beginnings is not read again from each of them.
fn beginning(text: &str, length: usize) -> &str {
    text.get(..text.floor_char_boundary(length)).unwrap_or(text)
}

/// What follows the first occurrence of a text.
fn after<'a>(text: &'a str, head: &str) -> Option<&'a str> {
    text.find(head).and_then(|place| text.get(place + head.len()..))
}

/// The first word, without the punctuation that ends a sentence.
fn word(text: &str) -> String {
    let end = text.find([' ', '"', '\'', '\\']).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches([',', '.', ';', ')', ':']).to_owned()
}

/// The number at the beginning.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// The beginning of the host that was asked, where the text is cut off within it. It is no fact, and may tell the step.
pub(super) fn cut_host(text: &NormalizedText) -> Option<String> {
    let text = text.plain.as_str();
    let host = url_host(text).or_else(|| lookup(text).map(|(host, _)| host))?;
    (!host.is_whole).then_some(host.name)
}

/// A host as a text has it.
#[derive(Clone, Debug)]
struct Host {
    name: String,
    /// Whether its end is seen, or it ends as AWS's hosts do.
    is_whole: bool,
}

impl Host {
    fn new(name: String, ends: bool) -> Self {
        let ends_as = |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
        let aws = || Partition::host_suffixes().any(ends_as);
        // In China `.cn` follows, which may be what is cut off.
        let is_whole = ends || (aws() && (name.ends_with(".com.cn") || !name.contains(".cn-")));
        Self { name, is_whole }
    }

    fn whole(self) -> Option<String> {
        self.is_whole.then_some(self.name)
    }
}

/// Hosts that are linked to for reading, and that no task's start asks.
const DOCUMENTATION: &[&str] = &["aws.amazon.com", "docs.", "repost.aws", "www.docker.com"];

/// The host of the first URL that was asked. What a sentence links to for reading was not.
fn url_host(text: &str) -> Option<Host> {
    let urls = text.match_indices("://").filter_map(|(place, mark)| {
        let before = text.get(..place)?;
        let scheme = before.ends_with("https") || before.ends_with("http");
        scheme.then(|| text.get(place + mark.len()..)).flatten()
    });
    urls.filter(|rest| !DOCUMENTATION.iter().any(|host| rest.starts_with(host))).find_map(host_at)
}

/// The host at the beginning of what follows a URL's scheme.
fn host_at(rest: &str) -> Option<Host> {
    let end = rest.find(|letter: char| !is_of_authority(letter)).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let ends = match rest.get(end..).and_then(|rest| rest.chars().next()) {
        None | Some('…') => false,
        // The end of a sentence in which somebody quotes what was cut off.
        Some(' ') => !name.ends_with('.'),
        Some(_) => true,
    };
    let ends = ends || port.is_some();
    Some(Host::new(host_name(name)?, ends))
}

fn is_of_authority(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '@')
}

/// A text as a host name in lower case, if it has the letters of one.
fn host_name(text: &str) -> Option<String> {
    let host = text.trim_end_matches('.').to_ascii_lowercase();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    (!host.is_empty() && host.chars().all(fits)).then_some(host)
}

/// Hosts as others than Go say: `Failed to connect to HOST port PORT` and `Could not resolve host: HOST` (`curl`),
/// `timeout after 10 seconds to: HOST:PORT`, `TCP connection failed: HOST:PORT` and `getaddrinfo(host='HOST'` (log routers).
fn named_host(text: &str) -> Option<(String, Option<u16>)> {
    let (rest, port_head) = [
        ("Failed to connect to ", Some(" port ")),
        ("Could not resolve host: ", None),
        ("getaddrinfo(host='", None),
        ("getaddrinfo ENOTFOUND ", None),
        ("getaddrinfo EAI_AGAIN ", None),
        (" seconds to: ", Some(":")),
        ("TCP connection failed: ", Some(":")),
    ]
    .iter()
    .find_map(|(head, port)| Some((after(text, head)?, *port)))?;
    let name = word(rest);
    let (name, _) = name.split_once(':').unwrap_or((name.as_str(), ""));
    let host = host_name(name).filter(|host| host.contains('.'))?;
    let port = port_head.and_then(|head| after(beginning(rest, name.len() + 16), head)).and_then(number);
    Some((host, port))
}

/// `dial tcp ADDRESS:PORT`: where a connection was to go.
fn dialled(text: &str) -> Option<(IpAddr, Option<u16>)> {
    // More than one may be named: the last attempt, or the proxy.
    ["dial tcp ", "dial tcp4 ", "dial tcp6 "]
        .iter()
        .find_map(|head| text.match_indices(head).find_map(|(place, _)| endpoint(text.get(place + head.len()..)?)))
}

/// `addr=ADDRESS`: the server among the options of a volume.
fn option_address(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let rest = after(text, "addr=")?;
    let end = rest.find([' ', ',', '"', '\'']).unwrap_or(rest.len());
    let address = rest.get(..end)?.strip_suffix(':').or_else(|| rest.get(..end))?;
    Some((address.parse().ok()?, nfs_port(text)))
}

/// The port of a file server, where a text is about a mount over NFS: that among the options of the volume, else 2049 (IANA;
/// EFS user guide, security groups). What is mounted by another protocol has another one.
fn nfs_port(text: &str) -> Option<u16> {
    let is_nfs = text.contains("mount.nfs")
        || text.contains("nfsvers=")
        || after(text, "failed to mount local volume: mount ").is_some_and(|rest| rest.starts_with(':'))
        || (text.contains("EFS utils command") && mounted(text).is_some());
    let is_other = ["cifs", "smb", "Smb"].iter().any(|protocol| text.contains(protocol));
    let option = || text.match_indices(",port=").find_map(|(place, mark)| number(text.get(place + mark.len()..)?));
    (is_nfs && !is_other).then(|| option().unwrap_or(2049))
}

/// The addresses on the host itself that give roles' credentials and metadata (ECS developer guide, "Task IAM role"; EKS Pod
/// Identity; EC2 user guide, "Instance metadata"), where they are all that is named of the one that was asked.
fn of_host(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let refused = ["169.254.170.2", "169.254.170.23", "169.254.169.254"].into_iter().find(|address| {
        let behind = text.match_indices(address).filter_map(|(place, _)| text.get(place + address.len()..));
        behind
            .into_iter()
            .any(|rest| [": connect", ":80: connect", ", connect"].iter().any(|head| rest.starts_with(head)))
    })?;
    Some((refused.parse().ok()?, None))
}

/// `ADDRESS:PORT` or `[ADDRESS]:PORT`, also of `FROM->TO`. A port is known where the text goes on behind it.
fn endpoint(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let end = text.find(' ').unwrap_or(text.len());
    let token = text.get(..end)?;
    let token = token.split_once("->").map_or(token, |(_, to)| to);
    let (address, rest) = match token.strip_prefix('[') {
        Some(rest) => rest.split_once("]:")?,
        None => token.split_once(':')?,
    };
    let ends = rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).starts_with(':');
    Some((address.parse().ok()?, number(rest).filter(|_| ends)))
}

/// `lookup HOST on SERVER:53`: the name that was looked up, and where.
fn lookup(text: &str) -> Option<(Host, Option<IpAddr>)> {
    let rest = after(text, "lookup ")?;
    let end = rest.find([' ', ':']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let ends = rest.starts_with(':') || rest.starts_with(" on ");
    let rest = rest.trim_start_matches([' ', ':']);
    let server = rest.strip_prefix("on ").and_then(endpoint).map(|(server, _)| server);
    Some((Host::new(host_name(host).filter(|host| host.contains('.'))?, ends), server))
}

/// The name of a file system that could not be resolved or mounted.
fn mounted(text: &str) -> Option<String> {
    let place = [".efs.", ".s3files."].iter().find_map(|part| text.find(part))?;
    let (before, after) = text.split_at(place);
    let foreign = |letter: char| !is_of_authority(letter) || letter == ':';
    let head = before.rsplit(foreign).next()?;
    let tail = after.split(foreign).next()?;
    host_name(&format!("{head}{tail}")).filter(|host| host.starts_with("fs-"))
}

/// The status of HTTP, in the ways that the SDK, containerd and Docker write it.
fn status(text: &str) -> Option<u16> {
    let valid = |status: &u16| (100..600).contains(status);
    let named = ["StatusCode: ", "status code: ", "API error ("].iter().find_map(|head| number(after(text, head)?));
    let quoted = || {
        let rest = after(text, "unexpected status code ").or_else(|| after(text, "unexpected status from "))?;
        rest.match_indices(": ").find_map(|(place, _)| number(rest.get(place + 2..)?).filter(valid))
    };
    named.filter(valid).or_else(quoted)
}

/// The image that a pull was about.
fn image(text: &str) -> Option<String> {
    let quoted = |head: &str, quote: char| {
        let rest = after(text, head)?;
        rest.split_once(quote)
            .map(|(image, _)| image.trim_end_matches('\\').to_owned())
            .filter(|image| !image.contains(' '))
    };
    quoted("cannot pull '", '\'')
        .or_else(|| quoted("resolve ref \\\"", '"'))
        .or_else(|| quoted("resolve ref \"", '"'))
        .or_else(|| after(text, "resolve ref ").map(word))
        .or_else(|| after(text, "pull access denied for ").map(word))
        .or_else(|| after(text, "manifest for ").map(word))
}

fn arns(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("arn:").filter_map(|(place, _)| {
        let rest = beginning(text.get(place..)?, LONGEST_ARN);
        let end = rest.find([' ', '"', '\'', '\\', ',']).unwrap_or(rest.len());
        let arn = rest.get(..end)?.trim_end_matches(['.', ';', ')', ':']);
        (arn.matches(':').count() >= 5).then_some(arn)
    })
}
