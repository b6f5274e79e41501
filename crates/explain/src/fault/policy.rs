//! Statements of policies.

use hopwise_model::Inventory;
use serde_json::Value;

use super::FaultyPolicy;

fn list(document: &mut Value) -> Option<&mut Value> {
    document.get_mut("Statement")
}

fn allows(statement: &Value) -> bool {
    statement.get("Effect").and_then(Value::as_str) == Some("Allow")
}

/// The places of the statements that allow something; one statement may stand without a list.
pub(super) fn statements(text: &str) -> Option<Vec<usize>> {
    let document: Value = serde_json::from_str(text).ok()?;
    match document.get("Statement")? {
        Value::Array(all) => Some((0..).zip(all).filter(|(_, own)| allows(own)).map(|(place, _)| place).collect()),
        one => Some(if allows(one) { vec![0] } else { Vec::new() }),
    }
}

/// An action that no service has.
const NOTHING: &str = "nothing:Nothing";

/// The policy without one statement. AWS takes no policy without any: what is left of the last one allows nothing that there is.
fn without(text: &str, place: usize) -> Option<String> {
    let mut document: Value = serde_json::from_str(text).ok()?;
    let last = match list(&mut document)? {
        Value::Array(all) if all.len() > 1 && place < all.len() => {
            all.remove(place);
            None
        }
        Value::Array(all) => Some(all.get_mut(place)?),
        one => Some(one),
    };
    if let Some(members) = last {
        let members = members.as_object_mut()?;
        members.remove("NotAction");
        members.insert("Action".to_owned(), NOTHING.into());
    }
    Some(document.to_string())
}

/// Takes a statement out of a policy.
pub(super) fn remove(inventory: &mut Inventory, policy: &FaultyPolicy, place: usize) -> Option<()> {
    let text = match policy {
        FaultyPolicy::Role { role, name } => {
            &mut inventory.role_policies.find_mut(|own| own.role == *role && own.name == *name)?.document.text
        }
        FaultyPolicy::Managed { policy } => {
            let counts = |own: &hopwise_model::resource::PolicyVersion| own.is_default != Some(false);
            &mut inventory.policy_versions.find_mut(|own| own.policy == *policy && counts(own))?.document.text
        }
        FaultyPolicy::Endpoint { endpoint } => inventory.vpc_endpoints.by_id_mut(endpoint)?.policy.as_mut()?,
    };
    *text = without(text, place)?;
    Some(())
}
