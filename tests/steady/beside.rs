//! The same documents beside all of another account's, or another Region's.

use hopwise_model::{DocumentClass, DocumentKind};
use serde_json::Value;

use crate::question::Documents;
use crate::rename::PREFIXES;

/// The account and Region that scenarios and drawn accounts are of.
const OWN: (&str, &str) = ("111122223333", "eu-west-1");

/// Another account, and another Region.
const OTHER: (&str, &str) = ("999988887777", "ap-southeast-2");

/// The documents with those of somebody else beside them: of another Region, of another account, of both.
pub(crate) fn all(own: &Documents, other: &Documents) -> Result<Vec<(String, Documents)>, String> {
    let places = [(OWN.0, OTHER.1), (OTHER.0, OWN.1), (OTHER.0, OTHER.1)];
    places
        .into_iter()
        .map(|(account, region)| {
            let mut both = own.clone();
            for (path, document) in other {
                let Some(document) = document.as_ref().filter(|own| is_elsewhere_too(own)) else { continue };
                let document = serde_json::from_str(&placed(&document.to_string(), account, region));
                let document = document.map_err(|error| format!("{path}: {error}"))?;
                both.insert(format!("accounts/{account}/{region}/{path}"), Some(document));
            }
            Ok((format!("beside {account} in {region}"), both))
        })
        .collect()
}

/// Whether a document may stand beside those of a question about all tasks: those of somebody else would be asked about, too.
/// AWS's own prefix lists are the same for every account, and differ by Region.
fn is_elsewhere_too(document: &Value) -> bool {
    let mut kinds = DocumentKind::ALL.iter().filter(|kind| document.get(kind.key()).is_some());
    kinds.all(|kind| kind.class() != DocumentClass::Workload && *kind != DocumentKind::PrefixLists)
}

/// A document as an account has it in a Region, by ids, public addresses and zones of its own.
fn placed(text: &str, account: &str, region: &str) -> String {
    let mut text = text.replace(OWN.0, account).replace(OWN.1, region);
    for prefix in PREFIXES {
        text = text.replace(&format!("\"{prefix}"), &format!("\"{prefix}9"));
    }
    let text = text.replace("34.240.", "34.250.").replace("34-240-", "34-250-");
    text.replace("\"Z", "\"Z9").replace("/hostedzone/Z", "/hostedzone/Z9")
}
