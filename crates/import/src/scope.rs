//! The account and Region that a document belongs to.

use std::path::{Component, Path};

use hopwise_model::resource::Scope;
use hopwise_model::{AccountId, Region};

/// The Region and account that the components of a path name: `eu-west-1`, `accounts/111122223333`. The last ones win.
pub(crate) fn of_path(path: &Path) -> Scope {
    let mut scope = Scope::default();
    let mut previous = "";
    for component in path.components() {
        let Component::Normal(name) = component else { continue };
        let name = name.to_str().unwrap_or("");
        if let Some(region) = region(name) {
            scope.region = Some(region);
        }
        if previous == "accounts"
            && let Ok(account) = AccountId::try_from(name)
        {
            scope.account = Some(account);
        }
        previous = name;
    }
    scope
}

/// A Region that follows AWS's habits: not only its shape counts, since `my-net-1` has that too.
fn region(name: &str) -> Option<Region> {
    let mut words = name.split('-');
    let area = words.next()?;
    let direction = name.rsplit('-').nth(1)?;
    let compass = matches!(
        direction,
        "north" | "south" | "east" | "west" | "central" | "northeast" | "northwest" | "southeast" | "southwest"
    );
    if compass && (area.len() == 2 || area == "eusc") { Region::try_from(name).ok() } else { None }
}

/// What the first scope says and, where it says nothing, the second.
pub(crate) fn or(first: Scope, second: &Scope) -> Scope {
    Scope {
        account: first.account.or_else(|| second.account.clone()),
        region: first.region.or_else(|| second.region.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(path: &str) -> (Option<String>, Option<String>) {
        let scope = of_path(Path::new(path));
        (scope.account.map(|a| a.to_string()), scope.region.map(|r| r.to_string()))
    }

    #[test]
    fn components_that_are_regions_and_accounts_count() {
        assert_eq!(scope("snap/eu-west-1/vpcs.json"), (None, Some("eu-west-1".to_owned())));
        assert_eq!(
            scope("accounts/111122223333/us-gov-west-1/x.json"),
            (Some("111122223333".to_owned()), Some("us-gov-west-1".to_owned()))
        );
        assert_eq!(scope("111122223333/my-net-1/test-east-1.json"), (None, None));
    }

    #[test]
    fn arns_hold_both() {
        let scope = Scope::of_arn("arn:aws:ecs:eu-west-1:111122223333:task/c/abc");
        assert_eq!(scope.region.unwrap().as_str(), "eu-west-1");
        assert_eq!(scope.account.unwrap().as_str(), "111122223333");
        assert_eq!(Scope::of_arn("nonsense"), Scope::default());
    }
}
