//! What can be asked, and the answers.

use std::sync::Arc;

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{PublishedRanges, Verdict};
use hopwise_explain::{Diagnosis, confirm, diagnose, judge};
use hopwise_model::{Design, Evidence, Inventory};
use hopwise_report::{Builder, Locator, Report, Traced};
use hopwise_rules::Pattern;

use crate::error::Error;
use crate::question::{TraceRequest, remedies, trace};
use crate::snapshot::Snapshot;
use crate::tags::Tags;
use crate::warning::Warning;

/// A network that can be asked. Clones share everything.
#[derive(Clone, Debug)]
pub struct Network {
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    inventory: Inventory,
    network: hopwise_engine::Network,
    published: PublishedRanges,
    warnings: Vec<Warning>,
    locator: Arc<dyn Locator>,
    /// Whether nobody asks what to change: a network that is only tried.
    is_tried: bool,
    /// Whether nobody compares what breaks a rule with what does elsewhere, so that some of it stands for all.
    is_sampled: bool,
    /// The tags that were asked for.
    tags: Arc<Tags>,
}

impl Snapshot {
    /// Resolves what the resources refer to, so that questions can be asked. Takes O(n log n) in the number of resources.
    ///
    /// # Errors
    ///
    /// [`Error::Design`] when resources contradict each other.
    pub fn network(self) -> Result<Network, Error> {
        let Self { inventory, published, mut warnings, locator } = self;
        if published != PublishedRanges::default() {
            // What is there already is not to be asked for.
            warnings.retain(|own| !matches!(own, Warning::Input(hopwise_import::Warning::IpRanges { .. })));
        }
        let network = hopwise_engine::Network::new(inventory.clone().validate()?);
        let (is_tried, is_sampled, tags) = (false, true, Arc::default());
        let parts = Parts { inventory, network, published, warnings, locator, is_tried, is_sampled, tags };
        Ok(Network { parts: Arc::new(parts) })
    }
}

impl Network {
    /// What was read.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.parts.inventory
    }

    /// The same with what refers to what.
    #[must_use]
    pub fn design(&self) -> &Design {
        self.parts.network.design()
    }

    /// Where lines, columns and texts of evidence are found.
    #[must_use]
    pub fn locator(&self) -> &dyn Locator {
        &*self.parts.locator
    }

    /// What was left out of the input, or looks wrong in it.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.parts.warnings
    }

    /// Which steps of the start of which tasks are blocked, at which hop, why, and what to change: of every task and
    /// service if nothing is selected. `hopwise_explain::diagnose` says what it costs.
    ///
    /// # Errors
    ///
    /// [`Error::Selection`] when what is selected is not there.
    pub fn diagnose(&self, selection: &Selection) -> Result<Answer<Diagnosis>, Error> {
        let Parts { inventory, network, published, is_tried, .. } = &*self.parts;
        let selected = workloads(inventory, selection)?;
        let diagnose = if *is_tried { judge } else { diagnose };
        let found = diagnose(inventory, network, selected, published)?;
        Ok(self.answer(found, Warning::of_placement(selection)))
    }

    /// What becomes of one flow, hop by hop, there and back, and what to change where one over TCP from an interface is
    /// blocked.
    ///
    /// # Errors
    ///
    /// [`Error::Trace`] when the question names something that is not there.
    pub fn trace(&self, request: &TraceRequest) -> Result<Answer<Traced>, Error> {
        let Parts { inventory, network, published, .. } = &*self.parts;
        let (source, mut found) = trace(inventory, network, published, request)?;
        for flow in found.reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
            confirm(network.design(), &source, flow)?;
        }
        if self.seeks_remedies() {
            found.plans = remedies(inventory, network, published, (request, &source, &found))?;
        }
        Ok(self.answer(
            found,
            [Warning::of_ports(request), Warning::of_ends(network.design(), request)].into_iter().flatten(),
        ))
    }

    /// Whether a resource has a tag with a key, and a value where one is asked for; none where its document cannot be read again.
    pub(crate) fn has_tag(&self, resource: (&str, &Evidence), key: &str, value: Option<&Pattern>) -> Option<bool> {
        self.parts.tags.has(self.locator(), resource, key, value)
    }

    /// What walks.
    pub(crate) fn engine(&self) -> &hopwise_engine::Network {
        &self.parts.network
    }

    /// The addresses that AWS publishes.
    pub(crate) fn published(&self) -> &PublishedRanges {
        &self.parts.published
    }

    /// A flow that was found, in words; warnings about the input are not repeated.
    pub(crate) fn report_of_trace(&self, traced: Traced) -> Report {
        self.part(traced).report()
    }

    /// Something that was found, as a part of an answer: without the warnings, which the whole has.
    pub(crate) fn part<F>(&self, found: F) -> Answer<F> {
        Answer { found, warnings: Vec::new(), network: self.clone() }
    }

    fn report_with(
        &self,
        warnings: &[Warning],
        build: impl FnOnce(&Builder<'_>, Vec<hopwise_report::Warning>) -> Report,
    ) -> Report {
        let Parts { inventory, network, locator, .. } = &*self.parts;
        build(&Builder::new(inventory, network.design(), &**locator), reported_warnings(warnings))
    }

    /// The same with another inventory and what was derived from it.
    pub(crate) fn with(&self, inventory: Inventory, design: Design) -> Self {
        self.made(inventory, self.parts.network.changed(design), (self.parts.is_tried, self.parts.is_sampled))
    }

    /// The same with another inventory and its network, of which nobody asks what to change.
    pub(crate) fn tried(&self, inventory: &Inventory, network: &hopwise_engine::Network) -> Self {
        self.made(inventory.clone(), network.changed(network.design().clone()), (true, self.parts.is_sampled))
    }

    /// Whether what to change is looked for.
    pub(crate) fn seeks_remedies(&self) -> bool {
        !self.parts.is_tried
    }

    /// Whether some of what breaks a rule stands for all.
    pub(crate) fn is_sampled(&self) -> bool {
        self.parts.is_sampled
    }

    /// The same network, of which all is told that breaks a rule, to be compared with another one.
    pub(crate) fn compared(&self) -> Self {
        let Parts { inventory, network, .. } = &*self.parts;
        self.made(inventory.clone(), network.changed(network.design().clone()), (true, false))
    }

    /// The same network, whose answers have verdicts, hops and causes as before and nothing of what to change: a diagnosis
    /// takes one walk for each step of each placement, and no changed networks are tried.
    #[must_use]
    pub fn without_remedies(&self) -> Self {
        self.tried(&self.parts.inventory, &self.parts.network)
    }

    fn made(
        &self,
        inventory: Inventory,
        network: hopwise_engine::Network,
        (is_tried, is_sampled): (bool, bool),
    ) -> Self {
        let Parts { published, warnings, locator, tags, .. } = &*self.parts;
        let (published, warnings, locator) = (published.clone(), warnings.clone(), Arc::clone(locator));
        let tags = Arc::clone(tags);
        let parts = Parts { inventory, network, published, warnings, locator, is_tried, is_sampled, tags };
        Self { parts: Arc::new(parts) }
    }

    pub(crate) fn answer<F>(&self, found: F, own: impl IntoIterator<Item = Warning>) -> Answer<F> {
        let warnings = self.parts.warnings.iter().cloned().chain(own).collect();
        Answer { found, warnings, network: self.clone() }
    }
}

