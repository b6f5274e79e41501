//! Images: tokens, manifests, layers.

use hopwise_model::{AccountId, Region};

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind, StepNote};
use crate::access::Accesses;
use crate::aws_service::AwsService;
use crate::image::{EcrRegistry, HTTPS, ImageReference, Registry};
use crate::platform::OperatingSystem;
use crate::problem::ProblemKind;
use crate::startup_call::StartupCall;

/// Where Docker Hub keeps its catalogue, hands out tokens and serves layers. Which content network it sends a client
/// to is its own choice; this is the one that its documentation lists first.
const DOCKER_HUB: [&str; 3] = ["registry-1.docker.io", "auth.docker.io", "production.cloudflare.docker.com"];

/// ECR Public, and the `CloudFront` distribution that serves its layers.
const ECR_PUBLIC: [&str; 2] = ["public.ecr.aws", "d5l0dvt14r5h8.cloudfront.net"];

/// How repositories made by pull-through cache rules begin in the examples of AWS's documentation.
///
/// Source: ECR user guide, "Creating a pull through cache rule in Amazon ECR".
const PULL_THROUGH_PREFIXES: [&str; 6] = ["ecr-public", "docker-hub", "quay", "kubernetes", "github", "gitlab"];

impl Collector<'_> {
    /// An image of a container.
    pub(crate) fn image(&mut self, raw: &str, needed: &Needed<'_>) {
        let image = match ImageReference::parse(raw) {
            Ok(image) => image,
            Err(error) => {
                let kind = ProblemKind::Image { container: needed.container(), error };
                return self.problem(kind, needed.evidence.clone());
            }
        };
        let reason = Reason::Image(raw.to_owned());
        let from = self.platform.caller(StartupCall::Image);
        let redirects = Some(StepNote::RedirectsElsewhere);
        match &image.registry {
            Registry::EcrPrivate(registry) => {
                let first = image.repository.split('/').next().unwrap_or_default();
                let cached = image.repository.contains('/') && PULL_THROUGH_PREFIXES.contains(&first);
                let note = cached.then_some(StepNote::PullThroughCacheMayNeedInternet);
                self.private_image(registry, &image.repository, note, needed, &reason);
            }
            Registry::EcrPublic => {
                for host in ECR_PUBLIC {
                    // The content network serves what it is asked for, and sends nobody on.
                    let note = redirects.filter(|_| host == ECR_PUBLIC[0]);
                    self.add(Destination::registry(host, HTTPS, from).noted(note), needed, reason.clone());
                }
            }
            Registry::DockerHub => {
                for host in DOCKER_HUB {
                    self.add(Destination::registry(host, HTTPS, from).noted(redirects), needed, reason.clone());
                }
            }
            Registry::Other { host, port } => {
                self.add(Destination::registry(host, *port, from).noted(redirects), needed, reason);
            }
        }
    }

    /// Some image in private ECR in the task's Region: every registry there is behind the same endpoints, so that the
    /// account may stay unknown.
    pub(crate) fn any_private_image(&mut self, account: Option<&AccountId>, needed: &Needed<'_>) {
        let Some(region) = self.region() else { return };
        let registry = match account {
            Some(account) => EcrRegistry::new(account, region),
            None => return self.private_image_of_unknown_account(region, needed),
        };
        self.private_image(&registry, "*", None, needed, &Reason::AnyPrivateImage);
    }

    fn private_image_of_unknown_account(&mut self, region: &Region, needed: &Needed<'_>) {
        // Zeros are no account that AWS hands out: the registry lends its hosts for tokens and layers only.
        let Ok(nobody) = AccountId::try_from("000000000000") else { return };
        let mut registry = EcrRegistry::new(&nobody, region);
        registry.host = AwsService::EcrDkr.host(region);
        self.private_image(&registry, "*", None, needed, &Reason::AnyPrivateImage);
    }

    fn private_image(
        &mut self,
        registry: &EcrRegistry,
        repository: &str,
        note: Option<StepNote>,
        needed: &Needed<'_>,
        reason: &Reason,
    ) {
        let (region, pull) = (&registry.region, self.platform.caller(StartupCall::Image));
        let windows = self.platform.operating_system == OperatingSystem::Windows;
        let foreign = windows.then_some(StepNote::ForeignLayersFromMicrosoft);
        let token = Destination::aws(
            StepKind::RegistryAuth,
            AwsService::EcrApi,
            region,
            registry.api_host(),
            self.platform.caller(StartupCall::Token),
        );
        let manifest =
            Destination::aws(StepKind::ImageManifest, AwsService::EcrDkr, region, registry.host.clone(), pull);
        let layers = Destination::aws(StepKind::ImageLayers, AwsService::S3, region, registry.layer_host(), pull);
        let (puller, at) = (self.puller(), &needed.evidence);
        self.add(token.with(Accesses::token(puller, at)), needed, reason.clone());
        let pull = Accesses::pull(puller, registry, repository, at);
        self.add(manifest.noted(note).with(pull), needed, reason.clone());
        self.add(layers.noted(foreign).with(Accesses::layers(region, at)), needed, reason.clone());
    }
}
