//! From a document to a [`Policy`].

use crate::condition::Condition;
use crate::json::{self, Json, member};
use crate::pattern::Pattern;
use crate::policy::{Effect, Listed, Policy, PrincipalName, Statement};
use crate::{PolicyError, PolicyErrorKind};

type Result<T> = std::result::Result<T, PolicyError>;

impl Policy {
    /// Reads a policy: a JSON object, neither URL-encoded nor wrapped in a string.
    ///
    /// `Version` decides whether `${…}` is a variable (2012-10-17) or text (2008-10-17, and without a version). A
    /// statement without `Resource` is taken where it has a `Principal`: policies of repositories and of trust have none.
    /// A policy has a statement.
    /// Conditions whose operator the policy language does not have are kept and end as
    /// [`Unsettled::Condition`](crate::Unsettled).
    ///
    /// # Errors
    ///
    /// If the document is not JSON or not a policy, with the place.
    pub fn parse(json: &str) -> std::result::Result<Self, PolicyError> {
        policy(json)
    }
}

fn policy(text: &str) -> Result<Policy> {
    let mut members = Members::of(json::read(text)?, String::new(), &["Version", "Id", "Statement"])?;
    let variables = match members.take("Version") {
        None => false,
        Some((pointer, version)) => match string(version, &pointer)?.as_str() {
            "2012-10-17" => true,
            "2008-10-17" => false,
            _ => return expected(&pointer, "2012-10-17 or 2008-10-17"),
        },
    };
    if let Some((pointer, id)) = members.take("Id") {
        string(id, &pointer)?;
    }
    let statements = match members.required("Statement")? {
        // AWS stores no policy without a statement: IAM and S3 refuse it as malformed ("Statement is empty!"). An empty list was cut.
        (pointer, Json::List(items)) if items.is_empty() => return expected(&pointer, "at least one statement"),
        (pointer, Json::List(items)) => {
            let items = items.into_iter().enumerate();
            items
                .map(|(index, item)| statement(item, format!("{pointer}/{index}"), variables))
                .collect::<Result<_>>()?
        }
        (pointer, item) => vec![statement(item, pointer, variables)?],
    };
    Ok(Policy { statements })
}

const ELEMENTS: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn statement(item: Json, pointer: String, variables: bool) -> Result<Statement> {
    let mut members = Members::of(item, pointer.clone(), ELEMENTS)?;
    let sid = members.take("Sid").map(|(pointer, sid)| string(sid, &pointer)).transpose()?;
    let (at, effect) = members.required("Effect")?;
    let effect = match string(effect, &at)?.as_str() {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return expected(&at, "Allow or Deny"),
    };
    let principals = members.either("Principal", "NotPrincipal", principals)?;
    let actions = members
        .either("Action", "NotAction", |value, at| {
            let plain = strings(value, at)?;
            Ok(plain.into_iter().map(|action| Pattern::new(action.to_ascii_lowercase(), false)).collect())
        })?
        .ok_or_else(|| missing(&pointer, "Action or NotAction"))?;
    let resources = members.either("Resource", "NotResource", |value, at| {
        Ok(strings(value, at)?.into_iter().map(|resource| Pattern::new(resource, variables)).collect())
    })?;
    if resources.is_none() && principals.is_none() {
        return Err(missing(&pointer, "Resource or NotResource"));
    }
    let conditions = match members.take("Condition") {
        None => Vec::new(),
        Some((at, block)) => conditions(block, &at, variables)?,
    };
    Ok(Statement { pointer, sid, effect, principals, actions, resources, conditions })
}

fn principals(value: Json, pointer: &str) -> Result<Vec<PrincipalName>> {
    const TYPES: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];
    let mut members = match value {
        Json::Text(text) if text == "*" => return Ok(vec![PrincipalName::Everyone]),
        object @ Json::Object(_) => Members::of(object, pointer.to_owned(), TYPES)?,
        _ => return expected(pointer, "\"*\" or an object"),
    };
    let mut names = Vec::new();
    let readers: [fn(String) -> PrincipalName; 4] =
        [PrincipalName::Aws, PrincipalName::Service, |_| PrincipalName::Federated, |_| PrincipalName::CanonicalUser];
    for (kind, read) in TYPES.iter().zip(readers) {
        if let Some((at, value)) = members.take(kind) {
            names.extend(strings(value, &at)?.into_iter().map(read));
        }
    }
    if names.is_empty() {
        return expected(pointer, "a principal");
    }
    Ok(names)
}

