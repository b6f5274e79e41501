//! What rules are called where readers tell them apart by their names.

use std::collections::HashSet;

use crate::check::RuleReport;

/// What each rule is called where readers know it by its name alone: its name, with its file where rules of other files have
/// it too, and with a number where that is not enough. Lines are left out: names are to stay what they are.
pub(crate) fn distinct(rules: &[RuleReport]) -> Vec<String> {
    let file = |rule: &RuleReport| rule.written_at.as_ref().map(|at| at.file.clone());
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = Vec::new();
    for rule in rules {
        let is_elsewhere = rules.iter().any(|other| other.name == rule.name && file(other) != file(rule));
        let name = match file(rule).filter(|_| is_elsewhere) {
            Some(file) => format!("{} ({file})", rule.name),
            None => rule.name.clone(),
        };
        let numbered = (2..).map(|number| format!("{name} #{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|own| !taken.contains(own));
        let free = free.unwrap_or(name);
        taken.insert(free.clone());
        names.push(free);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::WrittenAt;
    use crate::rule_result::RuleResult;

    #[test]
    fn rules_of_one_name_are_told_apart() {
        let rule = |name: &str, file: &str| RuleReport {
            name: name.to_owned(),
            description: None,
            rule: "reaches",
            property: name.to_owned(),
            written_at: Some(WrittenAt { file: file.to_owned(), line: None, column: None }),
            result: RuleResult::Holds,
            asked: 1,
            findings: Vec::new(),
            plans: Vec::new(),
            more_findings: 0,
        };
        let rules = [
            ("closed", "a.toml"),
            ("closed", "b.toml"),
            ("open", "a.toml"),
            ("open", "a.toml"),
            ("alone", "a.toml"),
            ("closed", "a.toml"),
        ];
        assert_eq!(
            distinct(&rules.map(|(name, file)| rule(name, file))),
            ["closed (a.toml)", "closed (b.toml)", "open", "open #2", "alone", "closed (a.toml) #2"]
        );
    }
}
