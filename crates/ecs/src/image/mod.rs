//! Image references: which registry holds an image.

mod ecr;
mod grammar;
#[cfg(test)]
mod tests;

use std::fmt;

use thiserror::Error;

pub use ecr::EcrRegistry;
pub(crate) use grammar::host_and_port;

use crate::arn::cut;

/// The image of a container, as `image` of a container definition names it.
///
/// Source of the grammar: the reference grammar of the container registry project (`distribution/reference`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    /// The registry that holds it.
    pub registry: Registry,
    /// The repository, such as `library/nginx`.
    pub repository: String,
    /// The tag, where one is written. Without tag and digest the tag is `latest`.
    pub tag: Option<String>,
    /// The digest, such as `sha256:…`, where one is written.
    pub digest: Option<String>,
}

/// A registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registry {
    /// Private ECR, of any account and Region.
    EcrPrivate(EcrRegistry),
    /// ECR Public, `public.ecr.aws`.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// Another one.
    Other {
        /// Its host name or address, in lower case.
        host: String,
        /// Its port; 443 where none is written.
        port: u16,
    },
}

/// The port of HTTPS.
pub(crate) const HTTPS: u16 = 443;

/// The longest name, registry included, that registries accept, in bytes.
const LONGEST_NAME: usize = 255;

/// Why a text is no image reference.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImageError {
    /// It is empty.
    #[error("image reference is empty")]
    Empty,
    /// It begins with a scheme, which image references have not.
    #[error("image reference `{}` begins with a scheme", .0.escape_default())]
    Scheme(String),
    /// It names a registry but no repository in it.
    #[error("image reference `{}` names no repository", .0.escape_default())]
    NoRepository(String),
    /// The repository is malformed, as it is with capitals or an unfilled placeholder.
    #[error("`{}` is not a repository name", .0.escape_default())]
    Repository(String),
    /// The tag is malformed.
    #[error("`{}` is not an image tag", .0.escape_default())]
    Tag(String),
    /// The digest is malformed.
    #[error("`{}` is not an image digest", .0.escape_default())]
    Digest(String),
    /// The registry's host or port is malformed.
    #[error("`{}` is not the host of a registry", .0.escape_default())]
    Host(String),
    /// The registry looks like private ECR, but its account, Region or suffix cannot be.
    #[error("`{}` is not the host of an ECR registry", .0.escape_default())]
    EcrHost(String),
}

impl ImageReference {
    /// Reads an image reference such as `nginx`, `ghcr.io/org/app:1.2` or
    /// `111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:…`.
    ///
    /// The part before the first slash is a registry if it has a dot or a colon, or is `localhost`; otherwise the
    /// image is on Docker Hub.
    ///
    /// # Errors
    /// When the text does not follow the grammar, or its registry resembles private ECR without being one.
    pub fn parse(raw: &str) -> Result<Self, ImageError> {
        if raw.is_empty() {
            return Err(ImageError::Empty);
        }
        if raw.contains("://") {
            return Err(ImageError::Scheme(cut(raw)));
        }
        let (name, digest) = match raw.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (raw, None),
        };
        if let Some(digest) = digest.filter(|digest| !grammar::is_digest(digest)) {
            return Err(ImageError::Digest(cut(digest)));
        }
        let (host, rest) = match name.split_once('/') {
            Some((head, rest)) if is_host(head) => (Some(head), rest),
            _ => (None, name),
        };
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        if let Some(tag) = tag.filter(|tag| !grammar::is_tag(tag)) {
            return Err(ImageError::Tag(cut(tag)));
        }
        let registry = match host {
            Some(host) => Registry::parse(host)?,
            // A registry without a repository would otherwise pass for an image of Docker Hub with dots in its name.
            None if ecr::resembles(path) => return Err(ImageError::NoRepository(cut(raw))),
            None => Registry::DockerHub,
        };
        if path.is_empty() {
            return Err(ImageError::NoRepository(cut(raw)));
        }
        if name.len() > LONGEST_NAME || !path.split('/').all(grammar::is_path_component) {
            return Err(ImageError::Repository(cut(path)));
        }
        let official = registry == Registry::DockerHub && !path.contains('/');
        let repository = if official { format!("library/{path}") } else { path.to_owned() };
        Ok(Self { registry, repository, tag: tag.map(str::to_owned), digest: digest.map(str::to_owned) })
    }
}

/// Whether the part before the first slash names a registry.
fn is_host(head: &str) -> bool {
    head.contains(['.', ':']) || head == "localhost"
}

impl Registry {
    fn parse(raw: &str) -> Result<Self, ImageError> {
        let (host, port) = grammar::host_and_port(raw).ok_or_else(|| ImageError::Host(cut(raw)))?;
        let host = host.to_ascii_lowercase();
        if ecr::resembles(&host) {
            return EcrRegistry::parse(&host)
                .filter(|_| port.is_none_or(|port| port == HTTPS))
                .map(Self::EcrPrivate)
                .ok_or_else(|| ImageError::EcrHost(cut(raw)));
        }
        let port = port.unwrap_or(HTTPS);
        Ok(match (host.as_str(), port) {
            ("docker.io" | "index.docker.io" | "registry-1.docker.io", HTTPS) => Self::DockerHub,
            ("public.ecr.aws", HTTPS) => Self::EcrPublic,
            _ => Self::Other { host, port },
        })
    }

    /// The host that serves its manifests.
    #[must_use]
    pub fn host(&self) -> &str {
        match self {
            Self::EcrPrivate(registry) => &registry.host,
            Self::EcrPublic => "public.ecr.aws",
            Self::DockerHub => "registry-1.docker.io",
            Self::Other { host, .. } => host,
        }
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DockerHub => f.write_str("docker.io"),
            Self::Other { host, port } => {
                let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
                write!(f, "{open}{host}{close}")?;
                // Without its port, `registry:443` would read as a part of a name on Docker Hub.
                if *port == HTTPS && is_host(host) { Ok(()) } else { write!(f, ":{port}") }
            }
            other => f.write_str(other.host()),
        }
    }
}

/// The full form, with registry and without the default tag.
impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}
