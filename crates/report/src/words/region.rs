//! Commands with the Region that they are to be run in.

use hopwise_model::Region;

/// Services of the AWS CLI that have no Regions.
const GLOBAL: [&str; 3] = ["iam", "route53", "organizations"];

/// A command of the AWS CLI, and those whose answers it uses, with the Region that they are to be run in. Commands that name
/// one, and those of services without Regions, stay as they are.
pub(crate) fn run_in(command: &str, region: &Region) -> String {
    let command = command.replace(" --vpc-region REGION ", &format!(" --vpc-region {region} "));
    command.split("$(").map(|one| run_one_in(one, region)).collect::<Vec<_>>().join("$(")
}

fn run_one_in(command: &str, region: &Region) -> String {
    let mut words = command.splitn(4, ' ');
    let (Some("aws"), Some(service), Some(call)) = (words.next(), words.next(), words.next()) else {
        return command.to_owned();
    };
    if GLOBAL.contains(&service) || command.contains(" --region ") {
        return command.to_owned();
    }
    let rest = words.next().unwrap_or_default();
    // What is waited for belongs to the call.
    let (waiter, rest) = if call == "wait" { rest.split_once(' ').unwrap_or((rest, "")) } else { ("", rest) };
    let words = ["aws", service, call, waiter, "--region", region.as_str(), rest];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(command: &str) -> String {
        run_in(command, &Region::try_from("eu-west-1").unwrap())
    }

    #[test]
    fn what_is_waited_for_stands_before_the_region() {
        assert_eq!(
            run("aws ec2 wait nat-gateway-available --nat-gateway-ids nat-0a"),
            "aws ec2 wait nat-gateway-available --region eu-west-1 --nat-gateway-ids nat-0a"
        );
        assert_eq!(
            run("A=$(aws ec2 allocate-address --domain vpc)"),
            "A=$(aws ec2 allocate-address --region eu-west-1 --domain vpc)"
        );
    }

    #[test]
    fn commands_name_their_region_once() {
        assert_eq!(run("aws ec2 describe-vpcs"), "aws ec2 describe-vpcs --region eu-west-1");
        assert_eq!(run("aws ec2 describe-vpcs --x 1"), "aws ec2 describe-vpcs --region eu-west-1 --x 1");
        assert_eq!(run(&run("aws ec2 describe-vpcs --x 1")), run("aws ec2 describe-vpcs --x 1"));
        assert_eq!(
            run("aws ec2 replace-x --id \"$(aws ec2 describe-x --text)\""),
            "aws ec2 replace-x --region eu-west-1 --id \"$(aws ec2 describe-x --region eu-west-1 --text)\""
        );
        assert_eq!(run("aws iam get-role --role-name a"), "aws iam get-role --role-name a");
        assert_eq!(
            run("aws route53 list-hosted-zones-by-vpc --vpc-id vpc-0a --vpc-region REGION --output json"),
            "aws route53 list-hosted-zones-by-vpc --vpc-id vpc-0a --vpc-region eu-west-1 --output json"
        );
    }
}