fn conditions(block: Json, pointer: &str, variables: bool) -> Result<Vec<Condition>> {
    let mut conditions = Vec::new();
    for (at, operator, keys) in object(block, pointer)? {
        for (at, key, values) in object(keys, &at)? {
            let values = scalars(values, &at)?.into_iter().map(|value| Pattern::new(value, variables)).collect();
            conditions.push(Condition::new(operator.clone(), key, values));
        }
    }
    Ok(conditions)
}

/// The members of an object of which the names are known beforehand.
struct Members {
    pointer: String,
    members: Vec<(String, Json)>,
}

impl Members {
    fn of(value: Json, pointer: String, names: &[&str]) -> Result<Self> {
        let members: Vec<_> = object(value, &pointer)?;
        if let Some((at, ..)) = members.iter().find(|(_, name, _)| !names.contains(&name.as_str())) {
            return Err(PolicyError { pointer: at.clone(), kind: PolicyErrorKind::UnknownMember });
        }
        Ok(Self { pointer, members: members.into_iter().map(|(_, name, value)| (name, value)).collect() })
    }

    fn take(&mut self, name: &str) -> Option<(String, Json)> {
        let place = self.members.iter().position(|(member, _)| member == name)?;
        Some((member(&self.pointer, name), self.members.swap_remove(place).1))
    }

    fn required(&mut self, name: &'static str) -> Result<(String, Json)> {
        self.take(name).ok_or_else(|| missing(&self.pointer, name))
    }

    fn either<T>(
        &mut self,
        one: &'static str,
        other: &'static str,
        read: impl Fn(Json, &str) -> Result<T>,
    ) -> Result<Option<Listed<T>>> {
        Ok(match (self.take(one), self.take(other)) {
            (None, None) => None,
            (Some((at, value)), None) => Some(Listed::In(read(value, &at)?)),
            (None, Some((at, value))) => Some(Listed::NotIn(read(value, &at)?)),
            (Some(_), Some(_)) => {
                return Err(PolicyError { pointer: self.pointer.clone(), kind: PolicyErrorKind::Both { one, other } });
            }
        })
    }
}

/// The members of an object with their pointers. None may stand twice.
fn object(value: Json, pointer: &str) -> Result<Vec<(String, String, Json)>> {
    let Json::Object(members) = value else { return expected(pointer, "an object") };
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::with_capacity(members.len());
    for (name, value) in members {
        let at = member(pointer, &name);
        if !seen.insert(name.clone()) {
            return Err(PolicyError { pointer: at, kind: PolicyErrorKind::Repeated });
        }
        found.push((at, name, value));
    }
    Ok(found)
}

fn string(value: Json, pointer: &str) -> Result<String> {
    match value {
        Json::Text(text) => Ok(text),
        _ => expected(pointer, "a string"),
    }
}

/// A string or a list of strings that is not empty.
fn strings(value: Json, pointer: &str) -> Result<Vec<String>> {
    match value {
        Json::List(items) if items.is_empty() => expected(pointer, "at least one string"),
        Json::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| string(item, &format!("{pointer}/{index}"))).collect()
        }
        Json::Text(text) => Ok(vec![text]),
        _ => expected(pointer, "a string or a list of strings"),
    }
}

/// The values of a condition, as text.
fn scalars(value: Json, pointer: &str) -> Result<Vec<String>> {
    let scalar = |value, pointer: &str| match value {
        Json::Text(text) | Json::Number(text) => Ok(text),
        Json::Bool(value) => Ok(value.to_string()),
        Json::Null | Json::List(_) | Json::Object(_) => expected(pointer, "a string, a number, or a boolean"),
    };
    match value {
        Json::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| scalar(item, &format!("{pointer}/{index}"))).collect()
        }
        value => Ok(vec![scalar(value, pointer)?]),
    }
}

fn expected<T>(pointer: &str, expected: &'static str) -> Result<T> {
    Err(PolicyError { pointer: pointer.to_owned(), kind: PolicyErrorKind::Expected { expected } })
}

fn missing(pointer: &str, member: &'static str) -> PolicyError {
    PolicyError { pointer: pointer.to_owned(), kind: PolicyErrorKind::Missing { member } }
}
