//! Rules that must hold still when any one thing of some kinds is lost.

use hopwise_explain::{Fault, FaultKind};
use hopwise_report::{RuleFinding, RuleResult, fault_words};
use hopwise_rules::{Loss, Property};

use super::Checked;
use crate::network::Network;

const fn kind(loss: Loss) -> FaultKind {
    match loss {
        Loss::Zone => FaultKind::Zone,
        Loss::NatGateway => FaultKind::NatGateway,
        Loss::InternetGateway => FaultKind::InternetGateway,
        Loss::Attachment => FaultKind::Attachment,
        Loss::Endpoint => FaultKind::Endpoint,
        Loss::EndpointInterface => FaultKind::EndpointInterface,
        Loss::EndpointSetting => FaultKind::EndpointSetting,
        Loss::Route => FaultKind::Route,
        Loss::Rule => FaultKind::Rule,
        Loss::Dns => FaultKind::Dns,
        Loss::Policy => FaultKind::Policy,
    }
}

/// What becomes of a property as things are, and after the loss of any one thing of these kinds while the others are as they
/// were. With a zone its subnets are lost: what is said is said of what is left. What does not hold as things are is not asked
/// again.
pub(super) fn rule(network: &Network, property: &Property, losses: &[Loss]) -> Checked {
    let mut checked = network.property(property);
    if losses.is_empty() {
        return checked;
    }
    let names: Vec<String> = losses.iter().map(ToString::to_string).collect();
    checked.property = format!("{}, and still after the loss of any {}", checked.property, names.join(" or "));
    if checked.findings.iter().any(|own| own.result == RuleResult::Violated) {
        return checked;
    }
    let network = network.without_remedies();
    let kinds: Vec<FaultKind> = losses.iter().copied().map(kind).collect();
    let mut is_any = false;
    for fault in network.faults().into_iter().filter(Fault::takes_away).filter(|fault| kinds.contains(&fault.kind())) {
        let Some(broken) = network.broken(&fault) else { continue };
        is_any = true;
        let found = broken.property(property);
        checked.asked += found.asked;
        checked.assume(found.assumptions);
        let [violated, open] = found.more;
        checked.more = [checked.more[0] + violated, checked.more[1] + open];
        let when = fault_words(&fault);
        for mut finding in found.findings {
            finding.message = format!("When {when}: {}", finding.message);
            finding.when = Some(when.clone());
            for breach in &mut finding.breaches {
                breach.when = Some(when.clone());
            }
            checked.add(finding);
        }
    }
    if !is_any {
        checked.add(RuleFinding::without_answer(format!(
            "there is no {} in the snapshot that could be lost: what survives nothing says nothing",
            names.join(" and no ")
        )));
    }
    checked
}
