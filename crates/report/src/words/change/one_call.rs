//! Commands that modify one endpoint, in one call.

use crate::remedy::ChangeReport;

/// The same changes with one call for each endpoint that several modify, where the last of them stood: what they need was done
/// before then, and an endpoint that is being modified takes no other modification. What is done by one call is one change.
pub(crate) fn in_one_call(changes: Vec<ChangeReport>) -> Vec<ChangeReport> {
    let mut kept: Vec<ChangeReport> = Vec::with_capacity(changes.len());
    for mut change in changes {
        let endpoint = alone(&change).map(str::to_owned);
        let earlier = kept.iter().position(|own| endpoint.is_some() && alone(own) == endpoint.as_deref());
        if let Some(place) = earlier {
            let earlier = kept.remove(place);
            let commands = earlier.commands.first().zip(change.commands.first());
            change.commands = commands.map(|(one, other)| together(one, other)).into_iter().collect();
            change.message = format!("{} {}", earlier.message, change.message);
            let new = std::mem::take(&mut change.conditions);
            change.conditions = earlier.conditions;
            change
                .conditions
                .extend(new.into_iter().filter(|own| !change.conditions.contains(own)).collect::<Vec<_>>());
        }
        kept.push(change);
    }
    kept
}

/// How the only command of a change begins, if it modifies an endpoint.
fn alone(change: &ChangeReport) -> Option<&str> {
    let [only] = change.commands.as_slice() else { return None };
    Some(modified(only)?.0)
}

/// The endpoint that a command modifies, behind the words that all such commands begin with, and how; none of another command.
fn modified(command: &str) -> Option<(&str, &str)> {
    let rest = command.strip_prefix(MODIFY)?;
    let (_, options) = rest.split_once(" --")?;
    Some((call(command), options))
}

/// How commands begin that modify an endpoint.
const MODIFY: &str = "aws ec2 modify-vpc-endpoint --vpc-endpoint-id ";

/// A command as far as its first option behind the endpoint's.
fn call(command: &str) -> &str {
    let begin = if command.starts_with(MODIFY) { MODIFY.len() } else { 0 };
    let end = command.get(begin..).and_then(|rest| rest.find(" --")).map_or(command.len(), |end| begin + end);
    command.get(..end).unwrap_or(command)
}

/// Two commands that modify one endpoint as one. What both add to a list is added by both.
fn together(one: &str, other: &str) -> String {
    let options = |command: &str| modified(command).map_or_else(String::new, |(_, options)| options.to_owned());
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for option in [options(one), options(other)].iter().flat_map(|options| options.split(" --")) {
        let mut words = option.split(' ').map(str::to_owned);
        let Some(name) = words.next() else { continue };
        let place = all.iter().position(|(own, _)| *own == name).unwrap_or(all.len());
        if place == all.len() {
            all.push((name, Vec::new()));
        }
        let Some((_, values)) = all.get_mut(place) else { continue };
        for word in words {
            if !values.contains(&word) {
                values.push(word);
            }
        }
    }
    let options = all.into_iter().map(|(name, values)| format!(" --{}", [&[name][..], &values].concat().join(" ")));
    call(one).to_owned() + &options.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(commands: &[&str]) -> Vec<(String, Vec<String>)> {
        let change = |(number, command): (usize, &&str)| ChangeReport {
            message: format!("{number}."),
            commands: vec![(*command).to_owned()],
            conditions: Vec::new(),
        };
        let changes = in_one_call(commands.iter().enumerate().map(change).collect());
        changes.into_iter().map(|change| (change.message, change.commands)).collect()
    }

    #[test]
    fn an_endpoint_is_modified_once_where_it_was_last() {
        let modify = |options: &str| format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0a {options}");
        let (subnets, groups) = (modify("--add-subnet-ids subnet-0a"), modify("--add-security-group-ids sg-0a"));
        let (more, dns) = (modify("--add-security-group-ids sg-0b"), modify("--private-dns-enabled"));
        let attribute = "aws ec2 modify-vpc-attribute --vpc-id vpc-0a --enable-dns-hostnames '{\"Value\":true}'";
        let other = "aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0b --private-dns-enabled";
        let all = modify("--add-subnet-ids subnet-0a --add-security-group-ids sg-0a sg-0b --private-dns-enabled");
        assert_eq!(
            merged(&[&subnets, &groups, attribute, other, &more, &dns]),
            [
                ("2.".to_owned(), vec![attribute.to_owned()]),
                ("3.".to_owned(), vec![other.to_owned()]),
                ("0. 1. 4. 5.".to_owned(), vec![all]),
            ]
        );
        assert_eq!(merged(&[&dns]), [("0.".to_owned(), vec![dns.clone()])]);
    }
}
