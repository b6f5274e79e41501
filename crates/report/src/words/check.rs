//! What is so where a rule does not hold.

use hopwise_ecs::Arn;

use super::list::list;
use crate::flow::{CheckReport, FlowReport};
use crate::report::{StepReport, TaskReport, TraceReport};

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

/// The kinds of steps, each once.
pub(crate) fn kinds_of_steps<'s>(steps: impl Iterator<Item = &'s StepReport>) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for step in steps {
        let kind = step.step.to_owned();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    list(&kinds)
}

/// Of whom something is so: `eni-0a and eni-0b to eni-0db`.
pub(crate) fn whom(pairs: &[(&str, Option<&str>)], more: usize) -> String {
    let to = |to: Option<&str>| to.map_or_else(String::new, |to| format!(" to {to}"));
    let first = pairs.first().and_then(|(_, to)| *to);
    let is_one = pairs.iter().all(|(_, own)| *own == first);
    let name =
        |(from, own): &(&str, Option<&str>)| if is_one { (*from).to_owned() } else { format!("{from}{}", to(*own)) };
    let mut names: Vec<String> = pairs.iter().map(name).collect();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    format!("{}{}", list(&names), if is_one { to(first) } else { String::new() })
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
