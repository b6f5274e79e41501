//! What is so where a rule does not hold.

use hopwise_ecs::Arn;

use crate::flow::{CheckReport, FlowReport};
use crate::report::{TaskReport, TraceReport};

/// What is said where nothing else is known.
pub(crate) fn not_known() -> String {
    "It depends on something that is not known.".to_owned()
}

/// Packets arrive that must not.
pub(crate) fn arrives(body: &TraceReport, flow: &FlowReport, let_in: Option<&CheckReport>) -> String {
    let packet = flow.witness.as_ref().map_or_else(
        || "A packet".to_owned(),
        |witness| match witness.destination_port {
            Some(port) => format!("{} {port} from {} to {}", witness.protocol, witness.source, witness.destination),
            None => format!("{} from {} to {}", witness.protocol, witness.source, witness.destination),
        },
    );
    let by = let_in.map_or_else(String::new, |check| {
        let way = match check.direction {
            Some("ingress") => " inbound",
            Some(_) => " outbound",
            None => "",
        };
        let rule =
            check.rule_text.as_ref().or(check.rule.as_ref()).map_or_else(String::new, |rule| format!(" ({rule})"));
        format!("; {}{way} lets it pass{rule}", check.id)
    });
    format!("{} reaches {}: {packet} arrives{by}.", body.from, body.to)
}

/// Which task is meant, in a few words.
pub(crate) fn subject(task: &TaskReport) -> String {
    let place = task.placement.as_ref().map_or_else(String::new, |place| format!(" in {}", place.subnet));
    match (&task.task, &task.service) {
        (Some(arn), _) => format!("task {}", Arn::last_part(arn)),
        (None, Some(service)) => format!("service {service}{place}"),
        (None, None) => format!("a task{place}"),
    }
}