/// What was found, what it should not be read without, and the network that it is about.
#[derive(Clone, Debug)]
pub struct Answer<F> {
    /// What was found.
    pub found: F,
    /// All warnings: those about the input, then those about the question.
    pub warnings: Vec<Warning>,
    network: Network,
}

pub(crate) fn reported_warnings(warnings: &[Warning]) -> Vec<hopwise_report::Warning> {
    let reported_warnings = |warning: &Warning| hopwise_report::Warning {
        message: warning.to_string(),
        file: warning.file().map(str::to_owned),
    };
    warnings.iter().map(reported_warnings).collect()
}

impl<F> Answer<F> {
    /// The network that was asked.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The warnings as reports have them.
    pub(crate) fn reported_warnings(&self) -> Vec<hopwise_report::Warning> {
        reported_warnings(&self.warnings)
    }
}

impl Answer<Diagnosis> {
    /// The verdict on everything that was asked.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.found.verdict()
    }

    /// The answer in words, with lines and columns: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> Report {
        self.network.report_with(&self.warnings, |builder, warnings| builder.diagnosis(&self.found, warnings))
    }

    /// As [`report`](Self::report), in less memory: of what was found, each part goes when it is told.
    #[must_use]
    pub fn into_report(self) -> Report {
        let Self { found, warnings, network } = self;
        network.report_with(&warnings, |builder, warnings| builder.diagnosis(found, warnings))
    }
}

impl Answer<Traced> {
    /// The verdict on the flow.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.found.reach.verdict
    }

    /// The answer in words, with lines and columns: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> Report {
        self.network.report_with(&self.warnings, |builder, warnings| builder.trace(&self.found, warnings))
    }
}

/// Networks and answers may be stored, and sent to other threads.
const _: () = {
    const fn storable<T: Send + Sync + 'static>() {}
    storable::<Snapshot>();
    storable::<Network>();
    storable::<Answer<Diagnosis>>();
    storable::<Answer<Traced>>();
    storable::<Report>();
    storable::<Error>();
};
