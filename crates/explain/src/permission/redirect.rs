//! Layers of registries that are not ECR: where they come from, the registry decides, and it may be S3.
//!
//! A gateway endpoint takes every address of S3 in its Region, and an interface endpoint with private DNS every name; its policy
//! applies to whatever bucket is asked for (fact base C.2 and C.3).

use hopwise_ecs::{AwsService, Step, StepNote, When};
use hopwise_engine::{Inquiry, Network, PublishedRanges, Verdict};
use hopwise_model::Partition;
use hopwise_permission::{Decision, Layer, Owner, Principal as Requester, Request, decide};

use super::context;
use super::evaluate::Evaluator;
use super::finding::{Doubt, Outcome, Permission, Principal};
use super::policy_set::PolicySet;
use super::store::account_of;
use super::via::{self, Via};
use crate::diagnosis::StepDiagnosis;

/// What is fetched, from a bucket that nobody knows.
const ACTION: &str = "s3:GetObject";

/// A bucket that nobody knows.
const SOME_BUCKET: &str = "some-bucket";

/// ECR Public sends its clients to a content network, never to S3 (fact base E.2).
const TO_CONTENT_NETWORK: &str = "public.ecr.aws";

impl Evaluator<'_> {
    /// What is open about layers that may come from S3, where S3 is reached through an endpoint whose policy does not allow
    /// every bucket to whoever signed the URL.
    pub(super) fn redirected(
        &self,
        network: &Network,
        published: &PublishedRanges,
        found: &StepDiagnosis,
    ) -> Option<Permission> {
        let step = &found.step;
        let sent_on = step.note == Some(StepNote::RedirectsElsewhere) && step.service != TO_CONTENT_NETWORK;
        let inquiry = found.inquiry.as_ref().filter(|_| sent_on && found.verdict == Verdict::Delivered)?;
        let region = self.workload.region.as_ref()?;
        let host = format!("{SOME_BUCKET}.{}", AwsService::S3.host(region));
        let to_s3 = network.reach(&Inquiry { host, ..inquiry.clone() }, published);
        let ways = via::ways(network.design(), Some(&to_s3), step.from);
        let narrow = ways.into_iter().find(|way| self.is_narrow(way, step))?;
        Some(Permission {
            principal: Principal::LayerService,
            action: ACTION,
            resource: format!("arn:{}:s3:::*", Partition::of(region)),
            when: When::BeforeStart,
            via: Some(narrow),
            ways: Vec::new(),
            outcome: Outcome::Unknown {
                layer: Layer::Endpoint,
                missing: Vec::new(),
                doubts: vec![Doubt::Redirected],
                evidence: None,
            },
            evidence: step.needs.first()?.evidence.clone(),
        })
    }

    /// Whether the policy of the endpoint on a way is known and does not allow everything.
    fn is_narrow(&self, way: &Via, step: &Step) -> bool {
        let Via::Endpoint { .. } = way else { return false };
        let (endpoint, gateway) = self.endpoint(way);
        if endpoint.policies.is_empty() {
            return false;
        }
        let Some(region) = self.workload.region.as_ref() else { return false };
        let context = context::of_layers(way, step.region.as_ref().or(Some(region)), &endpoint, self.workload);
        let own = account_of(self.workload).map(str::to_owned);
        let requester = Requester::Foreign { not_accounts: own.into_iter().collect() };
        let resource = format!("arn:{}:s3:::{SOME_BUCKET}/*", Partition::of(region));
        let policies = PolicySet { endpoint, gateway, ..PolicySet::default() };
        let request = Request {
            principal: &requester,
            action: ACTION,
            resource: &resource,
            owner: Owner::Unknown,
            context: &context,
        };
        !matches!(decide(&request, &policies.layers()), Decision::Allowed { .. })
    }
}
